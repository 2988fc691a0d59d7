"""The group, its sites, their hours, and the people who work there."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import Json, UtcMoment


class GroupRow(SQLModel, table=True):
    """The dealer group: one row a store."""

    __tablename__ = "dealer_group"
    id: int = Field(primary_key=True)
    name: str
    lang: str = "fr"
    is_demo: bool = False
    created_at: datetime = Field(sa_type=UtcMoment)


class SiteRow(SQLModel, table=True):
    __tablename__ = "site"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    region: str = ""
    postcode: str = ""
    city: str = ""
    timezone: str = "Europe/Paris"
    phone: str = ""
    email: str = ""
    fallback_site_id: int | None = Field(default=None, foreign_key="site.id")
    is_active: bool = True


class HoursRow(SQLModel, table=True):
    """Opening hours of a site, or of the center (no site), from a day on. ``hours`` feeds ``Calendar.from_data``."""

    __tablename__ = "opening_hours"
    __table_args__ = (sa.Index("ix_opening_hours_site", "site_id", "effective_from"),)
    id: int | None = Field(default=None, primary_key=True)
    site_id: int | None = Field(default=None, foreign_key="site.id")
    effective_from: date
    hours: dict[str, Any] = Field(sa_type=Json)


class StaffRow(SQLModel, table=True):
    """Somebody who works with the console."""

    __tablename__ = "staff"
    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    name: str
    role: str
    site_id: int | None = Field(default=None, foreign_key="site.id")
    is_active: bool = True
    status: str = "available"
    capacity: int = 30
    skills: list[str] = Field(default_factory=list, sa_type=Json)
    email: str = ""
    phone: str = ""
    lang: str = "fr"
    theme: str = ""
    passphrase_hash: str = ""
    created_at: datetime = Field(sa_type=UtcMoment)


class StaffSiteRow(SQLModel, table=True):
    """A site whose leads a manager may see in full."""

    __tablename__ = "staff_site"
    staff_id: int = Field(primary_key=True, foreign_key="staff.id")
    site_id: int = Field(primary_key=True, foreign_key="site.id")


class AbsenceRow(SQLModel, table=True):
    __tablename__ = "absence"
    __table_args__ = (sa.Index("ix_absence_staff", "staff_id", "ends_at"),)
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    starts_at: datetime = Field(sa_type=UtcMoment)
    ends_at: datetime = Field(sa_type=UtcMoment)
    reason: str = ""
