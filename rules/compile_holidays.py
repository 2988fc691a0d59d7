"""Write the packaged table of public holidays anew from the ``holidays`` library.

Run ``python -m rules.compile_holidays`` after that library was updated; a test refuses a table that differs.
"""

import json
from datetime import date

from rules.holidays import SUBDIVISIONS, TABLE

YEARS = range(2016, 2046)
"""Ten years of history before the console's first use, and twenty ahead."""


def table_from_library() -> dict[str, dict[str, str]]:
    """Zone, year, then the holidays in order as ``MMDD`` words."""
    from holidays.countries.france import France

    def packed(subdivision: str | None, year: int) -> str:
        days: list[date] = sorted(France(subdiv=subdivision, years=year, expand=False))  # type: ignore[no-untyped-call]  # no types
        return " ".join(f"{day:%m%d}" for day in days)

    return {
        zone: {str(year): packed(subdivision, year) for year in YEARS}
        for zone, subdivision in SUBDIVISIONS.items()
    }


if __name__ == "__main__":
    TABLE.write_text(json.dumps(table_from_library(), indent=0) + "\n", encoding="utf-8")
    print(TABLE.name)
