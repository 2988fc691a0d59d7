"""Which reasons to close a lead for are likely, by how far it got: the order in which they are proposed."""

from rules.vocabulary import SALES_STAGES, CloseReason, Source, Stage

UNREACHED = (
    CloseReason.UNREACHABLE,
    CloseReason.OUT_OF_SCOPE,
    CloseReason.NOT_SERIOUS,
    CloseReason.BOUGHT_ELSEWHERE,
    CloseReason.UNSUITABLE,
)
"""Nobody has spoken to the customer yet."""
SPOKEN = (
    CloseReason.BOUGHT_ELSEWHERE,
    CloseReason.POSTPONED,
    CloseReason.PRICE,
    CloseReason.UNSUITABLE,
    CloseReason.UNREACHABLE,
)
IN_SALES = (
    CloseReason.PRICE,
    CloseReason.BOUGHT_ELSEWHERE,
    CloseReason.TRADE_IN_TOO_LOW,
    CloseReason.FINANCE_REFUSED,
    CloseReason.POSTPONED,
)
_WRONG_DOOR = frozenset({Source.PHONE, Source.WALK_IN})
"""Where people come who wanted the workshop or a job."""


def likely_reasons(
    stage: Stage, source: Source, *, car_is_gone: bool = False, has_trade_in: bool = False
) -> tuple[CloseReason, ...]:
    """Every reason but ``DUPLICATE`` (a duplicate is merged with its original), the likeliest first."""
    if stage in (Stage.NEW, Stage.CLAIMED):
        first: tuple[CloseReason, ...] = UNREACHED
        if source in _WRONG_DOOR:
            first = (CloseReason.OUT_OF_SCOPE, *UNREACHED)
    elif stage in SALES_STAGES:
        first = IN_SALES
    else:
        first = SPOKEN
        if has_trade_in:
            first = (*SPOKEN[:4], CloseReason.TRADE_IN_TOO_LOW)
    if car_is_gone:
        first = (CloseReason.CAR_SOLD, *first)
    rest = (reason for reason in CloseReason if reason is not CloseReason.DUPLICATE)
    return tuple(dict.fromkeys((*first, *rest)))
