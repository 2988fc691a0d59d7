"""Two leads that turned out to be one demand: which is kept, and what of the other's history it tells from then on.

The lead received first is kept, so that the first response counts from the first touch. It tells what happened on
the other in the order in which it happened (``was`` is the id of the event told again), so that state and clocks are
those of one lead that had every touch from the start. Who holds it is not mixed: the kept lead stays with whoever
has it, and takes over the other's holder or salesperson only where it has none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rules.events import LeadEvent, standing
from rules.lead_state import LeadState, fold
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import Capability, EventKind, Stage

HAPPENED = frozenset(
    {
        EventKind.TOUCHED,
        EventKind.CALLED,
        EventKind.CALL_ENDED,
        EventKind.MESSAGE_QUEUED,
        EventKind.MESSAGE_ACCEPTED,
        EventKind.MESSAGE_BOUNCED,
        EventKind.MESSAGE_FAILED,
        EventKind.MESSAGE_CANCELLED,
        EventKind.NOTED,
        EventKind.FORM_FILLED,
        EventKind.QUALIFIED,
        EventKind.QUESTION_OPENED,
        EventKind.QUESTION_ANSWERED,
        EventKind.TASK_PLANNED,
        EventKind.TASK_FIRED,
        EventKind.TASK_DONE,
        EventKind.TASK_CANCELLED,
        EventKind.OBJECTED,
    }
)
"""What happened between the customer and us: true of the demand, whichever lead it was written on."""
SALES = frozenset(
    {
        EventKind.OFFERED,
        EventKind.OFFER_ACCEPTED,
        EventKind.OFFER_REFUSED,
        EventKind.OFFER_EXPIRED,
        EventKind.OFFER_WITHDRAWN,
        EventKind.APPOINTMENT_MADE,
        EventKind.APPOINTMENT_ENDED,
    }
)
"""What stands between the lead and its salespeople."""
ROWS: Mapping[str, str] = {
    "touch": "touch",
    "call": "call",
    "message": "message",
    "note": "note",
    "question": "question",
    "task": "task",
    "offer": "offer",
    "appointment": "appointment",
}
"""Table → the key under which an event names a row of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the other lead as the kept one tells it."""

    kind: EventKind
    at: datetime
    actor: int | None
    policy: int
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge does to the kept lead."""

    told: tuple[Told, ...]
    closing_undone: int | None = None
    """The event that closed the kept lead while the demand was still open on the other: it no longer counts."""
    owner: tuple[int, datetime] | None = None
    """Who takes it from now on, and since when they had the other."""
    site: int | None = None
    moves_sales: bool = False
    """Offers and appointments come along."""
    refused: tuple[int, ...] = ()
    """Salespeople who refused the other: never offered to them again."""


def is_kept_first(one: tuple[datetime, int], other: tuple[datetime, int]) -> bool:
    """Whether the first of two leads, each as (received, id), is the one to keep."""
    return one <= other


def check_merge(kept: LeadState, emptied: LeadState) -> None:
    """Raises ``Refusal`` for two leads that cannot be one."""
    for state in (kept, emptied):
        if state.progress is Stage.SOLD:
            raise Refusal("merge_sold")
        if state.duplicate_of is not None:
            raise Refusal("merge_duplicate", lead=state.duplicate_of)
    if _with_sales(kept) and _with_sales(emptied):
        raise Refusal("merge_both_with_sales")


def check_holder(emptied: LeadState, actor: Actor, merge_of_others: str) -> None:
    """Raises ``Refusal`` where the policy keeps a lead that a colleague holds from being merged away."""
    if merge_of_others == "anybody" or emptied.is_closed or actor.may(Capability.SUPERVISE):
        return
    holder = emptied.salesperson or emptied.owner
    if holder is not None and actor.id not in (emptied.salesperson, emptied.owner):
        raise Refusal("held_by_other", staff=holder)


