"""Which cars come close to a wanted one, in which order, and why: plain points of the policy, each with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.reading.field_words import folded
from rules.vocabulary import CarStatus

if TYPE_CHECKING:
    from rules.policy.stock import LikenessPolicy  # the console's first paint does not wait for pydantic

YEARS_APART = 3
KM_APART = 40_000
_SAME_PRICE = 100
"""Euros within which two prices are called the same."""

Reason = tuple[str, dict[str, int]]
"""(code of the catalog ``stock``: ``likeness_<code>``, what fills its sentence)."""


@dataclass(frozen=True, slots=True)
class CarFacts:
    """What one compares cars by. Unknown facts are empty or None and count for nothing."""

    id: int | None
    make: str = ""
    model: str = ""
    fuel: str = ""
    gearbox: str = ""
    year: int | None = None
    mileage: int | None = None
    price: int | None = None
    site_id: int | None = None
    status: CarStatus = CarStatus.IN_STOCK
    text: str = ""
    """A customer's own words, where the car is in no stock."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A car that comes close, with the points and what they are for."""

    car_id: int
    points: int
    reasons: tuple[Reason, ...]


def alternatives(
    wanted: CarFacts, cars: Iterable[CarFacts], policy: "LikenessPolicy"
) -> tuple[Alternative, ...]:
    """The nearest cars in stock, the best first; never the wanted one, nor one that has nothing to do with it.

    A car comes into question when it is the same model, or not far in price. Order does not depend on that of
    ``cars``: equal points go by the nearer price, then the older id.
    """
    found = []
    for car in cars:
        if car.id is None or car.id == wanted.id or car.status is not CarStatus.IN_STOCK:
            continue
        if not (is_same_model(wanted, car) or _is_near_in_price(wanted, car, policy)):
            continue
        apart = abs(car.price - wanted.price) if car.price and wanted.price else car.price or 10**9
        found.append((apart, likeness(wanted, car, policy)))
    found.sort(key=lambda pair: (-pair[1].points, pair[0], pair[1].car_id))
    return tuple(each for _, each in found[: policy.shown])


def likeness(wanted: CarFacts, car: CarFacts, policy: "LikenessPolicy") -> Alternative:
    """What ``car`` has in common with ``wanted``: points, and the reasons in the order in which they weigh."""
    points: list[tuple[int, Reason | None]] = []
    if is_same_model(wanted, car):
        points += [(policy.same_model, ("same_model", {})), (policy.same_make, None)]
    elif _is_same(wanted.make, car.make) or _is_named(car.make, wanted.text):
        points.append((policy.same_make, ("same_make", {})))
    if _is_same(wanted.fuel, car.fuel):
        points.append((policy.same_fuel, ("same_fuel", {})))
    if _is_same(wanted.gearbox, car.gearbox):
        points.append((policy.same_gearbox, ("same_gearbox", {})))
    if wanted.site_id is not None and wanted.site_id == car.site_id:
        points.append((policy.same_site, ("same_site", {})))
    if wanted.price and car.price:
        furthest = max(1, wanted.price * policy.price_percent // 100)
        near = _share(policy.near_price, abs(car.price - wanted.price), furthest)
        points.append((near, _of_price(wanted.price, car.price)))
    if wanted.year and car.year:
        near = _share(policy.near_age, abs(car.year - wanted.year), YEARS_APART)
        points.append((near, _of_year(wanted.year, car.year)))
    if wanted.mileage is not None and car.mileage is not None:
        near = _share(policy.near_mileage, abs(car.mileage - wanted.mileage), KM_APART)
        points.append((near, _of_mileage(wanted.mileage, car.mileage)))
    assert car.id is not None
    return Alternative(
        car.id, sum(each for each, _ in points), tuple(reason for _, reason in points if reason is not None)
    )


def is_same_model(wanted: CarFacts, car: CarFacts) -> bool:
    """The same make and model, or a model that the customer's own words name."""
    if wanted.model:
        return _is_same(wanted.model, car.model) and (not wanted.make or _is_same(wanted.make, car.make))
    return _is_named(car.model, wanted.text)


def _is_near_in_price(wanted: CarFacts, car: CarFacts, policy: "LikenessPolicy") -> bool:
    if not wanted.price or not car.price:
        return False
    return abs(car.price - wanted.price) * 100 <= wanted.price * policy.price_percent


def _is_same(one: str, other: str) -> bool:
    return bool(one) and folded(one) == folded(other)


def _is_named(name: str, text: str) -> bool:
    """Whether the text holds the name as whole words: a 208 is no 2008."""
    return bool(folded(name)) and f" {folded(name)} " in f" {folded(text)} "


def _share(most: int, apart: int, furthest: int) -> int:
    return most * (furthest - apart) // furthest if apart < furthest else 0


def _of_price(wanted: int, price: int) -> Reason:
    if abs(price - wanted) <= _SAME_PRICE:
        return "same_price", {}
    return ("cheaper", {"euros": wanted - price}) if price < wanted else ("dearer", {"euros": price - wanted})


def _of_year(wanted: int, year: int) -> Reason | None:
    if year == wanted:
        return "same_year", {}
    return ("newer", {"count": year - wanted}) if year > wanted else ("older", {"count": wanted - year})


def _of_mileage(wanted: int, mileage: int) -> Reason | None:
    apart = mileage - wanted
    if abs(apart) < 5_000:
        return None
    return ("more_km", {"km": apart}) if apart > 0 else ("fewer_km", {"km": -apart})
