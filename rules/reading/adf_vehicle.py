"""The ``vehicle`` element of ADF: one car, wanted or offered in exchange."""

from typing import Any

from rules.reading.demand import ReadVehicle
from rules.reading.elements import attribute, child, children, said, text_of
from rules.reading.vehicles import read_mileage, read_plate, read_price

_INTERESTS = {"trade-in": "trade-in", "tradein": "trade-in", "trade in": "trade-in", "trade": "trade-in"}


def read_vehicle(element: Any) -> ReadVehicle:
    """One car; texts as written, figures as whole numbers, a price of 0 is no price."""
    interest = attribute(element, "interest")
    status = (element.get("status") or "").strip() or None
    odometer = next(
        (found for name in ("odometer", "mileage", "miles") if (found := child(element, name)) is not None),
        None,
    )
    mileage, unit = (None, "km")
    if odometer is not None:
        mileage, unit = read_mileage(
            said(odometer) or "", attribute(odometer, "units") or attribute(odometer, "unit")
        )
    price_element = child(element, "price")
    price, currency = (None, "EUR")
    if price_element is not None:
        price, currency = read_price(said(price_element) or "", attribute(price_element, "currency"))
    plate = (
        said(child(element, "plate"))
        or said(child(element, "licenseplate"))
        or said(child(element, "registration"))
    )
    return ReadVehicle(
        interest=_INTERESTS.get(interest or "", interest),
        status=status,
        year=said(child(element, "year")),
        make=said(child(element, "make")),
        model=said(child(element, "model")),
        trim=said(child(element, "trim")),
        vin=(said(child(element, "vin")) or "").upper().replace(" ", "") or None,
        stock=said(child(element, "stock")) or said(child(element, "stocknumber")),
        plate=(read_plate(plate) or plate) if plate else None,
        colour=_colour(element),
        body=said(child(element, "bodystyle")),
        fuel=said(child(element, "fuel")) or said(child(element, "fueltype")),
        gearbox=said(child(element, "transmission")),
        mileage=mileage,
        mileage_unit=unit,
        price=price,
        currency=currency,
        comments=text_of(child(element, "comments")).strip()
        or text_of(child(element, "comment")).strip()
        or None,
    )


def _colour(element: Any) -> str | None:
    """The exterior colour that comes first in the customer's preference."""
    best: tuple[int, str] | None = None
    for combination in children(element, "colorcombination"):
        value = said(child(combination, "exteriorcolor"))
        rank = said(child(combination, "preference")) or "9"
        order = int(rank) if rank.isascii() and rank.isdigit() and len(rank) < 4 else 9
        if value and (best is None or order < best[0]):
            best = (order, value)
    return best[1] if best else said(child(element, "color")) or said(child(element, "exteriorcolor"))
