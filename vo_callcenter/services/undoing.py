"""Taking back one's last act on a lead: a compensating event, and the rows that depended on it put right."""

from collections.abc import Sequence

from sqlmodel import select

from data.queries.contact import phones_of
from data.tables import CallRow, OutboxRow
from rules.action import Action
from rules.events import LeadEvent, came_with, standing
from rules.lifecycle import FINAL, UNDOABLE, Undoable
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import CallOutcome, EventKind, OutboxState
from vo_callcenter.services.attaching import detach
from vo_callcenter.services.case import Case
from vo_callcenter.services.consequences import follow
from vo_callcenter.services.rights import permit
from vo_callcenter.services.score import rescore
from vo_callcenter.services.wanted_car import unchoose_car
from vo_callcenter.services.writing import cancel_outbox

_HARMLESS = frozenset(
    {
        EventKind.NOTED,
        EventKind.SCORED,
        EventKind.FORM_FILLED,
        EventKind.WARNED,
        EventKind.BREACHED,
        EventKind.MESSAGE_ACCEPTED,
        EventKind.MESSAGE_QUEUED,
        EventKind.MESSAGE_BOUNCED,
        EventKind.MESSAGE_FAILED,
        EventKind.MESSAGE_CANCELLED,
        EventKind.OBJECTED,
    }
)
"""What others may have done since without building on the act."""


def undo_last(case: Case, actor: Actor) -> EventKind:
    """Take back the actor's last undoable act on the lead; returns what it was.

    Raises ``Refusal``: nothing to undo, too late, somebody built on it since, or the message has left.
    """
    act = last_act(case.events, actor)
    permit(Action.UNDO, case, actor, undoable=undoable(case.events, actor, act))
    assert act is not None
    refuse_overtaken(case.events, actor, act)
    if act.kind is EventKind.MESSAGE_QUEUED:
        _unsend(case, int(act.data["message"]))
    together = came_with(standing(case.events), act)
    for event in [*reversed(together), act]:
        case.record(EventKind.UNDONE, actor, event=event.id)
    follow(case)
    if act.kind is EventKind.CALL_ENDED and act.data["outcome"] == CallOutcome.WRONG_NUMBER:
        _trust_number_again(case, int(act.data["call"]))
    if act.kind is EventKind.CAR_CHOSEN:
        unchoose_car(case, act)
    if act.kind is EventKind.ATTACHED:
        detach(case, act)
    rescore(case)
    return act.kind


def last_act(events: Sequence[LeadEvent], actor: Actor) -> LeadEvent | None:
    """The actor's last standing act that can be taken back; what came along with another act is part of that one."""
    for event in reversed(standing(events)):
        if event.actor != actor.id or "act" in event.data or event.kind not in UNDOABLE:
            continue
        if event.kind is EventKind.SCORED and not event.data.get("by_hand"):
            continue
        if event.kind is EventKind.MESSAGE_QUEUED and event.data["message"] in _left(events):
            continue
        return event
    return None


def undoable(events: Sequence[LeadEvent], actor: Actor, act: LeadEvent | None) -> Undoable | None:
    """``act`` as the rule judges it; without one, the actor's last act that stays done, so that the rule can say why."""
    if act is not None:
        return Undoable(act.kind, act.at, act.actor)
    left = _left(events)
    for event in reversed(standing(events)):
        if event.actor != actor.id or "act" in event.data:
            continue
        if event.kind is EventKind.MESSAGE_QUEUED and event.data["message"] in left:
            return Undoable(EventKind.MESSAGE_ACCEPTED, event.at, event.actor)
        if event.kind in FINAL:
            return Undoable(event.kind, event.at, event.actor)
    return None


def refuse_overtaken(events: Sequence[LeadEvent], actor: Actor, act: LeadEvent) -> None:
    """Raises ``Refusal("undo_overtaken")`` when somebody else has built on the act since."""
    for event in standing(events):
        if event.order > act.order and event.actor != actor.id and event.kind not in _HARMLESS:
            raise Refusal("undo_overtaken", kind=event.kind.value)


def _left(events: Sequence[LeadEvent]) -> frozenset[int]:
    """Messages that wait no longer: with the provider, failed or cancelled."""
    return frozenset(
        int(event.data["message"])
        for event in events
        if event.kind in (EventKind.MESSAGE_ACCEPTED, EventKind.MESSAGE_FAILED, EventKind.MESSAGE_CANCELLED)
    )


def _unsend(case: Case, message_id: int) -> None:
    outbox = case.session.exec(
        select(OutboxRow).where(OutboxRow.message_id == message_id).with_for_update()
    ).one()
    if outbox.state not in (OutboxState.QUEUED, OutboxState.HELD):
        raise Refusal("message_has_left")
    cancel_outbox(case, outbox, reason="undone")


def _trust_number_again(case: Case, call_id: int) -> None:
    """A wrong number noted by mistake can be called again."""
    number = case.session.get_one(CallRow, call_id).number
    for phone in phones_of(case.session, case.lead.person_id):
        if number in (phone.e164, phone.raw):
            phone.is_wrong = False
            case.session.add(phone)
