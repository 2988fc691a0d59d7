"""The live queue: one row a lead, and what stands around the table."""

from dataclasses import dataclass
from datetime import datetime

from rules.vocabulary import Clock, Lane, Source, Stage, Temperature


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One open lead as lists show it. A row is replaced, never changed."""

    id: int
    version: int
    stage: Stage
    clock: Clock | None
    """The clock whose deadline comes first; None when no clock runs."""
    due_at: datetime | None
    warn_at: datetime | None
    """From when the row is urgent (a warning was due)."""
    started_at: datetime | None
    """When that clock started, to show which part of the time is left."""
    calendar: int
    """Whose opening hours that clock keeps: 0 the center, -1 wall time, otherwise a site id."""
    rests_until: datetime | None
    """Set while the clock does not run (closed, parked, waiting): when it runs again."""
    score: int
    temperature: Temperature
    person: str
    phone: str
    """E.164 of the phone to call first, or the raw text when it could not be read, or empty."""
    car: str
    source: Source
    site_id: int | None
    site: str
    attempts: int
    owner_id: int | None
    owner: str
    salesperson_id: int | None
    salesperson: str
    received_at: datetime
    next_action_at: datetime | None
    is_unread: bool = False
    """The customer wrote and nobody opened it since."""
    viewers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LaneCount:
    lane: Lane
    total: int
    late: int


@dataclass(frozen=True, slots=True)
class MyDay:
    """What I did today, for the corner of the queue."""

    taken: int
    median_s: int | None
    """Median first response of mine today in business seconds."""
    p90_s: int | None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One line of a search: a lead, open or closed."""

    lead_id: int
    person: str
    phone: str
    car: str
    stage: Stage
    site: str
    received_at: datetime
