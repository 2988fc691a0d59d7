"""To whom a lead is offered: every salesperson ranked, with the reasons for and against.

Nearest first: the site, its fall-back, the region, the group, then the manager (the policy says which of these
rings there are). Within a ring the points decide; equal points go to whoever was offered least, longest ago.
Somebody absent, full or who refused this lead before is listed with what blocks them and never recommended.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rules.policy.routing import Ring, RoutingPolicy
from rules.values.route import Candidate, Reason, RouteReason


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """What matters of the lead. Sites are ids; skills are the codes people declare."""

    site_id: int | None = None
    car_site_id: int | None = None
    """Where the wanted car stands."""
    fallback_site_id: int | None = None
    region: str = ""
    department: str | None = None
    """The customer's."""
    needs: frozenset[str] = frozenset()
    """``needed_skills`` of the demand."""
    lang: str = "fr"


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """What matters of one salesperson, now."""

    staff_id: int
    name: str = ""
    site_id: int | None = None
    site: str = ""
    region: str = ""
    departments: frozenset[str] = frozenset()
    """The territory of their site."""
    is_manager: bool = False
    is_active: bool = True
    may_receive: bool = True
    """Whether the role receives offers by policy."""
    skills: frozenset[str] = frozenset()
    """Makes in lower case, ``electric``, ``finance`` … Empty for a generalist, whom nothing is missing."""
    languages: frozenset[str] = frozenset({"fr"})
    open_leads: int = 0
    capacity: int = 30
    open_offers: int = 0
    """Offers waiting for their answer."""
    recent_offers: int = 0
    """Offers received inside the policy's ``fairness_days``."""
    last_offered_at: datetime | None = None
    knows_customer: bool = False
    refused: bool = False
    """This lead, or let an offer of it pass."""
    absent_until: datetime | None = None
    away_from: datetime | None = None
    """The start of an absence within a day."""
    closed_until: datetime | None = None
    """When their site opens again; None while it is open."""


def needed_skills(make: str = "", fuel: str = "", financing: str = "") -> frozenset[str]:
    """The skills a demand asks for: the make, electric cars, finance."""
    needs = {make.strip().casefold()} if make.strip() else set()
    if any(word in fuel.casefold() for word in ("electri", "électri", "elektr")) or fuel.casefold() == "ev":
        needs.add("electric")
    if financing in ("loan", "loa", "lld"):
        needs.add("finance")
    return frozenset(needs)


def rank(
    lead: LeadFacts, candidates: Iterable[CandidateFacts], policy: RoutingPolicy
) -> tuple[Candidate, ...]:
    """All candidates, the recommended one first and the impossible ones last. The order is total."""
    everybody = tuple(candidates)
    # Only what somebody had beyond the others weighs: else a busy week would outweigh every other reason.
    served = [facts.recent_offers for facts in everybody if _shares(facts)]
    least = min(served, default=0)
    judged = [(facts, _judged(lead, facts, policy, least)) for facts in everybody]
    nearest = min(
        (_distance(candidate.ring, policy) for _, candidate in judged if candidate.is_possible), default=0
    )
    ranked = sorted(judged, key=lambda pair: _order(pair[0], pair[1], policy))
    return tuple(_with_ring_reason(facts, candidate, nearest, policy) for facts, candidate in ranked)


def recommended(ranking: Iterable[Candidate]) -> Candidate | None:
    """The first candidate who can take the lead; None when nobody can."""
    return next((candidate for candidate in ranking if candidate.is_possible), None)


def _shares(facts: CandidateFacts) -> bool:
    """Whether somebody is among those whom offers are shared out to."""
    return facts.is_active and facts.may_receive and not facts.is_manager


def _judged(lead: LeadFacts, facts: CandidateFacts, policy: RoutingPolicy, least: int) -> Candidate:
    ring = _ring(lead, facts, policy)
    blockers = tuple(_blockers(facts, ring, policy))
    weighed = tuple(_weighed(lead, facts, policy, least))
    return Candidate(
        staff_id=facts.staff_id,
        points=sum(reason.weight for reason in weighed),
        reasons=blockers + weighed,
        is_possible=not blockers,
        ring=ring or "group",
        name=facts.name,
        site=facts.site,
        open_leads=facts.open_leads,
        capacity=facts.capacity,
    )


def _ring(lead: LeadFacts, facts: CandidateFacts, policy: RoutingPolicy) -> Ring | None:
    """The nearest of the policy's rings somebody stands in; managers are only asked as such."""
    if facts.is_manager:
        return "manager" if "manager" in policy.rings else None
    home = lead.car_site_id if lead.car_site_id is not None else lead.site_id
    stands_in: dict[Ring, bool] = {
        "site": facts.site_id is not None and facts.site_id == home,
        "fallback_site": facts.site_id is not None and facts.site_id == lead.fallback_site_id,
        "region": bool(lead.region) and facts.region == lead.region,
        "group": True,
    }
    return next((ring for ring in policy.rings if stands_in.get(ring)), None)


