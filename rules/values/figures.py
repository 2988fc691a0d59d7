"""Figures of Supervision. Seconds are business seconds unless a name says wall."""

from dataclasses import dataclass
from datetime import datetime

from rules.vocabulary import Clock, Source


@dataclass(frozen=True, slots=True)
class ClockFigure:
    """One clock over one period."""

    clock: Clock
    count: int
    median_s: int | None
    p90_s: int | None
    attainment: float | None
    """Share met in time, 0 to 1."""
    late_now: int


@dataclass(frozen=True, slots=True)
class PersonFigure:
    staff_id: int
    name: str
    count: int
    median_s: int | None
    p90_s: int | None
    attainment: float | None
    open_leads: int


@dataclass(frozen=True, slots=True)
class SourceFigure:
    source: Source
    received: int
    median_s: int | None
    attainment: float | None
    sold: int


@dataclass(frozen=True, slots=True)
class HourFigure:
    hour: int
    """Local hour of the day in which the clock started."""
    count: int
    median_s: int | None


@dataclass(frozen=True, slots=True)
class Supervision:
    """One period's figures, with the period before it to compare the tiles."""

    since: datetime
    until: datetime
    clocks: tuple[ClockFigure, ...]
    before: tuple[ClockFigure, ...]
    people: tuple[PersonFigure, ...]
    sources: tuple[SourceFigure, ...]
    hours: tuple[HourFigure, ...]
    open_leads: int
    late_now: int
    at_risk: int
    """Open leads whose deadline falls within the next hour."""
    without_next_action: int
    unowned: int


@dataclass(frozen=True, slots=True)
class Drill:
    """What a figure is made of: one clock run of one lead."""

    lead_id: int
    person: str
    clock: Clock
    started_at: datetime
    stopped_at: datetime | None
    business_s: int
    wall_s: int
    target_s: int
    is_met: bool
    staff: str
