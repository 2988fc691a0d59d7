"""Everything said between a customer and us."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import Json, UtcMoment


class TouchRow(SQLModel, table=True):
    """One incoming contact: a mail, a call, a form."""

    __tablename__ = "touch"
    __table_args__ = (
        sa.Index("ix_touch_lead", "lead_id", "at"),
        sa.Index("ix_touch_message_id", "message_id"),
        sa.Index("ix_touch_thread", "thread"),
    )
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id")
    raw_id: int | None = Field(default=None, foreign_key="raw_input.id")
    at: datetime = Field(sa_type=UtcMoment)
    channel: str
    source: str
    portal: str = ""
    """The portal's or provider's own name, as it arrived."""
    subject: str = ""
    text: str = ""
    car_text: str = ""
    reference: str = ""
    """The sender's own reference of the lead or the listing."""
    address: str = ""
    """Where an answer goes (a relay address or the customer's own)."""
    message_id: str = ""
    thread: str = ""
    """What ties a conversation together: a relay address or the Message-ID it answers."""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """Whatever else was read (finance, preferred time, oddities), by name."""


class CallRow(SQLModel, table=True):
    __tablename__ = "call"
    __table_args__ = (sa.Index("ix_call_lead", "lead_id", "started_at"),)
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id")
    staff_id: int = Field(foreign_key="staff.id")
    direction: str = "out"
    number: str
    started_at: datetime = Field(sa_type=UtcMoment)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    outcome: str | None = None
    call_back_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    purpose: str = "answer"


class MessageRow(SQLModel, table=True):
    """A message, in or out. An outgoing one has an outbox row."""

    __tablename__ = "message"
    __table_args__ = (
        sa.Index("ix_message_lead", "lead_id", "at"),
        sa.Index("ix_message_message_id", "message_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id")
    direction: str
    channel: str
    address: str
    """The other side's address or number."""
    subject: str = ""
    body: str = ""
    message_id: str = ""
    """The RFC 5322 Message-ID, without angle brackets; stable over retries."""
    in_reply_to: str = ""
    is_automatic: bool = False
    purpose: str = "answer"
    template_version_id: int | None = Field(default=None, foreign_key="template_version.id")
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    at: datetime = Field(sa_type=UtcMoment)


class OutboxRow(SQLModel, table=True):
    """Where an outgoing message is on its way."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("ix_outbox_due", "state", "try_at"),
        sa.Index("ix_outbox_message", "message_id", unique=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id")
    lead_id: int = Field(foreign_key="lead.id")
    channel: str
    state: str = "queued"
    try_at: datetime = Field(sa_type=UtcMoment)
    """Not before: the planned time, then the time of the next try."""
    tries: int = 0
    claimed_by: str = ""
    claimed_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    reason: str = ""
    """Code of the failure or hold."""
    detail: str = ""
    """The provider's own words, cut at 500 characters."""
    provider_id: str = ""
    finished_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class NoteRow(SQLModel, table=True):
    __tablename__ = "note"
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    at: datetime = Field(sa_type=UtcMoment)
    text: str


class QuestionRow(SQLModel, table=True):
    """An open question: asked by the customer, not answered at once."""

    __tablename__ = "question"
    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id", index=True)
    asked_at: datetime = Field(sa_type=UtcMoment)
    asked_by_id: int | None = Field(default=None, foreign_key="staff.id")
    """Who wrote the question down."""
    text: str
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    answered_by_id: int | None = Field(default=None, foreign_key="staff.id")
    answer: str = ""
