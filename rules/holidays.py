"""French public holidays by zone: the eleven national ones, Alsace-Moselle, and those of each overseas territory.

The dates come from the ``holidays`` library. Importing it loads every country of the world (0.65 s), which no
console can afford before its queue stands, so the years people work in are packaged as a table made from the
library (``rules.compile_holidays``, compared with it by a test). Other years ask the library.

A zone is ``FR``, ``FR-alsace-moselle`` or ``FR-`` with a territory's code (``FR-971`` … ``FR-NC``). In
Alsace-Moselle, Good Friday is legally tied to the presence of a Protestant temple; it counts here everywhere.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path

ALSACE_MOSELLE = "FR-alsace-moselle"
TABLE = Path(__file__).with_name("holidays.json")

SUBDIVISIONS = {
    "FR": None,
    ALSACE_MOSELLE: "57",
    "FR-971": "971",
    "FR-972": "972",
    "FR-973": "973",
    "FR-974": "974",
    "FR-976": "976",
    "FR-BL": "BL",
    "FR-MF": "MF",
    "FR-NC": "NC",
    "FR-PF": "PF",
    "FR-PM": "PM",
    "FR-WF": "WF",
}
"""Our zones and what the ``holidays`` library calls them."""

ZONES = tuple(SUBDIVISIONS)

_POSTCODES = {
    "57": ALSACE_MOSELLE,
    "67": ALSACE_MOSELLE,
    "68": ALSACE_MOSELLE,
    "97133": "FR-BL",
    "97150": "FR-MF",
    "971": "FR-971",
    "972": "FR-972",
    "973": "FR-973",
    "974": "FR-974",
    "975": "FR-PM",
    "976": "FR-976",
    "986": "FR-WF",
    "987": "FR-PF",
    "988": "FR-NC",
}


def is_holiday(day: date, zone: str = "FR") -> bool:
    """Whether ``day`` is a public holiday in ``zone``. Raises ValueError for an unknown zone."""
    return day in holidays_of(zone, day.year)


def zone_of_postcode(postcode: str) -> str:
    """The holiday zone of a French postcode; what is not a known exception is ``FR``."""
    for length in (5, 3, 2):
        zone = _POSTCODES.get(postcode[:length])
        if zone is not None:
            return zone
    return "FR"


@cache
def holidays_of(zone: str, year: int) -> frozenset[date]:
    """All public holidays of ``zone`` in ``year``. Raises ValueError for an unknown zone."""
    if zone not in SUBDIVISIONS:
        raise ValueError(f"unknown holiday zone {zone!r}: expected one of {', '.join(ZONES)}")
    packed = _table().get(zone, {}).get(str(year))
    if packed is None:
        return _from_library(zone, year)
    return frozenset(date(year, int(day[:2]), int(day[2:])) for day in packed.split())


@cache
def _table() -> dict[str, dict[str, str]]:
    """Zone, year, then the holidays as ``MMDD`` words."""
    table: dict[str, dict[str, str]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table


def _from_library(zone: str, year: int) -> frozenset[date]:
    from holidays.countries.france import France

    return frozenset(France(subdiv=SUBDIVISIONS[zone], years=year, expand=False))  # type: ignore[no-untyped-call]  # the library has no types here
