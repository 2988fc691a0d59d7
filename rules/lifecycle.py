"""What may be done to a lead now, and by whom; a refusal says why.

Services ask ``check`` before they write, screens ask ``available`` before they show a key: one rule for both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.action import Action
from rules.lead_state import LeadState
from rules.policy.desk import DeskPolicy
from rules.policy.qualification import FormStage
from rules.refusal import Refusal
from rules.rights import check_read, check_right
from rules.values.staff import Actor
from rules.vocabulary import SALES_STAGES, Capability, CloseReason, EventKind, Stage

UNDOABLE = frozenset(
    {
        EventKind.CLAIMED,
        EventKind.RELEASED,
        EventKind.TAKEN_OVER,
        EventKind.NOTED,
        EventKind.CALL_ENDED,  # an outcome noted by mistake; the attempt itself stays
        EventKind.MESSAGE_QUEUED,  # while it has not left
        EventKind.SCORED,
        EventKind.CAR_CHOSEN,
        EventKind.QUALIFIED,
        EventKind.QUESTION_OPENED,
        EventKind.QUESTION_ANSWERED,
        EventKind.TASK_PLANNED,
        EventKind.TASK_DONE,
        EventKind.TASK_CANCELLED,
        EventKind.PARKED,
        EventKind.UNPARKED,
        EventKind.OFFERED,
        EventKind.OFFER_WITHDRAWN,
        EventKind.APPOINTMENT_MADE,
        EventKind.APPOINTMENT_ENDED,
        EventKind.CLOSED,
        EventKind.REOPENED,
        EventKind.MERGED,
        EventKind.PERSONS_MERGED,
        EventKind.ATTACHED,
    }
)
"""Events somebody can take back. What reached the customer or answered a colleague cannot be unsaid."""

FINAL = {
    EventKind.MESSAGE_ACCEPTED: "undo_not_message",
    EventKind.FORM_FILLED: "undo_not_form",
    EventKind.CALLED: "undo_not_call",
    EventKind.OFFER_ACCEPTED: "undo_not_answer",
    EventKind.OFFER_REFUSED: "undo_not_answer",
    EventKind.SOLD: "undo_not_sale",
    EventKind.SALE_UNDONE: "undo_not_sale",
}
"""What somebody did that stays done, and the refusal that says why or what to do instead."""

OPEN_TO_CLOSED = frozenset(
    {Action.REOPEN, Action.UNDO_SALE, Action.NOTE, Action.OBJECT, Action.MERGE, Action.UNDO}
)
"""What a closed lead still allows."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last act on a lead that could be taken back, or where there is none the last one that could not."""

    kind: EventKind
    at: datetime
    by: int | None


@dataclass(frozen=True, slots=True)
class Situation:
    """What a decision needs beyond the lead's state."""

    now: datetime | None = None
    """Aware UTC; needed to judge an undoing."""
    idle_claims: int = 0
    """Leads the actor took and did nothing on yet."""
    missing: Mapping[FormStage, tuple[str, ...]] = field(default_factory=dict)
    """Mandatory answers still missing before each step (``rules.qualification.missing``)."""
    undoable: Undoable | None = None


def check(
    action: Action, state: LeadState, actor: Actor, policy: DeskPolicy, situation: Situation | None = None
) -> None:
    """Return when ``actor`` may do ``action`` to a lead in ``state``; raise Refusal saying why not."""
    refusal = _refusal(_Question(action, state, actor, policy, situation or Situation()))
    if refusal is not None:
        raise refusal


def available(
    state: LeadState, actor: Actor, policy: DeskPolicy, situation: Situation | None = None
) -> dict[Action, Refusal | None]:
    """Every action with None when it can be done now, or the refusal that says why not."""
    situation = situation or Situation()
    return {action: _refusal(_Question(action, state, actor, policy, situation)) for action in Action}


