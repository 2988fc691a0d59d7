"""The order of the queue, the levels of urgency, and why in one line."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendars import WALL, Calendar
from rules.urgency import Level, countdown, duration, level, order, remaining, why, why_line
from rules.values.queue import QueueRow
from rules.vocabulary import Clock, Source, Stage, Temperature
from rules.words import Words
from tests.rules.calendar_data import SITE

PARIS = ZoneInfo("Europe/Paris")
HOURS = Calendar.from_data(SITE)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=PARIS)


ROW = QueueRow(
    id=1,
    version=1,
    stage=Stage.NEW,
    clock=Clock.FIRST_RESPONSE,
    due_at=moment("23T11:00"),
    warn_at=moment("23T10:55"),
    started_at=moment("23T10:00"),
    calendar=5,
    rests_until=None,
    score=50,
    temperature=Temperature.WARM,
    person="",
    phone="",
    car="",
    source=Source.LEBONCOIN,
    site_id=5,
    site="",
    attempts=0,
    owner_id=None,
    owner="",
    salesperson_id=None,
    salesperson="",
    received_at=moment("23T10:00"),
    next_action_at=None,
)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("10:00", Level.CALM),
        ("10:30", Level.CALM),
        ("10:31", Level.SOON),
        ("10:45", Level.SOON),
        ("10:46", Level.URGENT),
        ("11:00", Level.URGENT),
        ("11:01", Level.LATE),
    ],
)
def test_the_level_follows_the_share_of_time_left(at: str, expected: Level) -> None:
    assert level(ROW, HOURS, moment(f"23T{at}")) is expected


def test_a_warning_that_is_due_makes_a_row_urgent() -> None:
    assert level(replace(ROW, warn_at=moment("23T10:20")), HOURS, moment("23T10:20")) is Level.URGENT


def test_lunch_rests_the_countdown_and_says_when_it_runs_again() -> None:
    over_lunch = replace(ROW, started_at=moment("23T11:50"), due_at=moment("23T14:20"), warn_at=None)
    shown = countdown(over_lunch, HOURS, moment("23T12:30"))
    assert (shown.level, shown.rests_until) == (Level.RESTING, moment("23T14:00"))
    assert shown.remaining == timedelta(minutes=20)


def test_a_late_row_stays_late_while_everybody_is_at_lunch() -> None:
    assert level(replace(ROW, due_at=moment("23T11:59")), HOURS, moment("23T12:30")) is Level.LATE


def test_a_parked_row_rests_until_its_date_and_a_waiting_one_without_date() -> None:
    parked = replace(ROW, rests_until=moment("23T15:00"), due_at=moment("23T16:00"))
    assert countdown(parked, HOURS, moment("23T10:00")).rests_until == moment("23T15:00")
    assert level(parked, HOURS, moment("23T15:10")) is not Level.RESTING
    waiting = countdown(replace(ROW, due_at=None, warn_at=None), HOURS, moment("23T10:00"))
    assert (waiting.level, waiting.remaining) == (Level.RESTING, None)


def test_remaining_counts_open_time_and_is_negative_when_late() -> None:
    assert remaining(ROW, HOURS, moment("23T10:20")) == timedelta(minutes=40)
    assert remaining(ROW, HOURS, moment("23T14:10")) == -timedelta(minutes=70)
    assert remaining(replace(ROW, due_at=None), HOURS, moment("23T10:00")) is None


def test_a_relaunch_planned_long_ago_is_calm_until_its_day_comes() -> None:
    relaunch = replace(
        ROW,
        clock=Clock.FOLLOW_UP,
        started_at=moment("02T10:00"),
        due_at=moment("24T15:00"),
        warn_at=moment("24T14:50"),
    )
    assert level(relaunch, HOURS, moment("23T18:00")) is Level.CALM
    assert level(relaunch, HOURS, moment("24T09:00")) is Level.SOON
    assert level(relaunch, HOURS, moment("24T14:50")) is Level.URGENT


def test_a_row_without_clock_is_calm() -> None:
    bare = replace(ROW, clock=None, due_at=None, warn_at=None, started_at=None)
    assert level(bare, WALL, moment("23T10:00")) is Level.CALM


def test_the_queue_goes_by_deadline_then_score_then_age() -> None:
    first = replace(ROW, id=1, due_at=moment("23T10:30"), score=10)
    hot = replace(ROW, id=2, score=90)
    old = replace(ROW, id=3, received_at=moment("22T10:00"))
    young = replace(ROW, id=4)
    undated = replace(ROW, id=5, due_at=None, score=100)
    assert [row.id for row in sorted([undated, young, old, hot, first], key=order)] == [1, 2, 3, 4, 5]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 100)), max_size=20))
def test_time_passing_never_changes_the_order(rows: list[tuple[int, int]]) -> None:
    queue = [
        replace(ROW, id=number, due_at=moment("23T10:00") + timedelta(minutes=due), score=score)
        for number, (due, score) in enumerate(rows)
    ]
    ranked = sorted(queue, key=order)
    for now in (moment("23T09:30"), moment("23T11:00"), moment("24T10:00")):
        levels = [level(row, HOURS, now) for row in ranked]
        late = [each is Level.LATE for each in levels]
        assert late == sorted(late, reverse=True)


def test_the_reason_is_one_line_in_both_languages() -> None:
    late = why(ROW, HOURS, moment("23T14:10"))
    assert why_line(late, Words("fr")) == "Première réponse : en retard de 1 h 10"
    assert why_line(late, Words("en")) == "First response: late by 1 h 10"
    due = why(ROW, HOURS, moment("23T10:48"))
    assert why_line(due, Words("fr")) == "Première réponse : encore 12 min · score 50"


def test_a_resting_row_says_when_it_runs_again() -> None:
    tomorrow = replace(ROW, due_at=moment("24T09:20"))
    resting = why(tomorrow, HOURS, moment("23T20:00"))
    assert why_line(resting, Words("fr")) == "Première réponse : à l’arrêt, reprend demain à 09:00"
    today = why(replace(ROW, due_at=moment("24T09:20")), HOURS, moment("23T08:00"))
    assert why_line(today, Words("fr")) == "Première réponse : à l’arrêt, reprend à 09:00"
    later = why(replace(tomorrow, rests_until=moment("26T09:00")), HOURS, moment("23T20:00"))
    assert why_line(later, Words("fr")) == "Première réponse : à l’arrêt, reprend jeu. 09:00"
    far = why(
        replace(ROW, due_at=moment("30T11:00"), rests_until=moment("30T09:00")), HOURS, moment("23T10:00")
    )
    assert why_line(far, Words("en")) == "First response: on hold, runs again on 30/11 at 09:00"
    paused = why(replace(ROW, due_at=None), HOURS, moment("23T10:00"))
    assert why_line(paused, Words("en")) == "First response: paused, waiting for the customer"
    idle = why(replace(ROW, clock=None, due_at=None), HOURS, moment("23T10:00"))
    assert why_line(idle, Words("fr")) == "Aucune échéance en cours · score 50"


def test_a_duration_is_shown_in_its_two_largest_units() -> None:
    words = Words("fr")
    assert duration(timedelta(seconds=59), words) == "0 min"
    assert duration(timedelta(hours=1, minutes=5), words) == "1 h 05"
    assert duration(-timedelta(days=2, hours=3), words) == "2 j 3 h"


def test_every_level_and_clock_has_its_words() -> None:
    for lang in ("fr", "en"):
        words = Words(lang)
        assert all(words.has(f"urgency.level_{each.value}") for each in Level)
        assert all(words.has(f"urgency.clock_{each.value}") for each in Clock)
