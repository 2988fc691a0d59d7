"""Handing over and selling: tasks, offers, appointments, sales."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import Json, UtcMoment


class TaskRow(SQLModel, table=True):
    """A relaunch or a callback: something planned that becomes due."""

    __tablename__ = "task"
    __table_args__ = (
        sa.Index("ix_task_due", "state", "due_at"),
        sa.Index("ix_task_lead", "lead_id"),
        sa.Index("ix_task_staff", "staff_id", "state", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id")
    kind: str
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    """Who it is for; None means whoever takes the lead."""
    due_at: datetime = Field(sa_type=UtcMoment)
    state: str = "open"
    channel: str = "phone"
    template_id: int | None = Field(default=None, foreign_key="template.id")
    message_id: int | None = Field(default=None, foreign_key="message.id")
    """The message somebody prepared, sent when it fires and the contact policy still allows it."""
    note: str = ""
    created_by_id: int | None = Field(default=None, foreign_key="staff.id")
    created_at: datetime = Field(sa_type=UtcMoment)
    fired_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    done_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class OfferRow(SQLModel, table=True):
    """The proposal of a lead to a salesperson."""

    __tablename__ = "offer"
    __table_args__ = (
        sa.Index("ix_offer_due", "state", "expires_at"),
        sa.Index("ix_offer_lead", "lead_id"),
        sa.Index("ix_offer_staff", "staff_id", "state", "offered_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id")
    staff_id: int = Field(foreign_key="staff.id")
    offered_by_id: int | None = Field(default=None, foreign_key="staff.id")
    offered_at: datetime = Field(sa_type=UtcMoment)
    expires_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    state: str = "open"
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    refuse_reason: str | None = None
    points: int = 0
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    """Why this salesperson: the reasons of ``rules.routing`` as codes."""


class AppointmentRow(SQLModel, table=True):
    __tablename__ = "appointment"
    __table_args__ = (
        sa.Index("ix_appointment_lead", "lead_id"),
        sa.Index("ix_appointment_staff", "staff_id", "starts_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id")
    staff_id: int = Field(foreign_key="staff.id")
    site_id: int | None = Field(default=None, foreign_key="site.id")
    kind: str
    starts_at: datetime = Field(sa_type=UtcMoment)
    state: str = "planned"
    created_at: datetime = Field(sa_type=UtcMoment)


class SaleRow(SQLModel, table=True):
    __tablename__ = "sale"
    __table_args__ = (sa.Index("ix_sale_staff", "staff_id", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id", index=True)
    car_id: int | None = Field(default=None, foreign_key="car.id")
    staff_id: int = Field(foreign_key="staff.id")
    price: int | None = None
    """Euros."""
    at: datetime = Field(sa_type=UtcMoment)
    undone_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    undo_reason: str | None = None
