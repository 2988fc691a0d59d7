"""What a lead's clocks did: each run of each clock, and the times in which nobody was waited for."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from rules.events import LeadEvent
from rules.vocabulary import Clock, Source, Temperature


class End(Enum):
    STOPPED = "stopped"
    DISMISSED = "dismissed"
    LET_PASS = "let_pass"


@dataclass(slots=True)
class Run:
    """One run of one clock. ``end`` is None while it runs."""

    clock: Clock
    instance: int
    started: LeadEvent
    site: int | None
    """The lead's site when it started: whose hours count where the policy says the site's."""
    source: Source | None
    temperature: Temperature | None
    """As last scored before the end."""
    planned_at: datetime | None = None
    """The date somebody planned, for the follow-up clock."""
    salesperson: int | None = None
    """Whose first contact, or whose answer to an offer, it waits for."""
    end: End | None = None
    ended: LeadEvent | None = None
    ended_at: datetime | None = None
    person: int | None = None
    """Who stopped it, or who let it pass."""


@dataclass(slots=True)
class Pause:
    """A time in which the customer is waited for, or the lead is parked. ``end`` is None while it lasts unlimited."""

    why: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class ClockHistory:
    runs: tuple[Run, ...]
    """In order of their start."""
    pauses: tuple[Pause, ...]
