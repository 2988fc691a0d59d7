"""Stock from a file: rows tied to cars by stock number, plate or VIN; what a file leaves out stays as it was."""

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.changes import note_change
from data.tables import CarListingRow, CarRow, SiteRow
from rules.reading.decoding import decode
from rules.reading.vehicles import read_mileage, read_plate, read_price
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import Capability, CarStatus, Source
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import require
from vo_callcenter.services.wanted_car import site_named

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "stock_number": ("stock_number", "n de police", "numero de police", "police", "stock", "stock number"),
    "plate": ("plate", "immatriculation", "immat"),
    "vin": ("vin", "numero de serie", "chassis"),
    "make": ("make", "marque"),
    "model": ("model", "modele"),
    "trim": ("trim", "finition", "version"),
    "first_registration": (
        "first_registration",
        "mec",
        "date mec",
        "mise en circulation",
        "first registration",
    ),
    "mileage": ("mileage", "km", "kilometrage"),
    "fuel": ("fuel", "energie", "carburant"),
    "gearbox": ("gearbox", "boite", "boite de vitesses"),
    "power": ("power", "puissance", "ch"),
    "colour": ("colour", "color", "couleur"),
    "price": ("price", "prix", "prix ttc", "prix de vente"),
    "warranty_months": ("warranty_months", "garantie", "garantie mois", "warranty"),
    "label": ("label",),
    "site": ("site", "concession", "point de vente"),
    "status": ("status", "statut", "etat"),
}
"""Headings by field, without accents, case or punctuation; ``--map`` adds a group's own."""

_STATUS = {
    "en stock": CarStatus.IN_STOCK,
    "in stock": CarStatus.IN_STOCK,
    "disponible": CarStatus.IN_STOCK,
    "available": CarStatus.IN_STOCK,
    "reserve": CarStatus.RESERVED,
    "reserved": CarStatus.RESERVED,
    "vendu": CarStatus.SOLD,
    "sold": CarStatus.SOLD,
}
_MAX_ROWS = 100_000


@dataclass(slots=True)
class Imported:
    """What became of a stock file."""

    added: int = 0
    updated: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    """(line from 1, code of why): ``no_key`` or ``no_model``."""


class StockService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def take_csv(self, actor: Actor, content: bytes, mapping: Mapping[str, str] | None = None) -> Imported:
        """Add and update cars from a CSV file (``;``, ``,`` or tab) in one transaction.

        ``mapping`` names fields by heading. Raises ``Refusal``: ``stock_no_heading``, ``stock_field_unknown``.
        """
        require(actor, Capability.ADMINISTER)
        done = Imported()
        lines = list(_rows(content))
        fields = _fields(lines[0] if lines else [], mapping or {}, done)
        with self._office.store.writing() as session:
            sites = session.exec(select(SiteRow)).all()
            for number, line in enumerate(lines[1 : _MAX_ROWS + 1], 2):
                values = {name: line[index].strip() for index, name in fields.items() if index < len(line)}
                if any(values.values()):
                    self._take(session, values, sites, number, done)
        return done

    def find(self, text: str = "", limit: int = 50) -> Sequence[CarRow]:
        """Cars in stock whose make, model, trim, plate or stock number hold every word, the latest first."""
        statement = select(CarRow).where(CarRow.status == CarStatus.IN_STOCK.value)
        for word in text.split()[:8]:
            like = f"%{word.lower().replace('%', '').replace('_', '')}%"
            whole = sa.func.lower(
                CarRow.make
                + " "
                + CarRow.model
                + " "
                + CarRow.trim
                + " "
                + CarRow.plate
                + " "
                + CarRow.stock_number
            )
            statement = statement.where(whole.like(like))
        with self._office.store.reading() as session:
            rows = session.exec(statement.order_by(col(CarRow.id).desc()).limit(limit)).all()
            session.expunge_all()
            return rows

    def _take(
        self,
        session: Session,
        values: Mapping[str, str],
        sites: Sequence[SiteRow],
        number: int,
        done: Imported,
    ) -> None:
        plate = values.get("plate", "")
        plate = (read_plate(plate) or plate.upper()) if plate else ""
        keys = (
            ("stock_number", values.get("stock_number", "")),
            ("plate", plate),
            ("vin", values.get("vin", "").upper()),
        )
        if not any(value for _, value in keys):
            done.refused.append((number, "no_key"))
            return
        car = next((found for name, value in keys if value and (found := _car(session, name, value))), None)
        if car is None and not values.get("model"):
            done.refused.append((number, "no_model"))
            return
        if car is None:
            car = CarRow(updated_at=self._office.now())
            done.added += 1
        else:
            done.updated += 1
        for name, value in keys:
            if value:
                setattr(car, name, value)
        _fill(car, values, sites)
        car.updated_at = self._office.now()
        session.add(car)
        session.flush()
        assert car.id is not None
        _list_adverts(session, car.id, values)
        note_change(session, "car", car.id, self._office.now())


