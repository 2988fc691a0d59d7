"""Descriptions of portals as commands and screens show them."""

from dataclasses import dataclass
from datetime import datetime

from rules.vocabulary import Source


@dataclass(frozen=True, slots=True)
class PortalVersion:
    """One version that somebody wrote."""

    name: str
    version: int
    text: str
    """Empty when it went back to the packaged one."""
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PortalEntry:
    """One description that mails are read by."""

    name: str
    source: Source | None
    """None for one that this version of the program cannot read."""
    senders: tuple[str, ...]
    is_packaged: bool
    """It comes with the program."""
    version: PortalVersion | None
    """The version of the group that stands in its place."""
    problem: str = ""
    """Why the group's version cannot be used; the packaged one is used meanwhile."""
