"""Moments, durations and amounts in words, on Tuesday 24 November 2026 at 09:42 in Paris."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.words import Words
from screens.safe_text import width_of
from screens.wording import Wording
from tests.screens.showroom import NOW

FR = Wording(Words("fr"), ZoneInfo("Europe/Paris"))
EN = Wording(Words("en"), ZoneInfo("Europe/Paris"))


def test_the_headline_is_local() -> None:
    assert FR.headline(NOW) == "mar. 24 nov. 09:42:17"
    assert EN.headline(NOW) == "Tue 24 Nov 09:42:17"


@pytest.mark.parametrize(
    ("ahead", "french", "english"),
    [
        (timedelta(hours=1), "10:42", "10:42"),
        (timedelta(days=1), "demain 09:42", "tomorrow 09:42"),
        (timedelta(days=-1), "hier 09:42", "yesterday 09:42"),
        (timedelta(days=6), "lun. 09:42", "Mon 09:42"),
        (timedelta(days=-6), "18 nov. 09:42", "18 Nov 09:42"),
        (timedelta(days=400), "29/12/2027", "29/12/2027"),
    ],
)
def test_a_moment_is_said_as_shortly_as_it_can_be(ahead: timedelta, french: str, english: str) -> None:
    assert FR.moment(NOW + ahead, NOW) == french
    assert EN.moment(NOW + ahead, NOW) == english


def test_the_past_is_said_by_its_distance() -> None:
    assert FR.since(NOW - timedelta(seconds=10), NOW) == "à l’instant"
    assert FR.since(NOW - timedelta(minutes=4), NOW) == "il y a 4 min"
    assert EN.since(NOW - timedelta(hours=3), NOW) == "3 h ago"
    assert FR.since(NOW - timedelta(days=2), NOW) == "22 nov. 09:42"
    assert FR.day(datetime(2024, 3, 12, 9, tzinfo=UTC), NOW) == "12 mars 2024"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(minutes=7, seconds=15), "07:15"),
        (-timedelta(minutes=3, seconds=10), "+03:10"),
        (timedelta(hours=1, minutes=35), "1h35"),
        (-timedelta(hours=30), "+30 h"),
        (timedelta(days=3), "3 j"),
        (-timedelta(days=400), "+400 j"),
    ],
)
def test_a_countdown_fits_its_column(left: timedelta, said: str) -> None:
    assert FR.countdown(left) == said
    assert width_of(said) <= 6


def test_a_resting_clock_says_when_it_runs_again() -> None:
    assert FR.rests(NOW + timedelta(hours=4), NOW) == "13:42"
    assert FR.rests(datetime(2026, 11, 30, 8, 0, tzinfo=UTC), NOW) == "lun 9h"
    assert FR.rests(datetime(2026, 11, 30, 8, 30, tzinfo=UTC), NOW) == "lun 9h30"
    assert EN.rests(NOW + timedelta(days=20), NOW) == "14/12"
    assert FR.rests(None, NOW) == ""


def test_amounts_are_said_as_the_language_does() -> None:
    assert FR.euros(12990) == "12\u00a0990 €"
    assert EN.euros(12990) == "€12,990"
    assert FR.kilometres(48200) == "48\u00a0200 km"
    assert FR.lasting(185) == "3 min"
    assert FR.lasting(timedelta(hours=2, minutes=5)) == "2 h 05"
    assert FR.percent(0.874) == "87 %"
