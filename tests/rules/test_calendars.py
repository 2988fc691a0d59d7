"""Opening hours and business time, against the minute oracle, against workclock, and by example."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workclock import Holidays, Schedule, WorkDay

from rules.calendars import WALL, Calendar
from rules.holidays import holidays_of
from tests.rules.calendar_data import (
    ANCHORS,
    CALENDARS,
    NIGHTS,
    SITE,
    WINDOW_DAYS,
    calendars,
    data,
    same_days,
)
from tests.rules.minute_oracle import MINUTE, count, open_minutes, reach

PARIS = ZoneInfo("Europe/Paris")
SITE_HOURS = Calendar.from_data(SITE)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@settings(max_examples=120, deadline=None)
@given(
    hours=st.one_of(st.sampled_from(CALENDARS), calendars()),
    start=st.sampled_from(ANCHORS),
    first=st.integers(0, WINDOW_DAYS * 1440 - 1),
    length=st.integers(0, 9 * 1440),
    wanted=st.integers(1, 3000),
)
def test_business_time_is_what_counting_minutes_gives(
    hours: dict[str, Any], start: datetime, first: int, length: int, wanted: int
) -> None:
    flags = open_minutes(hours, start, WINDOW_DAYS)
    calendar = Calendar.from_data(hours)
    last = min(first + length, len(flags))
    a, b = start + first * MINUTE, start + last * MINUTE

    assert calendar.between(a, b) == count(flags, first, last) * MINUTE
    assert calendar.is_open(a) == bool(flags[first])
    reached = reach(flags, first, wanted)
    added = calendar.add(a, wanted * MINUTE)
    if reached is None:
        assert added is None or added > start + len(flags) * MINUTE
    else:
        assert added == start + reached * MINUTE
    opening = next((minute for minute in range(first, len(flags)) if flags[minute]), None)
    if opening is not None:
        assert calendar.next_open(a) == start + opening * MINUTE
    assert sum((end - begin for begin, end in calendar.intervals(a, b)), timedelta(0)) == calendar.between(
        a, b
    )


moments = st.datetimes(
    min_value=datetime(2025, 1, 1),  # noqa: DTZ001  # hypothesis wants it naive and adds the zone
    max_value=datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(hours=st.sampled_from(CALENDARS), times=st.lists(moments, min_size=3, max_size=3))
def test_business_time_adds_up_and_is_undone_by_adding(hours: dict[str, Any], times: list[datetime]) -> None:
    calendar = Calendar.from_data(hours)
    a, b, c = sorted(times)
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
    assert calendar.between(b, a) == -calendar.between(a, b)
    assert timedelta(0) <= calendar.between(a, b) <= b - a
    reached = calendar.add(a, calendar.between(a, b))
    assert reached is not None
    assert reached <= b
    assert calendar.between(reached, b) == timedelta(0)


@settings(max_examples=60, deadline=None)
@given(
    start=moments,
    length=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)),
    wanted=st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(hours=300)),
    hours=st.sampled_from(
        [
            ([("09:00", "12:00"), ("14:00", "19:00")], range(6), "FR"),
            ([("22:00", "06:00")], range(5), ""),
            ([("00:00", "00:00")], range(7), ""),
            ([("01:30", "02:30"), ("02:45", "05:00")], range(7), "FR-alsace-moselle"),
        ]
    ),
)
def test_workclock_agrees(
    start: datetime, length: timedelta, wanted: timedelta, hours: tuple[Any, range, str]
) -> None:
    slots, days, zone = hours
    texts = [f"{opens}-{closes}" for opens, closes in slots]
    calendar = Calendar.from_data(data(same_days(days, texts), holidays=zone))
    rules: list[Any] = [
        WorkDay(time.fromisoformat(opens), time.fromisoformat(closes), days=days) for opens, closes in slots
    ]
    if zone:
        rules.append(Holidays([day for year in range(2024, 2032) for day in holidays_of(zone, year)]))
    schedule = Schedule(rules, time_zone=PARIS)

    assert calendar.between(start, start + length) == schedule.between(start, start + length)
    assert calendar.add(start, wanted) == schedule.add(start, wanted)


@given(calendars())
def test_a_calendar_comes_back_from_its_data(hours: dict[str, Any]) -> None:
    calendar = Calendar.from_data(hours)
    assert Calendar.from_data(calendar.to_data()) == calendar
    text = {**calendar.to_data(), "week": calendar.hours_text(date.min)}
    assert Calendar.from_data(text) == calendar


def test_lunch_is_closed() -> None:
    noon = paris("2026-11-23T12:00")
    assert not SITE_HOURS.is_open(noon)
    assert SITE_HOURS.is_open(noon - timedelta(microseconds=1))
    assert SITE_HOURS.next_open(noon) == paris("2026-11-23T14:00")
    assert SITE_HOURS.add(paris("2026-11-23T11:50"), 15 * MINUTE) == paris("2026-11-23T14:05")


def test_time_that_ends_with_the_morning_ends_at_noon_and_not_at_two() -> None:
    assert SITE_HOURS.add(paris("2026-11-23T11:30"), 30 * MINUTE) == paris("2026-11-23T12:00")


def test_saturday_evening_runs_on_monday_morning() -> None:
    assert SITE_HOURS.add(paris("2026-11-21T18:55"), 15 * MINUTE) == paris("2026-11-23T09:10")


def test_a_holiday_is_skipped_unless_an_exception_opens_it() -> None:
    eve = paris("2026-11-10T20:00")
    assert SITE_HOURS.next_open(eve) == paris("2026-11-12T09:00")
    opened = Calendar.from_data({**SITE, "exceptions": {"2026-11-11": ["10:00-12:00"]}})
    assert opened.next_open(eve) == paris("2026-11-11T10:00")


def test_a_night_shift_is_nine_hours_long_when_clocks_go_back_and_seven_when_they_go_forward() -> None:
    nights = Calendar.from_data(NIGHTS)
    autumn = nights.between(paris("2026-10-24T22:00"), paris("2026-10-25T12:00"))
    spring = nights.between(paris("2026-03-28T22:00"), paris("2026-03-29T12:00"))
    assert (autumn, spring) == (timedelta(hours=9), timedelta(hours=7))


def test_a_night_shift_belongs_to_the_evening_it_starts_on() -> None:
    nights = Calendar.from_data({**NIGHTS, "exceptions": {"2026-11-24": []}})
    assert nights.is_open(paris("2026-11-24T03:00"))
    assert not nights.is_open(paris("2026-11-25T03:00"))


def test_hours_can_change_from_a_date_on() -> None:
    calendar = Calendar.from_data(
        {**SITE, "changes": [{"from": "2026-12-01", "week": "mon-sun 10:00-18:00"}]}
    )
    assert calendar.next_open(paris("2026-11-30T07:00")) == paris("2026-11-30T09:00")
    assert calendar.next_open(paris("2026-12-01T07:00")) == paris("2026-12-01T10:00")
    assert calendar.hours_text(date(2026, 12, 6)) == "mon-sun 10:00-18:00"


def test_what_never_opens_has_no_next_opening() -> None:
    shut = Calendar.from_data(data({}))
    now = paris("2026-11-23T10:00")
    assert shut.next_open(now) is None
    assert shut.add(now, MINUTE) is None
    assert shut.add(now, timedelta(0)) == now


def test_wall_time_is_always_open() -> None:
    now = paris("2026-11-23T10:00")
    later = now + timedelta(days=500, seconds=1)
    assert WALL.is_open(now)
    assert WALL.between(now, later) == later - now
    assert WALL.add(now, later - now) == later


def test_adding_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        SITE_HOURS.add(paris("2026-11-23T10:00"), -MINUTE)


def test_hours_can_be_typed_on_one_line_in_french() -> None:
    typed = Calendar.from_data({"week": "lundi-ven 9h-12h 14h - 19h30; sam 9-12"})
    assert typed.to_data()["week"] == {"mon-fri": ["09:00-12:00", "14:00-19:30"], "sat": ["09:00-12:00"]}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "week: missing"),
        ({"week": {}, "hours": 1}, "hours: unknown key; a calendar has time_zone"),
        ({"week": 3}, "week: 3 is not a week"),
        ({"week": {"mon": "09:00-12:00"}}, "week.mon: '09:00-12:00' is not a list of slots"),
        (
            {"week": {"mon": ["morning"]}},
            r"week.mon\[0\]: 'morning' is not a slot; write it like '09:00-12:00'",
        ),
        ({"week": {"mon": ["24:30-25:00"]}}, "no time between 00:00 and 24:00"),
        ({"week": {"mon": ["24:00-06:00"]}}, "write 00:00 on the next day"),
        ({"week": {"mon": ["09:00-12:00", "11:00-13:00"]}}, "09:00-12:00 and 11:00-13:00 overlap"),
        ({"week": {"monkey": []}}, "week.monkey: 'monkey' is not a day; use mon, tue"),
        ({"week": {"mon-wed": [], "tue": []}}, "week.tue: tue is given twice"),
        ({"week": "mon 9-12; mon 14-19"}, "week: mon is given twice"),
        ({"week": {}, "time_zone": "Paris"}, "time_zone: 'Paris' is not a time zone"),
        ({"week": {}, "holidays": "France"}, "holidays: 'France' is not a holiday zone; use one of FR,"),
        ({"week": {}, "exceptions": {"24/12": []}}, "exceptions.24/12: '24/12' is not a date"),
        ({"week": {}, "exceptions": []}, r"exceptions: \[\] is not a table"),
        ({"week": {}, "changes": [{"from": "2026-09-01"}]}, r"changes\[0\]: .* is not a change of hours"),
        (
            {"week": {}, "changes": [{"from": "2026-09-01", "week": {}}, {"from": "2026-09-01", "week": {}}]},
            "two changes start on the same date",
        ),
    ],
)
def test_a_mistake_names_its_key_and_what_would_be_right(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Calendar.from_data(wrong)


def test_calendars_load_neither_pydantic_nor_the_holiday_library() -> None:
    code = (
        "import sys; from rules.calendars import Calendar; import rules.urgency, datetime;"
        "c = Calendar.from_data({'week': 'mon-sat 09:00-12:00'});"
        "c.is_open(datetime.datetime.now(datetime.UTC));"
        "assert not {'pydantic', 'holidays', 'textual', 'sqlalchemy'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_new_hours_hold_from_their_day_and_the_old_ones_before_it() -> None:
    old = Calendar.from_data({"week": "mon-sat 09:00-18:00", "exceptions": {"2026-11-20": []}})
    new = Calendar.from_data({"week": "mon-fri 10:00-12:00", "exceptions": {"2026-11-20": ["08:00-09:00"]}})
    both = old.followed_by(new, date(2026, 11, 24))
    assert both.hours_text(date(2026, 11, 23)) == "mon-sat 09:00-18:00"
    assert both.hours_text(date(2026, 11, 24)) == "mon-fri 10:00-12:00"
    assert both.slots_on(date(2026, 11, 20)) == ()
    assert both.add(paris("2026-11-23T17:00"), timedelta(hours=2)) == paris("2026-11-24T11:00")
