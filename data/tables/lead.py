"""The lead: its current state, its events, its clocks."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import Json, UtcMoment

CAN_BE_TAKEN = (
    "is_open AND owner_id IS NULL AND holder = 'center' AND parked_until IS NULL AND offered_to_id IS NULL"
)
"""The condition of the lane to take. Queries repeat it word for word, or the partial index is not used."""
IS_OPEN: sa.ColumnElement[bool] = sa.literal_column("lead.is_open")
"""An open lead, in the words of the partial indexes: SQLAlchemy's own ``is_open = 1`` would read every lead there is."""


class LeadRow(SQLModel, table=True):
    """A lead as it stands: the fold of its events (``rules.lead_state``), plus an index of its next deadline."""

    __tablename__ = "lead"
    __table_args__ = (
        # What operators take from: small whatever the history. The holder, one and the same in it, comes first:
        # found by an equality, SQLite prefers it to the other orders of open leads.
        sa.Index(
            "ix_lead_to_take",
            "holder",
            "due_at",
            sa.text("score DESC"),
            "received_at",
            "id",
            sqlite_where=sa.text(CAN_BE_TAKEN),
            postgresql_where=sa.text(CAN_BE_TAKEN),
        ),
        sa.Index(
            "ix_lead_open",
            "due_at",
            sa.text("score DESC"),
            "received_at",
            "id",
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        ),
        # Of leads that somebody holds: of the others it would be taken for an index of what can be taken.
        sa.Index(
            "ix_lead_owner",
            "owner_id",
            "due_at",
            sqlite_where=sa.text("is_open AND owner_id IS NOT NULL"),
            postgresql_where=sa.text("is_open AND owner_id IS NOT NULL"),
        ),
        sa.Index(
            "ix_lead_salesperson",
            "salesperson_id",
            "due_at",
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        ),
        sa.Index(
            "ix_lead_warn",
            "warn_at",
            sqlite_where=sa.text("is_open AND warn_at IS NOT NULL"),
            postgresql_where=sa.text("is_open AND warn_at IS NOT NULL"),
        ),
        # Covers the counts of the lanes: open leads are counted without reading them.
        sa.Index(
            "ix_lead_counts",
            "is_open",
            "due_at",
            "owner_id",
            "salesperson_id",
            "offered_to_id",
            "holder",
            "waits_for_us",
            "parked_until",
            "site_id",
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        ),
        sa.Index("ix_lead_person", "person_id", "received_at"),
        sa.Index("ix_lead_car", "car_id"),
        sa.Index("ix_lead_received", "received_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    version: int = 1
    person_id: int = Field(foreign_key="person.id")
    site_id: int | None = Field(default=None, foreign_key="site.id")
    car_id: int | None = Field(default=None, foreign_key="car.id")
    car_text: str = ""
    """The car as the customer or the portal named it."""
    listing_reference: str = ""
    source: str
    channel: str
    received_at: datetime = Field(sa_type=UtcMoment)

    stage: str = "new"
    is_open: bool = True
    holder: str = "center"
    """Who must act: ``center``, ``sales`` (accepted by a salesperson) or ``nobody`` (closed)."""
    owner_id: int | None = Field(default=None, foreign_key="staff.id")
    salesperson_id: int | None = Field(default=None, foreign_key="staff.id")
    offered_to_id: int | None = Field(default=None, foreign_key="staff.id")
    claimed_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    attempts: int = 0
    first_contact_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    last_incoming_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    last_outgoing_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    next_action_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    parked_until: datetime | None = Field(default=None, sa_type=UtcMoment)
    closed_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    close_reason: str | None = None
    duplicate_of_id: int | None = Field(default=None, foreign_key="lead.id")

    score: int = 0
    temperature: str = "cold"
    score_is_override: bool = False

    clock: str | None = None
    """The clock whose deadline comes first, and the index of it. Recomputed from events at every change."""
    clock_calendar: int = 0
    clock_started_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    due_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    warn_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    """When the engine must look next: the warning, then the breach; None when nothing is to be said."""
    rests_until: datetime | None = Field(default=None, sa_type=UtcMoment)
    is_unread: bool = True
    waits_for_us: bool = False
    """The customer spoke last, or an open question waits: the lane "to answer"."""


class LeadEventRow(SQLModel, table=True):
    """One thing that happened (``rules.events``). Append-only."""

    __tablename__ = "lead_event"
    __table_args__ = (
        sa.Index("ix_lead_event_lead", "lead_id", "id"),
        sa.Index("ix_lead_event_at", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id")
    at: datetime = Field(sa_type=UtcMoment)
    kind: str
    actor_id: int | None = Field(default=None, foreign_key="staff.id")
    data: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    policy_version: int = 0
    recorded_at: datetime = Field(sa_type=UtcMoment)


class ClockRunRow(SQLModel, table=True):
    """One finished run of a clock: what figures are made of. Rewritten from events when a lead changes."""

    __tablename__ = "clock_run"
    __table_args__ = (
        sa.Index("ix_clock_run_lead", "lead_id"),
        # Covers the percentiles of Supervision: no table access.
        sa.Index(
            "ix_clock_run_figures", "clock", "stopped_at", "staff_id", "site_id", "business_s", "is_met"
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id")
    clock: str
    instance: int = 0
    started_at: datetime = Field(sa_type=UtcMoment)
    stopped_at: datetime = Field(sa_type=UtcMoment)
    business_s: int
    wall_s: int
    target_s: int
    is_met: bool
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    """Who stopped it."""
    site_id: int | None = Field(default=None, foreign_key="site.id")
    source: str
    in_hours: bool = True
    """Whether it started inside opening hours: misses in and out of hours are reported apart."""


class AnswerRow(SQLModel, table=True):
    """One answer of the qualification form."""

    __tablename__ = "answer"
    lead_id: int = Field(primary_key=True, foreign_key="lead.id")
    field: str = Field(primary_key=True)
    value: str
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    at: datetime = Field(sa_type=UtcMoment)


class TradeInRow(SQLModel, table=True):
    """A car the customer wants to trade in."""

    __tablename__ = "trade_in"
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id", index=True)
    make: str = ""
    model: str = ""
    year: str = ""
    mileage: int | None = None
    plate: str = ""
    vin: str = ""
    comment: str = ""


class PresenceRow(SQLModel, table=True):
    """Who has a lead open. Written on opening, stale after 60 s."""

    __tablename__ = "presence"
    __table_args__ = (sa.Index("ix_presence_seen", "seen_at"),)
    lead_id: int = Field(primary_key=True, foreign_key="lead.id")
    staff_id: int = Field(primary_key=True, foreign_key="staff.id")
    seen_at: datetime = Field(sa_type=UtcMoment)
