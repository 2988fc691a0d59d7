"""Public holidays: what counts where, and that the packaged table is what the library says."""

import subprocess
import sys
from datetime import date

import pytest

from rules.compile_holidays import YEARS, table_from_library
from rules.holidays import ZONES, _table, holidays_of, is_holiday, zone_of_postcode


def test_the_packaged_table_is_what_the_library_says() -> None:
    assert _table() == table_from_library()


def test_there_are_eleven_national_holidays() -> None:
    assert sorted(holidays_of("FR", 2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 7, 14),
        date(2026, 8, 15),
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
    ]


def test_alsace_moselle_has_good_friday_and_the_second_day_of_christmas() -> None:
    extra = holidays_of("FR-alsace-moselle", 2026) - holidays_of("FR", 2026)
    assert extra == {date(2026, 4, 3), date(2026, 12, 26)}


def test_every_zone_keeps_the_national_days() -> None:
    for zone in ZONES:
        assert holidays_of("FR", 2027) <= holidays_of(zone, 2027)


def test_abolition_day_is_a_holiday_in_reunion_only_overseas() -> None:
    assert is_holiday(date(2026, 12, 20), "FR-974")
    assert not is_holiday(date(2026, 12, 20), "FR")


def test_a_year_outside_the_table_asks_the_library() -> None:
    assert 2060 not in YEARS
    assert is_holiday(date(2060, 7, 14), "FR")


def test_an_unknown_zone_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"FR-alsace-moselle"):
        is_holiday(date(2026, 1, 1), "DE")


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [
        ("75011", "FR"),
        ("67000", "FR-alsace-moselle"),
        ("57000", "FR-alsace-moselle"),
        ("97410", "FR-974"),
        ("97133", "FR-BL"),
        ("97150", "FR-MF"),
        ("97110", "FR-971"),
        ("98800", "FR-NC"),
        ("", "FR"),
    ],
)
def test_a_postcode_tells_the_zone(postcode: str, zone: str) -> None:
    assert zone_of_postcode(postcode) == zone


def test_asking_for_this_year_does_not_load_the_library() -> None:
    code = (
        "import sys, datetime; from rules.holidays import is_holiday;"
        "assert is_holiday(datetime.date(2026, 5, 1)); assert 'holidays' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
