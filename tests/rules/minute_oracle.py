"""The slow truth: business time counted minute by minute, from the calendar's plain data and nothing of ours.

It shares no code with ``rules.calendars``, ``rules.opening_hours`` or ``rules.holidays``: the wall clock of each
UTC minute is read from the time zone, each slot's ends are found by looking for the minute that shows them, and
time passes by counting open minutes.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from holidays.countries.france import France

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)
MARGIN = 3 * 1440
"""Minutes laid out before and after a window, so that no slot is cut by its edge."""


class Window:
    """Consecutive UTC minutes with the wall clock that each shows in one time zone."""

    def __init__(self, start: datetime, days: int, zone: str) -> None:
        self.start = start
        self.minutes = days * 1440
        first = start - MARGIN * MINUTE
        local = ZoneInfo(zone)
        self.walls = [
            (first + number * MINUTE).astimezone(local).replace(tzinfo=None, fold=0)
            for number in range(self.minutes + 2 * MARGIN)
        ]
        self.shown_first: dict[datetime, int] = {}
        for number, wall in enumerate(self.walls):
            self.shown_first.setdefault(wall, number - MARGIN)

    def minute_showing(self, wall: datetime) -> int:
        """The first minute whose wall clock shows ``wall``; one that is skipped counts on from the last one shown."""
        skipped = 0
        while wall - skipped * MINUTE not in self.shown_first:
            skipped += 1
        return self.shown_first[wall - skipped * MINUTE] + skipped


@cache
def window(start: datetime, days: int, zone: str) -> Window:
    return Window(start, days, zone)


def open_minutes(data: Mapping[str, Any], start: datetime, days: int) -> bytearray:
    """One flag a minute from ``start`` on: whether the calendar of ``data`` is open in it."""
    view = window(start, days, data["time_zone"])
    flags = bytearray(view.minutes)
    day = view.walls[0].date() + timedelta(days=1)
    while day < view.walls[-1].date() - timedelta(days=1):
        for text in slots_of(data, day):
            opens, closes = text.split("-")
            first = view.minute_showing(_wall(day, opens))
            last_day = day if closes > opens else day + timedelta(days=1)
            last = view.minute_showing(_wall(last_day, closes))
            for minute in range(max(first, 0), min(last, view.minutes)):
                flags[minute] = 1
        day += timedelta(days=1)
    return flags


def slots_of(data: Mapping[str, Any], day: date) -> Sequence[str]:
    """The slots that start on ``day``: its exception, else none on a holiday, else the week's in force."""
    exceptions: Mapping[str, Sequence[str]] = data.get("exceptions", {})
    if day.isoformat() in exceptions:
        return exceptions[day.isoformat()]
    if data.get("holidays") and day in _holidays(data["holidays"], day.year):
        return []
    week = data["week"]
    for change in sorted(data.get("changes", []), key=lambda change: str(change["from"])):
        if change["from"] <= day.isoformat():
            week = change["week"]
    slots: Sequence[str] = week.get(DAYS[day.weekday()], [])
    return slots


@cache
def _holidays(zone: str, year: int) -> frozenset[date]:
    subdivision = {"FR": None, "FR-alsace-moselle": "57", "FR-974": "974"}[zone]
    return frozenset(France(subdiv=subdivision, years=year))  # type: ignore[no-untyped-call]  # no types there


def _wall(day: date, text: str) -> datetime:
    hours, minutes = (int(part) for part in text.split(":"))
    return datetime(day.year, day.month, day.day) + timedelta(hours=hours, minutes=minutes)  # noqa: DTZ001  # wall


def minute_of(at: datetime, start: datetime) -> int:
    return int((at.astimezone(UTC) - start) / MINUTE)


def count(flags: bytearray, first: int, last: int) -> int:
    """Open minutes from ``first`` to ``last``, one by one."""
    total = 0
    for minute in range(first, last):
        if flags[minute]:
            total += 1
    return total


def reach(flags: bytearray, first: int, wanted: int) -> int | None:
    """The minute by which ``wanted`` open minutes have passed since ``first``; None beyond the window."""
    minute = first
    while wanted > 0:
        if minute >= len(flags):
            return None
        wanted -= flags[minute]
        minute += 1
    return minute
