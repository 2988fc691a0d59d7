"""The order in which reasons to close are proposed."""

from itertools import product

import pytest

from rules.closing import likely_reasons
from rules.vocabulary import CloseReason, Source, Stage


@pytest.mark.parametrize(
    ("stage", "source", "gone", "trade_in"), product(Stage, Source, (False, True), (False, True))
)
def test_every_reason_but_duplicate_is_proposed_once(
    stage: Stage, source: Source, gone: bool, trade_in: bool
) -> None:
    found = likely_reasons(stage, source, car_is_gone=gone, has_trade_in=trade_in)
    assert len(found) == len(set(found))
    assert set(found) == set(CloseReason) - {CloseReason.DUPLICATE}


def test_who_was_never_reached_is_unreachable_first() -> None:
    assert likely_reasons(Stage.CLAIMED, Source.LEBONCOIN)[0] is CloseReason.UNREACHABLE


def test_a_call_that_nobody_took_up_was_perhaps_for_the_workshop() -> None:
    assert likely_reasons(Stage.NEW, Source.PHONE)[0] is CloseReason.OUT_OF_SCOPE


def test_who_was_spoken_to_bought_elsewhere_first() -> None:
    assert likely_reasons(Stage.CONTACTED, Source.PHONE)[0] is CloseReason.BOUGHT_ELSEWHERE


def test_with_a_salesperson_it_is_about_money() -> None:
    assert likely_reasons(Stage.APPOINTMENT, Source.SITE)[:4] == (
        CloseReason.PRICE,
        CloseReason.BOUGHT_ELSEWHERE,
        CloseReason.TRADE_IN_TOO_LOW,
        CloseReason.FINANCE_REFUSED,
    )


def test_a_trade_in_may_have_been_valued_too_low() -> None:
    found = likely_reasons(Stage.QUALIFIED, Source.SITE, has_trade_in=True)
    assert CloseReason.TRADE_IN_TOO_LOW in found[:5]


def test_a_car_that_is_gone_is_the_first_reason() -> None:
    assert likely_reasons(Stage.CONTACTED, Source.SITE, car_is_gone=True)[0] is CloseReason.CAR_SOLD
