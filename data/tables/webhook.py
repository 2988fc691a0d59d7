"""Sources that call us over HTTP, what they sent already, leads to be fetched, and calls as they go. No secrets."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import UtcMoment


class WebhookRow(SQLModel, table=True):
    """One source as somebody set it up."""

    __tablename__ = "webhook"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str
    site_id: int | None = Field(default=None, foreign_key="site.id")
    source: str | None = None
    is_active: bool = True
    created_at: datetime = Field(sa_type=UtcMoment)


class WebhookActivityRow(SQLModel, table=True):
    """How it goes with a source. One row a source, from its first call on."""

    __tablename__ = "webhook_activity"
    webhook_id: int = Field(primary_key=True, foreign_key="webhook.id")
    accepted: int = 0
    accepted_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    refused: int = 0
    refused_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    refused_code: str = ""


class WebhookSeenRow(SQLModel, table=True):
    """A signature that was accepted: a second call with it is a replay. Dropped once its moment is out of the window."""

    __tablename__ = "webhook_seen"
    webhook_id: int = Field(primary_key=True, foreign_key="webhook.id")
    signature: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcMoment, index=True)


class AwaitedLeadRow(SQLModel, table=True):
    """A lead that Facebook announced: its answers are read from Graph. Kept, so that no second notice makes it twice."""

    __tablename__ = "awaited_lead"
    __table_args__ = (
        sa.Index(
            "ix_awaited_lead_due",
            "try_at",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )
    lead_id: str = Field(primary_key=True)
    """Facebook's number of the lead, as text."""
    raw_id: int = Field(foreign_key="raw_input.id")
    """The part of the notice that becomes the lead: its content is what Graph answers."""
    webhook: str
    """The name of the source, which also names its token."""
    page_id: str = ""
    form_id: str = ""
    state: str = "waiting"
    """``waiting``, ``read`` or ``given_up``."""
    attempts: int = 0
    try_at: datetime = Field(sa_type=UtcMoment)
    error: str = ""
    """Code of what was the matter with the last attempt."""


class PhoneCallRow(SQLModel, table=True):
    """A call that came in, as far as the telephone system has told of it."""

    __tablename__ = "phone_call"
    __table_args__ = (
        sa.UniqueConstraint("webhook", "call_id"),
        sa.Index(
            "ix_phone_call_ringing",
            "told_at",
            sqlite_where=sa.text("state = 'ringing'"),
            postgresql_where=sa.text("state = 'ringing'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    webhook: str
    """The name of the telephone system's source."""
    call_id: str
    raw_id: int = Field(foreign_key="raw_input.id")
    """The first event that told of it."""
    state: str
    """``ringing``, ``answered``, ``missed`` or ``ended``."""
    told_at: datetime = Field(sa_type=UtcMoment)
    """When its first event came."""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)
    """The touch that came of it, once one did."""
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    agent: str = ""
