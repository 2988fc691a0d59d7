"""Who could take a lead, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    NO_SITE = "no_site"  # nothing says which site the lead belongs to
    # Blockers.
    INACTIVE = "inactive"
    CANNOT_RECEIVE = "cannot_receive"  # the role receives no offers by policy
    ABSENT = "absent"
    REFUSED_BEFORE = "refused_before"
    FULL = "full"
    TOO_MANY_OFFERS = "too_many_offers"
    FARTHER_RING = "farther_ring"  # somebody nearer can take it


ReasonKind = Literal["for", "against", "blocker"]


@dataclass(frozen=True, slots=True)
class Reason:
    code: RouteReason
    kind: ReasonKind
    weight: int = 0
    params: Mapping[str, Any] = field(default_factory=dict)


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