def plan(kept: Iterable[LeadEvent], emptied: Iterable[LeadEvent]) -> Plan:
    """What the kept lead tells of the other, in order, and what it takes over."""
    ours, theirs = standing(kept), standing(emptied)
    here, there = fold(ours), fold(theirs)
    closing = _closing(ours) if here.is_closed else None
    received = next(event for event in theirs if event.kind is EventKind.RECEIVED)
    is_after = closing is not None and closing.order < received.order
    moves_sales = _with_sales(there) and not there.is_closed
    told = list(_happened(theirs, keeps_rating=not _rated(ours)))
    if is_after:
        told.insert(0, _reopening(received))
        last = _closing(theirs) if there.is_closed else None
        if last is not None:
            told.append(_again(last))
    if moves_sales:
        # Told as of now, behind everything else: where the lead stands with its salespeople is where the other stood.
        told += [_again(event, keeps_order=False) for event in theirs if event.kind in SALES]
    takes_over = (
        not there.is_closed and there.owner is not None and here.owner is None and here.salesperson is None
    )
    return Plan(
        told=tuple(told),
        closing_undone=closing.id if closing and not is_after and not there.is_closed else None,
        owner=(there.owner, _claimed_at(theirs)) if takes_over and there.owner is not None else None,
        site=there.site if here.site is None else None,
        moves_sales=moves_sales,
        refused=tuple(each for each in there.refused_by if each not in here.refused_by),
    )


def told_since(
    kept: Iterable[LeadEvent], merged: LeadEvent, moved: Mapping[str, Sequence[Any]]
) -> list[LeadEvent]:
    """What happened on the kept lead since the merge to rows that came from the other: it goes back with them."""
    return [
        event
        for event in standing(kept)
        if event.id > merged.id
        and event.data.get("act") != merged.id
        and "was" not in event.data
        and _is_of(event, moved)
    ]


def _is_of(event: LeadEvent, moved: Mapping[str, Sequence[Any]]) -> bool:
    return event.kind in HAPPENED | SALES and any(
        key in event.data and event.data[key] in moved.get(table, ()) for table, key in ROWS.items()
    )


def _with_sales(state: LeadState) -> bool:
    return state.offered_to is not None or state.salesperson is not None


def _happened(events: Sequence[LeadEvent], *, keeps_rating: bool) -> Iterator[Told]:
    for event in events:
        if event.kind is EventKind.RECEIVED:
            # What the lead began with is one more touch of the one that is kept.
            data = {
                key: event.data[key] for key in ("touch", "channel", "source", "live") if key in event.data
            }
            if not data.get("live"):
                data["message"] = True
            yield Told(EventKind.TOUCHED, event.at, event.actor, event.policy, {**data, "was": event.order})
        elif event.kind in HAPPENED or (
            keeps_rating and event.kind is EventKind.SCORED and event.data.get("by_hand")
        ):
            yield _again(event)


def again(event: LeadEvent) -> Told:
    """An event told on another lead as of now."""
    return _again(event, keeps_order=False)


def _again(event: LeadEvent, *, keeps_order: bool = True) -> Told:
    data = {key: value for key, value in event.data.items() if key not in ("act", "was")}
    if keeps_order:
        data["was"] = event.order
    return Told(event.kind, event.at, event.actor, event.policy, data)


def _reopening(received: LeadEvent) -> Told:
    """The demand came back when the other lead arrived: as if it had been taken for one more touch then."""
    data = {"cause": "customer", "was": received.order}
    return Told(EventKind.REOPENED, received.at, None, received.policy, data)


def _closing(events: Sequence[LeadEvent]) -> LeadEvent | None:
    closings = [event for event in events if event.kind is EventKind.CLOSED]
    return closings[-1] if closings else None


def _rated(events: Sequence[LeadEvent]) -> bool:
    return any(event.kind is EventKind.SCORED and event.data.get("by_hand") for event in events)


def _claimed_at(events: Sequence[LeadEvent]) -> datetime:
    return [event.at for event in events if event.kind in (EventKind.CLAIMED, EventKind.TAKEN_OVER)][-1]
