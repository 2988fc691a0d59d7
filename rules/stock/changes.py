"""Which car of the store a row of a file is, and what it changes of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.stock.row import StockRow
from rules.vocabulary import CarStatus

AVAILABLE = frozenset({CarStatus.IN_STOCK, CarStatus.RESERVED})
"""What may still be spoken of to a customer."""


class StockChange(StrEnum):
    """What a stock file did to one car; of several things the first one in this order names it."""

    NEW = "new"
    SOLD = "sold"
    GONE = "gone"
    BACK = "back"
    PRICE = "price"
    UPDATED = "updated"
    SAME = "same"


TOLD = (StockChange.NEW, StockChange.SOLD, StockChange.GONE, StockChange.BACK, StockChange.PRICE)
"""What a report lists car by car; the others are counted."""


@dataclass(frozen=True, slots=True)
class KnownCar:
    """A car as the store has it, with what a file may change of it."""

    id: int
    stock_number: str
    plate: str
    vin: str
    status: CarStatus
    fields: Mapping[str, str | int | date | None]
    """Every other field by name."""
    is_sold_here: bool = False
    """A sale of it stands in the console: no file brings it back."""


@dataclass(frozen=True, slots=True)
class Change:
    kind: StockChange
    fields: Mapping[str, str | int | date | None]
    """What to write, keys and status included; empty where nothing changes."""
    old_price: int | None = None
    new_price: int | None = None
    stays_sold: bool = False
    """The file has it in stock, but it was sold here."""


def car_of(row: StockRow, known: Iterable[KnownCar]) -> KnownCar | None:
    """The car a row speaks of: by stock number, then plate, then VIN; of several one that is in stock, the latest.

    Numbers are used again: what is another car by its VIN or its plate is, whatever its number.
    """
    cars = [car for car in known if not _is_other(row, car)]
    for name, value in row.keys.items():
        fitting = [car for car in cars if getattr(car, name) == value]
        if fitting:
            return max(fitting, key=lambda car: (car.status in AVAILABLE, car.id))
    return None


def _is_other(row: StockRow, car: KnownCar) -> bool:
    """Two cars: a VIN never lies; without one, a plate for life does not become another but by a slip of the hand."""
    if row.vin and car.vin:
        return row.vin != car.vin
    if not (_FOR_LIFE.fullmatch(row.plate) and _FOR_LIFE.fullmatch(car.plate)):
        return False
    return sum(one != other for one, other in zip(row.plate, car.plate, strict=True)) > _SLIP


_FOR_LIFE = re.compile(r"(?!WW)[A-Z]{2}-\d{3}-[A-Z]{2}")
"""A plate of the register since 2009; WW is provisional, and older ones are exchanged for one of these."""
_SLIP = 2
"""Characters that a plate corrected later differs in: one mistyped, or two exchanged."""


def change_of(row: StockRow, car: KnownCar | None, site_id: int | None) -> Change:
    """What the row changes. A file that names no status has the car in stock, unless it was sold here.

    A status that nobody can read says nothing: the car keeps its own.
    """
    said = {name: getattr(row, name) for name in _FIELDS if getattr(row, name) not in (None, "")}
    if site_id is not None:
        said["site_id"] = site_id
    status = row.status
    if car is None:
        status = status or CarStatus.IN_STOCK
        return Change(StockChange.NEW, {**row.keys, **said, "status": status}, None, row.price)
    stays_sold = car.is_sold_here and not row.hides_status and (status is None or status in AVAILABLE)
    if stays_sold or row.hides_status:
        status = car.status
    elif status is None:
        status = car.status if car.status in AVAILABLE else CarStatus.IN_STOCK
    fields = {name: value for name, value in said.items() if car.fields.get(name) != value}
    fields |= {name: value for name, value in row.keys.items() if getattr(car, name) != value}
    if status is not car.status:
        fields["status"] = status
    old = car.fields.get("price")
    return Change(
        _kind(car.status, status, fields),
        fields,
        old if isinstance(old, int) else None,
        row.price if "price" in fields else None,
        stays_sold,
    )


def _kind(before: CarStatus, after: CarStatus, fields: Mapping[str, object]) -> StockChange:
    if after is not before:
        if after is CarStatus.SOLD:
            return StockChange.SOLD
        if after is CarStatus.GONE:
            return StockChange.GONE
        if before not in AVAILABLE:
            return StockChange.BACK
    if "price" in fields:
        return StockChange.PRICE
    return StockChange.UPDATED if fields else StockChange.SAME


_FIELDS = (
    "make", "model", "trim", "fuel", "gearbox", "colour", "label", "first_registration", "mileage", "price",
    "power", "warranty_months",
)  # fmt: skip
