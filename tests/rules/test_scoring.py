"""Scores: points with their reasons, temperature, and a person's last word."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rules.policy import load, packaged
from rules.scoring import ScoreFacts, score
from rules.values.score import ScoreReason
from rules.vocabulary import Source, Temperature

POLICY = load(packaged("b")).scoring
BUYER = ScoreFacts(
    Source.LEBONCOIN,
    has_phone=True,
    has_email=True,
    car_known=True,
    car_in_stock=True,
    horizon="within_15_days",
)


def test_hot_buys_within_fifteen_days_knows_the_car_and_has_a_phone() -> None:
    assert score(BUYER, POLICY).temperature is Temperature.HOT


def test_without_a_phone_nobody_is_hot() -> None:
    assert score(replace(BUYER, has_phone=False), POLICY).temperature is Temperature.WARM


def test_without_a_car_nobody_is_hot() -> None:
    assert score(replace(BUYER, car_known=False, car_in_stock=None), POLICY).temperature is Temperature.WARM


def test_who_buys_next_year_is_cold_however_many_points() -> None:
    facts = replace(BUYER, horizon="later", financing="cash", wants_test_drive=True, bought_before=True)
    assert score(facts, POLICY).temperature is Temperature.COLD


def test_before_anybody_asked_the_points_decide() -> None:
    fresh = replace(BUYER, horizon=None, message_words=30)
    assert score(fresh, POLICY).temperature is Temperature.HOT
    assert score(ScoreFacts(Source.FACEBOOK), POLICY).temperature is Temperature.COLD


def test_every_point_has_its_reason() -> None:
    result = score(BUYER, POLICY)
    assert result.points == POLICY.start + sum(points for _, points in result.reasons)
    assert dict(result.reasons)[ScoreReason.CAR_IN_STOCK] == 15
    assert dict(result.reasons)[ScoreReason.SOURCE] == 2


def test_a_car_that_is_gone_costs_points_and_is_still_a_known_car() -> None:
    gone = score(replace(BUYER, car_in_stock=False), POLICY)
    assert gone.points < score(BUYER, POLICY).points
    assert gone.temperature is Temperature.HOT


def test_an_override_is_kept_and_the_points_are_still_the_rules() -> None:
    result = score(replace(BUYER, override=Temperature.COLD), POLICY)
    assert (result.temperature, result.is_override) == (Temperature.COLD, True)
    assert result.points == score(BUYER, POLICY).points


facts_of_any_kind = st.builds(
    ScoreFacts,
    source=st.sampled_from(Source),
    has_phone=st.booleans(),
    has_email=st.booleans(),
    car_known=st.booleans(),
    car_in_stock=st.none() | st.booleans(),
    message_words=st.integers(0, 500),
    horizon=st.none() | st.sampled_from([*POLICY.horizon_days, "unheard_of"]),
    financing=st.none() | st.sampled_from(["", "cash", "loan", "undecided"]),
    wants_trade_in=st.booleans(),
    wants_test_drive=st.booleans(),
    bought_before=st.booleans(),
    touches=st.integers(1, 9),
    attempts_in_vain=st.integers(0, 9),
    is_far_away=st.booleans(),
)


@given(facts_of_any_kind)
def test_points_stay_between_0_and_100_and_no_reason_is_empty_or_given_twice(facts: ScoreFacts) -> None:
    result = score(facts, POLICY)
    assert 0 <= result.points <= 100
    assert all(points for _, points in result.reasons)
    assert len(dict(result.reasons)) == len(result.reasons)


@given(facts_of_any_kind)
def test_a_phone_never_makes_a_lead_worth_less(facts: ScoreFacts) -> None:
    without, with_phone = replace(facts, has_phone=False), replace(facts, has_phone=True)
    assert score(with_phone, POLICY).points >= score(without, POLICY).points
