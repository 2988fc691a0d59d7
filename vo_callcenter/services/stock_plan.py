"""A stock file against the store: its rows, where each belongs, which car it is and what it changes. Nothing is written."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlmodel import Session

from data.queries.stock import cars_with_keys, sold_here
from data.tables import CarRow, SiteRow
from rules.refusal import Refusal
from rules.stock.changes import Change, KnownCar, car_of, change_of
from rules.stock.columns import Columns
from rules.stock.left_out import Unknown
from rules.stock.row import StockRow, row_of
from rules.stock.table import MAX_CARS
from rules.values.stock import BadLine, StockReport
from rules.vocabulary import CarStatus
from vo_callcenter.services.wanted_car import site_named

PIECE = 100
"""Rows of one transaction: a tenth of a second in which nobody else writes on SQLite."""
_Thing = TypeVar("_Thing")


@dataclass(slots=True)
class FileRows:
    """What a file says, row by row."""

    rows: list[StockRow] = field(default_factory=list)
    """Those that name a car, each car once."""
    twins: list[StockRow] = field(default_factory=list)
    """Those that name a car of a line before them once more: not written, but whatever car they name is in the file."""
    lost: tuple[Unknown, int] | None = None
    """Why and in which line it is not known of which car the file speaks; the first one."""

    def lose(self, why: Unknown, line: int) -> None:
        self.lost = self.lost or (why, line)


def rows_of_file(
    found: Iterator[tuple[int, list[str] | None]], columns: Columns, report: StockReport
) -> FileRows:
    """Read every row; what cannot be used is told in the report."""
    file = FileRows()
    lines: dict[tuple[str, str], int] = {}
    for line, cells in found:
        if report.rows == MAX_CARS:
            report.is_cut = True
            file.lose(Unknown.CUT, line)
            break
        report.rows += 1
        if cells is None:
            report.bad.append(BadLine(line, "unreadable", is_whole=True))
            file.lose(Unknown.UNREADABLE, line)
            continue
        values = {name: cells[place] for place, name in columns.fields.items() if place < len(cells)}
        row = row_of(values, line)
        keys = list(row.keys.items())
        if not keys:
            if any(cell.strip() for cell in cells):
                report.bad.append(BadLine(line, "no_key", is_whole=True))
            if row.model:  # a car; a line of totals has none
                file.lose(Unknown.NO_KEY, line)
            continue
        twin = next((lines[key] for key in keys if key in lines), None)
        if twin is not None:
            report.bad.append(BadLine(line, "twice", str(twin), is_whole=True))
            file.twins.append(row)
            continue
        lines |= dict.fromkeys(keys, line)
        report.bad += [BadLine(line, f"{name}_unread", text) for name, text in row.unread]
        file.rows.append(row)
    return file


def places_of(
    rows: Iterable[StockRow], sites: Sequence[SiteRow], site: str, report: StockReport
) -> dict[int, int]:
    """Site by line, where one is known; ``site`` is that of rows that name none. Raises ``Refusal("site_unknown")``."""
    whole = site_named(site, sites) if site else None
    if site and whole is None:
        raise Refusal("site_unknown", name=site, known=", ".join(site.name for site in sites))
    known: dict[str, int | None] = {}
    places = {}
    for row in rows:
        if row.site not in known:
            known[row.site] = site_named(row.site, sites) if row.site else None
        site_id = known[row.site]
        if row.site and site_id is None:
            report.bad.append(BadLine(row.line, "site_unknown", row.site))
        if site_id is None:
            site_id = whole
        if site_id is not None:
            places[row.line] = site_id
    return places


def changes_of(
    session: Session, piece: Sequence[StockRow], places: Mapping[int, int], *, locks: bool
) -> Iterator[tuple[StockRow, CarRow | None, Change | None]]:
    """Each row with its car and what it changes; no change for a new car that nobody could name."""
    cars = {car.id: car for car in same_keys(session, piece, locks=locks) if car.id is not None}
    sold = sold_here(session, cars)
    known = [known_car(car, number in sold) for number, car in cars.items()]
    by_key: dict[tuple[str, str], list[KnownCar]] = {}
    for each in known:
        for name in ("stock_number", "plate", "vin"):
            by_key.setdefault((name, getattr(each, name)), []).append(each)
    for row in piece:
        fitting = {each.id: each for key in row.keys.items() for each in by_key.get(key, ())}
        found = car_of(row, fitting.values())
        if found is None and not row.model:
            yield row, None, None
            continue
        yield row, cars[found.id] if found else None, change_of(row, found, places.get(row.line))


def same_keys(session: Session, rows: Sequence[StockRow], *, locks: bool) -> Sequence[CarRow]:
    return cars_with_keys(
        session,
        [row.stock_number for row in rows if row.stock_number],
        [row.plate for row in rows if row.plate],
        [row.vin for row in rows if row.vin],
        locks=locks,
    )


def known_car(car: CarRow, is_sold_here: bool) -> KnownCar:
    assert car.id is not None
    fields = {name: getattr(car, name) for name in _FIELDS}
    return KnownCar(car.id, car.stock_number, car.plate, car.vin, CarStatus(car.status), fields, is_sold_here)


_FIELDS = (
    "site_id", "make", "model", "trim", "fuel", "gearbox", "colour", "label", "first_registration", "mileage",
    "price", "power", "warranty_months",
)  # fmt: skip


def title_of(car: CarRow) -> str:
    return " ".join(filter(None, (car.make, car.model, car.trim)))


def pieces(things: Iterable[_Thing]) -> Iterator[list[_Thing]]:
    whole = iter(things)
    while piece := list(itertools.islice(whole, PIECE)):
        yield piece
