"""A demand typed in by hand: a call that was taken, somebody who walked in."""

from dataclasses import dataclass
from datetime import datetime

from rules.refusal import Refusal
from rules.vocabulary import RawOutcome, Source, Stage


@dataclass(frozen=True, slots=True)
class OpenLead:
    """An open lead of somebody who may be the one on the line."""

    id: int
    car: str
    stage: Stage
    site: str
    owner: str
    """Who has it; empty while it waits."""
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody known who fits what was typed."""

    person_id: int
    name: str
    phone: str
    """E.164, or as it was written; empty when there is none."""
    place: str
    is_exact: bool
    """The whole number or address that was typed is theirs."""
    is_named: bool
    """So is the name, where one was typed."""
    leads: tuple[OpenLead, ...]
    """Open ones, the latest first."""


@dataclass(frozen=True, slots=True)
class CarFound:
    """A car in stock that fits the words typed."""

    id: int
    text: str
    plate: str
    price: int | None
    site_id: int | None
    site: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed, and who and what was chosen beside it."""

    token: str
    """Names this one entry: given twice, it counts once."""
    source: Source
    """PHONE or WALK_IN."""
    who: str
    """Number, name, address, in any order, as typed."""
    more: str = ""
    """What was added to it."""
    about: str = ""
    """The car in free words."""
    car_id: int | None = None
    request: str = ""
    site_id: int | None = None
    person_id: int | None = None
    """The person chosen."""
    is_new_person: bool = False
    """Chosen to be none of those shown. Where nobody was chosen, the policy of identity decides."""
    lead_id: int | None = None
    """The lead chosen: it gets one more touch."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What became of an entry."""

    lead_id: int
    outcome: RawOutcome
    """LEAD or TOUCH; REPEATED when it had been captured already."""
    may_open: bool
    """Whether whoever typed it may read that lead."""
    waits: Refusal | None = None
    """Why a new lead waits in the queue, and not with whoever typed it."""
