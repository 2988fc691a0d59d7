"""What the stock is judged by: manufacturer labels, what a car costs a month, and which cars come close."""

from datetime import date
from typing import Annotated

from pydantic import Field

from rules.policy.section import Code, Count, Points, Reference, Section

Percent = Annotated[int, Field(strict=True, ge=0, le=100)]


class LabelOffer(Section):
    """One manufacturer label. Every limit is included: "under 6 years" is ``up_to_months = 71``."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    makes: tuple[str, ...]
    """Makes it is given to; empty for every make."""
    fuels: tuple[Code, ...]
    """Fuels it is given to; empty for every fuel."""
    from_months: Count
    up_to_months: Count
    from_km: Count
    up_to_km: Count
    points: Count
    """Check points."""
    warranty_from: Count
    """Months of warranty at least; 0 where only the most is said."""
    warranty_to: Count
    """Months of warranty at most; 0 where only the least is said."""


class LabelsPolicy(Section):
    reference: Reference
    effective_from: date
    """The day from which the figures below are known to hold; shown beside them."""
    offers: dict[Code, LabelOffer]


class InstalmentPolicy(Section):
    """What a price comes to a month, for a search by budget. An order of size, never an offer of credit."""

    reference: Reference
    months: Annotated[int, Field(strict=True, ge=1, le=120)]
    yearly_rate: Annotated[float, Field(ge=0, le=30)]
    """Percent a year."""
    deposit_percent: Annotated[int, Field(strict=True, ge=0, le=90)]


class LikenessPolicy(Section):
    """Points for what a car has in common with the wanted one."""

    reference: Reference
    shown: Annotated[int, Field(strict=True, ge=1, le=20)]
    same_model: Points
    same_make: Points
    same_fuel: Points
    same_gearbox: Points
    same_site: Points
    near_price: Points
    """For the same price; less by its share of what ``price_percent`` leaves."""
    near_age: Points
    """For the same year; none from three years apart."""
    near_mileage: Points
    """For the same mileage; none from 40,000 km apart."""
    price_percent: Percent
    """A car of another model comes into question within this much of the price."""


class StockPolicy(Section):
    reference: Reference
    max_gone_percent: Percent
    """A full file that would take away more than this of the stock is refused, until somebody says that it is right."""
    labels: LabelsPolicy
    instalment: InstalmentPolicy
    likeness: LikenessPolicy