def _blockers(facts: CandidateFacts, ring: Ring | None, policy: RoutingPolicy) -> Iterator[Reason]:
    if not facts.is_active:
        yield Reason(RouteReason.INACTIVE, "blocker")
    if not facts.may_receive:
        yield Reason(RouteReason.CANNOT_RECEIVE, "blocker")
    if facts.absent_until is not None:
        yield Reason(RouteReason.ABSENT, "blocker", params={"until": facts.absent_until})
    if facts.refused:
        yield Reason(RouteReason.REFUSED_BEFORE, "blocker")
    if facts.open_leads >= facts.capacity:
        load = {"open": facts.open_leads, "capacity": facts.capacity}
        yield Reason(RouteReason.FULL, "blocker", params=load)
    if policy.max_offers_at_once and facts.open_offers >= policy.max_offers_at_once:
        yield Reason(RouteReason.TOO_MANY_OFFERS, "blocker", params={"count": facts.open_offers})
    if ring is None:
        yield Reason(RouteReason.OUT_OF_RINGS, "blocker")


def _weighed(lead: LeadFacts, facts: CandidateFacts, policy: RoutingPolicy, least: int) -> Iterator[Reason]:
    """The reasons that bear points, in the order screens show them."""
    for code, times, params in _applying(lead, facts, least):
        weight = round(policy.weights.get(code, 0) * times)
        if weight:
            yield Reason(code, "for" if weight > 0 else "against", weight, params)


_Params = dict[str, str | int | datetime]


def _applying(
    lead: LeadFacts, facts: CandidateFacts, least: int
) -> Iterator[tuple[RouteReason, float, _Params]]:
    """What holds of a candidate, and how much of it; ``least`` offers is what the least served had lately."""
    if facts.knows_customer:
        yield RouteReason.KNOWS_CUSTOMER, 1, {}
    if facts.site_id is not None:
        if facts.site_id == lead.car_site_id:
            yield RouteReason.CAR_ON_SITE, 1, {}
        if facts.site_id == lead.site_id:
            yield RouteReason.SAME_SITE, 1, {}
    if lead.department is not None and lead.department in facts.departments:
        yield RouteReason.TERRITORY, 1, {"department": lead.department}
    for need in sorted(lead.needs):
        if need in facts.skills:
            yield RouteReason.SKILL, 1, {"skill": need}
        elif facts.skills:
            yield RouteReason.SKILL_MISSING, 1, {"skill": need}
    if lead.lang in facts.languages:
        # Everybody speaks French here: it distinguishes nobody.
        if lead.lang != "fr":
            yield RouteReason.LANGUAGE, 1, {"lang": lead.lang}
    else:
        yield RouteReason.LANGUAGE_MISSING, 1, {"lang": lead.lang}
    if facts.open_leads and facts.capacity:
        yield (
            RouteReason.LOAD,
            facts.open_leads / facts.capacity,
            {
                "open": facts.open_leads,
                "capacity": facts.capacity,
            },
        )
    ahead = facts.recent_offers - least
    if ahead > 0:
        yield RouteReason.RECENT_OFFERS, ahead, {"count": ahead}
    if facts.closed_until is not None:
        yield RouteReason.CLOSED_NOW, 1, {"until": facts.closed_until}
    if facts.away_from is not None:
        yield RouteReason.AWAY_SOON, 1, {"from": facts.away_from}


def _distance(ring: str, policy: RoutingPolicy) -> int:
    return next((at for at, each in enumerate(policy.rings) if each == ring), len(policy.rings))


_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def _order(
    facts: CandidateFacts, candidate: Candidate, policy: RoutingPolicy
) -> tuple[bool, bool, int, int, int, datetime, int]:
    return (
        not candidate.is_possible,
        not (policy.single_contact and facts.knows_customer),
        _distance(candidate.ring, policy),
        -candidate.points,
        facts.recent_offers,
        facts.last_offered_at or _NEVER,
        facts.staff_id,
    )


def _with_ring_reason(
    facts: CandidateFacts, candidate: Candidate, nearest: int, policy: RoutingPolicy
) -> Candidate:
    """Says of somebody possible that nearer people come first; they can still be chosen by hand."""
    if not candidate.is_possible or _distance(candidate.ring, policy) <= nearest:
        return candidate
    if policy.single_contact and facts.knows_customer:
        return candidate
    farther = Reason(RouteReason.FARTHER_RING, "against", params={"ring": candidate.ring})
    return replace(candidate, reasons=(*candidate.reasons, farther))
