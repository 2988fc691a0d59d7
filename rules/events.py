"""One thing that happened to a lead: the only source of its state, of its clocks and of every figure.

Events are append-only. They carry ids and codes, never personal text, so that a person can be erased
without touching history. The data of each kind (all keys optional unless starred):

==================  =============================================================================
received            touch*, channel*, source*, site, live (a call answered or a walk-in: nobody waits for a first response)
touched             touch*, channel*, source*, live, message (the customer wrote or called: somebody waits for an answer),
                    stop (they only said STOP: it asks nothing and renews nothing)
claimed             (actor is the new owner)
released            reason
taken_over          from* (staff id)
claim_expired       from*
called              call*, to (staff's number kind), by_sales (bool): an outbound attempt starts (``at`` is its start)
call_ended          call*, outcome*, reached (bool)
message_queued      message*, channel*, automatic (bool)
message_accepted    message*, channel*, automatic (bool): the provider has it
message_bounced     message*
message_failed      message*, reason
message_cancelled   message*
noted               note*
form_filled         fields* (list of field codes)
scored              score*, temperature*, override (bool), by_hand (bool), reasons ([code, points] pairs)
qualified           -
question_opened     question*
question_answered   question*
task_planned        task*, kind*, due* (ISO UTC), park (bool)
task_fired          task*
task_done           task*, reason (``handed_over``: settled by handing the lead over)
task_cancelled      task*
parked              until* (ISO UTC)
unparked            -
offered             offer*, to* (staff id), expires (ISO UTC), by (staff id: whose offer went on to the next by itself)
offer_accepted      offer*, to*, taken (bool): from the queue, by the salesperson who was at it already
offer_refused       offer*, to*, reason*
offer_expired       offer*, to*
offer_withdrawn     offer*, to*
appointment_made    appointment*, at* (ISO UTC), kind*
appointment_ended   appointment*, state*
sold                sale*
sale_undone         sale*, reason*
closed              reason*, stage* (lost, disqualified or duplicate), of (lead id, for a duplicate), merge (its id)
reopened            cause (``customer`` or ``person``)
moved_site          site*
car_chosen          car*, number (stock number), from (car id it was about before, or null)
warned, breached    clock*, instance, due* (ISO UTC)
objected            channel* (or ``all``): the customer wants no more contact that way
merged              merge*, lead* (the lead that is told here from now on), refused (staff ids who refused that one)
persons_merged      merge*, kept*, emptied* (person ids)
attached            raw* (the document somebody attached by hand), since* (id of the last event before it: those
                    between came with it), person*, car (it named), heard (ISO UTC: when the person was last heard of
                    before), touches, phones, emails, trade_ins, suggestions (ids of what it added), of_person, of_lead
                    (names of what it completed)
undone              event* (id of the event taken back), split (id of the merge taken apart)
(any)               act (id of the event it came with: taken back together),
                    was (order of the event of a merged lead that is told again here)
==================  =============================================================================
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rules.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class LeadEvent:
    """What happened, when, by whom. ``order`` gives the order; ``at`` is aware UTC and may lie before it."""

    id: int
    at: datetime
    kind: EventKind
    actor: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    policy: int = 0
    """Version of the policy in force when it was recorded."""

    @property
    def order(self) -> int:
        """Its place among the events of its lead: one told again after a merge keeps the place it had."""
        return int(self.data.get("was", self.id))

    def moment(self, key: str) -> datetime:
        """The aware UTC moment stored under ``key``. Raises KeyError when it is missing."""
        return parse_moment(self.data[key])


def parse_moment(text: str) -> datetime:
    """An ISO 8601 text as aware UTC; a text without zone was written in UTC."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def came_with(events: Iterable[LeadEvent], act: LeadEvent) -> Sequence[LeadEvent]:
    """The events that belong to ``act`` and are taken back with it."""
    since = int(act.data["since"]) if act.kind is EventKind.ATTACHED else act.id
    return [event for event in events if event.data.get("act") == act.id or since < event.id < act.id]


def standing(events: Iterable[LeadEvent]) -> Sequence[LeadEvent]:
    """The events that still count, in order: those undone, and the undoing itself, are left out.

    An undoing can itself be undone (redo), so the last word on each event counts.
    """
    ordered = sorted(events, key=lambda event: (event.order, event.id))
    gone: set[int] = set()
    for event in reversed(ordered):
        if event.kind is EventKind.UNDONE and event.id not in gone:
            gone.add(int(event.data["event"]))
    return [event for event in ordered if event.id not in gone and event.kind is not EventKind.UNDONE]
