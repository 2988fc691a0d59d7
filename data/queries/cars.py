"""What a car's card is made of, wherever it is shown."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from rules.values.lead import CarCard
from rules.vocabulary import CarStatus

_TABLES = SQLModel.metadata.tables
_CAR, _LISTING, _SITE = _TABLES["car"], _TABLES["car_listing"], _TABLES["site"]
_CAR_SITE = _SITE.alias("car_site")


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
