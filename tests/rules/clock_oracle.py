"""The seven clocks told slowly: each clock by its own search through the history, its time counted by minutes.

``rules.clock_runs`` walks once through the events and keeps state; this asks, clock by clock and event by event,
"does it start here, and which later event ends it?". It shares no code with the rules beyond the event values.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.events import LeadEvent
from rules.vocabulary import EventKind as K
from tests.rules.minute_oracle import minute_of

Test = Callable[[LeadEvent], bool]


@dataclass(frozen=True)
class Expected:
    """One clock as the oracle sees it; minutes are counted from the window's start."""

    clock: str
    instance: int
    started: int
    started_by: int
    stopped: int | None
    stopped_by: int | None
    business: int
    wall: int
    due: int | None
    """None: never, as far as is known."""
    is_due_known: bool
    """False when the deadline lies beyond the window."""
    status: str
    counts_from: int | None
    """For a resting clock, the first minute that counts again inside the window."""


def happened(events: Sequence[LeadEvent]) -> list[LeadEvent]:
    """The events that still count: not undone (unless the undoing was), no message that came back."""

    def is_undone(event: LeadEvent) -> bool:
        return any(
            other.kind is K.UNDONE and other.data["event"] == event.id and not is_undone(other)
            for other in events
        )

    def came_back(event: LeadEvent, kept: Sequence[LeadEvent]) -> bool:
        return event.kind is K.MESSAGE_ACCEPTED and any(
            other.kind in (K.MESSAGE_BOUNCED, K.MESSAGE_FAILED)
            and other.data["message"] == event.data["message"]
            and other.id > event.id
            for other in kept
        )

    kept = [event for event in events if event.kind is not K.UNDONE and not is_undone(event)]
    return [event for event in kept if not came_back(event, kept)]


