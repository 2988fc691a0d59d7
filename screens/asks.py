"""What the screens ask of the application: one Protocol a subject, satisfied by ``vo_callcenter.services``.

Every call may raise ``rules.refusal.Refusal`` (its code says why, nothing was changed) and is synchronous:
screens call it from a worker thread, never on the key path. Reads take the actor because what somebody may
see depends on who they are; writes return only once the change is durable.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from rules.calendars import Calendar
from rules.values.change import Changed as Changed  # screens take it from here
from rules.values.clock import ClockReading
from rules.values.desk import AgendaDay, Desk
from rules.values.figures import Drill, Supervision
from rules.values.identity import MergePreview
from rules.values.lead import LeadCard
from rules.values.message import Draft, OutboxEntry, Preview, TemplateChoice
from rules.values.queue import LaneCount, MyDay, QueueRow, SearchHit
from rules.values.route import Candidate
from rules.values.staff import Actor, SiteCard, StaffCard
from rules.values.stock import StockFound
from rules.values.trouble import Trouble
from rules.vocabulary import (
    AppointmentKind,
    AppointmentState,
    CallOutcome,
    Channel,
    Clock,
    CloseReason,
    Lane,
    NumberOwner,
    RefuseReason,
    Role,
    SaleUndoReason,
    Source,
    StaffStatus,
    TaskKind,
    Temperature,
)


class SignInAsks(Protocol):
    def people(self) -> Sequence[StaffCard]:
        """Everybody who may sign in, active ones only."""

    def sign_in(self, staff_id: int, passphrase: str = "") -> Actor: ...

    def needs_passphrase(self, staff_id: int) -> bool: ...


class QueueAsks(Protocol):
    def rows(
        self, actor: Actor, lane: Lane, limit: int | None = None, after: QueueRow | None = None
    ) -> Sequence[QueueRow]:
        """The lane in order of urgency, or what of it comes ``after`` a row."""

    def reload(self, actor: Actor, lane: Lane, ids: Sequence[int]) -> Mapping[int, QueueRow | None]:
        """These leads anew; None for one that has left the lane."""

    def counts(self, actor: Actor) -> Sequence[LaneCount]: ...

    def my_day(self, actor: Actor) -> MyDay: ...

    def calendars(self) -> Mapping[int, Calendar]:
        """Opening hours by key: 0 the center, -1 wall time, otherwise a site id."""

    def search(self, actor: Actor, text: str, limit: int = 50) -> Sequence[SearchHit]: ...

    def next_planned(self, actor: Actor) -> tuple[datetime, str] | None:
        """The next due action and whom it is about, for an empty queue."""


class LiveAsks(Protocol):
    def changes(self) -> Sequence[Changed]:
        """What changed since the last call; cheap when nothing did."""

    def engine_is_alive(self) -> bool: ...

    def troubles(self) -> Sequence[Trouble]:
        """What goes wrong behind the consoles, as the engine last said."""


class LeadAsks(Protocol):
    def card(self, actor: Actor, lead_id: int) -> LeadCard:
        """The whole record. Refused to managers and administrators outside their sites."""

    def opened(self, actor: Actor, lead_id: int) -> None:
        """Say that the actor has it open (presence, read mark); call again every 30 s while it stays open."""

    def left(self, actor: Actor, lead_id: int) -> None: ...

    def explain(self, actor: Actor, lead_id: int) -> Sequence[ClockReading]:
        """Every clock of the lead, finished ones too, each naming its events."""


class DeskAsks(Protocol):
    """Taking, releasing, closing."""

    def claim_next(self, actor: Actor) -> int | None:
        """Take the most urgent lead; None when there is nothing to take."""

    def claim(self, actor: Actor, lead_id: int) -> None: ...

    def release(self, actor: Actor, lead_id: int) -> None: ...

    def take_over(self, actor: Actor, lead_id: int) -> None: ...

    def close(self, actor: Actor, lead_id: int, reason: CloseReason, note: str = "") -> None:
        """Some reasons ask for a sentence (``close_needs_note``)."""

    def reopen(self, actor: Actor, lead_id: int) -> None: ...

    def undo(self, actor: Actor, lead_id: int) -> str:
        """Take back the actor's last undoable act on this lead; returns its event kind as a code."""

    def rate(self, actor: Actor, lead_id: int, temperature: Temperature) -> None:
        """Override the score; the override is kept."""

    def choose_car(self, actor: Actor, lead_id: int, car_id: int) -> None:
        """Another car in stock is what the lead is about from now on."""


