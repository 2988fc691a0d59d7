"""What keeps consoles and the engine together."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import Json, UtcMoment


class ChangeRow(SQLModel, table=True):
    """The change log: appended in the transaction of the change, read by every console."""

    __tablename__ = "change_log"
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    """What changed: ``lead``, ``raw``, ``outbox``, ``staff``, ``policy`` …"""
    subject_id: int
    at: datetime = Field(sa_type=UtcMoment)


class PolicyVersionRow(SQLModel, table=True):
    __tablename__ = "policy_version"
    id: int | None = Field(default=None, primary_key=True)
    effective_from: date
    preset: str
    reference: str
    text: str
    """The whole TOML document."""
    created_at: datetime = Field(sa_type=UtcMoment)
    created_by_id: int | None = Field(default=None, foreign_key="staff.id")


class LeaseRow(SQLModel, table=True):
    """Who leads: one row a name. Taken with a conditional update, kept by a heartbeat."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    holder: str
    expires_at: datetime = Field(sa_type=UtcMoment)


class SettingRow(SQLModel, table=True):
    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: dict[str, Any] = Field(sa_type=Json)


class DraftRow(SQLModel, table=True):
    """What somebody had begun to write when leaving a drawer."""

    __tablename__ = "draft"
    __table_args__ = (sa.UniqueConstraint("staff_id", "lead_id", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    lead_id: int = Field(foreign_key="lead.id")
    kind: str
    content: dict[str, Any] = Field(sa_type=Json)
    at: datetime = Field(sa_type=UtcMoment)
