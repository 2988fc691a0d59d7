"""One lead in full: what the Lead screen, the preview and ``lead show`` present."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from rules.stock.labels import PossibleLabel
from rules.stock.likeness import Reason
from rules.values.clock import ClockReading
from rules.values.contact import ChannelVerdict
from rules.values.form import FormField
from rules.values.identity import SuggestionCard
from rules.vocabulary import (
    AppointmentKind,
    AppointmentState,
    CarStatus,
    Channel,
    PhoneKind,
    Source,
    Stage,
    TaskKind,
    TaskState,
    Temperature,
)


@dataclass(frozen=True, slots=True)
class PhoneValue:
    id: int
    raw: str
    e164: str | None
    kind: PhoneKind
    is_shared: bool = False
    """Others answer it too."""
    is_others: bool = False
    """Said to be somebody else's."""


@dataclass(frozen=True, slots=True)
class EmailValue:
    id: int
    address: str
    is_relay: bool


@dataclass(frozen=True, slots=True)
class PersonCard:
    id: int
    name: str
    """Display name, raw text: DUPONT Jean."""
    first_name: str
    last_name: str
    city: str
    postcode: str
    phones: tuple[PhoneValue, ...]
    emails: tuple[EmailValue, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class CarCard:
    id: int
    title: str
    """Make, model and trim."""
    year: int | None
    mileage: int | None
    price: int | None
    fuel: str
    gearbox: str
    colour: str
    plate: str
    vin: str
    stock_number: str
    label: str
    warranty_months: int | None
    site: str
    status: CarStatus
    url: str = ""
    make: str = field(default="", kw_only=True)
    model: str = field(default="", kw_only=True)
    first_registration: date | None = field(default=None, kw_only=True)
    power: int | None = field(default=None, kw_only=True)
    """Metric horsepower."""
    site_id: int | None = field(default=None, kw_only=True)
    labels: tuple[PossibleLabel, ...] = field(default=(), kw_only=True)
    """What the manufacturers' limits would allow it, the longest warranty first."""
    reasons: tuple[Reason, ...] = field(default=(), kw_only=True)
    """Why it is proposed instead of another car; empty for the wanted one."""


@dataclass(frozen=True, slots=True)
class TradeInCard:
    title: str
    year: str
    mileage: int | None
    plate: str
    comment: str


class EntryKind(StrEnum):
    """What one line of the timeline is; each has its symbol."""

    INCOMING = "incoming"  # ←
    OUTGOING = "outgoing"  # →
    CALL = "call"  # ☎
    NOTE = "note"  # ✎
    TASK = "task"  # ⟳
    SYSTEM = "system"  # ⚑


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing in the conversation. ``code`` with ``params`` says what (catalog ``timeline``); ``text`` is raw."""

    at: datetime
    kind: EntryKind
    code: str
    params: dict[str, str | int | datetime | None]
    who: str
    subject: str = ""
    text: str = ""
    event_id: int = 0
    can_undo: bool = False


@dataclass(frozen=True, slots=True)
class QuestionCard:
    id: int
    text: str
    asked_at: datetime
    answered_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class TaskCard:
    id: int
    lead_id: int
    kind: TaskKind
    state: TaskState
    due_at: datetime
    channel: Channel
    staff: str
    note: str
    person: str = ""
    car: str = ""
    phone: str = ""
    stage: Stage = Stage.NEW


@dataclass(frozen=True, slots=True)
class AppointmentCard:
    id: int
    lead_id: int
    kind: AppointmentKind
    state: AppointmentState
    starts_at: datetime
    staff: str
    site: str
    person: str = ""
    car: str = ""
    phone: str = ""
    created_at: datetime = field(kw_only=True)
    """When it was agreed: from then on it is a ground for contact."""


@dataclass(frozen=True, slots=True)
class OtherLead:
    """Another lead of the same person."""

    id: int
    received_at: datetime
    car: str
    stage: Stage
    close_reason: str | None
    salesperson: str
    duplicate_of: int | None = None
    """The lead it was merged into."""


@dataclass(frozen=True, slots=True)
class LeadCard:
    """Everything the console knows about one lead, read in one go."""

    id: int
    version: int
    person: PersonCard
    stage: Stage
    source: Source
    channel: Channel
    portal: str
    reference: str
    received_at: datetime
    site_id: int | None
    site: str
    owner_id: int | None
    owner: str
    salesperson_id: int | None
    salesperson: str
    offered_to: str
    score: int
    temperature: Temperature
    score_reasons: tuple[tuple[str, int], ...]
    """(code of the catalog ``scoring``, points)."""
    attempts: int
    parked_until: datetime | None
    next_action_at: datetime | None
    close_reason: str | None
    last_message: str
    """The customer's last words, raw."""
    car_text: str
    car: CarCard | None
    alternatives: tuple[CarCard, ...]
    trade_ins: tuple[TradeInCard, ...]
    clocks: tuple[ClockReading, ...]
    """Running and resting clocks, the most urgent first."""
    form: tuple[FormField, ...]
    timeline: tuple[TimelineEntry, ...]
    """Oldest first; at most the last 200 entries, ``older`` says how many more there are."""
    older: int
    questions: tuple[QuestionCard, ...]
    tasks: tuple[TaskCard, ...]
    appointments: tuple[AppointmentCard, ...]
    other_leads: tuple[OtherLead, ...]
    suggestions: tuple[SuggestionCard, ...] = field(default=(), kw_only=True)
    """Persons who may be this one, the likeliest first; nobody has decided on them."""
    verdicts: tuple[ChannelVerdict, ...]
    """What is allowed on each channel now, and why not."""
    viewers: tuple[str, ...]
    refusals: dict[str, tuple[str, dict[str, str | int]]]
    """Action code → (refusal code, params) for whatever this person cannot do now."""