class Told:
    """A history with the questions that the clocks ask of it. Positions are indexes into ``events``."""

    def __init__(self, events: Sequence[LeadEvent]) -> None:
        self.events = happened(events)
        self.authors = {
            event.data["message"]: event.actor for event in self.events if event.kind is K.MESSAGE_QUEUED
        }

    def is_personal(self, event: LeadEvent) -> bool:
        return event.kind is K.MESSAGE_ACCEPTED and not event.data.get("automatic")

    def is_attempt(self, event: LeadEvent) -> bool:
        return event.kind is K.CALLED or self.is_personal(event)

    def is_answer(self, event: LeadEvent) -> bool:
        reached = event.kind is K.CALL_ENDED and bool(event.data.get("reached"))
        return reached or self.is_personal(event)

    def is_live(self, event: LeadEvent) -> bool:
        return event.kind in (K.RECEIVED, K.TOUCHED) and bool(event.data.get("live"))

    def is_written(self, event: LeadEvent) -> bool:
        return event.kind is K.TOUCHED and not event.data.get("live") and bool(event.data.get("message"))

    def is_end(self, event: LeadEvent) -> bool:
        return event.kind in (K.CLOSED, K.SOLD)

    def person(self, event: LeadEvent) -> int | None:
        return self.authors.get(event.data.get("message", -1)) or event.actor

    def is_closed_at(self, position: int) -> bool:
        """Whether the lead was closed just before the event at ``position``."""
        for event in reversed(self.events[:position]):
            if event.kind in (K.REOPENED, K.SALE_UNDONE):
                return False
            if self.is_end(event):
                return True
        return False

    def reopens(self, position: int) -> bool:
        return self.events[position].kind is K.REOPENED and self.is_closed_at(position)

    def first(self, after: int, test: Test) -> int | None:
        return next((p for p in range(after + 1, len(self.events)) if test(self.events[p])), None)

    def any_before(self, position: int, test: Test) -> bool:
        return any(test(event) for event in self.events[:position])

    def starts_of_first_response(self) -> Iterator[tuple[int, int, int]]:
        """(position at which it starts, position of the event it counts from, instance)."""
        for position, event in enumerate(self.events):
            if event.kind is K.RECEIVED and not event.data.get("live"):
                yield position, position, 0
            answered = self.any_before(position, lambda e: self.is_attempt(e) or self.is_live(e))
            by_person = self.reopens(position) and event.data["cause"] == "person"
            if by_person and not answered and self.written_while_closed(position) is None:
                yield position, position, event.id

    def written_while_closed(self, position: int) -> int | None:
        """The first message, since the lead was last closed, that nobody answered before ``position``."""
        found = None
        for p in range(position):
            event = self.events[p]
            if self.reopens(p) or self.is_answer(event) or self.is_live(event):
                found = None
            elif self.is_written(event) and self.is_closed_at(p) and found is None:
                found = p
        return found

    def starts_of_next_response(self) -> Iterator[tuple[int, int, int]]:
        for position, event in enumerate(self.events):
            if self.is_written(event) and not self.is_closed_at(position):
                yield position, position, event.id
            if self.reopens(position):
                written = self.written_while_closed(position)
                if written is not None:
                    yield position, written, self.events[written].id
                elif event.data["cause"] == "customer":
                    yield position, position, event.id

    def starts_of_qualification(self) -> Iterator[tuple[int, int, int]]:
        contact = self.first(-1, lambda e: self.is_attempt(e) or self.is_live(e))
        if contact is None:
            return
        used = False
        for position, event in enumerate(self.events):
            if self.any_before(position, lambda e: e.kind is K.QUALIFIED):
                return
            if position == contact and not self.is_closed_at(position):
                yield position, position, event.id if used else 0
                used = True
            if self.reopens(position) and position > contact:
                yield position, position, event.id
                used = True

    def simple_starts(self, kind: K, key: str) -> Iterator[tuple[int, int, int]]:
        for position, event in enumerate(self.events):
            if event.kind is kind and not self.is_closed_at(position):
                yield position, position, event.id if key == "id" else event.data[key]

    def runs(self) -> Iterator[tuple[str, int, int, int, int | None, str]]:
        """(clock, instance, where it began to run, the event it counts from, where it ended, how it ended)."""
        busy: list[tuple[int, int | None]] = []
        for position, start, instance in self.starts_of_first_response():
            end = self.first(position, lambda e: self.is_attempt(e) or self.is_live(e) or self.is_end(e))
            busy.append((position, end))
            yield "first_response", instance, position, start, end, self.how(end, self.is_attempt)
        for position, start, instance in self.starts_of_next_response():
            if any(first < position and (last is None or position < last) for first, last in busy):
                continue
            end = self.first(position, lambda e: self.is_answer(e) or self.is_live(e) or self.is_end(e))
            busy.append((position, end))
            yield "next_response", instance, position, start, end, self.how(end, self.is_answer)
        for position, start, instance in self.starts_of_qualification():
            yield "qualification", instance, position, start, *self.end_of_qualification(position)
        for position, start, instance in self.simple_starts(K.QUESTION_OPENED, "question"):
            yield "open_question", instance, position, start, *self.end_of_question(position, instance)
        for position, start, instance in self.simple_starts(K.OFFERED, "offer"):
            yield "acceptance", instance, position, start, *self.end_of_offer(position, instance)
        for position, start, instance in self.simple_starts(K.OFFER_ACCEPTED, "offer"):
            yield "sales_first_contact", instance, position, start, *self.end_of_sales_contact(position)
        for kind, key in ((K.TASK_PLANNED, "task"), (K.APPOINTMENT_MADE, "")):
            for position, start, instance in self.simple_starts(kind, "id"):
                yield "follow_up", instance, position, start, *self.end_of_plan(position, key)

    def how(self, end: int | None, is_stop: Test) -> str:
        if end is None:
            return "running"
        return "stopped" if is_stop(self.events[end]) else "dismissed"

    def end_of_qualification(self, position: int) -> tuple[int | None, str]:
        def decides(event: LeadEvent) -> bool:
            disqualifies = event.kind is K.CLOSED and event.data["stage"] == "disqualified"
            return event.kind is K.QUALIFIED or disqualifies

        end = self.first(position, lambda e: decides(e) or self.is_end(e))
        return end, self.how(end, decides)

    def end_of_question(self, position: int, question: int) -> tuple[int | None, str]:
        def answers(event: LeadEvent) -> bool:
            return event.kind is K.QUESTION_ANSWERED and event.data["question"] == question

        end = self.first(position, lambda e: answers(e) or self.is_end(e))
        return end, self.how(end, answers)

    def end_of_offer(self, position: int, offer: int) -> tuple[int | None, str]:
        kinds = (K.OFFER_ACCEPTED, K.OFFER_REFUSED, K.OFFER_EXPIRED, K.OFFER_WITHDRAWN)
        end = self.first(position, lambda e: (e.kind in kinds and e.data["offer"] == offer) or self.is_end(e))
        if end is not None and self.events[end].kind is K.OFFER_EXPIRED:
            return end, "let_pass"
        return end, self.how(end, lambda e: e.kind is K.OFFER_ACCEPTED)

    def end_of_sales_contact(self, position: int) -> tuple[int | None, str]:
        to, offer = self.events[position].data["to"], self.events[position].data["offer"]

        def contacts(event: LeadEvent) -> bool:
            return self.is_attempt(event) and self.person(event) == to

        def dismisses(event: LeadEvent) -> bool:
            withdrawn = event.kind is K.OFFER_WITHDRAWN and event.data["offer"] == offer
            got_through = self.is_live(event) and event.actor == to
            return withdrawn or got_through or event.kind is K.OFFER_ACCEPTED or self.is_end(event)

        end = self.first(position, lambda e: contacts(e) or dismisses(e))
        return end, self.how(end, contacts)

    def end_of_plan(self, position: int, key: str) -> tuple[int | None, str]:
        planned = self.events[position]

        def is_done(event: LeadEvent) -> bool:
            if key:
                return event.kind is K.TASK_DONE and event.data[key] == planned.data[key]
            return event.kind is K.APPOINTMENT_ENDED

        def is_dropped(event: LeadEvent) -> bool:
            if key:
                return event.kind is K.TASK_CANCELLED and event.data[key] == planned.data[key]
            return event.kind is K.APPOINTMENT_MADE

        end = self.first(position, lambda e: is_done(e) or is_dropped(e) or self.is_end(e))
        return end, self.how(end, is_done)

    def pauses(self, start: datetime, size: int) -> dict[str, list[tuple[int, int | None]]]:
        """Spans of minutes by name; None when nothing says when it ends."""
        parked, waiting = [], []
        waits_from: int | None = None
        for position, event in enumerate(self.events):
            at = minute_of(event.at, start)
            if event.kind is K.PARKED:
                until = minute_of(datetime.fromisoformat(event.data["until"]), start)
                left = self.first(
                    position,
                    lambda e: e.kind in (K.PARKED, K.UNPARKED) or self.is_end(e) or self.is_written(e),
                )
                ends = until if left is None else min(until, minute_of(self.events[left].at, start))
                parked.append((at, max(at, ends)))
            if self.is_answer(event) and event.kind is not K.CALL_ENDED:
                waits_from = at if waits_from is None else waits_from
            elif (event.kind is K.TOUCHED or self.is_answer(event)) and waits_from is not None:
                waiting.append((waits_from, max(at, waits_from)))
                waits_from = None
        return {
            "parked": list(parked),
            "waiting": [*waiting, *([(waits_from, None)] if waits_from is not None else [])],
        }


