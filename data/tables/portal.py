"""Descriptions of portals that somebody changed: every version stays, with who wrote it and when."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import UtcMoment


class PortalVersionRow(SQLModel, table=True):
    """One version of one description. The last one counts; an empty text is back to the packaged one."""

    __tablename__ = "portal_version"
    __table_args__ = (sa.UniqueConstraint("name", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    version: int
    text: str
    """The whole TOML document."""
    created_at: datetime = Field(sa_type=UtcMoment)
    created_by_id: int | None = Field(default=None, foreign_key="staff.id")
