"""Who may be on the line: people and their open leads by the beginning of a number or name, in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from data.queries.listed import car_words, first_phone
from data.search_text import folded_words
from rules.vocabulary import CarStatus, Stage

LOOKED_AT = 120
"""Leads of the index that are looked at, the newest; a beginning that more share is told apart by typing on."""
BEGUN = 40
"""People whose number begins as was typed."""
NEWEST = 60
"""Leads that may not be in the index yet."""

_TABLES = SQLModel.metadata.tables
_LEAD, _PERSON, _CAR, _SITE = _TABLES["lead"], _TABLES["person"], _TABLES["car"], _TABLES["site"]
_PHONE, _EMAIL, _STAFF = _TABLES["person_phone"], _TABLES["person_email"], _TABLES["staff"]


@dataclass(frozen=True, slots=True)
class FoundLead:
    """One lead of somebody who may be meant."""

    person_id: int
    name: str
    phone: str
    place: str
    is_exact: bool
    is_begun: bool
    """One of their numbers begins as was typed."""
    lead_id: int
    is_open: bool
    stage: Stage
    car: str
    site: str
    owner: str
    received_at: datetime
    site_id: int | None
    concerned: tuple[int | None, int | None, int | None]
    """Owner, salesperson, to whom it is offered."""
    waits: bool
    words: frozenset[str]
    """Of the name, the towns and the address."""


def leads_of_callers(
    connection: Connection,
    words: Sequence[str],
    numbers: Collection[str],
    emails: Collection[str],
    begun: Sequence[str] = (),
    ends: Sequence[str] = (),
) -> Sequence[FoundLead]:
    """Leads whose person has one of the numbers (E.164) or addresses, a number that begins with one of ``begun`` or
    ends with the last four or six digits in ``ends``, or whose indexed text has every word, at least its beginning;
    the newest first. What the index knows of other texts than names is still among them.
    """
    found = [sa.select(newest.c.id) for newest in (_newest(),)]
    exact_persons = [
        sa.select(_PHONE.c.person_id).where(_PHONE.c.e164.in_(list(numbers))),
        sa.select(_EMAIL.c.person_id).where(_EMAIL.c.address.in_(list(emails))),
    ]
    is_exact = sa.or_(*(_LEAD.c.person_id.in_(query) for query in exact_persons))
    for query in exact_persons:
        found.append(sa.select(_LEAD.c.id).where(_LEAD.c.person_id.in_(query)))
    # A beginning of a number is looked up among the numbers: in the text index as many leads may share it as there are.
    persons_begun = [_begun(beginning) for beginning in begun[:2]]
    is_begun = sa.or_(sa.false(), *(_LEAD.c.person_id.in_(query) for query in persons_begun))
    for query in persons_begun:
        found.append(sa.select(_LEAD.c.id).where(_LEAD.c.person_id.in_(query)))
    if words or ends:
        found.append(sa.select(_indexed(connection, words, ends).c.number))
    lead, person = _LEAD.c, _PERSON.c
    statement = (
        sa.select(
            person.id, person.display_name, person.full_name, person.city, person.postcode, first_phone(),
            is_exact.label("is_exact"), is_begun.label("is_begun"), lead.id, lead.is_open, lead.stage,
            lead.car_text, _CAR.c.make, _CAR.c.model, _SITE.c.name, _STAFF.c.name,
            lead.received_at, lead.site_id, lead.owner_id, lead.salesperson_id, lead.offered_to_id,
            lead.holder, _first_email(),
        )
        .select_from(
            _LEAD.join(_PERSON, person.id == lead.person_id)
            .outerjoin(_CAR, _CAR.c.id == lead.car_id)
            .outerjoin(_SITE, _SITE.c.id == lead.site_id)
            .outerjoin(_STAFF, _STAFF.c.id == sa.func.coalesce(lead.salesperson_id, lead.owner_id))
        )
        .where(
            lead.id.in_(sa.union(*found)),
            person.erased_at.is_(None),
            person.merged_into_id.is_(None),
            lead.duplicate_of_id.is_(None),
        )
        .order_by(lead.received_at.desc(), lead.id.desc())
    )  # fmt: skip
    return [_found(row) for row in connection.execute(statement)]


def _newest() -> Any:
    return sa.select(_LEAD.c.id).order_by(_LEAD.c.id.desc()).limit(NEWEST).subquery()


def _begun(beginning: str) -> Any:
    last = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    number = _PHONE.c.e164
    some = (
        sa.select(_PHONE.c.person_id).where(number >= beginning, number < last).order_by(number).limit(BEGUN)
    )
    return sa.select(some.subquery().c.person_id)


def _indexed(connection: Connection, words: Sequence[str], ends: Sequence[str]) -> Any:
    """Numbers of the newest leads that the full-text index finds; words hold letters and digits only."""
    if connection.dialect.name == "sqlite":
        asked = " ".join([*(f'"{word}"*' for word in words), *(f'"{end}"' for end in ends)])
        text = "SELECT rowid AS number FROM lead_text WHERE lead_text MATCH :asked ORDER BY rowid DESC LIMIT :most"
    else:
        asked = " & ".join([*(f"'{word}':*" for word in words), *(f"'{end}'" for end in ends)])
        text = (
            "SELECT lead_id AS number FROM lead_text WHERE body @@ CAST(:asked AS tsquery)"
            " ORDER BY lead_id DESC LIMIT :most"
        )
    query = sa.text(text).bindparams(asked=asked, most=LOOKED_AT)
    return query.columns(sa.column("number", sa.Integer)).subquery()


def _first_email() -> Any:
    return (
        sa.select(_EMAIL.c.address)
        .where(_EMAIL.c.person_id == _LEAD.c.person_id, _EMAIL.c.is_relay.is_(False))
        .order_by(_EMAIL.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _found(row: Any) -> FoundLead:
    (
        person_id, name, full_name, city, postcode, phone, is_exact, is_begun, lead_id, is_open, stage, car_text, make,
        model, site, owner, received_at, site_id, owner_id, salesperson_id, offered_to_id, holder, email,
    ) = row  # fmt: skip
    return FoundLead(
        person_id=person_id,
        name=name or full_name or email or "",
        phone=phone or "",
        place=" ".join(part for part in (postcode, city) if part),
        is_exact=bool(is_exact),
        is_begun=bool(is_begun),
        lead_id=lead_id,
        is_open=bool(is_open),
        stage=Stage(stage),
        car=car_words(make, model, car_text),
        site=site or "",
        owner=owner or "",
        received_at=received_at,
        site_id=site_id,
        concerned=(owner_id, salesperson_id, offered_to_id),
        waits=bool(is_open) and holder == "center" and owner_id is None,
        words=frozenset(folded_words(f"{name} {full_name} {city} {email or ''}")),
    )


@dataclass(frozen=True, slots=True)
class StockCar:
    id: int
    make: str
    model: str
    trim: str
    plate: str
    price: int | None
    site_id: int | None
    site: str


def cars_in_words(connection: Connection, text: str, limit: int) -> Sequence[StockCar]:
    """Cars in stock with every word of ``text`` in make, model, trim, colour, plate or stock number, accents aside;
    the latest first.
    """
    car = _CAR.c
    words = folded_words(text)[:6]
    if not words:
        return ()
    whole = sa.func.lower(
        car.make + " " + car.model + " " + car.trim + " " + car.colour + " "
        + sa.func.replace(car.plate, "-", "") + " " + car.plate + " " + car.stock_number
    )  # fmt: skip
    statement = (
        sa.select(
            car.id, car.make, car.model, car.trim, car.plate, car.price, car.site_id, _SITE.c.name,
            car.colour, car.stock_number,
        )
        .select_from(_CAR.outerjoin(_SITE, _SITE.c.id == car.site_id))
        .where(car.status == CarStatus.IN_STOCK.value)
        .order_by(car.id.desc())
        .limit(2_000)
    )  # fmt: skip
    for word in words:
        statement = statement.where(whole.like(f"%{_any_accent(word)}%"))
    found: list[StockCar] = []
    for number, make, model, trim, plate, price, site_id, site, colour, stock_number in connection.execute(
        statement
    ):
        texts = (make, model, trim, plate, plate.replace("-", ""), colour, stock_number)
        known = folded_words(" ".join(texts))
        if all(any(has.startswith(word) for has in known) for word in words):
            found.append(StockCar(number, make, model, trim, plate, price, site_id, site or ""))
        if len(found) == limit:
            break
    return found


def _any_accent(word: str) -> str:
    """A pattern that leaves open the letters an accent may stand on: the store compares bytes."""
    return "".join("_" if letter in "aeioucny" else letter for letter in word)
