"""Who could take a lead, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal


class RouteReason(StrEnum):
    """Why somebody is a good or bad choice. The words are ``routing.<code>``."""

    CAR_ON_SITE = "car_on_site"
    SAME_SITE = "same_site"
    TERRITORY = "territory"
    SKILL = "skill"
    SKILL_MISSING = "skill_missing"
    LANGUAGE = "language"
    LANGUAGE_MISSING = "language_missing"
    KNOWS_CUSTOMER = "knows_customer"
    LOAD = "load"  # each open lead as a share of capacity
    RECENT_OFFERS = "recent_offers"  # each offer received lately
    CLOSED_NOW = "closed_now"  # the site is shut: back at …
    AWAY_SOON = "away_soon"
    FARTHER_RING = "farther_ring"  # somebody nearer is asked first
    # Blockers.
    INACTIVE = "inactive"
    CANNOT_RECEIVE = "cannot_receive"  # the role receives no offers by policy
    ABSENT = "absent"
    REFUSED_BEFORE = "refused_before"
    FULL = "full"
    TOO_MANY_OFFERS = "too_many_offers"
    OUT_OF_RINGS = "out_of_rings"  # the policy looks no further than the nearer rings


ReasonKind = Literal["for", "against", "blocker"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for or against, or what makes an offer impossible. Moments among ``params`` are aware UTC."""

    code: RouteReason
    kind: ReasonKind
    weight: int = 0
    params: Mapping[str, str | int | datetime] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The reason as the store keeps it: plain JSON, moments as ISO text."""
        plain = {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in self.params.items()
        }
        return {"code": self.code.value, "kind": self.kind, "weight": self.weight, "params": plain}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One salesperson for one lead; the first possible one of the ranking is the recommended one."""

    staff_id: int
    points: int
    reasons: tuple[Reason, ...]
    is_possible: bool
    ring: str = "site"
    """How near: ``site``, ``fallback_site``, ``region``, ``group`` or ``manager``."""
    name: str = ""
    site: str = ""
    open_leads: int = 0
    capacity: int = 0
