"""What a car's card is made of, wherever it is shown."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from rules.values.lead import CarCard
from rules.vocabulary import CarStatus

_TABLES = SQLModel.metadata.tables
_CAR, _LISTING, _SITE = _TABLES["car"], _TABLES["car_listing"], _TABLES["site"]
_LEAD = _TABLES["lead"]
_CAR_SITE = _SITE.alias("car_site")
CANDIDATES = 40
"""Cars that come into question instead of the wanted one, at most; ``rules.stock.likeness`` chooses among them."""


def cars_query(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Cars with the name of their site and the address of an advert."""
    url = (
        sa.select(_LISTING.c.url)
        .where(_LISTING.c.car_id == _CAR.c.id, _LISTING.c.url != "")
        .limit(1)
        .scalar_subquery()
    )
    return sa.select(*_CAR.c, _CAR_SITE.c.name.label("site"), url.label("url"), *more).outerjoin_from(
        _CAR, _CAR_SITE, _CAR_SITE.c.id == _CAR.c.site_id
    )


def candidates_query(lead: Any) -> sa.Select[Any]:
    """Cars in stock that come into question for a lead instead of the wanted one: the same model, or not far in price."""
    wanted_car = _CAR.alias("wanted_car")
    named = sa.func.lower(_CAR.c.make + " " + _CAR.c.model)
    words = sa.case(
        (wanted_car.c.id.is_(None), _LEAD.c.car_text), else_=wanted_car.c.make + " " + wanted_car.c.model
    )
    wanted = (
        sa.select(
            wanted_car.c.id,
            sa.func.nullif(wanted_car.c.price, 0).label("price"),
            sa.func.lower(words).label("words"),
        )
        .select_from(_LEAD.outerjoin(wanted_car, wanted_car.c.id == _LEAD.c.car_id))
        .where(_LEAD.c.id == lead)
        .subquery("wanted")
    )
    same = sa.or_(
        named == wanted.c.words,
        sa.and_(_CAR.c.model != "", wanted.c.words.contains(sa.func.lower(_CAR.c.model))),
    )
    apart = sa.func.abs(_CAR.c.price - wanted.c.price)
    order = (
        sa.case((same, 0), else_=1),
        # Of an unknown price, the cheapest first.
        sa.func.coalesce(apart, sa.case((wanted.c.price.is_(None), _CAR.c.price))).asc().nulls_last(),
        _CAR.c.id,
    )
    # Chosen by id alone first: what a card is made of is looked up for these few, not for the whole stock.
    chosen = (
        sa.select(_CAR.c.id)
        .join(wanted, sa.true())
        .where(
            _CAR.c.status == CarStatus.IN_STOCK.value,
            sa.func.trim(wanted.c.words) != "",
            sa.or_(wanted.c.id.is_(None), wanted.c.id != _CAR.c.id),
            sa.or_(same, apart * 2 <= wanted.c.price),
        )
        .order_by(*order)
        .limit(CANDIDATES)
        .subquery("chosen")
    )
    return cars_query().join(chosen, chosen.c.id == _CAR.c.id)


def car_card(row: Any) -> CarCard:
    """The card of a row of ``cars_query``."""
    return CarCard(
        id=row.id,
        title=" ".join(part for part in (row.make, row.model, row.trim) if part),
        year=row.first_registration.year if row.first_registration else None,
        mileage=row.mileage,
        price=row.price,
        fuel=row.fuel,
        gearbox=row.gearbox,
        colour=row.colour,
        plate=row.plate,
        vin=row.vin,
        stock_number=row.stock_number,
        label=row.label,
        warranty_months=row.warranty_months,
        site=row.site or "",
        status=CarStatus(row.status),
        url=row.url or "",
        make=row.make,
        model=row.model,
        first_registration=row.first_registration,
        power=row.power,
        site_id=row.site_id,
    )
