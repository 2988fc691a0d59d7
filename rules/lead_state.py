"""What a lead is now: a fold over its events, and nothing else.

The store keeps the result on the lead's row so that lists are quick; ``vo-callcenter store check``
compares each row with this fold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rules.events import LeadEvent, parse_moment, standing
from rules.vocabulary import CLOSED_STAGES, EventKind, Stage


@dataclass(frozen=True, slots=True)
class LeadState:
    """Where a lead stands. Moments are aware UTC; people are staff ids."""

    progress: Stage = Stage.NEW
    """The stage reached, leaving parking aside."""
    parked_until: datetime | None = None
    owner: int | None = None
    salesperson: int | None = None
    offered_to: int | None = None
    offered_by: int | None = None
    """Who made the offer that waits, or the first of those it went on from."""
    site: int | None = None
    received_at: datetime | None = None
    attempts: int = 0
    """Outbound human attempts: calls started and personal messages accepted."""
    first_contact_at: datetime | None = None
    last_incoming_at: datetime | None = None
    last_outgoing_at: datetime | None = None
    """The last moment a message was accepted or a call reached somebody."""
    open_questions: tuple[int, ...] = ()
    tasks: tuple[tuple[int, datetime], ...] = ()
    """Open tasks as (id, due)."""
    appointment_at: datetime | None = None
    close_reason: str | None = None
    duplicate_of: int | None = None
    refused_by: tuple[int, ...] = ()
    """Salespeople who refused it or let an offer pass: never offered to them again."""

    @property
    def stage(self) -> Stage:
        return Stage.PARKED if self.parked_until is not None and not self.is_closed else self.progress

    @property
    def is_closed(self) -> bool:
        return self.progress in CLOSED_STAGES

    @property
    def is_waiting_for_us(self) -> bool:
        """The customer spoke last, after a first answer of ours."""
        return (
            self.last_incoming_at is not None
            and self.last_outgoing_at is not None
            and self.last_incoming_at > self.last_outgoing_at
        )

    @property
    def next_action_at(self) -> datetime | None:
        """The earliest planned action: a task's due date or an appointment. None is a defect of an active lead."""
        dates = [due for _, due in self.tasks]
        if self.appointment_at is not None:
            dates.append(self.appointment_at)
        return min(dates, default=None)


_BEFORE_CONTACT = frozenset({Stage.NEW, Stage.CLAIMED})


def fold(events: Iterable[LeadEvent]) -> LeadState:
    """The state that a lead's events lead to; undone events count for nothing."""
    state = LeadState()
    for event in _without_returned_messages(standing(events)):
        state = _after(state, event)
    return state


def _without_returned_messages(events: Sequence[LeadEvent]) -> list[LeadEvent]:
    """A message that came back after it was accepted never reached anybody: its acceptance does not count."""
    returned = {
        event.data["message"]: event.order
        for event in events
        if event.kind in (EventKind.MESSAGE_BOUNCED, EventKind.MESSAGE_FAILED)
    }
    return [
        event
        for event in events
        if event.kind is not EventKind.MESSAGE_ACCEPTED
        or returned.get(event.data["message"], 0) < event.order
    ]


