"""Mailboxes that are watched, and how far each was read. Passwords are never here."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import UtcMoment


class MailboxRow(SQLModel, table=True):
    """One mailbox as somebody set it up."""

    __tablename__ = "mailbox"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    host: str
    port: int
    security: str
    login: str
    folder: str = "INBOX"
    site_id: int | None = Field(default=None, foreign_key="site.id")
    source: str | None = None
    after_reading: str = "move"
    handled_folder: str = "Handled"
    to_sort_folder: str = "To sort"
    since: date | None = None
    is_active: bool = True
    created_at: datetime = Field(sa_type=UtcMoment)


class MailboxReadingRow(SQLModel, table=True):
    """How far a mailbox was read, and how its watching goes. One row a mailbox, from its first reading on."""

    __tablename__ = "mailbox_reading"
    mailbox_id: int = Field(primary_key=True, foreign_key="mailbox.id")
    uidvalidity: int = Field(default=0, sa_type=sa.BigInteger)
    """The server's numbering: when it changes, every UID means another message."""
    last_uid: int = Field(default=0, sa_type=sa.BigInteger)
    """Every message up to here is in the store, or in ``mailbox_message``."""
    reread_until: int = Field(default=0, sa_type=sa.BigInteger)
    """Up to here the messages may be old ones under new numbers: what is known is no new copy."""
    contact_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    error: str = ""
    error_detail: str = ""
    error_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class MailboxMessageRow(SQLModel, table=True):
    """A message below ``last_uid`` with which something is still to be done; gone once it is."""

    __tablename__ = "mailbox_message"
    mailbox_id: int = Field(primary_key=True, foreign_key="mailbox.id")
    uid: int = Field(primary_key=True, sa_type=sa.BigInteger)
    raw_id: int | None = Field(default=None, foreign_key="raw_input.id", index=True)
    """Taken: written in the transaction that stored the raw input. None: it could not be fetched yet."""
    attempts: int = 0
    """How often it could not be fetched."""
