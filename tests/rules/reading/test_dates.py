"""Moments in any usual writing; UTC only when the zone is known."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.dates import FRANCE, read_date

NOVEMBER = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "23/11/2026 14:05",
        "23/11/2026 à 14h05",
        "23.11.26 14:05",
        "2026-11-23 14:05",
        "2026-11-23T14:05:00+01:00",
        "2026-11-23T13:05:00.000Z",
        "23 novembre 2026 à 14h05",
        "Le lundi 23 novembre 2026, 14h05",
        "lun. 23 nov. 2026 14:05",
        "Mon, 23 Nov 2026 14:05:00 +0100",
        "November 23, 2026 2:05 PM",
    ],
)
def test_french_portals_write_paris_time(raw: str) -> None:
    assert read_date(raw, FRANCE).utc == NOVEMBER


@pytest.mark.parametrize(
    "raw",
    [
        "1795439100",
        "1795439100000",
        "20261123T130500Z",
        "23/11/2026 14:05 (heure de Paris)",
        "23 novembre 2026 à 14:05:00 UTC+1",
        "23/11/2026 13:05 GMT",
        "2026-11-23 14:05 CET",
    ],
)
def test_a_zone_that_is_said_is_no_assumption(raw: str) -> None:
    assert (read_date(raw, FRANCE).utc, read_date(raw, FRANCE).note) == (NOVEMBER, None)
    assert read_date(raw).utc == NOVEMBER


@pytest.mark.parametrize(
    ("raw", "utc"),
    [
        ("23/11 à 14h05", NOVEMBER),
        ("lundi 23 novembre à 14h05", NOVEMBER),
        ("aujourd'hui à 14h05", NOVEMBER),
        ("hier à 9h", datetime(2026, 11, 22, 8, tzinfo=UTC)),
        ("24/11 10:00", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("25/12 10:00", datetime(2025, 12, 25, 9, tzinfo=UTC)),
        ("31/02 10:00", None),
    ],
)
def test_a_date_without_its_year_is_the_last_one_before_the_mail(raw: str, utc: datetime | None) -> None:
    assert read_date(raw, FRANCE, NOVEMBER).utc == utc
    assert read_date(raw, FRANCE).utc is None


def test_summer_time_is_known() -> None:
    assert read_date("23/07/2026 14:05", FRANCE).utc == datetime(2026, 7, 23, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        ("2008-06-25T8:47:50", "date_without_zone"),
        ("2025-09-22T18:07", "date_without_zone"),
        ("2000-03-30T15:30:20-08:0", "date_unreadable"),
        ("03/09/2018", "date_ambiguous"),
        ("03/25/2018 2:30 PM", "date_without_zone"),
        ("2026-11-23", "date_without_time"),
        ("not-a-date", "date_unreadable"),
        ("99/99/9999", "date_unreadable"),
        ("0001-01-01T00:00:00Z", "date_unreadable"),
    ],
)
def test_without_a_zone_there_is_no_utc(raw: str, note: str) -> None:
    read = read_date(raw)
    assert (read.utc, read.note, read.raw) == (None, note, raw)


@given(st.text(max_size=100), st.sampled_from([None, FRANCE]), st.sampled_from([None, NOVEMBER]))
def test_any_text_is_read_without_failing(raw: str, zone: str | None, near: datetime | None) -> None:
    read = read_date(raw, zone, near)
    assert read.utc is None or read.local is not None
    assert read.raw == raw.strip()


@given(
    st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2099, 12, 31)),  # noqa: DTZ001
    st.sampled_from(["%d/%m/%Y %H:%M", "%d/%m/%Y à %Hh%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"]),
)
def test_every_writing_of_one_moment_in_paris_is_the_same_moment(moment: datetime, writing: str) -> None:
    local = moment.replace(second=0, microsecond=0, fold=0)
    assert read_date(local.strftime(writing), FRANCE).utc == local.replace(
        tzinfo=ZoneInfo(FRANCE)
    ).astimezone(UTC)


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2099, 12, 31)))  # noqa: DTZ001
def test_iso_with_a_zone_is_exact_to_the_second(moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC, microsecond=0)
    assert read_date(moment.isoformat()).utc == moment
