"""To whom a lead is offered: the weight of each reason, and where to look next when nobody fits."""

from typing import Literal

from rules.policy.section import Count, Days, Points, Reference, Section
from rules.values.route import RouteReason

Ring = Literal["site", "fallback_site", "region", "group", "manager"]


class RoutingPolicy(Section):
    reference: Reference
    rings: tuple[Ring, ...]
    """Whom to ask, nearest first. A ring is only opened when nobody of the nearer ones can take the lead."""
    weights: dict[RouteReason, Points]
    fairness_days: Days
    """Offers received inside these days count against a candidate."""
    single_contact: bool
    """The salesperson who already knows the customer stands before everybody else (scenario D)."""
    max_offers_at_once: Count
    """Unanswered offers one salesperson may have; 0 for no limit."""
