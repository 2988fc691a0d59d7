"""Who may be whom: likenesses somebody is asked about, and what was merged, so that it can be taken apart again."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import Json, UtcMoment


class SuggestionRow(SQLModel, table=True):
    """Two persons that may be one, asked about once: what was decided is never asked again."""

    __tablename__ = "suggestion"
    __table_args__ = (
        sa.UniqueConstraint("low_id", "high_id"),
        sa.Index("ix_suggestion_high", "high_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    low_id: int = Field(foreign_key="person.id")
    """The lower id of the two persons, so that a pair is kept once."""
    high_id: int = Field(foreign_key="person.id")
    percent: int
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    """The reasons of ``rules.likeness`` as codes with points and parameters; never personal text."""
    at: datetime = Field(sa_type=UtcMoment)
    decision: str = ""
    """``same`` or ``other``; empty while nobody has said."""
    decided_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    decided_by_id: int | None = Field(default=None, foreign_key="staff.id")


class MergeRow(SQLModel, table=True):
    """Two persons, or two leads, made one. Says what moved, so that a split puts everything back."""

    __tablename__ = "merge"
    __table_args__ = (
        sa.Index("ix_merge_emptied", "kind", "emptied_id"),
        sa.Index("ix_merge_kept", "kind", "kept_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """``person`` or ``lead``: what the two ids are of."""
    kept_id: int
    emptied_id: int
    at: datetime = Field(sa_type=UtcMoment)
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    person_merge_id: int | None = Field(default=None, foreign_key="merge.id")
    """The merge of persons that this one of their leads came with, or needed."""
    moved: dict[str, list[Any]] = Field(default_factory=dict, sa_type=Json)
    """Table → what moved from the emptied one to the kept one: ids, and fields for the answers of a form."""
    before: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """What the kept one was like: columns that were filled in, moments that changed. Never personal text."""
    undone_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    undone_by_id: int | None = Field(default=None, foreign_key="staff.id")
