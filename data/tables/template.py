"""Message templates and their versions: a sent message names the version it was made from."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import UtcMoment


class TemplateRow(SQLModel, table=True):
    __tablename__ = "template"
    __table_args__ = (sa.UniqueConstraint("code", "lang", "channel"),)
    id: int | None = Field(default=None, primary_key=True)
    code: str
    lang: str
    channel: str
    name: str
    purpose: str
    is_active: bool = True


class TemplateVersionRow(SQLModel, table=True):
    __tablename__ = "template_version"
    __table_args__ = (sa.UniqueConstraint("template_id", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    template_id: int = Field(foreign_key="template.id")
    version: int
    subject: str = ""
    body: str
    created_at: datetime = Field(sa_type=UtcMoment)
    created_by_id: int | None = Field(default=None, foreign_key="staff.id")
