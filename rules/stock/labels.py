"""Which manufacturer labels a car could have by its make, age, mileage and fuel. Source: domain.md §3."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from rules.reading.field_words import folded

if TYPE_CHECKING:
    from rules.policy.stock import LabelsPolicy  # the console's first paint does not wait for pydantic


@dataclass(frozen=True, slots=True)
class PossibleLabel:
    """A label that the manufacturer's limits allow; whether the car has it, its file says."""

    name: str
    warranty_from: int
    """Months; 0 where only the most is said."""
    warranty_to: int
    """Months; 0 where only the least is said."""
    points: int
    as_of: date
    """The day from which these figures are known to hold."""


@lru_cache
def _folded(makes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(folded(each) for each in makes)


def months_between(first: date, today: date) -> int:
    """Completed months; 0 for a day to come."""
    months = (today.year - first.year) * 12 + today.month - first.month - (today.day < first.day)
    return max(0, months)


def possible_labels(
    make: str,
    fuel: str,
    first_registration: date | None,
    mileage: int | None,
    today: date,
    policy: "LabelsPolicy",
) -> tuple[PossibleLabel, ...]:
    """Labels in reach, the longest warranty first; none where age or mileage is not known."""
    if first_registration is None or mileage is None:
        return ()
    age, named = months_between(first_registration, today), folded(make)
    found = [
        PossibleLabel(offer.name, offer.warranty_from, offer.warranty_to, offer.points, policy.effective_from)
        for offer in policy.offers.values()
        if (not offer.makes or named in _folded(offer.makes))
        and (not offer.fuels or fuel in offer.fuels)
        and offer.from_months <= age <= offer.up_to_months
        and offer.from_km <= mileage <= offer.up_to_km
    ]
    return tuple(
        sorted(found, key=lambda each: (-max(each.warranty_from, each.warranty_to), -each.warranty_from, each.name))
    )  # fmt: skip
