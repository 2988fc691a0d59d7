"""Who may be whom, as screens show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.vocabulary import Source, Stage


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """Somebody who may be the person of a lead: nobody has said yet."""

    id: int
    person_id: int
    name: str
    town: str
    percent: int
    """Likeness."""
    reasons: tuple[tuple[str, Mapping[str, int]], ...]
    """Codes of the catalog ``identity`` with their parameters, for and against."""
    heard_at: datetime | None
    lead_id: int | None
    """Their latest lead."""


@dataclass(frozen=True, slots=True)
class LeadSide:
    """One of the leads that a merge is about."""

    id: int
    received_at: datetime
    source: Source
    car: str
    stage: Stage
    touches: int


@dataclass(frozen=True, slots=True)
class PersonSide:
    """One of two persons who may be the same: what a likeness is judged by."""

    phones: tuple[str, ...]
    """As E.164, or as written where unreadable."""
    emails: tuple[str, ...]
    cars: tuple[str, ...]
    """What they asked for, the latest first."""


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What will become of two persons, and of two leads, if they are made one."""

    kept_name: str
    emptied_name: str
    """Empty when both leads are the same person's."""
    pairs: tuple[tuple[LeadSide, LeadSide], ...]
    """Leads that become one: the one kept, received first, and the one closed as its duplicate."""
    apart: tuple[LeadSide, ...]
    """Leads that stay as they are, of one person from then on."""
    sides: tuple[PersonSide, PersonSide] | None = None
    """The person of the lead asked from, then the other one; None when both leads are the same person's."""