def _after(state: LeadState, event: LeadEvent) -> LeadState:
    data = event.data
    progress: Stage
    match event.kind:
        case EventKind.RECEIVED:
            return replace(
                state,
                received_at=event.at,
                site=data.get("site"),
                last_incoming_at=event.at,
                last_outgoing_at=event.at if data.get("live") else None,
                first_contact_at=event.at if data.get("live") else None,
            )
        case EventKind.TOUCHED if data.get("stop"):
            return state
        case EventKind.TOUCHED:
            state = replace(state, last_incoming_at=_latest(state.last_incoming_at, event.at))
            if data.get("live"):
                # Somebody of ours was on the line: the customer has been answered.
                state = replace(
                    state, last_outgoing_at=event.at, first_contact_at=state.first_contact_at or event.at
                )
            # A customer who writes is no longer to be waited for: the lead comes back from parking.
            return replace(state, parked_until=None) if data.get("message") else state
        case EventKind.CLAIMED | EventKind.TAKEN_OVER:
            progress = Stage.CLAIMED if state.progress is Stage.NEW else state.progress
            return replace(state, owner=event.actor, progress=progress)
        case EventKind.RELEASED | EventKind.CLAIM_EXPIRED:
            progress = Stage.NEW if state.progress is Stage.CLAIMED else state.progress
            return replace(state, owner=None, progress=progress)
        case EventKind.CALLED:
            return replace(
                state,
                attempts=state.attempts + 1,
                first_contact_at=state.first_contact_at or event.at,
            )
        case EventKind.CALL_ENDED:
            if not data.get("reached"):
                return state
            return replace(_contacted(state), last_outgoing_at=_latest(state.last_outgoing_at, event.at))
        case EventKind.MESSAGE_ACCEPTED:
            if data.get("automatic"):
                return state
            return replace(
                _contacted(state),
                attempts=state.attempts + 1,
                first_contact_at=state.first_contact_at or event.at,
                last_outgoing_at=_latest(state.last_outgoing_at, event.at),
            )
        case EventKind.QUALIFIED:
            advanced = state.progress in _BEFORE_CONTACT or state.progress is Stage.CONTACTED
            return replace(state, progress=Stage.QUALIFIED) if advanced else state
        case EventKind.QUESTION_OPENED:
            return replace(state, open_questions=(*state.open_questions, data["question"]))
        case EventKind.QUESTION_ANSWERED:
            left = tuple(question for question in state.open_questions if question != data["question"])
            return replace(state, open_questions=left)
        case EventKind.TASK_PLANNED:
            due = parse_moment(data["due"])
            return replace(state, tasks=(*state.tasks, (data["task"], due)))
        case EventKind.TASK_DONE | EventKind.TASK_CANCELLED:
            return replace(state, tasks=tuple(task for task in state.tasks if task[0] != data["task"]))
        case EventKind.PARKED:
            return replace(state, parked_until=event.moment("until"))
        case EventKind.UNPARKED:
            return replace(state, parked_until=None)
        case EventKind.OFFERED:
            by = event.actor if event.actor is not None else data.get("by")
            return replace(state, progress=Stage.OFFERED, offered_to=data["to"], offered_by=by)
        case EventKind.OFFER_ACCEPTED:
            return replace(
                state,
                progress=Stage.ACCEPTED,
                offered_to=None,
                offered_by=None,
                salesperson=data["to"],
            )
        case EventKind.OFFER_REFUSED | EventKind.OFFER_EXPIRED:
            refused = tuple(dict.fromkeys((*state.refused_by, data["to"])))
            return _no_longer_offered(replace(state, refused_by=refused))
        case EventKind.OFFER_WITHDRAWN:
            if data["to"] == state.salesperson and data["to"] != state.offered_to:
                # Taken back after it was accepted: who left, or lost the lead to somebody else, holds it no more.
                state = replace(state, salesperson=None)
                if state.offered_to is not None:
                    return state
            return _no_longer_offered(state)
        case EventKind.APPOINTMENT_MADE:
            progress = Stage.APPOINTMENT if state.progress is Stage.ACCEPTED else state.progress
            return replace(state, progress=progress, appointment_at=event.moment("at"))
        case EventKind.APPOINTMENT_ENDED:
            return replace(state, appointment_at=None)
        case EventKind.SOLD:
            return replace(
                state,
                progress=Stage.SOLD,
                tasks=(),
                parked_until=None,
                appointment_at=None,
                open_questions=(),
            )
        case EventKind.SALE_UNDONE:
            return replace(state, progress=Stage.ACCEPTED if state.salesperson else Stage.QUALIFIED)
        case EventKind.CLOSED:
            return replace(
                state,
                progress=Stage(data["stage"]),
                close_reason=data["reason"],
                duplicate_of=data.get("of"),
                tasks=(),
                parked_until=None,
                appointment_at=None,
                offered_to=None,
                offered_by=None,
                open_questions=(),
            )
        case EventKind.REOPENED:
            return replace(
                state,
                progress=Stage.ACCEPTED
                if state.salesperson
                else (
                    Stage.CONTACTED if state.first_contact_at else Stage.CLAIMED if state.owner else Stage.NEW
                ),
                close_reason=None,
                duplicate_of=None,
            )
        case EventKind.MERGED:
            return replace(
                state, refused_by=tuple(dict.fromkeys((*state.refused_by, *data.get("refused", ()))))
            )
        case EventKind.MOVED_SITE:
            return replace(state, site=data["site"])
        case _:
            return state


def _no_longer_offered(state: LeadState) -> LeadState:
    """Nobody took it: it stays with the salesperson who has it already, or is the center's again."""
    if state.salesperson is None:
        return replace(state, progress=Stage.QUALIFIED, offered_to=None, offered_by=None)
    progress = Stage.ACCEPTED if state.appointment_at is None else Stage.APPOINTMENT
    return replace(state, progress=progress, offered_to=None, offered_by=None)


def _contacted(state: LeadState) -> LeadState:
    return replace(state, progress=Stage.CONTACTED) if state.progress in _BEFORE_CONTACT else state


def _latest(before: datetime | None, now: datetime) -> datetime:
    return now if before is None else max(before, now)