def expected(
    events: Sequence[LeadEvent],
    rules: Mapping[str, Mapping[str, Any]],
    calendars: Mapping[int, bytearray],
    start: datetime,
    now: datetime,
) -> list[Expected]:
    """What every clock must read at ``now``. ``rules`` holds the policy's plain data by clock."""
    told = Told(events)
    size = len(calendars[0])
    now_minute = minute_of(now, start)
    pauses = told.pauses(start, size)
    found = []
    for clock, instance, position, first, last, how in told.runs():
        rule = rules[clock]
        if not rule["enabled"]:
            continue
        begin = minute_of(told.events[first].at, start)
        stopped = None if last is None else max(begin, _stop_minute(told, clock, begin, last, how, start))
        end = max(now_minute, begin) if stopped is None else stopped
        flags = calendars[_calendar(rule["calendar"], told, position, calendars)]
        names = rule.get("pauses", ())
        spans = [
            (max(a, begin), b if stopped is None else min(stopped if b is None else b, stopped))
            for name in names
            for a, b in pauses[name]
        ]
        counting = bytearray(flags)
        for a, b in spans:
            for minute in range(a, size if b is None else min(b, size)):
                counting[minute] = 0
        endless = any(b is None for _, b in spans)
        business = 0
        since = max(begin, _planned_minute(told, first, start)) if "grace_minutes" in rule else begin
        for minute in range(since, min(end, size)):
            business += counting[minute]
        due = _due(rule, told, first, last, counting, flags, start)
        is_late = due is not None and (now_minute if stopped is None else stopped) > due
        if how == "let_pass" or is_late:
            status = "missed"
        elif how != "running":
            status = "met" if how == "stopped" else "abandoned"
        else:
            status = "running" if counting[now_minute] else "resting"
        again = None
        if status == "resting":
            again = next((minute for minute in range(now_minute, size) if counting[minute]), None)
        found.append(
            Expected(
                clock, instance, begin, told.events[first].id,
                stopped, None if last is None else told.events[last].id,
                business, max(0, end - since), due, due is not None or endless, status, again,
            )
        )  # fmt: skip
    return found