class IdentityAsks(Protocol):
    """One person or two, one demand or two. All of it can be undone."""

    def preview(self, actor: Actor, lead_id: int, suggestion_id: int) -> MergePreview:
        """What will become of both persons and of their leads if they are one."""

    def preview_leads(self, actor: Actor, one: int, other: int) -> MergePreview: ...

    def decide_same(self, actor: Actor, lead_id: int, suggestion_id: int) -> int:
        """They are one person; returns the lead that speaks for ``lead_id`` from then on."""

    def decide_other(self, actor: Actor, lead_id: int, suggestion_id: int) -> None:
        """They are two: never asked again."""

    def merge_leads(self, actor: Actor, one: int, other: int) -> int:
        """Make one lead of two; returns the one received first, which is kept."""

    def split(self, actor: Actor, lead_id: int) -> tuple[int, int]:
        """Take the last merge of this lead apart; returns the two leads."""

    def mark_number(self, actor: Actor, lead_id: int, phone_id: int, owner: NumberOwner) -> None:
        """Who answers one of the customer's numbers. Not undone but said again."""


class ConversationAsks(Protocol):
    def start_call(self, actor: Actor, lead_id: int, phone_id: int, *, anyway: bool = False) -> int:
        """An outbound attempt starts now: returns the call's id. ``anyway`` passes a policy that only warns."""

    def end_call(
        self,
        actor: Actor,
        call_id: int,
        outcome: CallOutcome,
        note: str = "",
        call_back_at: datetime | None = None,
    ) -> None: ...

    def note(self, actor: Actor, lead_id: int, text: str) -> None: ...

    def open_question(self, actor: Actor, lead_id: int, text: str) -> None: ...

    def answer_question(self, actor: Actor, question_id: int, answer: str) -> None: ...

    def object(self, actor: Actor, lead_id: int, channel: Channel | None) -> None:
        """Record a STOP on one channel, or on all of them."""


class QualificationAsks(Protocol):
    def fill(self, actor: Actor, lead_id: int, answers: Mapping[str, str]) -> None:
        """Save answers; one that cannot be read is refused by name and nothing is saved."""

    def qualify(self, actor: Actor, lead_id: int) -> None:
        """Refused while a mandatory field is empty."""


class ComposeAsks(Protocol):
    def templates(self, actor: Actor, lead_id: int, channel: Channel) -> Sequence[TemplateChoice]: ...

    def preview(
        self, actor: Actor, lead_id: int, channel: Channel, template_id: int | None, subject: str, body: str
    ) -> Preview:
        """``subject`` and ``body`` may hold ``{{ variables }}``; the preview shows them resolved."""

    def send(
        self,
        actor: Actor,
        lead_id: int,
        channel: Channel,
        template_id: int | None,
        subject: str,
        body: str,
        at: datetime | None = None,
    ) -> int:
        """Queue the message (now, or not before ``at``); returns its outbox id."""

    def draft(self, actor: Actor, lead_id: int, kind: str) -> Draft | None: ...

    def keep_draft(self, actor: Actor, lead_id: int, kind: str, draft: Draft | None) -> None: ...


class RouteAsks(Protocol):
    def candidates(self, actor: Actor, lead_id: int) -> Sequence[Candidate]:
        """Ranked, the recommended one first; impossible ones last with what blocks them."""

    def offer(self, actor: Actor, lead_id: int, staff_id: int) -> None: ...

    def withdraw(self, actor: Actor, lead_id: int) -> None: ...

    def accept(self, actor: Actor, offer_id: int) -> int:
        """Returns the lead's id."""

    def refuse(self, actor: Actor, offer_id: int, reason: RefuseReason) -> None:
        """Offers it to the next candidate."""


