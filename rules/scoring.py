"""What a lead is worth: points with their reasons, and how warm it is.

Hot buys within fifteen days, knows the car and can be reached by phone; warm buys within three months. While
nobody has asked for the horizon, the points decide. What a person set by hand stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.policy.scoring import ScoringPolicy
from rules.values.score import Score, ScoreReason
from rules.vocabulary import Source, Temperature


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """What is known of a lead and of its person."""

    source: Source
    has_phone: bool = False
    has_email: bool = False
    """A relay address counts: an answer reaches them."""
    car_known: bool = False
    car_in_stock: bool | None = None
    """None while nobody knows which car of the stock is meant."""
    message_words: int = 0
    horizon: str | None = None
    """The answer to ``horizon``."""
    financing: str | None = None
    wants_trade_in: bool = False
    wants_test_drive: bool = False
    bought_before: bool = False
    touches: int = 1
    attempts_in_vain: int = 0
    is_far_away: bool = False
    override: Temperature | None = None


def score(facts: ScoreFacts, policy: ScoringPolicy) -> Score:
    """Points between 0 and 100, the temperature, and every reason with the points it gave or took."""
    reasons = tuple((reason, points) for reason, points in _reasons(facts, policy) if points)
    points = max(0, min(100, policy.start + sum(given for _, given in reasons)))
    if facts.override is not None:
        return Score(points, facts.override, reasons, is_override=True)
    return Score(points, _temperature(points, facts, policy), reasons)


_IN_VAIN = 3
_UNDECIDED = "undecided"


def _reasons(facts: ScoreFacts, policy: ScoringPolicy) -> Iterator[tuple[ScoreReason, int]]:
    yield ScoreReason.SOURCE, policy.by_source.get(facts.source, 0)
    for reason in _applying(facts, policy):
        yield reason, policy.points.get(reason, 0)


def _applying(facts: ScoreFacts, policy: ScoringPolicy) -> Iterator[ScoreReason]:
    days = _horizon_days(facts, policy)
    if days is not None:
        if days <= policy.hot_days:
            yield ScoreReason.HORIZON_HOT
        elif days <= policy.warm_days:
            yield ScoreReason.HORIZON_WARM
        else:
            yield ScoreReason.HORIZON_COLD
    if facts.has_phone:
        yield ScoreReason.PHONE
    elif facts.has_email:
        yield ScoreReason.NO_PHONE
    else:
        yield ScoreReason.UNREACHABLE
    if facts.car_in_stock is not None:
        yield ScoreReason.CAR_IN_STOCK if facts.car_in_stock else ScoreReason.CAR_GONE
    elif facts.car_known:
        yield ScoreReason.CAR_KNOWN
    for applies, reason in (
        (facts.message_words >= policy.long_message_words, ScoreReason.LONG_MESSAGE),
        (facts.financing not in (None, "", _UNDECIDED), ScoreReason.FINANCING),
        (facts.wants_trade_in, ScoreReason.TRADE_IN),
        (facts.wants_test_drive, ScoreReason.TEST_DRIVE),
        (facts.bought_before, ScoreReason.CUSTOMER),
        (facts.touches > 1, ScoreReason.SEVERAL_TOUCHES),
        (facts.is_far_away, ScoreReason.FAR_AWAY),
        (facts.attempts_in_vain >= _IN_VAIN, ScoreReason.NOT_REACHED),
    ):
        if applies:
            yield reason


def _horizon_days(facts: ScoreFacts, policy: ScoringPolicy) -> int | None:
    return None if facts.horizon is None else policy.horizon_days.get(facts.horizon)


def _temperature(points: int, facts: ScoreFacts, policy: ScoringPolicy) -> Temperature:
    days = _horizon_days(facts, policy)
    if days is None:
        if points >= policy.hot_from and facts.has_phone:
            return Temperature.HOT
        return Temperature.WARM if points >= policy.warm_from else Temperature.COLD
    knows_car = facts.car_known or facts.car_in_stock is not None
    if days <= policy.hot_days and knows_car and facts.has_phone:
        return Temperature.HOT
    return Temperature.WARM if days <= policy.warm_days else Temperature.COLD
