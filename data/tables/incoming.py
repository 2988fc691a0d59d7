"""What arrived, as it arrived: stored before anything is read."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import UtcMoment


class RawInputRow(SQLModel, table=True):
    """One incoming document. ``content`` is the raw bytes, cut at the limit that ``size`` betrays."""

    __tablename__ = "raw_input"
    __table_args__ = (
        sa.Index("ix_raw_input_hash", "content_hash", "part"),
        sa.Index("ix_raw_input_message_id", "message_id"),
        sa.Index(
            "ix_raw_input_row_key",
            "row_key",
            sqlite_where=sa.text("row_key IS NOT NULL"),
            postgresql_where=sa.text("row_key IS NOT NULL"),
        ),
        sa.Index(
            "ix_raw_input_waiting",
            "outcome",
            "deadline_at",
            sqlite_where=sa.text("outcome IN ('pending', 'to_sort')"),
            postgresql_where=sa.text("outcome IN ('pending', 'to_sort')"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    content_hash: str
    """SHA-256 of the whole content, hex."""
    part: int = 0
    """Position in its document (a sheet's row, one of several prospects); 0 the document itself."""
    origin: str
    """How it came: ``drop``, ``entry``, ``file``, ``imap``, ``webhook``."""
    name: str = ""
    """File name or mailbox; never used as a path."""
    content: bytes = Field(sa_type=sa.LargeBinary)
    # SQLite's integers are of any size, and another type there would mean writing every document anew.
    size: int = Field(sa_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
    """Bytes before any cut."""
    message_id: str = ""
    received_at: datetime = Field(sa_type=UtcMoment)
    read_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    reader: str = ""
    outcome: str = "pending"
    filed_as: str | None = None
    reason: str = ""
    """Code of why it is to sort or filed."""
    lead_id: int | None = Field(default=None, foreign_key="lead.id", index=True)
    deadline_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    """By when somebody must have sorted it."""
    sorted_by_id: int | None = Field(default=None, foreign_key="staff.id")
    row_key: str | None = None
    """What a row of a file says (``rules.reading.row_key``): once for each demand, none where it came again."""
