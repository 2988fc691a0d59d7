"""When to try again: the relaunch scheme after a call that did not reach anybody, and after one that did."""

import re
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from rules.policy.section import Attempts, CalendarName, Days, Flag, HourSlot, Reference, Section
from rules.vocabulary import CallOutcome

_WAIT = re.compile(r"[1-9]\d{0,2}(m|h|d)")


def _wait(value: object) -> str:
    if isinstance(value, str) and (value in ("half_day", "never") or _WAIT.fullmatch(value)):
        return value
    raise PydanticCustomError("policy_wait", "a wait such as 15m, 1h, half_day, 3d or never")


Wait = Annotated[str, BeforeValidator(_wait)]
"""``15m`` and ``1h`` of opening hours, ``half_day`` (the next morning or afternoon), ``3d`` (that many days later,
in a preferred slot), ``never``."""


class CadencePolicy(Section):
    reference: Reference
    calendar: CalendarName
    attempts: tuple[Wait, ...]
    """The wait after the first attempt that reached nobody, after the second, and so on; the last one repeats."""
    by_outcome: dict[CallOutcome, Wait]
    """Outcomes with a wait of their own, whatever the number of attempts. ``never``: nothing to propose."""
    max_attempts: Attempts
    """After this many attempts that reached nobody the cadence has ended."""
    horizon_days: Days
    """Nothing is proposed later than this after the lead was received: the time in which people decide."""
    slots: tuple[HourSlot, ...]
    """The hours in which people are best reached, local to the calendar; days apart, they take turns."""
    vary_slots: Flag
    """Whether each attempt takes another preferred slot than the one before."""
