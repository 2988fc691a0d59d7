"""Opening hours of the center or of a site, and business time in them.

A slot is local wall time, a duration is real elapsed time: on the night when clocks go back, a slot from 22:00 to
06:00 lasts nine hours. A local time that the spring change skips is read with the offset before it (02:30 becomes
03:30), and one that happens twice in autumn is its first occurrence, as RFC 5545 says. A slot that this leaves
without length is not open.

Moments are aware; those returned are UTC. The open intervals of a month are laid out once (half a millisecond) and
kept, so that every question is a bisection: screens ask for each visible row each second.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rules.holidays import ZONES, holidays_of
from rules.opening_hours import (
    Day,
    Week,
    day_data,
    parse_exceptions,
    parse_week,
    week_data,
    week_text,
    whole_week,
)

SEARCH = timedelta(days=400)
"""How far ahead an opening is looked for before the calendar counts as closed for good."""

_SHUT_MONTHS = 13
_ZERO = timedelta(0)
_KEYS = ("time_zone", "holidays", "week", "exceptions", "changes")
Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class _Month:
    """The open intervals of one UTC month, clipped to it, in order and apart from each other."""

    starts: list[datetime]
    ends: list[datetime]
    before: list[timedelta]
    """Open time of the month before each interval; one more entry than intervals, the last being the month's total."""

    def opened_until(self, at: datetime) -> timedelta:
        """Open time from the start of the month to ``at``."""
        index = bisect_right(self.starts, at)
        if index == 0:
            return _ZERO
        start, end = self.starts[index - 1], self.ends[index - 1]
        return self.before[index - 1] + (min(at, end) - start)


