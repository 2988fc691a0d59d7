"""The stock asked: cars by their keys, what is in it, what a search finds, and the leads that speak of a car."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session, SQLModel, col, select

from data.queries.cars import car_card, cars_query
from data.tables import CarListingRow, CarRow, LeadRow, SaleRow
from data.tables.lead import IS_OPEN
from rules.stock.question import StockQuestion, choices, has_words, words_of
from rules.values.lead import CarCard
from rules.vocabulary import CarStatus

IN_STOCK = (CarStatus.IN_STOCK.value, CarStatus.RESERVED.value)
_TABLES = SQLModel.metadata.tables
_CAR, _LISTING, _LEAD = _TABLES["car"], _TABLES["car_listing"], _TABLES["lead"]
_SEARCHED = ("make", "model", "trim", "colour", "plate", "vin", "stock_number")
_TEXTS = sa.select(
    _CAR.c.id, _CAR.c.first_registration, _CAR.c.site_id, *(_CAR.c[name] for name in _SEARCHED)
)


def cars_with_keys(
    session: Session,
    stock_numbers: Collection[str],
    plates: Collection[str],
    vins: Collection[str],
    *,
    locks: bool,
) -> Sequence[CarRow]:
    """Every car that has one of these keys, by id; ``locks`` holds them until the transaction ends."""
    keys = sa.or_(
        col(CarRow.stock_number).in_(stock_numbers), col(CarRow.plate).in_(plates), col(CarRow.vin).in_(vins)
    )
    asked = select(CarRow).where(keys).order_by(col(CarRow.id))
    if locks:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return session.exec(asked).all()


def cars_by_id(session: Session, car_ids: Collection[int], *, locks: bool = False) -> Sequence[CarRow]:
    """These cars in order of id; ``locks`` holds them until the transaction ends."""
    asked = select(CarRow).where(col(CarRow.id).in_(car_ids)).order_by(col(CarRow.id))
    if locks:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return session.exec(asked).all()


def sold_here(session: Session, car_ids: Collection[int]) -> set[int]:
    """Those of the cars of which a sale stands."""
    rows = session.exec(
        select(SaleRow.car_id).where(col(SaleRow.car_id).in_(car_ids), col(SaleRow.undone_at).is_(None))
    ).all()
    return {row for row in rows if row is not None}


def adverts_of(session: Session, car_ids: Collection[int]) -> Sequence[CarListingRow]:
    """The adverts of these cars, in the order in which they came."""
    return session.exec(
        select(CarListingRow).where(col(CarListingRow.car_id).in_(car_ids)).order_by(col(CarListingRow.id))
    ).all()


def sites_of_stock(session: Session) -> dict[int, int | None]:
    """Every car in stock or reserved, with its site."""
    rows = session.exec(select(CarRow.id, CarRow.site_id).where(col(CarRow.status).in_(IN_STOCK))).all()
    return {car: site for car, site in rows if car is not None}


def open_leads_about(session: Session, car_ids: Collection[int]) -> list[tuple[int, int]]:
    """(car, lead) for the open leads of these cars, the latest lead first."""
    rows = session.exec(
        select(LeadRow.car_id, LeadRow.id)
        .where(IS_OPEN, col(LeadRow.car_id).in_(car_ids))
        .order_by(col(LeadRow.id).desc())
    ).all()
    return [(car, lead) for car, lead in rows if car is not None and lead is not None]


def open_leads_without_car(session: Session, references: Collection[str]) -> list[tuple[int, str, str]]:
    """(lead, source, reference) of open leads that name one of these references and are tied to no car."""
    rows = session.exec(
        select(LeadRow.id, LeadRow.source, LeadRow.listing_reference).where(
            IS_OPEN, col(LeadRow.car_id).is_(None), col(LeadRow.listing_reference).in_(references)
        )
    ).all()
    return [(lead, source, reference) for lead, source, reference in rows if lead is not None]


def cars_found(
    connection: Connection,
    question: StockQuestion,
    *,
    max_price: int | None = None,
    since: date | None = None,
    site_ids: Collection[int] | None = None,
    places: Mapping[int, str] | None = None,
    whole_book: bool = False,
    limit: int = 200,
) -> tuple[list[CarCard], int]:
    """Cars that fit, the cheapest first, and how many there are in all.

    ``max_price`` is asked beside the question's own, and ``since`` for its age: registered that day or later.
    ``places`` are words that a car has for standing in a site; ``whole_book`` also takes cars that were sold or have
    gone. Figures are compared by the store; words here, folded, so that accents and plates are alike on every store.
    """
    wanted = _wanted(question, max_price, since, site_ids, whole_book=whole_book)
    order = (_CAR.c.price.is_(None), _CAR.c.price, _CAR.c.id)
    if not question.words:
        total = connection.execute(sa.select(sa.func.count()).select_from(_CAR).where(*wanted)).scalar_one()
        ids = [
            row.id
            for row in connection.execute(sa.select(_CAR.c.id).where(*wanted).order_by(*order).limit(limit))
        ]
    else:
        by_advert = _with_advert(connection, question.words)
        cars = connection.execute(_TEXTS.where(*wanted).order_by(*order)).all()
        names = _names_of(cars) if question.or_words else ""
        one_of = choices(question, lambda word: has_words((word,), names))
        fitting = []
        for car in cars:
            text = _words_of_car(car, places)
            if car.id in by_advert or any(has_words(words, text) for words in one_of):
                fitting.append(car.id)
        total, ids = len(fitting), fitting[:limit]
    cards = {row.id: car_card(row) for row in connection.execute(cars_query().where(_CAR.c.id.in_(ids)))}
    return [cards[car_id] for car_id in ids if car_id in cards], total


def words_without_car(
    connection: Connection,
    question: StockQuestion,
    *,
    places: Mapping[int, str] | None = None,
    whole_book: bool = False,
) -> tuple[tuple[str, ...], Counter[str]]:
    """Words of the question that begin no word of any car, whatever else is asked; and how often each name stands.

    Names are makes and models as the stock writes them. One scan: for a question that found nothing.
    """
    scope = _TEXTS if whole_book else _TEXTS.where(_CAR.c.status.in_(IN_STOCK))
    cars = connection.execute(scope.order_by(_CAR.c.id)).all()
    missing = list(dict.fromkeys(word for group in (question.words, *question.or_words) for word in group))
    for car in cars:
        if not missing:
            break
        text = _words_of_car(car, places)
        missing = [word for word in missing if not has_words((word,), text)]
    names = Counter(name for car in cars for name in (car.make, car.model) if name)
    return tuple(missing), names


def _words_of_car(car: Any, places: Mapping[int, str] | None) -> str:
    year = str(car.first_registration)[:4] if car.first_registration else ""
    site = (places or {}).get(car.site_id, "")
    return words_of(*(getattr(car, name) for name in _SEARCHED), year, site)


def _names_of(cars: Sequence[Any]) -> str:
    return words_of(*{name for car in cars for name in (car.make, car.model)})


def _wanted(
    question: StockQuestion,
    max_price: int | None,
    since: date | None,
    site_ids: Collection[int] | None,
    *,
    whole_book: bool,
) -> list[sa.ColumnElement[Any]]:
    car = _CAR.c
    limits = [limit for limit in (question.max_price, max_price) if limit is not None]
    wanted: list[sa.ColumnElement[Any]] = [] if whole_book else [car.status.in_(IN_STOCK)]
    if limits:
        wanted.append(car.price <= min(limits))
    if question.min_price is not None:
        wanted.append(car.price >= question.min_price)
    if question.max_km is not None:
        wanted.append(car.mileage <= question.max_km)
    if question.min_year is not None:
        wanted.append(sa.extract("year", car.first_registration) >= question.min_year)
    if since is not None:
        wanted.append(car.first_registration >= since)
    if question.fuels:
        wanted.append(car.fuel.in_(question.fuels))
    if question.gearboxes:
        wanted.append(car.gearbox.in_(question.gearboxes))
    if site_ids is not None:
        wanted.append(car.site_id.in_(site_ids))
    return wanted


def _with_advert(connection: Connection, words: tuple[str, ...]) -> set[int]:
    """Cars whose advert's reference is the one word that was asked for."""
    if len(words) != 1:
        return set()
    found = connection.execute(
        sa.select(_LISTING.c.car_id).where(_LISTING.c.reference.in_([words[0], words[0].upper()]))
    )
    return {row.car_id for row in found}
