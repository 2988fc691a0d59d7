"""Postcodes: département and time zone."""

from zoneinfo import ZoneInfo

import pytest

from rules.territory import department_of, timezone_of


@pytest.mark.parametrize(
    ("postcode", "department"),
    [
        ("69003", "69"),
        (" 01000 ", "01"),
        ("20000", "2A"),
        ("20137", "2A"),
        ("20200", "2B"),
        ("97400", "974"),
        ("98800", "988"),
        ("6900", None),
        ("00100", None),
        ("99999", None),
        ("SW1A1", None),
        ("", None),
        ("٦٩٠٠٣", None),
    ],
)
def test_a_postcode_tells_its_department(postcode: str, department: str | None) -> None:
    assert department_of(postcode) == department


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [
        ("69003", "Europe/Paris"),
        ("97400", "Indian/Reunion"),
        ("97133", "America/Guadeloupe"),
        ("", "Europe/Paris"),
    ],
)
def test_a_postcode_tells_its_time_zone(postcode: str, zone: str) -> None:
    assert timezone_of(postcode) == zone
    assert ZoneInfo(timezone_of(postcode))
