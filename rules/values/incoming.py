"""What arrived and could not become a lead by itself."""

from dataclasses import dataclass
from datetime import datetime

from rules.vocabulary import FiledAs, RawOutcome


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One raw input in the list."""

    id: int
    name: str
    origin: str
    received_at: datetime
    outcome: RawOutcome
    filed_as: FiledAs | None
    reason: str
    deadline_at: datetime | None
    subject: str
    sender: str


@dataclass(frozen=True, slots=True)
class RawDetail:
    """One raw input opened: the text as far as it can be read, and what a reader found in it."""

    entry: RawEntry
    text: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[str, ...]
    found: tuple[tuple[str, str], ...]
    """(field code, raw value) pairs that were read."""
    lead_id: int | None


@dataclass(frozen=True, slots=True)
class SortedLead:
    """What a person typed to make a lead of a raw input."""

    first_name: str
    last_name: str
    phone: str
    email: str
    car: str
    message: str
    site_id: int | None
    car_id: int | None = None
    """The car of the stock that was chosen; ``car`` holds words only where none was."""


@dataclass(frozen=True, slots=True)
class Completed:
    """What a raw input became that a person completed."""

    lead_id: int
    is_new: bool
    """False for a lead that the customer had already: it has one more touch."""
    is_known: bool = False
    """That lead had the very same mail already: nothing was added."""
    person: str = ""
    car: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """The lead that has a raw input now which a person attached, and whose it is."""

    lead_id: int
    """Another than the one chosen where that was merged, or is sold."""
    person: str
    """As lists show the name; empty for somebody without one."""
    car: str
    is_known: bool = False
    """The lead had the very same mail already: nothing was added."""


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What became of one document."""

    file: str
    part: int
    outcome: RawOutcome
    lead_id: int | None
    raw_id: int | None
    reason: str
    filed_as: FiledAs | None
    reader: str
    fields: dict[str, object]
    line: int | None = None
    """Of the row in its file, from 1, where it has just been read."""