def check_close(reason: CloseReason, state: LeadState, policy: DeskPolicy, note: str = "") -> None:
    """Whether a lead may be closed for ``reason``: allowed, explained where a sentence is asked, and true."""
    if reason not in policy.closing.reasons:
        raise Refusal("close_reason_not_allowed", reason=reason.value)
    if reason in policy.closing.note_for and not note.strip():
        raise Refusal("close_needs_note", reason=reason.value)
    needed = policy.closing.unreachable_after_attempts
    if reason is CloseReason.UNREACHABLE and state.attempts < needed:
        raise Refusal("close_unreachable_too_soon", attempts=state.attempts, needed=needed)


def check_call_end(caller: int, state: LeadState, actor: Actor, policy: DeskPolicy) -> None:
    """Whether ``actor`` may write down how the call of ``caller`` ended: the caller, even if the lead went to
    somebody else meanwhile, and a supervisor for them.
    """
    if actor.id != caller:
        if not actor.may(Capability.SUPERVISE):
            raise Refusal("call_of_other", staff=caller)
        check(Action.CALL, state, actor, policy)
        return
    check_right(Action.CALL, actor)
    if state.is_closed:
        raise Refusal("lead_is_closed", stage=state.progress.value)


@dataclass(frozen=True, slots=True)
class _Question:
    action: Action
    state: LeadState
    actor: Actor
    policy: DeskPolicy
    situation: Situation

    @property
    def supervises(self) -> bool:
        return self.actor.may(Capability.SUPERVISE)

    @property
    def holds(self) -> bool:
        """Whether the lead is the actor's to work on: theirs in the center, or handed over to them."""
        return self.actor.id in (self.state.owner, self.state.salesperson)


def _refusal(question: _Question) -> Refusal | None:
    """The first reason against, from the person to the lead to the moment."""
    state, actor, action = question.state, question.actor, question.action
    try:
        check_right(action, actor)
    except Refusal as refusal:
        return refusal
    try:
        check_read(state, actor)
    except Refusal as refusal:
        # Somebody who comes second to a lead of the queue is told that it was taken, not that it is hidden.
        if action is not Action.CLAIM or refusal.code != "not_your_lead":
            return refusal
    if state.is_closed and action not in OPEN_TO_CLOSED:
        return Refusal("lead_is_closed", stage=state.progress.value)
    rule = _RULES.get(action, _if_held)
    return rule(question)


def _always(question: _Question) -> Refusal | None:
    return None


def _if_held(question: _Question) -> Refusal | None:
    """For whoever holds the lead, and for supervisors: two people never work on one lead unknowingly."""
    state = question.state
    if question.holds or question.supervises:
        return None
    if state.offered_to == question.actor.id:
        return Refusal("accept_first")
    if state.progress in SALES_STAGES and state.salesperson is not None:
        return Refusal("held_by_salesperson", staff=state.salesperson)
    if state.owner is not None:
        return Refusal("held_by_other", staff=state.owner)
    return Refusal("claim_first")


def _if_free(question: _Question) -> Refusal | None:
    state = question.state
    if state.owner == question.actor.id:
        return Refusal("already_yours")
    if state.owner is not None:
        return Refusal("already_taken", staff=state.owner)
    if state.progress in SALES_STAGES and state.salesperson is not None:
        return Refusal("held_by_salesperson", staff=state.salesperson)
    limit = question.policy.claims.max_open
    if limit and question.situation.idle_claims >= limit:
        return Refusal("too_many_claims", count=limit)
    return None


def _if_owned(question: _Question) -> Refusal | None:
    owner = question.state.owner
    if owner is None:
        return Refusal("nobody_holds_it")
    if owner != question.actor.id and not question.supervises:
        return Refusal("held_by_other", staff=owner)
    return None


def _if_owned_by_other(question: _Question) -> Refusal | None:
    state = question.state
    if state.owner is None:
        if state.progress in SALES_STAGES and state.salesperson is not None:
            return Refusal("held_by_salesperson", staff=state.salesperson)
        return Refusal("claim_first")
    if state.owner == question.actor.id:
        return Refusal("already_yours")
    if not question.supervises and question.policy.claims.take_over == "supervisors":
        return Refusal("only_supervisors_take_over", staff=state.owner)
    return None


def _if_unqualified(question: _Question) -> Refusal | None:
    refusal = _if_held(question)
    if refusal is not None:
        return refusal
    if question.state.progress not in (Stage.NEW, Stage.CLAIMED, Stage.CONTACTED):
        return Refusal("already_qualified")
    return _if_filled(question, FormStage.QUALIFIED)