def _rows(content: bytes) -> list[list[str]]:
    text, _ = decode(content)
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Refusal("stock_unreadable", detail=str(error)) from error


def _fields(headings: Sequence[str], mapping: Mapping[str, str], done: Imported) -> dict[int, str]:
    """Which field each column fills. A column named after a portal holds that portal's advert reference."""
    own = {_plain(heading): name for heading, name in mapping.items()}
    known = {_plain(heading): name for name, names in COLUMNS.items() for heading in names}
    known |= {_plain(source.value): f"advert:{source.value}" for source in Source}
    for name in own.values():
        if name not in COLUMNS:
            raise Refusal("stock_field_unknown", name=name, known=", ".join(COLUMNS))
    fields: dict[int, str] = {}
    for index, heading in enumerate(headings):
        found = own.get(_plain(heading)) or known.get(_plain(heading))
        if found:
            fields[index] = found
        elif heading.strip():
            done.unknown_columns.append(heading.strip()[:60])
    if not {"stock_number", "plate", "vin"} & set(fields.values()):
        raise Refusal("stock_no_heading")
    return fields


def _car(session: Session, name: str, value: str) -> CarRow | None:
    column = {"stock_number": CarRow.stock_number, "plate": CarRow.plate, "vin": CarRow.vin}[name]
    return session.exec(
        select(CarRow).where(column == value).order_by(col(CarRow.id).desc()).limit(1)
    ).first()


def _fill(car: CarRow, values: Mapping[str, str], sites: Sequence[SiteRow]) -> None:
    for name in ("make", "model", "trim", "fuel", "gearbox", "colour", "label"):
        if values.get(name):
            setattr(car, name, values[name][:120])
    if values.get("mileage"):
        car.mileage = read_mileage(values["mileage"])[0]
    if values.get("price"):
        car.price = read_price(values["price"])[0]
    for name in ("power", "warranty_months"):
        digits = "".join(c for c in values.get(name, "") if c.isascii() and c.isdigit())[:4]
        if digits:
            setattr(car, name, int(digits))
    if values.get("first_registration"):
        car.first_registration = _day(values["first_registration"]) or car.first_registration
    if values.get("site"):
        car.site_id = site_named(values["site"], sites) or car.site_id
    status = _STATUS.get(_plain(values.get("status", "")))
    if status is not None:
        car.status = status.value


def _day(text: str) -> date | None:
    for form in (text, text.replace("/", "-")):
        try:
            return date.fromisoformat(form)
        except ValueError:
            continue
    parts = text.replace("-", "/").replace(".", "/").split("/")
    try:
        numbers = [int(part) for part in parts]
        return (
            date(numbers[2], numbers[1], numbers[0]) if len(numbers) == 3 else date(numbers[1], numbers[0], 1)
        )
    except (ValueError, IndexError):
        return None


def _list_adverts(session: Session, car_id: int, values: Mapping[str, str]) -> None:
    for name, reference in values.items():
        if not name.startswith("advert:") or not reference:
            continue
        source = name.partition(":")[2]
        row = session.exec(
            select(CarListingRow).where(CarListingRow.car_id == car_id, CarListingRow.source == source)
        ).first()
        row = row or CarListingRow(car_id=car_id, source=source, reference=reference)
        row.reference = reference
        session.add(row)


def _plain(heading: str) -> str:
    letters = unicodedata.normalize("NFKD", heading.replace("°", ""))
    bare = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())
