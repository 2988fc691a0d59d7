"""One row of a stock file, read: what it says of a car, and what in it could not be read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.reading.vehicles import read_mileage, read_plate, read_price
from rules.stock.columns import ADDRESS, KEYS, REFERENCE
from rules.stock.vehicle_words import fuel_of, gearbox_of, status_of
from rules.vocabulary import CarStatus

MAX_TEXT = 120
MAX_URL = 500
MILE = 1.609344
_OLDEST = 1900
_WEB = re.compile(r"https?://[^\s\x00-\x1f]+", re.I)


@dataclass(frozen=True, slots=True)
class StockRow:
    """A car as a file has it. An absent value (None, empty) says nothing: what the store knows stays."""

    line: int
    """From 1, the header included."""
    stock_number: str = ""
    plate: str = ""
    vin: str = ""
    make: str = ""
    model: str = ""
    trim: str = ""
    fuel: str = ""
    gearbox: str = ""
    colour: str = ""
    label: str = ""
    site: str = ""
    """As written; the service knows the sites."""
    first_registration: date | None = None
    mileage: int | None = None
    price: int | None = None
    power: int | None = None
    warranty_months: int | None = None
    status: CarStatus | None = None
    adverts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Portal → (reference, address)."""
    unread: tuple[tuple[str, str], ...] = ()
    """(field, what stands there) for values that could not be read."""

    @property
    def keys(self) -> dict[str, str]:
        """What tells the car apart, by field, without empty ones."""
        return {name: value for name in KEYS if (value := getattr(self, name))}

    @property
    def hides_status(self) -> bool:
        """A status is written that nobody can read."""
        return any(name == "status" for name, _ in self.unread)

    @property
    def title(self) -> str:
        return " ".join(filter(None, (self.make, self.model, self.trim)))


def row_of(values: Mapping[str, str], line: int) -> StockRow:
    """Read the cells of a row, by field. Never fails: a value that makes no sense is listed in ``unread``."""
    cells = {name: _plain(value) for name, value in values.items()}
    cells = {name: value for name, value in cells.items() if value}
    read: dict[str, object] = {
        name: cells[name][:MAX_TEXT]
        for name in ("stock_number", "make", "model", "trim", "colour", "label", "site")
        if name in cells
    }
    unread: list[tuple[str, str]] = []
    for name, reader in _READERS.items():
        if name in cells:
            value = reader(cells[name])
            if value is None:
                unread.append((name, cells[name][:MAX_TEXT]))
            else:
                read[name] = value
    for name, code_of in (("fuel", fuel_of), ("gearbox", gearbox_of)):
        if name in cells:
            read[name] = code_of(cells[name]) or cells[name][:MAX_TEXT]
    return StockRow(line=line, adverts=_adverts(cells), unread=tuple(unread), **read)  # type: ignore[arg-type] # by field, above


def _plate(text: str) -> str | None:
    """As it is usually written; a foreign or temporary one as it stands."""
    return read_plate(text) or " ".join(text.upper().split())[:20]


def _vin(text: str) -> str | None:
    bare = re.sub(r"[\s.-]", "", text).upper()
    return bare if 5 <= len(bare) <= 20 and bare.isascii() and bare.isalnum() else None


def _mileage(text: str) -> int | None:
    if re.fullmatch(r"0+(?:[.,]0+)?\s*(?:km)?", text.strip().lower()):
        return 0
    value, unit = read_mileage(text)
    return round(value * MILE) if value is not None and unit == "mi" else value


def _price(text: str) -> int | None:
    value, currency = read_price(text)
    return value if currency == "EUR" else None


def _number(text: str) -> int | None:
    found = re.match(r"\s*(\d{1,4})(?!\d)", text)
    return int(found[1]) if found else None


def _day(text: str) -> date | None:
    """A day, a month or a year alone, day before month: ``12/03/2021``, ``2021-03-12``, ``03/2021``, ``2021``."""
    day = re.split(r"[T ]", text.strip(), maxsplit=1)[0]
    parts = re.split(r"[-/.]", day)
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    numbers = [int(part) for part in parts]
    match [len(part) for part in parts]:
        case [4]:
            numbers = [numbers[0], 1, 1]
        case [_, 4]:
            numbers = [numbers[1], numbers[0], 1]
        case [4, _]:
            numbers = [*numbers, 1]
        case [4, _, _]:
            pass
        case [_, _, 4]:
            numbers.reverse()
        case [_, _, 2]:
            numbers = [2000 + numbers[2] if numbers[2] < 70 else 1900 + numbers[2], numbers[1], numbers[0]]
        case _:
            return None
    try:
        return date(*numbers) if numbers[0] >= _OLDEST else None
    except ValueError:
        return None


_READERS = {
    "plate": _plate,
    "vin": _vin,
    "first_registration": _day,
    "mileage": _mileage,
    "price": _price,
    "power": _number,
    "warranty_months": _number,
    "status": status_of,
}


def _adverts(cells: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name, value in cells.items():
        if name.startswith(REFERENCE):
            portal = name.removeprefix(REFERENCE)
            found[portal] = (value[:MAX_TEXT], found.get(portal, ("", ""))[1])
        elif name.startswith(ADDRESS) and _WEB.fullmatch(value[:MAX_URL]):
            portal = name.removeprefix(ADDRESS)
            found[portal] = (found.get(portal, ("", ""))[0], value[:MAX_URL])
    return found


def _plain(cell: str) -> str:
    """A cell as text: nothing in it is ever computed. ``="0012"`` is how sheets keep a leading zero."""
    text = "".join(c if c.isprintable() else " " for c in cell[:2_000]).strip()
    if match := re.fullmatch(r'="([^"]*)"', text):
        text = match[1].strip()
    return "" if text.casefold() in ("null", "none", "n/a", "nan", "-") else text