def _if_filled(question: _Question, step: FormStage) -> Refusal | None:
    absent = question.situation.missing.get(step, ())
    if absent:
        return Refusal("fields_missing", fields=tuple(absent), count=len(absent), step=step.value)
    return None


def _if_offerable(question: _Question) -> Refusal | None:
    state = question.state
    if state.offered_to is not None:
        return Refusal("already_offered", staff=state.offered_to)
    if state.progress in SALES_STAGES and not question.supervises:
        return Refusal("already_handed_over", staff=state.salesperson)
    refusal = _if_held(question)
    if refusal is not None:
        return refusal
    if state.progress in (Stage.NEW, Stage.CLAIMED, Stage.CONTACTED):
        return Refusal("qualify_first")
    return _if_filled(question, FormStage.OFFERED)


def _if_offer_is_theirs(question: _Question) -> Refusal | None:
    """For whoever made the offer or holds the lead now, and for supervisors: nobody takes back a colleague's."""
    state = question.state
    if state.offered_to is None:
        return Refusal("not_offered")
    if question.actor.id == state.offered_by or question.holds or question.supervises:
        return None
    return Refusal("offered_by_other", staff=state.offered_by)


def _if_offered_to_me(question: _Question) -> Refusal | None:
    if question.state.offered_to != question.actor.id:
        return Refusal("not_offered_to_you")
    return None


def _if_reassignable(question: _Question) -> Refusal | None:
    if question.state.offered_to is not None:
        return Refusal("already_offered", staff=question.state.offered_to)
    return None


def _if_sellable(question: _Question) -> Refusal | None:
    if question.state.offered_to is not None:
        return Refusal("already_offered", staff=question.state.offered_to)
    step = FormStage.SOLD if question.action is Action.SELL else FormStage.APPOINTMENT
    return _if_held(question) or _if_filled(question, step)


def _if_sold(question: _Question) -> Refusal | None:
    if question.state.progress is not Stage.SOLD:
        return Refusal("not_sold")
    return None if question.holds or question.supervises else Refusal("not_your_lead")


def _if_reopenable(question: _Question) -> Refusal | None:
    if question.state.progress is Stage.SOLD:
        return Refusal("undo_the_sale")
    if question.state.duplicate_of is not None:
        return Refusal("split_instead", lead=question.state.duplicate_of)
    return None if question.state.is_closed else Refusal("not_closed")


def _if_undoable(question: _Question) -> Refusal | None:
    last, now = question.situation.undoable, question.situation.now
    if last is None or now is None:
        return Refusal("nothing_to_undo")
    if last.kind not in UNDOABLE:
        return Refusal(FINAL.get(last.kind, "nothing_to_undo"))
    if last.by != question.actor.id:
        return Refusal("not_yours_to_undo")
    minutes = question.policy.undoing.minutes
    if now - last.at > timedelta(minutes=minutes):
        return Refusal("too_late_to_undo", minutes=minutes)
    return None


_RULES: Mapping[Action, Callable[[_Question], Refusal | None]] = {
    Action.CLAIM: _if_free,
    Action.RELEASE: _if_owned,
    Action.TAKE_OVER: _if_owned_by_other,
    # A customer who calls in is written down by whoever answers, whoever holds the lead.
    Action.NOTE: _always,
    Action.QUESTION: _always,
    Action.OBJECT: _always,
    Action.MERGE: _always,
    Action.QUALIFY: _if_unqualified,
    Action.ROUTE: _if_offerable,
    Action.WITHDRAW: _if_offer_is_theirs,
    Action.REASSIGN: _if_reassignable,
    Action.ACCEPT: _if_offered_to_me,
    Action.REFUSE: _if_offered_to_me,
    Action.APPOINTMENT: _if_sellable,
    Action.SELL: _if_sellable,
    Action.UNDO_SALE: _if_sold,
    Action.REOPEN: _if_reopenable,
    Action.UNDO: _if_undoable,
}
"""What each action asks of the lead; those not named ask that the lead be held."""
