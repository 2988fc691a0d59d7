"""What every section of the policy is built of: strict tables, hours of the day, kinds of numbers.

A section refuses unknown keys, so that a misspelt one is never silently ignored, and has no default values:
``default.toml`` is complete, and every value in force can be read in a file.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rules.opening_hours import parse_week


class Section(BaseModel):
    """A table of the policy. Frozen; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Hours of a day in minutes from midnight, ``closes`` excluded. Written ``10:00-13:00``."""

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{_clock(self.opens)}-{_clock(self.closes)}"


_SLOT = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


def _slot(value: object) -> Slot:
    match = _SLOT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("policy_slot", "a slot such as 10:00-13:00")
    hours, minutes, to_hours, to_minutes = (int(part) for part in match.groups())
    slot = Slot(hours * 60 + minutes, to_hours * 60 + to_minutes)
    if not 0 <= slot.opens < slot.closes <= 24 * 60:
        raise PydanticCustomError("policy_slot", "a slot such as 10:00-13:00")
    return slot


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _week(value: object) -> str:
    try:
        parse_week(value if isinstance(value, str) else "")
    except ValueError as error:
        raise PydanticCustomError(
            "policy_week", "weekly hours such as mon-sat 09:00-12:00 14:00-19:00"
        ) from error
    return str(value)


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of ``date.weekday()``."""

WeeklyHours = Annotated[str, BeforeValidator(_week)]
HourSlot = Annotated[Slot, BeforeValidator(_slot)]
Minutes = Annotated[int, Field(strict=True, ge=1)]
Attempts = Annotated[int, Field(strict=True, ge=1)]
Days = Annotated[int, Field(strict=True, ge=0)]
Count = Annotated[int, Field(strict=True, ge=0)]
Points = Annotated[int, Field(strict=True, ge=-100, le=100)]
Flag = Annotated[bool, Field(strict=True)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=40)]
Reference = Annotated[str, Field(min_length=1)]
"""Where a value comes from: a law, a note of the group, a study."""
CalendarName = Literal["center", "site", "wall"]
"""Whose hours a delay is counted in: the center's, the lead's site's, or around the clock."""
