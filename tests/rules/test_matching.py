"""Which demand somebody speaks of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.matching import (
    CarMarks,
    KnownLead,
    NewTouch,
    SameCar,
    lead_of,
    may_reopen,
    same_car,
)
from rules.policy import load, packaged
from rules.vocabulary import Stage

POLICY = load(packaged("b"))
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CAR = CarMarks(7, "R1", "Peugeot 208")


def known(**changes: object) -> KnownLead:
    values: dict[str, object] = {
        "id": 1,
        "car": CAR,
        "source": "leboncoin",
        "site_id": 1,
        "stage": Stage.CONTACTED,
        "last_incoming_at": NOW - timedelta(days=2),
    }
    return KnownLead(**(values | changes))  # type: ignore[arg-type] # each test names what it changes


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (CarMarks(7), CarMarks(7, "other"), SameCar.SAME),
        (CarMarks(7), CarMarks(8, "R1"), SameCar.OTHER),
        (CarMarks(None, "r1"), CarMarks(7, "R1"), SameCar.SAME),
        (CarMarks(None, "R2"), CarMarks(7, "R1"), SameCar.OTHER),
        (CarMarks(text="Peugeot 208"), CarMarks(text="PEUGEOT 208 Allure"), SameCar.UNKNOWN),
        (CarMarks(text="Peugeot 208"), CarMarks(text="Peugeot 308"), SameCar.OTHER),
        (CarMarks(), CAR, SameCar.UNKNOWN),
    ],
)
def test_the_tie_to_stock_decides_then_the_listing_then_the_wording(
    one: CarMarks, other: CarMarks, verdict: SameCar
) -> None:
    assert same_car(one, other) is verdict
    assert same_car(other, one) is verdict


def test_the_same_car_joins_whatever_the_portal() -> None:
    touch = NewTouch(NOW, CarMarks(7), "la_centrale", 2)
    assert lead_of(touch, [known()], POLICY.identity) == known()


def test_a_car_that_nothing_tells_apart_joins_only_from_the_same_portal_and_site() -> None:
    lead = known(car=CarMarks(text="Peugeot 208"))
    here = NewTouch(NOW, CarMarks(text="208"), "leboncoin", 1)
    assert lead_of(here, [lead], POLICY.identity) == lead
    elsewhere = NewTouch(NOW, CarMarks(text="208"), "la_centrale", 1)
    assert lead_of(elsewhere, [lead], POLICY.identity) is None


def test_a_car_worded_alike_joins_across_portals_for_one_site_while_the_lead_is_open() -> None:
    lead = known(car=CarMarks(None, "2604517", "Peugeot 208 2019"))
    same = NewTouch(NOW, CarMarks(None, "69-1234", "PEUGEOT 208 GT Line 2019"), "la_centrale", 1)
    assert lead_of(same, [lead], POLICY.identity) == lead
    for touch in (
        replace(same, site_id=2),
        replace(same, car=CarMarks(text="Peugeot")),
        replace(same, car=CarMarks(text="Peugeot 208 2021")),
        replace(same, source="leboncoin"),
    ):
        assert lead_of(touch, [lead], POLICY.identity) is None
    assert lead_of(same, [replace(lead, stage=Stage.LOST)], POLICY.identity) is None
    strict = load({**packaged("b"), "own.toml": "[identity]\nsame_demand_by_wording = false\n"})
    assert lead_of(same, [lead], strict.identity) is None


def test_a_touch_without_a_car_joins_the_open_lead_and_not_a_closed_one() -> None:
    touch = NewTouch(NOW, CarMarks(), "phone", None)
    assert lead_of(touch, [known()], POLICY.identity) == known()
    assert lead_of(touch, [known(stage=Stage.LOST)], POLICY.identity) is None


def test_a_duplicate_speaks_for_the_lead_it_was_closed_for() -> None:
    original = known(id=1, car=CarMarks(9))
    duplicate = known(id=2, stage=Stage.DUPLICATE, duplicate_of=1)
    assert lead_of(NewTouch(NOW, CAR, "x", 1), [original, duplicate], POLICY.identity) == original


def test_a_sold_lead_is_over() -> None:
    sold = known(stage=Stage.SOLD, closed_at=NOW)
    assert lead_of(NewTouch(NOW, CAR, "leboncoin", 1), [sold], POLICY.identity) is None
    assert not may_reopen(sold, NOW, POLICY.desk.reopening)


@given(st.integers(0, 400))
def test_nothing_older_than_the_window_is_joined(days: int) -> None:
    lead = known(last_incoming_at=NOW - timedelta(days=days))
    joined = lead_of(NewTouch(NOW, CAR, "leboncoin", 1), [lead], POLICY.identity)
    assert (joined is not None) == (days <= POLICY.identity.same_demand_days)
