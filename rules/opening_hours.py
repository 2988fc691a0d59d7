"""The hours of a week as people write them: ``mon-sat 09:00-12:00 14:00-19:00``, read and written.

A slot is local wall time, in minutes from the midnight that begins its day. One that ends at or before its start
ends on the next day (``22:00-06:00``); ``00:00-24:00`` is the whole day. A slot belongs to the day it starts on,
so closing a day removes the night shift that starts there, not the end of the one from the evening before.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

Slot = tuple[int, int]
"""Start and end in minutes after midnight; the end may pass 1440."""
Day = tuple[Slot, ...]
Week = tuple[Day, Day, Day, Day, Day, Day, Day]
"""Monday first."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = (
    ("mon", "monday", "lun", "lundi"),
    ("tue", "tuesday", "mar", "mardi"),
    ("wed", "wednesday", "mer", "mercredi"),
    ("thu", "thursday", "jeu", "jeudi"),
    ("fri", "friday", "ven", "vendredi"),
    ("sat", "saturday", "sam", "samedi"),
    ("sun", "sunday", "dim", "dimanche"),
)
_DAY = 1440
_EXAMPLE = "09:00-12:00"
_TIME = r"(\d{1,2})(?:[:hH](\d{2})?)?"
_SLOT = re.compile(rf"\s*{_TIME}\s*[-–]\s*{_TIME}\s*")
_GAP_IN_SLOT = re.compile(r"\s*[-–]\s*")


def parse_slot(text: object, key: str) -> Slot:
    """One slot such as ``09:00-12:00`` or ``9h-12h30``. Raises ValueError naming ``key``."""
    match = _SLOT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{key}: {text!r} is not a slot; write it like {_EXAMPLE!r}")
    start = _minutes(match[1], match[2], text, key)
    end = _minutes(match[3], match[4], text, key)
    if start == _DAY:
        raise ValueError(f"{key}: {text!r} starts at 24:00; write 00:00 on the next day")
    return (start, end if end > start else end + _DAY)


def _minutes(hours: str, minutes: str | None, text: object, key: str) -> int:
    total = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) > 59 or total > _DAY:
        raise ValueError(f"{key}: {text!r} holds no time between 00:00 and 24:00; write it like {_EXAMPLE!r}")
    return total


def parse_day(texts: object, key: str) -> Day:
    """The slots of one day, sorted; empty means closed. Raises ValueError when two of them overlap."""
    if isinstance(texts, str) or not isinstance(texts, Sequence):
        raise ValueError(
            f"{key}: {texts!r} is not a list of slots; write it like [{_EXAMPLE!r}], or [] when closed"
        )
    slots = sorted(parse_slot(text, f"{key}[{number}]") for number, text in enumerate(texts))
    for before, after in pairwise(slots):
        if after[0] < before[1]:
            raise ValueError(
                f"{key}: {slot_text(before)} and {slot_text(after)} overlap; leave a gap or join them"
            )
    return tuple(slots)


def parse_week(value: object, key: str = "week") -> Week:
    """A week from a mapping (``{"mon-fri": ["09:00-12:00"]}``) or from one line of text.

    In text, days are followed by their slots and groups end with ``;`` or a new line. Days may be French
    (``lun-sam 9h-12h 14h-19h``). A day that is not named is closed. Raises ValueError naming the key.
    """
    groups = _groups_of_text(value, key) if isinstance(value, str) else value
    if not isinstance(groups, Mapping):
        raise ValueError(
            f"{key}: {value!r} is not a week; write it like {{'mon-sat': ['09:00-12:00', '14:00-19:00']}}"
        )
    days: list[Day | None] = [None] * 7
    for names, texts in groups.items():
        where = f"{key}.{names}"
        day = parse_day(texts, where)
        for index in _day_indexes(names, where):
            if days[index] is not None:
                raise ValueError(f"{where}: {DAYS[index]} is given twice; name each day once")
            days[index] = day
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (day or () for day in days)
    return (monday, tuesday, wednesday, thursday, friday, saturday, sunday)


def _groups_of_text(text: str, key: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        names, *slots = _GAP_IN_SLOT.sub("-", part).split()
        if names in groups:
            raise ValueError(f"{key}: {names} is given twice; name each day once")
        groups[names] = slots
    return groups


def _day_indexes(names: object, key: str) -> list[int]:
    indexes: list[int] = []
    for part in str(names).split(","):
        first, dash, last = part.strip().lower().partition("-")
        start = _day_index(first, key)
        end = _day_index(last, key) if dash else start
        # "sat-mon" runs over the week's end.
        indexes += [(start + offset) % 7 for offset in range((end - start) % 7 + 1)]
    return indexes


def _day_index(name: str, key: str) -> int:
    for index, names in enumerate(_NAMES):
        if name.strip() in names:
            return index
    raise ValueError(f"{key}: {name!r} is not a day; use {', '.join(DAYS)}, or a span such as mon-sat")


def slot_text(slot: Slot) -> str:
    """``09:00-12:00``; the whole day is ``00:00-24:00``."""
    start, end = slot
    if end > _DAY:
        end -= _DAY
    return f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def day_data(day: Day) -> list[str]:
    return [slot_text(slot) for slot in day]


def week_data(week: Week) -> dict[str, list[str]]:
    """The week as ``parse_week`` reads it, neighbouring days with the same hours joined, closed days left out."""
    groups: list[tuple[int, int]] = []
    for index in range(7):
        if groups and groups[-1][1] == index - 1 and week[groups[-1][0]] == week[index]:
            groups[-1] = (groups[-1][0], index)
        elif week[index]:
            groups.append((index, index))
    return {
        DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}": day_data(week[first])
        for first, last in groups
    }


def week_text(week: Week) -> str:
    """The week on one line, as ``parse_week`` reads it: ``mon-fri 09:00-19:00; sat 09:00-12:00``."""
    return "; ".join(f"{days} {' '.join(slots)}" for days, slots in week_data(week).items())


def whole_week() -> Week:
    """Open day and night."""
    day: Day = ((0, _DAY),)
    return (day, day, day, day, day, day, day)


def parse_exceptions(value: Any, key: str = "exceptions") -> dict[str, Day]:
    """ISO dates with their own hours, ``[]`` when closed; a date here is open even on a holiday."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{key}: {value!r} is not a table; write it like {{'2026-12-24': ['09:00-12:00']}}")
    return {str(day): parse_day(texts, f"{key}.{day}") for day, texts in value.items()}
