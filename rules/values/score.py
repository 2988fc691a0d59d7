"""What a lead is worth, with the reasons."""

from dataclasses import dataclass
from enum import StrEnum

from rules.vocabulary import Temperature


class ScoreReason(StrEnum):
    """Why points were given or taken. The words are ``scoring.<code>``."""

    HORIZON_HOT = "horizon_hot"
    HORIZON_WARM = "horizon_warm"
    HORIZON_COLD = "horizon_cold"
    PHONE = "phone"
    NO_PHONE = "no_phone"
    UNREACHABLE = "unreachable"  # nothing to call or write to
    CAR_IN_STOCK = "car_in_stock"
    CAR_KNOWN = "car_known"
    CAR_GONE = "car_gone"
    LONG_MESSAGE = "long_message"
    FINANCING = "financing"
    TRADE_IN = "trade_in"
    TEST_DRIVE = "test_drive"
    CUSTOMER = "customer"  # bought from the group before
    SEVERAL_TOUCHES = "several_touches"
    FAR_AWAY = "far_away"
    NOT_REACHED = "not_reached"  # several attempts in vain
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Score:
    """``points`` lies between 0 and 100."""

    points: int
    temperature: Temperature
    reasons: tuple[tuple[ScoreReason, int], ...]
    is_override: bool = False
    """A person set the temperature; the points are still the rule's."""
