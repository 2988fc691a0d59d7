"""Which clocks ran on a lead, from which event to which: the history of a lead told as runs, before any time is counted.

A run ends in one of three ways. It is *stopped* by what it waited for (an answer, a decision). It is *dismissed* when
nobody waits any longer: the lead ended, the offer was refused or withdrawn, the customer got through before we
answered. Or it is *let pass*: an offer that met silence. Whether a stop came in time is for ``rules.clocks`` to say.

The events' own order counts. A message that bounced or failed later was never accepted, an undone event never happened;
so taking either back restores the clock it had stopped, with its first start.
"""

from collections.abc import Iterable
from datetime import datetime

from rules.clock_history import ClockHistory, End, Pause, Run
from rules.events import LeadEvent, standing
from rules.vocabulary import Clock, EventKind, Source, Stage, Temperature


def clock_history(events: Iterable[LeadEvent], source: Source | None = None) -> ClockHistory:
    """The runs and pauses of a lead. ``source`` is taken where the ``received`` event names none."""
    kept = standing(events)
    walk = _Walk(source, _authors(kept))
    returned = _returned(kept)
    for event in kept:
        if event.id not in returned:
            walk.take(event)
    return ClockHistory(tuple(walk.runs), tuple(walk.pauses))


def _returned(events: Iterable[LeadEvent]) -> frozenset[int]:
    """Ids of the acceptances that a later bounce or failure of the same message took back."""
    accepted: dict[int, list[int]] = {}
    gone: list[int] = []
    for event in events:
        if event.kind is EventKind.MESSAGE_ACCEPTED:
            accepted.setdefault(event.data["message"], []).append(event.id)
        elif event.kind in (EventKind.MESSAGE_BOUNCED, EventKind.MESSAGE_FAILED):
            gone += accepted.pop(event.data["message"], [])
    return frozenset(gone)


def _authors(events: Iterable[LeadEvent]) -> dict[int, int | None]:
    """Who wrote each message: the provider's yes is recorded by the engine, which is nobody."""
    return {event.data["message"]: event.actor for event in events if event.kind is EventKind.MESSAGE_QUEUED}


