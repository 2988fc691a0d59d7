"""What people can do with one invented lead, each act with its event and its rows.

The present cuts every story off: an act that lies beyond it raises ``Future`` and leaves nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from rules.calendars import Calendar
from rules.events import LeadEvent
from rules.vocabulary import CloseReason, EventKind, Source, TaskKind
from vo_callcenter.demo import sayings
from vo_callcenter.demo.cast import Customer
from vo_callcenter.demo.garage import Car
from vo_callcenter.demo.ledger import Ledger

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Future(Exception):
    """The story has reached the present: the rest has not happened yet."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what a life can meet: ids of staff by site, calendars, cars."""

    operators: Sequence[int]
    salespeople: Mapping[int, Sequence[int]]
    """By site id."""
    calendars: Mapping[int, Calendar]
    cars: Sequence[tuple[int, int, Car]]
    """(car id, site id, car)."""


@dataclass(slots=True)
class Story:
    """One lead from arrival on: what can happen to it, and the rows that leaves."""

    lead: int
    person: int
    customer: Customer
    car_id: int
    site: int
    car: Car
    source: Source
    received_at: datetime
    now: datetime
    cast: Cast
    ledger: Ledger
    random: Random
    policy: int
    is_waiting: bool = False
    """Nobody has taken it yet, however long ago it came."""
    events: list[LeadEvent] = field(default_factory=list)
    operator: int = 0
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.received_at
        self.operator = self.random.choice(self.cast.operators)

    def happen(self, kind: EventKind, actor: int | None = None, /, **data: Any) -> None:
        """Record at ``self.at``; ids and events beyond the present do not exist."""
        self.stop_at_present()
        event = self.ledger.next_id("lead_event")
        self.events.append(LeadEvent(event, self.at, kind, actor, data, self.policy))

    def stop_at_present(self) -> None:
        if self.at > self.now:
            raise Future

    def wait(self, duration: timedelta, calendar: int | None = None) -> None:
        """Let time pass: open time of a calendar, or wall time."""
        if calendar is None:
            self.at += duration
        else:
            self.at = (
                self.cast.calendars[calendar].add(self.at, max(duration, timedelta(seconds=1))) or self.at
            )
        self.stop_at_present()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def minutes(self, median: float, spread: float = 0.9) -> timedelta:
        """A reaction time around a median, with the long tail that reality has."""
        return MINUTE * min(self.random.lognormvariate(0, spread) * median, 60 * 40)

    def add_touch(self, text: str, subject: str) -> int:
        return self.ledger.add(
            "touch",
            lead_id=self.lead,
            at=self.at,
            channel=sayings.CHANNELS[self.source],
            source=self.source.value,
            portal=sayings.PORTALS[self.source],
            subject=subject,
            text=text,
            car_text=self.car.title,
            reference=self.car.reference,
            address=self.customer.email,
            message_id="",
            thread="",
            details={},
        )

    def call(self, staff: int, reach: float) -> bool:
        started = self.at
        reached = self.chance(reach)
        outcome = (
            "reached" if reached else self.random.choice(("no_answer", "voicemail", "voicemail", "busy"))
        )
        self.stop_at_present()
        call = self.ledger.add(
            "call",
            lead_id=self.lead,
            staff_id=staff,
            direction="out",
            number=self.customer.phone,
            started_at=started,
            ended_at=started + MINUTE,
            outcome=outcome,
            purpose="answer",
        )
        self.happen(EventKind.CALLED, staff, call=call, by_sales=staff not in self.cast.operators)
        self.at += MINUTE * (self.random.uniform(3, 9) if reached else 0.6)
        # A call that is going on is logged at once: the present never cuts one in two.
        self.at = min(self.at, max(self.now, started))
        self.happen(EventKind.CALL_ENDED, staff, call=call, outcome=outcome, reached=reached)
        return reached

    def write(self, staff: int, message: tuple[str, str]) -> None:
        self.stop_at_present()
        subject, body = message
        row = self.ledger.add(
            "message",
            lead_id=self.lead,
            direction="out",
            channel="email",
            address=self.customer.email,
            subject=subject,
            body=body,
            message_id=f"demo-{self.lead}-{len(self.events)}@mercier.example.com",
            in_reply_to="",
            is_automatic=False,
            purpose="answer",
            staff_id=staff,
            at=self.at,
        )
        self.ledger.add(
            "outbox",
            message_id=row,
            lead_id=self.lead,
            channel="email",
            state="sent",
            try_at=self.at,
            tries=1,
            finished_at=self.at,
        )
        self.happen(EventKind.MESSAGE_QUEUED, staff, message=row, channel="email", automatic=False)
        self.happen(EventKind.MESSAGE_ACCEPTED, staff, message=row, channel="email", automatic=False)

    def customer_writes(self) -> None:
        self.stop_at_present()
        touch = self.add_touch(sayings.answer(self.random), f"Re: {self.car.title}")
        self.happen(EventKind.TOUCHED, touch=touch, channel="email", source=self.source, message=True)

    def plan(self, due: datetime, staff: int, kind: TaskKind, *, park: bool) -> int:
        self.stop_at_present()
        task = self.ledger.add(
            "task",
            lead_id=self.lead,
            kind=kind.value,
            staff_id=staff,
            due_at=due,
            state="open",
            channel="phone",
            note=sayings.task(self.random, kind),
            created_by_id=staff,
            created_at=self.at,
            fired_at=None,
            done_at=None,
        )
        self.happen(EventKind.TASK_PLANNED, staff, task=task, kind=kind.value, due=due.isoformat(), park=park)
        if park:
            self.happen(EventKind.PARKED, staff, until=due.isoformat())
        return task

    def follow_up(self, task: int, due: datetime, staff: int, calendar: int, *, wakes: bool = False) -> None:
        """The task comes due, and whoever planned it gets to it some minutes of open time later, if by now."""
        row = self.ledger.rows["task"][-1]
        self.at = due
        self.happen(EventKind.TASK_FIRED, task=task)
        row.update(state="fired", fired_at=due)
        if wakes:
            self.happen(EventKind.UNPARKED)
        self.wait(self.minutes(5, 1.0), calendar)
        self.happen(EventKind.TASK_DONE, staff, task=task)
        row.update(state="done", done_at=self.at)

    def park(self, gap: timedelta, staff: int) -> None:
        due = self.cast.calendars[0].add(self.at, gap) or self.at + DAY
        task = self.plan(due, staff, TaskKind.RELAUNCH, park=True)
        self.follow_up(task, due, staff, 0, wakes=True)

    def close(self, reason: CloseReason, stage: str, actor: int) -> None:
        self.happen(EventKind.CLOSED, actor, reason=reason.value, stage=stage)
