"""How urgent an open lead is: its place in the queue, its level at a given moment, and why in one line.

The order depends on stored values alone (deadline, score, age), so rows keep their place while time passes; only
level and countdown follow the clock. Screens ask for them for each visible row each second.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from rules.calendars import Calendar
from rules.values.queue import QueueRow
from rules.vocabulary import Clock
from rules.words import Words

_NEVER = datetime.max.replace(tzinfo=UTC)


class Level(StrEnum):
    LATE = "late"
    URGENT = "urgent"  # under a quarter of the time left, or the warning is due
    SOON = "soon"  # under half of the time left
    CALM = "calm"
    RESTING = "resting"  # closed hours, or paused


@dataclass(frozen=True, slots=True)
class Countdown:
    """What the countdown column shows of one row."""

    level: Level
    remaining: timedelta | None
    """Open time until the deadline, negative when late; None while there is no deadline."""
    rests_until: datetime | None = None
    """When a resting clock runs again; None when it is not known or not resting."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a lead stands where it stands: a key of the ``urgency`` words with its parameters."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def order(row: QueueRow) -> tuple[datetime, int, datetime, int]:
    """The sort key of the queue: the earlier deadline, then the higher score, then the older lead.

    The claim orders by the same columns (``ix_lead_to_take``), so that the lead taken is the one on top.
    """
    return (row.due_at or _NEVER, -row.score, row.received_at, row.id)


def remaining(row: QueueRow, calendar: Calendar, now: datetime) -> timedelta | None:
    """Open time until the row's deadline, negative when it has passed; None when there is no deadline."""
    return None if row.due_at is None else calendar.between(now, row.due_at)


def level(row: QueueRow, calendar: Calendar, now: datetime) -> Level:
    """How urgent the row is at ``now``; ``calendar`` is the one that ``row.calendar`` names."""
    return countdown(row, calendar, now).level


def countdown(row: QueueRow, calendar: Calendar, now: datetime) -> Countdown:
    """Level and time left of the row at ``now``; ``calendar`` is the one that ``row.calendar`` names."""
    if row.clock is None:
        return Countdown(Level.CALM, None)
    left = remaining(row, calendar, now)
    if row.due_at is not None and now > row.due_at:
        return Countdown(Level.LATE, left)
    if row.rests_until is not None and now < row.rests_until:
        return Countdown(Level.RESTING, left, row.rests_until)
    if left is None:
        return Countdown(Level.RESTING, None)
    if not calendar.is_open(now):
        return Countdown(Level.RESTING, left, calendar.next_open(now))
    return Countdown(_running_level(row, calendar, now, left), left)


def _running_level(row: QueueRow, calendar: Calendar, now: datetime, left: timedelta) -> Level:
    assert row.due_at is not None
    if row.warn_at is not None and now >= row.warn_at:
        return Level.URGENT
    if row.clock is Clock.FOLLOW_UP or row.started_at is None:
        # Its length is only how early somebody planned it: a relaunch in a month is not urgent for the last week.
        is_today = calendar.local(row.due_at).date() == calendar.local(now).date()
        return Level.SOON if is_today else Level.CALM
    whole = calendar.between(row.started_at, row.due_at)
    if 4 * left < whole:
        return Level.URGENT
    return Level.SOON if 2 * left < whole else Level.CALM


def why(row: QueueRow, calendar: Calendar, now: datetime) -> Why:
    """Why the row stands where it stands, as a code: its deadline, and the score that parts equal deadlines."""
    shown = countdown(row, calendar, now)
    params = {"clock": row.clock, "score": row.score}
    if row.clock is None:
        return Why("urgency.no_clock", params)
    if shown.level is Level.LATE:
        late = -(shown.remaining or timedelta(0))
        return Why("urgency.late", {**params, "time": late})
    if shown.level is Level.RESTING and shown.rests_until is None:
        return Why("urgency.paused", params)
    if shown.level is Level.RESTING:
        assert shown.rests_until is not None
        at = calendar.local(shown.rests_until)
        return Why("urgency.resting", {**params, "at": at, "day": _day(at, calendar.local(now))})
    return Why("urgency.due", {**params, "time": shown.remaining})


def _day(at: datetime, now: datetime) -> str:
    """How a coming day is named: a weekday within six days; later than that it takes a date."""
    distance = (at.date() - now.date()).days
    if distance < 2:
        return "tomorrow" if distance else "today"
    return f"day_{at.weekday()}" if distance < 7 else "date"


def why_line(reason: Why, words: Words) -> str:
    """The reason in words, on one line."""
    params = dict(reason.params)
    if params.get("clock"):
        params["clock"] = words(f"urgency.clock_{Clock(params['clock']).value}")
    if isinstance(params.get("time"), timedelta):
        params["time"] = duration(params["time"], words)
    if isinstance(params.get("at"), datetime):
        at = params["at"]
        params["at"] = words(f"urgency.{params['day']}", time=f"{at:%H:%M}", date=f"{at:%d/%m}")
    return words(reason.code, **params)


def duration(time: timedelta, words: Words) -> str:
    """A length of open time in its two largest units: ``12 min``, ``1 h 05``, ``2 j 3 h``. The sign is left out."""
    minutes = int(abs(time).total_seconds()) // 60
    if minutes < 60:
        return words("urgency.minutes", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return words("urgency.hours", hours=hours, minutes=f"{minutes:02d}")
    days, hours = divmod(hours, 24)
    return words("urgency.days", days=days, hours=hours)
