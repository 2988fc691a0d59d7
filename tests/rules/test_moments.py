"""What people type for a moment, read on Tuesday 24 November 2026 at 09:42 in Paris."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.moments import read_moment

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 8, 42, 17, tzinfo=UTC)


def read(text: str, now: datetime = NOW) -> str | None:
    moment = read_moment(text, now, PARIS)
    return None if moment is None else f"{moment.astimezone(PARIS):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("14:30", "2026-11-24 14:30"),
        ("14h30", "2026-11-24 14:30"),
        ("14h", "2026-11-24 14:00"),
        ("à 14 h 30", "2026-11-24 14:30"),
        ("8h", "2026-11-25 08:00"),
        ("demain 10h", "2026-11-25 10:00"),
        ("Demain à 10:15", "2026-11-25 10:15"),
        ("demain", "2026-11-25 09:00"),
        ("après-demain 10h", "2026-11-26 10:00"),
        ("demain matin", "2026-11-25 09:00"),
        ("demain soir", "2026-11-25 18:00"),
        ("demain après-midi", "2026-11-25 14:00"),
        ("ce soir", "2026-11-24 18:00"),
        ("lun 9h", "2026-11-30 09:00"),
        ("lundi", "2026-11-30 09:00"),
        ("lundi prochain 9h", "2026-11-30 09:00"),
        ("mardi 8h", "2026-12-01 08:00"),
        ("mar. 14h", "2026-11-24 14:00"),
        ("+2h", "2026-11-24 11:42"),
        ("+1h30", "2026-11-24 11:12"),
        ("+45min", "2026-11-24 10:27"),
        ("dans 20 minutes", "2026-11-24 10:02"),
        ("+3j", "2026-11-27 09:42"),
        ("+1 semaine", "2026-12-01 09:42"),
        ("24/11 10:00", "2026-11-24 10:00"),
        ("03/01 10h", "2027-01-03 10:00"),
        ("24/12/2026 18h", "2026-12-24 18:00"),
        ("ven 27/11 10h", "2026-11-27 10:00"),
        ("1er décembre 10h", "2026-12-01 10:00"),
        ("29 février", "2028-02-29 09:00"),
        ("tomorrow 10am", "2026-11-25 10:00"),
        ("tomorrow at 2:30pm", "2026-11-25 14:30"),
        ("12am", "2026-11-25 00:00"),
        ("mon 9am", "2026-11-30 09:00"),
        ("next friday 3 pm", "2026-11-27 15:00"),
        ("in 2 hours", "2026-11-24 11:42"),
        ("3 dec 11:00", "2026-12-03 11:00"),
        ("aujourd’hui 18h", "2026-11-24 18:00"),
    ],
)
def test_people_say_moments_in_many_ways(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bientôt",
        "25:00",
        "14:75",
        "32/01",
        "29/02/2027",
        "13pm",
        "demain demain",
        "10",
        "+2",
        "lun 40h",
        "+9999j",
    ],
)
def test_what_cannot_be_read_wholly_is_not_guessed(text: str) -> None:
    assert read(text) is None


def test_an_hour_that_summer_time_skips_does_not_exist() -> None:
    assert read("28/03/2027 02:30") is None


def test_a_span_of_hours_is_counted_across_the_change_of_time() -> None:
    evening = datetime(2027, 3, 27, 23, 0, tzinfo=UTC)  # midnight in Paris, before the change
    assert read("+4h", evening) == "2027-03-28 05:00"


@given(st.text(max_size=100))
def test_whatever_is_typed_gives_a_moment_or_nothing(text: str) -> None:
    moment = read_moment(text, NOW, PARIS)
    assert moment is None or moment.tzinfo is UTC