def _planned_minute(told: Told, first: int, start: datetime) -> int:
    """The minute somebody planned a follow-up for: from then on it takes time."""
    begun = told.events[first]
    planned = begun.data["due"] if begun.kind is K.TASK_PLANNED else begun.data["at"]
    return minute_of(datetime.fromisoformat(planned), start)


def _stop_minute(told: Told, clock: str, begin: int, last: int, how: str, start: datetime) -> int:
    event = told.events[last]
    at = minute_of(event.at, start)
    if clock == "next_response" and how == "stopped" and event.kind is K.CALL_ENDED:
        for other in told.events[:last]:
            if other.kind is K.CALLED and other.data["call"] == event.data["call"]:
                called = minute_of(other.at, start)
                return called if called >= begin else at
    return at


def _calendar(name: str, told: Told, position: int, calendars: Mapping[int, bytearray]) -> int:
    if name == "wall":
        return -1
    site = 0
    for event in told.events[: position + 1]:
        if event.kind in (K.RECEIVED, K.MOVED_SITE):
            site = event.data.get("site") or 0
    return site if name == "site" and site in calendars else 0


def _due(
    rule: Mapping[str, Any],
    told: Told,
    first: int,
    last: int | None,
    counting: bytearray,
    flags: bytearray,
    start: datetime,
) -> int | None:
    """The minute of the deadline inside the window."""
    begun = told.events[first]
    if "grace_minutes" in rule:
        minute, left, counting = _planned_minute(told, first, start), rule["grace_minutes"], flags
    else:
        minute, left = minute_of(begun.at, start), _target(rule, told, last)
    while left > 0 and minute < len(counting):
        left -= counting[minute]
        minute += 1
    return minute if left == 0 else None


def _target(rule: Mapping[str, Any], told: Told, last: int | None) -> int:
    target: int = rule["target_minutes"]
    for event in told.events[:last]:
        if event.kind is K.SCORED:
            target = rule["target_by_temperature"].get(event.data["temperature"], rule["target_minutes"])
    return int(rule["target_by_source"].get(told.events[0].data["source"], target))