@dataclass(frozen=True)
class Calendar:
    """When the center or a site is open. Build it with ``from_data``; equal data make equal calendars."""

    time_zone: str
    weeks: tuple[tuple[date, Week], ...]
    """Weekly hours, each with the first date it holds for, in order; the first one holds from ever."""
    holidays: str | None = None
    """The zone whose public holidays are closed; None when holidays are days like others."""
    exceptions: Mapping[date, Day] = field(default_factory=dict)
    """Dates with their own hours (empty: closed), which win over the week and over holidays."""
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _months: dict[int, _Month] = field(init=False, repr=False, compare=False, default_factory=dict)

    __hash__ = None  # type: ignore[assignment]  # exceptions is a mapping

    def __post_init__(self) -> None:
        object.__setattr__(self, "_zone", ZoneInfo(self.time_zone))

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Calendar":
        """A calendar from plain data, as TOML or JSON give it. Raises ValueError naming the key and what is right.

        ``time_zone`` (default Europe/Paris), ``holidays`` (a zone of ``rules.holidays``; default ``FR``, ``""`` when
        holidays are ordinary days), ``week`` (``{"mon-sat": ["09:00-12:00", "14:00-19:00"]}`` or the same as text),
        ``exceptions`` (``{"2026-12-24": ["09:00-12:00"]}``, ``[]`` for closed), ``changes`` (a list of
        ``{"from": "2026-09-01", "week": …}``: the weekly hours from that date on).
        """
        for key in data:
            if key not in _KEYS:
                raise ValueError(f"{key}: unknown key; a calendar has {', '.join(_KEYS)}")
        if "week" not in data:
            raise ValueError("week: missing; write it like {'mon-sat': ['09:00-12:00', '14:00-19:00']}")
        weeks = [(date.min, parse_week(data["week"]))]
        for number, change in enumerate(data.get("changes", ())):
            weeks.append(_change(change, f"changes[{number}]"))
        if len({day for day, _ in weeks}) < len(weeks):
            raise ValueError("changes: two changes start on the same date; keep one of them")
        return cls(
            time_zone=_known_zone(data.get("time_zone", "Europe/Paris")),
            weeks=tuple(sorted(weeks, key=lambda week: week[0])),
            holidays=_known_holidays(data.get("holidays", "FR")),
            exceptions={
                _date(day, f"exceptions.{day}"): slots
                for day, slots in parse_exceptions(data.get("exceptions", {})).items()
            },
        )

    def followed_by(self, later: "Calendar", day: date) -> "Calendar":
        """These hours until ``day``, those of ``later`` from then on; what ``later`` says of zone and holidays holds."""
        return Calendar(
            time_zone=later.time_zone,
            weeks=(
                *(week for week in self.weeks if week[0] < day),
                (day, later._week(day)),
                *(week for week in later.weeks if week[0] > day),
            ),
            holidays=later.holidays,
            exceptions={
                **{at: slots for at, slots in self.exceptions.items() if at < day},
                **{at: slots for at, slots in later.exceptions.items() if at >= day},
            },
        )

    def to_data(self) -> dict[str, Any]:
        """The data that ``from_data`` makes an equal calendar of."""
        return {
            "time_zone": self.time_zone,
            "holidays": self.holidays or "",
            "week": week_data(self.weeks[0][1]),
            "exceptions": {
                day.isoformat(): day_data(slots) for day, slots in sorted(self.exceptions.items())
            },
            "changes": [{"from": day.isoformat(), "week": week_data(week)} for day, week in self.weeks[1:]],
        }

    def hours_text(self, day: date) -> str:
        """The weekly hours in force on ``day``, on one line: ``mon-sat 09:00-12:00 14:00-19:00``."""
        return week_text(self._week(day))

    def slots_on(self, day: date) -> Day:
        """The slots that start on a local date, exceptions and holidays considered."""
        if day in self.exceptions:
            return self.exceptions[day]
        slots = self._week(day)[day.weekday()]
        if slots and self.holidays and day in holidays_of(self.holidays, day.year):
            return ()
        return slots

    def local(self, at: datetime) -> datetime:
        """``at`` in the calendar's own time zone."""
        return at.astimezone(self._zone)

    def moment(self, day: date, minute: int) -> datetime:
        """The UTC moment of a local date at ``minute`` after midnight on the wall clock."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        return (midnight + timedelta(minutes=minute)).astimezone(UTC)

    def is_open(self, at: datetime) -> bool:
        month = self._month(_number(at.astimezone(UTC)))
        index = bisect_right(month.starts, at)
        return index > 0 and at < month.ends[index - 1]

    def next_open(self, at: datetime) -> datetime | None:
        """``at`` itself when open, else the next opening; None when there is none within 400 days."""
        return next((start for start, _ in self._pieces(at, at + SEARCH)), None)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Open time from ``start`` to ``end``, negative when ``end`` comes first."""
        if end < start:
            return -self.between(end, start)
        first, last = _number(start.astimezone(UTC)), _number(end.astimezone(UTC))
        opened = self._month(last).opened_until(end) - self._month(first).opened_until(start)
        for number in range(first, last):
            opened += self._month(number).before[-1]
        return opened

    def add(self, at: datetime, duration: timedelta) -> datetime | None:
        """The earliest moment by which ``duration`` of open time has passed since ``at``.

        So a duration that ends with the day ends at closing time, not at the next opening. None when the calendar
        has no opening in thirteen whole months. Raises ValueError for a negative duration.
        """
        if duration < _ZERO:
            raise ValueError(f"a duration of {duration} cannot be added: it is negative")
        at = at.astimezone(UTC)
        if not duration:
            return at
        number = _number(at)
        wanted = self._month(number).opened_until(at) + duration
        shut = 0
        while shut <= _SHUT_MONTHS:
            month = self._month(number)
            if wanted <= month.before[-1]:
                index = bisect_left(month.before, wanted) - 1
                return month.starts[index] + (wanted - month.before[index])
            wanted -= month.before[-1]
            shut = 0 if month.starts else shut + 1
            number += 1
        return None

    def intervals(self, start: datetime, end: datetime) -> list[Interval]:
        """The open intervals from ``start`` to ``end``, cut to them, in order; touching ones are joined."""
        joined: list[Interval] = []
        for piece in self._pieces(start, end):
            if joined and joined[-1][1] == piece[0]:
                joined[-1] = (joined[-1][0], piece[1])
            else:
                joined.append(piece)
        return joined

    def _pieces(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """Like ``intervals``, but what stays open over the end of a month (UTC) comes in two pieces."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        for number in range(_number(start), _number(end) + 1):
            month = self._month(number)
            for index in range(bisect_right(month.ends, start), bisect_left(month.starts, end)):
                yield max(start, month.starts[index]), min(end, month.ends[index])

    def _week(self, day: date) -> Week:
        index = bisect_right(self.weeks, day, key=lambda week: week[0])
        return self.weeks[max(index - 1, 0)][1]

    def _month(self, number: int) -> _Month:
        month = self._months.get(number)
        if month is None:
            # Two threads may lay out the same month; both get the same result, so no lock is needed.
            month = self._months[number] = self._lay_out(number)
        return month

    def _lay_out(self, number: int) -> _Month:
        first, last = _month_start(number), _month_start(number + 1)
        # Local days reach into the UTC month from both sides: an offset is up to a day, a night shift up to another.
        day, end_day = first.date() - timedelta(days=3), last.date() + timedelta(days=1)
        pieces: list[Interval] = []
        while day <= end_day:
            slots = self.slots_on(day)
            if slots:
                pieces += self._pieces_of_day(day, slots)
            day += timedelta(days=1)
        starts: list[datetime] = []
        ends: list[datetime] = []
        # Sorted, since a start that the spring change moves may pass the next slot; joined, since a night shift
        # may run into the next day's first slot.
        for start, end in sorted(pieces):
            start, end = max(start, first), min(end, last)
            if start >= end:
                continue
            if ends and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)
        before = [_ZERO]
        for start, end in zip(starts, ends, strict=True):
            before.append(before[-1] + (end - start))
        return _Month(starts, ends, before)

    def _pieces_of_day(self, day: date, slots: Day) -> list[Interval]:
        midnight = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        offset = midnight.utcoffset()
        if offset == (midnight + timedelta(days=2)).utcoffset():
            # No clock change in reach: plain arithmetic, which is most of the speed.
            start = midnight.astimezone(UTC)
            return [(start + timedelta(minutes=a), start + timedelta(minutes=b)) for a, b in slots]
        # Adding to a zoned datetime moves its wall time, which is what a slot is.
        return [(self.moment(day, a), self.moment(day, b)) for a, b in slots]


def _number(at: datetime) -> int:
    return at.year * 12 + at.month - 1


def _month_start(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def _change(change: Any, key: str) -> tuple[date, Week]:
    if not isinstance(change, Mapping) or set(change) != {"from", "week"}:
        raise ValueError(
            f"{key}: {change!r} is not a change of hours; write {{'from': '2026-09-01', 'week': …}}"
        )
    return _date(change["from"], f"{key}.from"), parse_week(change["week"], f"{key}.week")


def _date(value: object, key: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{key}: {value!r} is not a date; write it like '2026-12-24'") from None


def _known_zone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"time_zone: {value!r} is not a time zone; write it like 'Europe/Paris'") from None


def _known_holidays(value: object) -> str | None:
    if not value:
        return None
    if value not in ZONES:
        raise ValueError(
            f"holidays: {value!r} is not a holiday zone; use one of {', '.join(ZONES)}, or '' for none"
        )
    return str(value)


WALL = Calendar("UTC", ((date.min, whole_week()),))
"""Always open: for clocks that the policy counts in wall time."""