class _Walk:
    """Follows the events of one lead in order, starting and ending runs."""

    def __init__(self, source: Source | None, authors: dict[int, int | None]) -> None:
        self.runs: list[Run] = []
        self.pauses: list[Pause] = []
        self._authors = authors
        self._source = source
        self._site: int | None = None
        self._temperature: Temperature | None = None
        self._is_closed = False
        self._had_contact = False
        self._is_qualified = False
        self._was_answered = False
        self._written_while_closed: LeadEvent | None = None
        self._calls: dict[int, LeadEvent] = {}
        self._waiting: Pause | None = None
        self._parked: Pause | None = None

    def take(self, event: LeadEvent) -> None:
        data = event.data
        match event.kind:
            case EventKind.RECEIVED:
                self._received(event)
            case EventKind.TOUCHED if not data.get("stop"):
                self._touched(event)
            case EventKind.CALLED:
                self._calls[data["call"]] = event
                self._attempted(event, event.actor, by_sales=bool(data.get("by_sales")))
            case EventKind.CALL_ENDED if data.get("reached"):
                self._reached(event)
            case EventKind.MESSAGE_ACCEPTED if not data.get("automatic"):
                author = self._authors.get(data["message"]) or event.actor
                self._attempted(event, author, by_sales=False)
                self._answered(event, event.at, author)
                self._wait(event)
            case EventKind.SCORED:
                self._temperature = Temperature(data["temperature"])
                for run in self._open():
                    run.temperature = self._temperature
            case EventKind.QUALIFIED:
                self._is_qualified = True
                self._stop(Clock.QUALIFICATION, event)
            case EventKind.QUESTION_OPENED:
                self._start(Clock.OPEN_QUESTION, event, data["question"])
            case EventKind.QUESTION_ANSWERED:
                self._stop(Clock.OPEN_QUESTION, event, data["question"])
            case EventKind.TASK_PLANNED:
                self._plan(event, event.moment("due"))
            case EventKind.TASK_DONE:
                self._end_plan("task", event, End.STOPPED)
            case EventKind.TASK_CANCELLED:
                self._end_plan("task", event, End.DISMISSED)
            case EventKind.APPOINTMENT_MADE:
                # One appointment at a time: a new one replaces the one before.
                self._end_plan(None, event, End.DISMISSED)
                self._plan(event, event.moment("at"))
            case EventKind.APPOINTMENT_ENDED:
                self._end_plan(None, event, End.STOPPED)
            case EventKind.PARKED:
                self._park(event)
            case EventKind.UNPARKED:
                self._unpark(event)
            case (
                EventKind.OFFERED
                | EventKind.OFFER_ACCEPTED
                | EventKind.OFFER_REFUSED
                | EventKind.OFFER_EXPIRED
                | EventKind.OFFER_WITHDRAWN
            ):
                self._offer(event)
            case EventKind.SOLD | EventKind.CLOSED:
                self._close(event)
            case EventKind.SALE_UNDONE:
                self._is_closed = False
            case EventKind.REOPENED:
                self._reopen(event)
            case EventKind.MOVED_SITE:
                self._site = data["site"]
            case _:
                pass

    def _received(self, event: LeadEvent) -> None:
        self._site = event.data.get("site")
        if event.data.get("source"):
            self._source = Source(event.data["source"])
        if event.data.get("live"):
            self._was_answered = True
            self._contacted(event)
        else:
            self._start(Clock.FIRST_RESPONSE, event)

    def _touched(self, event: LeadEvent) -> None:
        if event.data.get("live"):
            # The customer got through by themselves: nobody waits any longer, and nobody is credited.
            for run in self._open(Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE):
                self._end(run, event, End.DISMISSED)
            for run in self._open(Clock.SALES_FIRST_CONTACT):
                if run.salesperson == event.actor:
                    self._end(run, event, End.DISMISSED)
            self._written_while_closed = None
            self._was_answered = True
            self._contacted(event)
            self._wait_no_more(event)
            return
        self._wait_no_more(event)
        if not event.data.get("message"):
            return
        self._unpark(event)
        if self._is_closed:
            self._written_while_closed = self._written_while_closed or event
        else:
            self._customer_waits(event)

    def _customer_waits(self, event: LeadEvent) -> None:
        """Start the next response, unless the first is still due or an earlier message already waits."""
        if not self._open(Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE):
            self._start(Clock.NEXT_RESPONSE, event, event.id)

    def _attempted(self, event: LeadEvent, person: int | None, *, by_sales: bool) -> None:
        """A call started, or a personal message was accepted: the first contact, if it is the first."""
        for run in self._open(Clock.FIRST_RESPONSE):
            self._end(run, event, End.STOPPED, person)
        for run in self._open(Clock.SALES_FIRST_CONTACT):
            if person == run.salesperson or (person is None and by_sales):
                self._end(run, event, End.STOPPED, run.salesperson)
        self._was_answered = True
        self._contacted(event)

    def _reached(self, event: LeadEvent) -> None:
        # The answer begins with the call, whenever its outcome is written down; but a message that came in while
        # we were already talking is answered when we hang up.
        call = self._calls.get(event.data["call"], event)
        at = call.at
        for run in self._open(Clock.NEXT_RESPONSE):
            if at < run.started.at:
                at = event.at
        # Whoever called answered the customer, whoever wrote down how it ended.
        self._answered(event, at, call.actor)
        self._wait_no_more(event)

    def _answered(self, event: LeadEvent, at: datetime, person: int | None) -> None:
        for run in self._open(Clock.NEXT_RESPONSE):
            self._end(run, event, End.STOPPED, person, at)
        self._written_while_closed = None

    def _contacted(self, event: LeadEvent) -> None:
        if not self._had_contact and not self._is_qualified:
            self._start(Clock.QUALIFICATION, event, event.id if self._has_run(Clock.QUALIFICATION) else 0)
        self._had_contact = True

    def _wait(self, event: LeadEvent) -> None:
        """A message of ours is out: the next word is the customer's."""
        if self._waiting is None:
            self._waiting = Pause("waiting", event.at, None)
            self.pauses.append(self._waiting)

    def _wait_no_more(self, event: LeadEvent) -> None:
        """They wrote, called or were reached. After a talk the next step is ours: a talk is nothing to wait on."""
        if self._waiting is not None:
            self._waiting.end = max(event.at, self._waiting.start)
            self._waiting = None

    def _park(self, event: LeadEvent) -> None:
        self._unpark(event)
        # A parking ends at its date even if nobody was there to end it: figures do not depend on the engine.
        self._parked = Pause("parked", event.at, max(event.moment("until"), event.at))
        self.pauses.append(self._parked)

    def _unpark(self, event: LeadEvent) -> None:
        if self._parked is not None and self._parked.end is not None:
            self._parked.end = max(min(self._parked.end, event.at), self._parked.start)
        self._parked = None

    def _plan(self, event: LeadEvent, at: datetime) -> None:
        self._start(Clock.FOLLOW_UP, event, event.id)
        if not self._is_closed:
            self.runs[-1].planned_at = at

    def _end_plan(self, key: str | None, event: LeadEvent, end: End) -> None:
        """End the run of the task that ``event`` is about, or with no key the run of the appointment."""
        for run in self._open(Clock.FOLLOW_UP):
            task = run.started.data.get("task")
            if (task is None) if key is None else (task == event.data[key]):
                self._end(run, event, end, event.actor if end is End.STOPPED else None)

    def _offer(self, event: LeadEvent) -> None:
        offer, to = event.data["offer"], event.data.get("to")
        if event.kind is EventKind.OFFERED:
            self._start(Clock.ACCEPTANCE, event, offer, salesperson=to)
            return
        if event.kind is EventKind.OFFER_ACCEPTED:
            self._stop(Clock.ACCEPTANCE, event, offer, person=to)
            # Another salesperson takes over: what the one before owed is no longer owed.
            for run in self._open(Clock.SALES_FIRST_CONTACT):
                self._end(run, event, End.DISMISSED)
            if not event.data.get("taken"):
                self._start(Clock.SALES_FIRST_CONTACT, event, offer, salesperson=to)
            return
        end = End.LET_PASS if event.kind is EventKind.OFFER_EXPIRED else End.DISMISSED
        for run in self._open(Clock.ACCEPTANCE, Clock.SALES_FIRST_CONTACT):
            if run.instance == offer:
                self._end(run, event, end, run.salesperson)

    def _close(self, event: LeadEvent) -> None:
        if event.kind is EventKind.CLOSED and event.data["stage"] == Stage.DISQUALIFIED:
            self._stop(Clock.QUALIFICATION, event)
        for run in self._open():
            self._end(run, event, End.DISMISSED)
        self._unpark(event)
        self._is_closed = True
        if "merge" in event.data:
            # What ran here runs on the lead this one was merged into, and counts there once.
            self.runs.clear()
            self.pauses.clear()

    def _reopen(self, event: LeadEvent) -> None:
        if not self._is_closed:
            return
        self._is_closed = False
        written, self._written_while_closed = self._written_while_closed, None
        if written is not None:
            self._customer_waits(written)
        elif event.data.get("cause") == "customer":
            self._customer_waits(event)
        elif not self._was_answered:
            # Closed by mistake before anybody answered: the first response is owed again.
            self._start(Clock.FIRST_RESPONSE, event, event.id)
        if self._had_contact and not self._is_qualified:
            self._start(Clock.QUALIFICATION, event, event.id)

    def _open(self, *clocks: Clock) -> list[Run]:
        return [run for run in self.runs if run.end is None and (not clocks or run.clock in clocks)]

    def _has_run(self, clock: Clock) -> bool:
        return any(run.clock is clock for run in self.runs)

    def _start(
        self, clock: Clock, event: LeadEvent, instance: int = 0, salesperson: int | None = None
    ) -> None:
        if self._is_closed:
            return
        run = Run(
            clock, instance, event, self._site, self._source, self._temperature, salesperson=salesperson
        )
        self.runs.append(run)

    def _stop(
        self, clock: Clock, event: LeadEvent, instance: int | None = None, person: int | None = None
    ) -> None:
        for run in self._open(clock):
            if instance is None or run.instance == instance:
                self._end(run, event, End.STOPPED, person or event.actor)

    @staticmethod
    def _end(
        run: Run, event: LeadEvent, end: End, person: int | None = None, at: datetime | None = None
    ) -> None:
        run.end, run.ended, run.person = end, event, person
        # A clock that was set back must not make a duration negative.
        run.ended_at = max(at or event.at, run.started.at)
