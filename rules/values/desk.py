"""The salesperson's desk and the agenda."""

from dataclasses import dataclass
from datetime import datetime

from rules.values.lead import AppointmentCard, TaskCard
from rules.values.queue import QueueRow


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A lead offered to me, waiting for my answer."""

    id: int
    lead_id: int
    person: str
    phone: str
    car: str
    site: str
    score: int
    offered_at: datetime
    expires_at: datetime | None
    offered_by: str
    reasons: tuple[tuple[str, dict[str, str | int]], ...]
    """Why me: (code of the catalog ``routing``, params)."""
    last_message: str


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One of my leads, with the last word of the conversation."""

    row: QueueRow
    last_word: str
    last_word_at: datetime | None
    last_word_is_ours: bool


@dataclass(frozen=True, slots=True)
class Desk:
    offers: tuple[OfferRow, ...]
    appointments: tuple[AppointmentCard, ...]
    """Today's."""
    tasks: tuple[TaskCard, ...]
    """Due today or overdue."""
    leads: tuple[DeskRow, ...]
    """Mine, by next action."""
    sold_this_month: int


@dataclass(frozen=True, slots=True)
class AgendaDay:
    day: datetime
    """Local midnight of the day, aware UTC."""
    tasks: tuple[TaskCard, ...]
    appointments: tuple[AppointmentCard, ...]
