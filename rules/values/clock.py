"""One clock of one lead, read at one moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.vocabulary import Clock


class ClockStatus(StrEnum):
    RUNNING = "running"
    RESTING = "resting"  # closed hours, or paused by policy
    MET = "met"
    MISSED = "missed"  # stopped after its deadline
    ABANDONED = "abandoned"  # the lead ended first: counts in no figure


@dataclass(frozen=True, slots=True)
class ClockReading:
    """Where a clock stands, and the events that say so. Business time and wall time are never mixed."""

    clock: Clock
    instance: int
    """The question or offer it is about; the starting event's id for next responses, follow-ups and clocks that a
    reopening started again; else 0."""
    started_at: datetime
    started_by: int
    """Id of the event that started it."""
    calendar: int
    """0 the center, -1 wall time, otherwise a site id."""
    target: timedelta
    warning: timedelta
    """How long before the end the owner is warned."""
    due_at: datetime | None
    """None while it is paused without a known end."""
    warn_at: datetime | None
    stopped_at: datetime | None
    stopped_by: int | None
    business: timedelta
    """Business time from start to stop (or to now), pauses left out; of a follow-up, from its planned date on."""
    wall: timedelta
    """Wall time from start to stop (or to now), pauses included; of a follow-up, from its planned date on."""
    status: ClockStatus
    rests_until: datetime | None
    pauses: tuple[tuple[datetime, datetime | None, str], ...] = ()
    """(from, to, why) where why is ``parked`` or ``waiting``; only those the policy lets this clock take."""
    stopped_by_person: int | None = None
    """Staff id credited with the stop, or who let an offer pass; None when the clock was dismissed."""

    @property
    def is_open(self) -> bool:
        return self.stopped_at is None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The clock of a lead that ends first, as lists keep it beside the lead."""

    clock: Clock
    instance: int
    due_at: datetime | None
    """None while it is paused without a known end."""
    warn_at: datetime | None
    started_at: datetime
    calendar: int
    """0 the center, -1 wall time, otherwise a site id."""
    rests_until: datetime | None
