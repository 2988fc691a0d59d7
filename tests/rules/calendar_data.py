"""Calendars as plain data, and the weeks in which they are looked at: clock changes, holidays, New Year."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from tests.rules.minute_oracle import DAYS

WINDOW_DAYS = 16
ANCHORS = (
    datetime(2026, 3, 23, tzinfo=UTC),  # spring change on Sunday 29 March, Good Friday 3 April, Easter Monday
    datetime(2026, 10, 19, tzinfo=UTC),  # autumn change on Sunday 25 October, All Saints' Day
    datetime(2026, 12, 18, tzinfo=UTC),  # Christmas, the 26th, New Year
    datetime(2026, 5, 1, tzinfo=UTC),  # 1, 8 and 14 May
    datetime(2027, 3, 24, tzinfo=UTC),  # Good Friday to Easter Monday around the spring change
    datetime(2024, 2, 22, tzinfo=UTC),  # a leap day
)


def same_days(days: range, slots: list[str]) -> dict[str, list[str]]:
    return {DAYS[day]: slots for day in days}


def data(week: dict[str, list[str]], **more: Any) -> dict[str, Any]:
    return {"time_zone": "Europe/Paris", "holidays": "FR", "week": week, **more}


SITE = data(same_days(range(6), ["09:00-12:00", "14:00-19:00"]))
CENTER = data({**same_days(range(5), ["08:00-20:00"]), "sat": ["09:00-18:00"]})
NIGHTS = data(same_days(range(7), ["22:00-06:00"]), holidays="")
ALWAYS = data(same_days(range(7), ["00:00-24:00"]), holidays="")
ALSACE = data(same_days(range(6), ["09:00-12:00", "14:00-18:30"]), holidays="FR-alsace-moselle")
REUNION = data(same_days(range(6), ["08:00-17:00"]), holidays="FR-974", time_zone="Indian/Reunion")
SUNDAYS = data(
    same_days(range(7), ["10:00-12:30", "13:15-19:00", "23:30-02:30"]),
    exceptions={"2026-03-29": ["01:30-02:30", "02:45-04:00"], "2026-10-25": ["02:15-02:45", "22:00-03:00"]},
)
OPEN_ON_HOLIDAYS = data(
    same_days(range(6), ["09:00-19:00"]),
    exceptions={"2026-05-08": ["10:00-16:00"], "2026-12-24": [], "2026-12-25": ["23:00-01:00"]},
    changes=[{"from": "2026-03-30", "week": same_days(range(4), ["12:00-22:00"])}],
)
CALENDARS = (SITE, CENTER, NIGHTS, ALWAYS, ALSACE, REUNION, SUNDAYS, OPEN_ON_HOLIDAYS)


@st.composite
def _slots(draw: st.DrawFn) -> list[str]:
    """Up to three slots of a day, the last of which may run into the next."""
    marks: list[int] = sorted(draw(st.lists(st.integers(0, 287), unique=True, max_size=6)))
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    texts = [f"{_text(first)}-{_text(last)}" for first, last in pairs]
    runs_over = draw(st.booleans())
    if texts and runs_over:
        # Past midnight, to some time before the day's first slot begins.
        end = draw(st.integers(0, marks[0]))
        texts[-1] = f"{_text(pairs[-1][0])}-{_text(end)}"
    return texts


def _text(mark: int) -> str:
    return f"{mark * 5 // 60:02d}:{mark * 5 % 60:02d}"


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, Any]:
    """Any calendar: up to three slots a day, nights, holidays, exceptions and a change of hours."""
    weeks = st.fixed_dictionaries(dict.fromkeys(DAYS, _slots()))
    dates = st.integers(0, WINDOW_DAYS - 1)
    anchor = draw(st.sampled_from(ANCHORS))
    days = [f"{anchor.date().replace(day=1):%Y-%m}-{day + 1:02d}" for day in range(28)]
    exceptions = draw(st.dictionaries(st.sampled_from(days), _slots(), max_size=4))
    changes = [{"from": days[draw(dates)], "week": draw(weeks)}] if draw(st.booleans()) else []
    return {
        "time_zone": draw(st.sampled_from(["Europe/Paris", "Indian/Reunion", "Pacific/Noumea", "UTC"])),
        "holidays": draw(st.sampled_from(["", "FR", "FR-alsace-moselle"])),
        "week": draw(weeks),
        "exceptions": exceptions,
        "changes": changes,
    }
