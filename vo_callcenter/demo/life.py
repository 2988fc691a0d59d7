"""The life of one invented lead, told forward from its arrival and cut off at the present.

Because every life is told the same way, leads that arrived lately are found in every state at which the
present catches them: nobody has to be told to leave some open.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from rules.calendars import Calendar
from rules.events import LeadEvent
from rules.vocabulary import CloseReason, EventKind, RefuseReason, Source, TaskKind
from vo_callcenter.demo import sayings
from vo_callcenter.demo.cast import Customer
from vo_callcenter.demo.garage import Car

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


_ROWS_EACH = {"lead": 2, "person": 2, "person_phone": 2, "person_email": 2, "lead_event": 80}
"""Ids set aside for each lead: a life that did not end as wished leaves a gap."""
_FEW = 12
"""So many for any other table."""


class Future(Exception):
    """The story has reached the present: the rest has not happened yet."""


@dataclass(slots=True)
class Ledger:
    """The rows of all lives, by table name, with ids given in order."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[str, Iterator[int]] = field(default_factory=dict)
    leads_before: int = 0
    """Leads that somebody else writes below these: their ids, and those of their rows, are left free."""

    def add(self, table: str, /, **row: Any) -> int:
        """Keep a row and give it the next id of its table."""
        row["id"] = self.next_id(table)
        self.rows[table].append(row)
        return int(row["id"])

    def next_id(self, table: str) -> int:
        """The next id of a table."""
        if table not in self.ids:
            rows_each = _ROWS_EACH.get(table, _FEW)
            self.ids[table] = count(1 + self.leads_before * rows_each)
        return next(self.ids[table])

    def put(self, table: str, /, **row: Any) -> None:
        """Keep a row of a table without an id of its own."""
        self.rows[table].append(row)


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
class Life:
    """One lead from arrival on."""

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

    def tell(self) -> list[LeadEvent]:
        """The events up to the present, oldest first; rows go to the ledger."""
        try:
            self._arrive()
            if not self.is_waiting and self._reach():
                self._qualify()
                seller = self._hand_over()
                self._sell(seller)
        except Future:
            pass
        return self.events

    # What can happen -----------------------------------------------------------------------------

    def happen(self, kind: EventKind, actor: int | None = None, /, **data: Any) -> None:
        """Record at ``self.at``; ids and events beyond the present do not exist."""
        self._stop_at_present()
        event = self.ledger.next_id("lead_event")
        self.events.append(LeadEvent(event, self.at, kind, actor, data, self.policy))

    def _stop_at_present(self) -> None:
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
        self._stop_at_present()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def minutes(self, median: float, spread: float = 0.9) -> timedelta:
        """A reaction time around a median, with the long tail that reality has."""
        return MINUTE * min(self.random.lognormvariate(0, spread) * median, 60 * 40)

    # Its chapters --------------------------------------------------------------------------------

    def _arrive(self) -> None:
        live = self.source is Source.PHONE and self.chance(0.6)
        text = "" if self.source is Source.PHONE else sayings.request(self.random, self.car)
        touch = self._touch(text, sayings.SUBJECTS[self.source].format(car=self.car.title))
        channel = sayings.CHANNELS[self.source]
        self.happen(
            EventKind.RECEIVED, touch=touch, channel=channel, source=self.source, site=self.site, live=live
        )

    def _touch(self, text: str, subject: str) -> int:
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

    def _reach(self) -> bool:
        """Operators try to reach the customer; whether somebody was reached in the end."""
        slow = self.chance(0.06)
        self.wait(self.minutes(300, 0.5) if slow else self.minutes(5.5, 1.0), 0)
        self.happen(EventKind.CLAIMED, self.operator)
        gaps = (2 * HOUR, 8 * HOUR, 20 * HOUR, 40 * HOUR, 70 * HOUR)
        for attempt in range(6):
            self.wait(timedelta(seconds=self.random.randint(20, 110)), 0)
            if self._call(self.operator, 0.5 if attempt == 0 else 0.4):
                return True
            if attempt == 1:
                self._write(self.operator, sayings.missed_you(self.customer, self.car))
                if self.chance(0.3):
                    self.wait(self.minutes(400))
                    self._customer_writes()
                    self.wait(self.minutes(25), 0)
                    self._call(self.operator, 1.0)
                    return True
            if attempt < len(gaps):
                self._park(gaps[attempt], self.operator)
        self._close(CloseReason.UNREACHABLE, "lost", self.operator)
        return False

    def _call(self, staff: int, reach: float) -> bool:
        started = self.at
        reached = self.chance(reach)
        outcome = (
            "reached" if reached else self.random.choice(("no_answer", "voicemail", "voicemail", "busy"))
        )
        self._stop_at_present()
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

    def _write(self, staff: int, message: tuple[str, str]) -> None:
        self._stop_at_present()
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

    def _customer_writes(self) -> None:
        self._stop_at_present()
        touch = self._touch(sayings.answer(self.random), f"Re: {self.car.title}")
        self.happen(EventKind.TOUCHED, touch=touch, channel="email", source=self.source, message=True)

    def _plan(self, due: datetime, staff: int, kind: TaskKind, *, park: bool) -> int:
        self._stop_at_present()
        task = self.ledger.add(
            "task",
            lead_id=self.lead,
            kind=kind.value,
            staff_id=staff,
            due_at=due,
            state="open" if due > self.now else "done",
            channel="phone",
            note=sayings.task(self.random, kind),
            created_by_id=staff,
            created_at=self.at,
            fired_at=due if due <= self.now else None,
            done_at=due if due <= self.now else None,
        )
        self.happen(EventKind.TASK_PLANNED, staff, task=task, kind=kind.value, due=due.isoformat(), park=park)
        if park:
            self.happen(EventKind.PARKED, staff, until=due.isoformat())
        return task

    def _park(self, gap: timedelta, staff: int) -> None:
        due = self.cast.calendars[0].add(self.at, gap) or self.at + DAY
        task = self._plan(due, staff, TaskKind.RELAUNCH, park=True)
        self.at = due
        self.happen(EventKind.TASK_FIRED, task=task)
        self.happen(EventKind.UNPARKED)
        self.happen(EventKind.TASK_DONE, staff, task=task)

    def _close(self, reason: CloseReason, stage: str, actor: int) -> None:
        self.happen(EventKind.CLOSED, actor, reason=reason.value, stage=stage)

    def _qualify(self) -> None:
        answers = sayings.answers(self.random, self.car)
        for name, value in answers.items():
            self.ledger.put(
                "answer", lead_id=self.lead, field=name, value=value, staff_id=self.operator, at=self.at
            )
        self.happen(EventKind.FORM_FILLED, self.operator, fields=sorted(answers))
        if self.chance(0.2):
            reason, stage = self.random.choice(
                (
                    (CloseReason.NOT_SERIOUS, "disqualified"),
                    (CloseReason.OUT_OF_SCOPE, "disqualified"),
                    (CloseReason.CAR_SOLD, "lost"),
                    (CloseReason.PRICE, "lost"),
                    (CloseReason.BOUGHT_ELSEWHERE, "lost"),
                )
            )
            self._close(reason, stage, self.operator)
            raise Future
        if self.chance(0.15):
            self._open_question()
        self.wait(timedelta(seconds=self.random.randint(20, 200)), 0)
        self.happen(EventKind.QUALIFIED, self.operator)

    def _open_question(self) -> None:
        text = sayings.question(self.random)
        question = self.ledger.add(
            "question",
            lead_id=self.lead,
            asked_at=self.at,
            asked_by_id=self.operator,
            text=text,
            answered_at=None,
            answered_by_id=None,
            answer="",
        )
        row = self.ledger.rows["question"][-1]
        self.happen(EventKind.QUESTION_OPENED, self.operator, question=question)
        self.wait(self.minutes(120), 0)
        self._write(self.operator, ("Votre question", sayings.ANSWERED))
        row.update(answered_at=self.at, answered_by_id=self.operator, answer=sayings.ANSWERED)
        self.happen(EventKind.QUESTION_ANSWERED, self.operator, question=question)

    def _hand_over(self) -> int:
        candidates = list(self.cast.salespeople[self.site])
        self.random.shuffle(candidates)
        while True:
            seller = candidates.pop()
            self.wait(timedelta(seconds=self.random.randint(30, 400)), self.site)
            expires = self.cast.calendars[self.site].add(self.at, 30 * MINUTE) or self.at + HOUR
            self._stop_at_present()
            offer = self.ledger.add(
                "offer",
                lead_id=self.lead,
                staff_id=seller,
                offered_by_id=self.operator,
                offered_at=self.at,
                expires_at=expires,
                state="open",
                answered_at=None,
                refuse_reason=None,
                points=self.random.randint(30, 90),
                reasons=[{"code": "car_on_site", "kind": "for", "weight": 30, "params": {}}],
            )
            row = self.ledger.rows["offer"][-1]
            self.happen(EventKind.OFFERED, self.operator, offer=offer, to=seller, expires=expires.isoformat())
            answered = self.cast.calendars[self.site].add(self.at, self.minutes(7, 0.8)) or expires
            if candidates and answered > expires:
                self.at = expires
                self.happen(EventKind.OFFER_EXPIRED, offer=offer, to=seller)
                row.update(state="expired", answered_at=self.at)
                continue
            self.at = min(answered, expires)
            if candidates and self.chance(0.12):
                reason = self.random.choice(tuple(RefuseReason)).value
                self.happen(EventKind.OFFER_REFUSED, seller, offer=offer, to=seller, reason=reason)
                row.update(state="refused", answered_at=self.at, refuse_reason=reason)
                continue
            self.happen(EventKind.OFFER_ACCEPTED, seller, offer=offer, to=seller)
            row.update(state="accepted", answered_at=self.at)
            return seller

    def _sell(self, seller: int) -> None:
        self.wait(self.minutes(35, 1.0), self.site)
        for _ in range(self.random.randint(1, 4)):
            if self._call(seller, 0.6):
                break
            # Here the follow-up decays: some are simply forgotten.
            if self.chance(0.12):
                self.wait(20 * DAY)
            else:
                due = self.cast.calendars[self.site].add(self.at, self.random.choice((3, 8, 16)) * HOUR)
                task = self._plan(due or self.at + DAY, seller, TaskKind.CALLBACK, park=False)
                self.at = due or self.at + DAY
                self.happen(EventKind.TASK_FIRED, task=task)
                self.happen(EventKind.TASK_DONE, seller, task=task)
        if self.chance(0.3):
            self.wait(self.minutes(900))
            self._customer_writes()
            self.wait(self.minutes(45), self.site)
            self._write(seller, sayings.reply(self.customer, self.car))
        if self.chance(0.55):
            self._meet(seller)
        else:
            due = self.cast.calendars[self.site].add(self.at, 30 * HOUR) or self.at + 3 * DAY
            task = self._plan(due, seller, TaskKind.RELAUNCH, park=True)
            self.at = due
            self.happen(EventKind.TASK_FIRED, task=task)
            self.happen(EventKind.UNPARKED)
            self.happen(EventKind.TASK_DONE, seller, task=task)
        self._conclude(seller)

    def _meet(self, seller: int) -> None:
        self.wait(self.minutes(10), self.site)
        starts = self.cast.calendars[self.site].add(self.at, self.random.randint(4, 30) * HOUR)
        starts = (starts or self.at + DAY).replace(
            minute=self.random.choice((0, 30)), second=0, microsecond=0
        )
        self._stop_at_present()
        kind = self.random.choice(("visit", "test_drive", "test_drive", "remote"))
        appointment = self.ledger.add(
            "appointment",
            lead_id=self.lead,
            staff_id=seller,
            site_id=self.site,
            kind=kind,
            starts_at=starts,
            state="planned",
            created_at=self.at,
        )
        row = self.ledger.rows["appointment"][-1]
        self.happen(
            EventKind.APPOINTMENT_MADE, seller, appointment=appointment, at=starts.isoformat(), kind=kind
        )
        self.at = max(self.at, starts + HOUR)
        state = "honoured" if self.chance(0.78) else "no_show"
        self.happen(EventKind.APPOINTMENT_ENDED, seller, appointment=appointment, state=state)
        row.update(state=state)

    def _conclude(self, seller: int) -> None:
        self.wait(self.minutes(60), self.site)
        if self.chance(0.3):
            self._stop_at_present()
            sale = self.ledger.add(
                "sale",
                lead_id=self.lead,
                car_id=self.car_id,
                staff_id=seller,
                price=self.car.price - self.random.choice((0, 0, 200, 500)),
                at=self.at,
            )
            self.happen(EventKind.SOLD, seller, sale=sale)
            return
        if self.chance(0.1):
            self.wait(25 * DAY)
        reason = self.random.choice(
            (
                CloseReason.BOUGHT_ELSEWHERE,
                CloseReason.PRICE,
                CloseReason.TRADE_IN_TOO_LOW,
                CloseReason.FINANCE_REFUSED,
                CloseReason.POSTPONED,
                CloseReason.CAR_SOLD,
            )
        )
        self._close(reason, "lost", seller)