class RelaunchAsks(Protocol):
    def propose(self, actor: Actor, lead_id: int) -> datetime:
        """When the cadence would relaunch, within opening hours and the contact policy."""

    def plan(
        self,
        actor: Actor,
        lead_id: int,
        due_at: datetime,
        kind: TaskKind,
        channel: Channel,
        note: str = "",
        *,
        park: bool = True,
        template_id: int | None = None,
    ) -> int:
        """Returns the task's id. With a template, the message is prepared now and sent when due if still lawful."""

    def done(self, actor: Actor, task_id: int) -> None: ...

    def cancel(self, actor: Actor, task_id: int) -> None: ...

    def agenda(self, actor: Actor, start: datetime, days: int) -> Sequence[AgendaDay]: ...


class SalesAsks(Protocol):
    def desk(self, actor: Actor) -> Desk: ...

    def log_contact(self, actor: Actor, lead_id: int, outcome: CallOutcome, next_at: datetime | None) -> None:
        """A call made outside the console, and the next action: two keys."""

    def appoint(self, actor: Actor, lead_id: int, starts_at: datetime, kind: AppointmentKind) -> int: ...

    def end_appointment(self, actor: Actor, appointment_id: int, state: AppointmentState) -> None: ...

    def sell(self, actor: Actor, lead_id: int, price: int | None, car_id: int | None = None) -> int: ...

    def undo_sale(self, actor: Actor, lead_id: int, reason: SaleUndoReason) -> None: ...


class SupervisionAsks(Protocol):
    def figures(self, actor: Actor, days: int, site_id: int | None = None) -> Supervision:
        """``days`` 1 is today (since local midnight), 7, 30."""

    def drill(
        self,
        actor: Actor,
        days: int,
        clock: Clock | None = None,
        staff_id: int | None = None,
        missed_only: bool = False,
        *,
        site_id: int | None = None,
        source: Source | None = None,
        hour: int | None = None,
    ) -> Sequence[Drill]:
        """The runs behind a figure, the slowest first; ``hour`` is the local hour in which a run started."""

    def at_risk(self, actor: Actor, site_id: int | None = None) -> Sequence[QueueRow]: ...

    def without_next_action(self, actor: Actor, site_id: int | None = None) -> Sequence[QueueRow]: ...

    def reassign(self, actor: Actor, lead_id: int, staff_id: int) -> None: ...


class StockAsks(Protocol):
    def search(
        self,
        actor: Actor | None,
        text: str,
        limit: int = 200,
        *,
        whole_book: bool = False,
        postcode: str = "",
    ) -> StockFound:
        """The cars that a line asks for, the cheapest first; ``whole_book`` also shows what was sold or has gone."""


class OutboxAsks(Protocol):
    def entries(self, actor: Actor, *, unfinished_only: bool = False) -> Sequence[OutboxEntry]: ...

    def cancel(self, actor: Actor, outbox_id: int) -> None: ...

    def retry(self, actor: Actor, outbox_id: int) -> None: ...

    def settle(self, actor: Actor, outbox_id: int, *, was_sent: bool) -> None:
        """Decide about a message whose fate is unknown."""

    def unread_problems(self, actor: Actor) -> int: ...


class PeopleAsks(Protocol):
    def people(self) -> Sequence[StaffCard]: ...

    def sites(self) -> Sequence[SiteCard]: ...

    def add(
        self,
        actor: Actor,
        login: str,
        name: str,
        role: Role,
        site_id: int | None,
        email: str = "",
        lang: str = "fr",
    ) -> int: ...

    def deactivate(self, actor: Actor, staff_id: int) -> None:
        """Leads they held go back to the queue or to the next candidate."""

    def reactivate(self, actor: Actor, staff_id: int) -> None: ...

    def add_absence(
        self, actor: Actor, staff_id: int, starts_at: datetime, ends_at: datetime, reason: str = ""
    ) -> int: ...

    def cancel_absence(self, actor: Actor, absence_id: int) -> None: ...

    def set_status(self, actor: Actor, status: StaffStatus) -> None: ...

    def keep_preferences(self, actor: Actor, lang: str, theme: str) -> None: ...
