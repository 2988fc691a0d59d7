"""Which demand somebody speaks of: one more touch of a lead of theirs, or another lead.

Who somebody is, is told by ``rules.likeness``. Source: domain.md §2, "Matching people".
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.policy.desk import Reopening
from rules.policy.identity import IdentityPolicy
from rules.vocabulary import CLOSED_STAGES, Stage


class SameCar(StrEnum):
    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CarMarks:
    """What tells a car of a demand from another one; empty where it is not known."""

    car_id: int | None = None
    reference: str = ""
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return self.car_id is None and not self.reference and not self.text.strip()


@dataclass(frozen=True, slots=True)
class KnownLead:
    """An earlier lead of the same person. Moments are aware UTC."""

    id: int
    car: CarMarks
    source: str
    site_id: int | None
    stage: Stage
    last_incoming_at: datetime
    closed_at: datetime | None = None
    duplicate_of: int | None = None

    @property
    def is_open(self) -> bool:
        return self.stage not in CLOSED_STAGES


@dataclass(frozen=True, slots=True)
class NewTouch:
    """What has just arrived from that person."""

    at: datetime
    car: CarMarks
    source: str
    site_id: int | None


def _car_words(text: str) -> frozenset[str]:
    """The words of a car with their figures: a 208 is no 308."""
    plain = unicodedata.normalize("NFKD", text[:300])
    return frozenset(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)).casefold()))


def same_car(one: CarMarks, other: CarMarks, *, is_one_portal: bool = True) -> SameCar:
    """Whether two demands name the same car. The tie to stock decides, then the listing, then the wording.

    Every portal numbers its listings its own way: that two of them differ says nothing of the car.
    """
    if one.car_id is not None and other.car_id is not None:
        return SameCar.SAME if one.car_id == other.car_id else SameCar.OTHER
    if one.reference and other.reference:
        if one.reference.casefold() == other.reference.casefold():
            return SameCar.SAME
        if is_one_portal:
            return SameCar.OTHER
    if one.is_empty or other.is_empty:
        return SameCar.UNKNOWN
    words, known = _car_words(one.text), _car_words(other.text)
    if not words or not known:
        return SameCar.UNKNOWN
    return SameCar.UNKNOWN if words <= known or known <= words else SameCar.OTHER


def alike_in_words(one: CarMarks, other: CarMarks) -> bool:
    """Whether both are worded alike and say more than a make: "Peugeot 208" and "PEUGEOT 208 Allure"."""
    words, known = _car_words(one.text), _car_words(other.text)
    fewer, more = sorted((words, known), key=len)
    return len(fewer) > 1 and fewer <= more


def lead_of(touch: NewTouch, known: Sequence[KnownLead], policy: IdentityPolicy) -> KnownLead | None:
    """The lead that a touch of the same person belongs to; None when it is another demand.

    Inside the window of ``policy``: the same car, or a car that nothing tells apart from the same portal and
    site, or one worded alike for the same site, or no car at all. Open leads come first, then the one heard of
    last. A sold lead is over: who writes afterwards asks for something else. A duplicate speaks for the lead it
    was closed for.
    """
    since = touch.at - timedelta(days=policy.same_demand_days)
    by_id = {lead.id: lead for lead in known}
    fitting = []
    for lead in known:
        if lead.last_incoming_at < since or not _is_same_demand(touch, lead, policy):
            continue
        seen = {lead.id}
        while lead.duplicate_of in by_id and lead.duplicate_of not in seen:
            lead = by_id[lead.duplicate_of]
            seen.add(lead.id)
        if lead.stage is not Stage.SOLD:
            fitting.append(lead)
    return max(fitting, key=lambda lead: (lead.is_open, lead.last_incoming_at, lead.id), default=None)


def _is_same_demand(touch: NewTouch, lead: KnownLead, policy: IdentityPolicy) -> bool:
    is_one_portal, is_one_site = touch.source == lead.source, touch.site_id == lead.site_id
    match same_car(touch.car, lead.car, is_one_portal=is_one_portal):
        case SameCar.SAME:
            return True
        case SameCar.OTHER:
            return False
        case _:
            if is_one_portal and is_one_site:
                return True
            if policy.same_demand_by_wording and is_one_site and alike_in_words(touch.car, lead.car):
                return lead.is_open
            return policy.same_demand_without_car and touch.car.is_empty and lead.is_open


def may_reopen(lead: KnownLead, at: datetime, policy: Reopening) -> bool:
    """Whether a customer's message brings a closed lead back, rather than making a new one."""
    if lead.stage is Stage.SOLD or not policy.on_customer_message or lead.closed_at is None:
        return False
    return at - lead.closed_at <= timedelta(days=policy.within_days)
