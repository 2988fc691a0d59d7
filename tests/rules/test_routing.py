"""Routing: who is offered a lead, and why."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.policy import load, packaged
from rules.policy.routing import RoutingPolicy
from rules.routing import CandidateFacts, LeadFacts, needed_skills, rank, recommended
from rules.values.route import RouteReason

POLICY = load(packaged("b")).routing
DISTANCE = load(packaged("c")).routing
ONE_CONTACT = load(packaged("d")).routing
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LYON, VIENNE, BOURGOIN = 1, 2, 3
LEAD = LeadFacts(site_id=LYON, car_site_id=LYON, fallback_site_id=VIENNE, region="rhone", department="69")


def at(site: int, staff_id: int, **facts: object) -> CandidateFacts:
    region = "rhone" if site in (LYON, VIENNE) else "isere"
    return CandidateFacts(staff_id, site_id=site, region=region, **facts)  # type: ignore[arg-type] # test builder


def order(*candidates: CandidateFacts, lead: LeadFacts = LEAD) -> list[int]:
    return [candidate.staff_id for candidate in rank(lead, candidates, POLICY)]


def reasons(
    candidate: CandidateFacts, *others: CandidateFacts, lead: LeadFacts = LEAD
) -> dict[RouteReason, int]:
    judged = rank(lead, [candidate, *others], POLICY)
    [found] = [each for each in judged if each.staff_id == candidate.staff_id]
    return {reason.code: reason.weight for reason in found.reasons}


def test_the_salesperson_where_the_car_stands_comes_first() -> None:
    assert order(at(BOURGOIN, 1), at(VIENNE, 2), at(LYON, 3)) == [3, 2, 1]


def test_from_the_site_to_its_fallback_the_region_the_group_and_the_manager() -> None:
    manager = at(LYON, 9, is_manager=True)
    away = {"absent_until": NOW + timedelta(hours=5)}
    region = replace(at(4, 6), region="rhone")
    everybody = [at(LYON, 1), at(VIENNE, 2), region, at(BOURGOIN, 3), manager]
    chosen = []
    for gone in range(5):
        staff = [replace(each, **away) if i < gone else each for i, each in enumerate(everybody)]  # type: ignore[arg-type] # a mapping of one field
        best = recommended(rank(LEAD, staff, POLICY))
        assert best is not None
        chosen.append((best.staff_id, best.ring))
    assert chosen == [(1, "site"), (2, "fallback_site"), (6, "region"), (3, "group"), (9, "manager")]


def test_when_nobody_can_take_it_nobody_is_recommended() -> None:
    assert recommended(rank(LEAD, [at(LYON, 1, refused=True)], POLICY)) is None


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"refused": True}, RouteReason.REFUSED_BEFORE),
        ({"absent_until": NOW}, RouteReason.ABSENT),
        ({"open_leads": 30}, RouteReason.FULL),
        ({"capacity": 0}, RouteReason.FULL),
        ({"is_active": False}, RouteReason.INACTIVE),
        ({"may_receive": False}, RouteReason.CANNOT_RECEIVE),
        ({"open_offers": 3}, RouteReason.TOO_MANY_OFFERS),
    ],
)
def test_who_cannot_take_it_is_listed_last_with_what_blocks_them(
    facts: dict[str, object], code: RouteReason
) -> None:
    ranking = rank(LEAD, [at(LYON, 1, **facts), at(BOURGOIN, 2)], POLICY)
    assert [candidate.staff_id for candidate in ranking] == [2, 1]
    assert not ranking[1].is_possible
    assert ranking[1].reasons[0].code is code
    assert ranking[1].reasons[0].kind == "blocker"


def test_somebody_farther_can_still_be_chosen_by_hand_and_the_list_says_why_not_first() -> None:
    near, far = rank(LEAD, [at(BOURGOIN, 1), at(LYON, 2)], POLICY)
    assert near.staff_id == 2
    assert far.is_possible
    assert far.reasons[-1].code is RouteReason.FARTHER_RING


def test_who_knows_the_customer_comes_first_on_the_site() -> None:
    assert order(at(LYON, 1), at(LYON, 2, knows_customer=True)) == [2, 1]


def test_with_one_single_contact_the_one_who_knows_the_customer_comes_first_wherever_they_are() -> None:
    far, near = at(BOURGOIN, 1, knows_customer=True), at(LYON, 2)
    assert rank(LEAD, [near, far], ONE_CONTACT)[0].staff_id == 1
    assert rank(LEAD, [near, far], POLICY)[0].staff_id == 2


def test_selling_at_a_distance_asks_for_skill_and_not_for_the_site() -> None:
    lead = replace(LEAD, needs=frozenset({"electric"}))
    near, skilled = (
        at(LYON, 1, skills=frozenset({"finance"})),
        at(BOURGOIN, 2, skills=frozenset({"electric"})),
    )
    assert rank(lead, [near, skilled], DISTANCE)[0].staff_id == 2


def test_a_generalist_lacks_nothing() -> None:
    lead = replace(LEAD, needs=frozenset({"peugeot"}))
    assert RouteReason.SKILL_MISSING not in reasons(at(LYON, 1), lead=lead)
    assert reasons(at(LYON, 1, skills=frozenset({"bmw"})), lead=lead)[RouteReason.SKILL_MISSING] < 0
    assert reasons(at(LYON, 1, skills=frozenset({"peugeot"})), lead=lead)[RouteReason.SKILL] > 0


def test_a_customer_who_writes_english_is_better_with_somebody_who_speaks_it() -> None:
    lead = replace(LEAD, lang="en")
    assert order(at(LYON, 1), at(LYON, 2, languages=frozenset({"fr", "en"})), lead=lead) == [2, 1]


def test_load_territory_hours_and_leave_weigh() -> None:
    weights = reasons(
        at(
            LYON,
            1,
            open_leads=15,
            departments=frozenset({"69"}),
            closed_until=NOW,
            away_from=NOW,
            recent_offers=9,
        ),
        at(LYON, 2, recent_offers=7),
    )
    assert weights[RouteReason.LOAD] == round(POLICY.weights[RouteReason.LOAD] / 2)
    assert weights[RouteReason.TERRITORY] == POLICY.weights[RouteReason.TERRITORY]
    assert weights[RouteReason.RECENT_OFFERS] == 2 * POLICY.weights[RouteReason.RECENT_OFFERS]
    assert {RouteReason.CLOSED_NOW, RouteReason.AWAY_SOON} <= weights.keys()


def test_only_offers_beyond_those_of_the_least_served_weigh() -> None:
    busy = [at(LYON, 1, recent_offers=37), at(LYON, 2, recent_offers=38), at(LYON, 3, is_manager=True)]
    by_id = {each.staff_id: each for each in rank(LEAD, busy, POLICY)}
    assert RouteReason.RECENT_OFFERS not in {reason.code for reason in by_id[1].reasons}
    assert by_id[1].points - by_id[2].points == -POLICY.weights[RouteReason.RECENT_OFFERS]


def test_of_equals_the_one_offered_longest_ago_comes_first() -> None:
    later, earlier = NOW - timedelta(hours=1), NOW - timedelta(hours=2)
    assert order(at(LYON, 1, last_offered_at=later), at(LYON, 2, last_offered_at=earlier)) == [2, 1]
    assert order(at(LYON, 1, last_offered_at=later), at(LYON, 2)) == [2, 1]


def test_reasons_can_be_kept_as_plain_data() -> None:
    (candidate,) = rank(LEAD, [at(LYON, 1, absent_until=NOW)], POLICY)
    assert candidate.reasons[0].as_data() == {
        "code": "absent",
        "kind": "blocker",
        "weight": 0,
        "params": {"until": "2026-11-23T09:00:00+00:00"},
    }


@pytest.mark.parametrize(
    ("make", "fuel", "financing", "skills"),
    [
        ("Peugeot", "Essence", "cash", {"peugeot"}),
        ("Renault", "Électrique", "loa", {"renault", "electric", "finance"}),
        ("", "Electric", "", {"electric"}),
        ("", "", "", set()),
    ],
)
def test_a_demand_asks_for_its_skills(make: str, fuel: str, financing: str, skills: set[str]) -> None:
    assert needed_skills(make, fuel, financing) == skills


candidates = st.lists(
    st.builds(
        CandidateFacts,
        staff_id=st.integers(1, 50),
        site_id=st.none() | st.integers(1, 4),
        region=st.sampled_from(["", "rhone", "isere"]),
        departments=st.frozensets(st.sampled_from(["69", "38"])),
        is_manager=st.booleans(),
        is_active=st.booleans(),
        may_receive=st.booleans(),
        skills=st.frozensets(st.sampled_from(["peugeot", "electric", "finance"])),
        open_leads=st.integers(0, 40),
        capacity=st.integers(0, 40),
        open_offers=st.integers(0, 4),
        recent_offers=st.integers(0, 10),
        last_offered_at=st.none() | st.integers(0, 99).map(lambda hours: NOW - timedelta(hours=hours)),
        knows_customer=st.booleans(),
        refused=st.booleans(),
        absent_until=st.none() | st.just(NOW),
    ),
    max_size=8,
    unique_by=lambda each: each.staff_id,
)
leads = st.builds(
    LeadFacts,
    site_id=st.none() | st.integers(1, 4),
    car_site_id=st.none() | st.integers(1, 4),
    fallback_site_id=st.none() | st.integers(1, 4),
    region=st.sampled_from(["", "rhone"]),
    department=st.none() | st.sampled_from(["69", "38"]),
    needs=st.frozensets(st.sampled_from(["peugeot", "electric"])),
    lang=st.sampled_from(["fr", "en"]),
)
policies = st.sampled_from([POLICY, DISTANCE, ONE_CONTACT])


@given(leads, candidates, policies)
def test_nobody_absent_full_gone_or_who_refused_is_ever_recommended(
    lead: LeadFacts, staff: list[CandidateFacts], policy: RoutingPolicy
) -> None:
    best = recommended(rank(lead, staff, policy))
    if best is not None:
        facts = next(each for each in staff if each.staff_id == best.staff_id)
        assert facts.is_active
        assert facts.may_receive
        assert not facts.refused
        assert facts.absent_until is None
        assert facts.open_leads < facts.capacity


@given(leads, candidates, policies, st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_the_order_people_are_given_in(
    lead: LeadFacts, staff: list[CandidateFacts], policy: RoutingPolicy, chance: Random
) -> None:
    shuffled = list(staff)
    chance.shuffle(shuffled)
    ranking = rank(lead, staff, policy)
    assert ranking == rank(lead, shuffled, policy)
    assert sorted(each.staff_id for each in ranking) == sorted(each.staff_id for each in staff)
    possible = [each.is_possible for each in ranking]
    assert possible == sorted(possible, reverse=True)


@given(st.integers(2, 6), st.integers(1, 60))
def test_many_equal_leads_are_shared_out_evenly(people: int, count: int) -> None:
    staff = [at(LYON, number, capacity=100) for number in range(people)]
    offered: Counter[int] = Counter()
    for number in range(count):
        best = recommended(rank(LEAD, staff, POLICY))
        assert best is not None
        offered[best.staff_id] += 1
        staff = [
            replace(
                each,
                recent_offers=each.recent_offers + 1,
                open_leads=each.open_leads + 1,
                last_offered_at=NOW + timedelta(minutes=number),
            )
            if each.staff_id == best.staff_id
            else each
            for each in staff
        ]
    shares = [offered[number] for number in range(people)]
    assert max(shares) - min(shares) <= 1
