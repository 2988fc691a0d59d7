"""Random lead histories that could have happened: calls, mails that bounce, parking, offers, closing, undoing.

Most keep the order of real work; some moves come out of order, since undoing can take anything out of the middle,
and some events lie before the one recorded earlier, as when a clock was set back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from rules.events import LeadEvent
from rules.vocabulary import EventKind as K
from tests.rules.calendar_data import ANCHORS, CALENDARS, WINDOW_DAYS

OPERATORS = (1, 2)
SALESPEOPLE = (11, 12)
SITES = (5, 6, 7)
"""Site 7 has no hours of its own."""
GAPS = (0, 0, 1, 1, 2, 3, 4, 5, 7, 9, 12, 14, 20, 31, 47, 60, 95, 180, 700, 1440)
CLOCKS = (
    "first_response",
    "next_response",
    "open_question",
    "qualification",
    "acceptance",
    "sales_first_contact",
)
SOURCES = ("leboncoin", "site", "phone")


@dataclass
class Story:
    """A policy, calendars and a lead's history inside one window of weeks."""

    start: datetime
    calendars: dict[int, dict[str, Any]]
    rules: dict[str, dict[str, Any]]
    now: datetime
    """When the clocks are read."""
    events: list[LeadEvent] = field(default_factory=list)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A whole story: the weeks, the hours, the policy, what happened, and when the clocks are read."""
    hours = st.sampled_from(CALENDARS)
    start = draw(st.sampled_from(ANCHORS))
    story = Story(start, {0: draw(hours), 5: draw(hours), 6: draw(hours)}, draw(_rules()), start)
    telling = _Telling(story)
    at = story.start + timedelta(minutes=draw(st.integers(0, 3 * 1440)))
    telling.begin(at, draw(st.integers(0, 10**6)))
    latest = story.start + timedelta(days=WINDOW_DAYS - 4)
    length = draw(st.integers(0, 26))
    for drawn in draw(st.lists(st.integers(0, 2**32 - 1), min_size=length, max_size=length)):
        # Hypothesis likes small numbers; spread out, they choose evenly among moves and still shrink.
        step = drawn * 0x9E3779B97F4A7C15 % 2**64 >> 8
        gap, step = GAPS[step % len(GAPS)], step // len(GAPS)
        back, step = step % 40 == 0, step // 40
        at = min(at + timedelta(minutes=-gap if back else gap), latest)
        telling.tell(max(at, story.start), step)
    story.now = max(at, story.start) + timedelta(
        minutes=draw(st.sampled_from([0, 1, 4, 17, 60, 200, 1000, 2500]))
    )
    return story


@st.composite
def _rules(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    targets = st.sampled_from([1, 15, 30, 47, 120, 240, 480, 960, 2000])
    rules: dict[str, dict[str, Any]] = {}
    shape = draw(st.integers(0, 2**32 - 1)) * 0x9E3779B97F4A7C15 % 2**64
    for clock in CLOCKS:
        rules[clock] = {
            "enabled": shape % 16 != 0,
            "calendar": ("center", "site", "wall", "center")[shape % 4],
            "target_minutes": draw(targets),
            "target_by_source": {"phone": 10} if shape % 3 == 0 else {},
            "target_by_temperature": {"hot": 7, "warm": 100} if shape % 5 == 0 else {},
            "warning_minutes": 5,
            "pauses": ((), ("parked",), ("parked", "waiting"), ("waiting",), ())[shape % 5],
        }
        shape //= 11
    rules["follow_up"] = {
        "enabled": True,
        "calendar": ("center", "site", "wall")[shape % 3],
        "grace_minutes": (0, 15, 60)[shape % 3],
        "warning_minutes": 10,
    }
    return rules


class _Telling:
    """Adds one event at a time, choosing among those that could come next."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.events = story.events
        self.is_closed = False
        self.number = 0
        self.calls: list[int] = []
        self.queued: list[tuple[int, bool]] = []
        self.accepted: list[int] = []
        self.questions: list[int] = []
        self.tasks: list[int] = []
        self.offers: list[tuple[int, int]] = []
        self.taken: list[tuple[int, int]] = []
        self.choice = 0

    def add(self, at: datetime, what: K, actor: int | None = None, /, **data: Any) -> None:
        self.events.append(LeadEvent(len(self.events) + 1, at, what, actor, data))

    def new(self) -> int:
        self.number += 1
        return self.number

    def pick(self, *options: Any) -> Any:
        """One of the options, using up part of the step's number."""
        chosen = options[self.choice % len(options)]
        self.choice //= len(options)
        return chosen

    def begin(self, at: datetime, choice: int) -> None:
        self.choice = choice
        live, site, source = (
            self.pick(False, False, False, True),
            self.pick(*SITES, None),
            self.pick(*SOURCES),
        )
        self.add(at, K.RECEIVED, touch=1, channel="email", source=source, site=site, live=live)

    def tell(self, at: datetime, choice: int) -> None:
        self.choice = choice
        self.pick(*self._moves())(at)

    def _moves(self) -> list[Callable[[datetime], None]]:
        moves: list[Callable[[datetime], None]] = [self._touch, self._touch, self._message, self._undo]
        if self.queued:
            moves += [self._accept] * 4
        if self.accepted:
            moves += [self._return]
        if self.calls:
            moves += [self._hang_up] * 4
        if self.is_closed:
            return [*moves, self._reopen, self._reopen, self._reopen]
        moves += [self._call, self._call, self._call, self._message, self._park, self._unpark, self._plan]
        moves += [self._ask, self._qualify, self._score, self._offer, self._appoint, self._close, self._move]
        moves += [self._answer_question] * len(self.questions)
        moves += [self._end_task] * len(self.tasks)
        moves += [self._end_offer] * 3 * len(self.offers)
        moves += [self._sales_contact] * 2 * len(self.taken)
        return moves

    def _touch(self, at: datetime) -> None:
        live = self.pick(False, False, False, True)
        message = self.pick(True, True, False)
        self.add(at, K.TOUCHED, self.pick(*OPERATORS, *SALESPEOPLE), touch=self.new(), channel="email",
                 source="site", live=live, message=message)  # fmt: skip

    def _message(self, at: datetime) -> None:
        message, automatic = self.new(), self.pick(False, False, True)
        author = None if automatic else self.pick(*OPERATORS, *SALESPEOPLE)
        self.queued.append((message, automatic))
        self.add(at, K.MESSAGE_QUEUED, author, message=message, channel="email", automatic=automatic)

    def _accept(self, at: datetime) -> None:
        message, automatic = self.queued.pop(0)
        self.accepted.append(message)
        self.add(at, K.MESSAGE_ACCEPTED, None, message=message, channel="email", automatic=automatic)

    def _return(self, at: datetime) -> None:
        message = self.accepted.pop()
        if self.pick(True, False):
            self.add(at, K.MESSAGE_BOUNCED, None, message=message)
        else:
            self.add(at, K.MESSAGE_FAILED, None, message=message, reason="refused")

    def _call(self, at: datetime) -> None:
        call = self.new()
        self.calls.append(call)
        self.add(at, K.CALLED, self.pick(*OPERATORS, *SALESPEOPLE), call=call)

    def _hang_up(self, at: datetime) -> None:
        call, reached = self.calls.pop(0), self.pick(True, False)
        outcome = "reached" if reached else "no_answer"
        self.add(at, K.CALL_ENDED, self.pick(*OPERATORS), call=call, outcome=outcome, reached=reached)

    def _sales_contact(self, at: datetime) -> None:
        call = self.new()
        self.calls.append(call)
        self.add(at, K.CALLED, self.taken[-1][1], call=call, by_sales=True)

    def _park(self, at: datetime) -> None:
        until = at + timedelta(minutes=self.pick(30, 200, 1440, 3000))
        self.add(at, K.PARKED, self.pick(*OPERATORS), until=until.isoformat())

    def _unpark(self, at: datetime) -> None:
        self.add(at, K.UNPARKED, None)

    def _plan(self, at: datetime) -> None:
        task = self.new()
        self.tasks.append(task)
        due = at + timedelta(minutes=self.pick(10, 60, 300, 2880))
        self.add(at, K.TASK_PLANNED, self.pick(*OPERATORS), task=task, kind="relaunch", due=due.isoformat())

    def _end_task(self, at: datetime) -> None:
        task = self.tasks.pop(0)
        self.add(at, self.pick(K.TASK_DONE, K.TASK_CANCELLED), self.pick(*OPERATORS), task=task)

    def _appoint(self, at: datetime) -> None:
        if self.pick(True, False):
            due = at + timedelta(minutes=self.pick(60, 1440))
            data = {"appointment": self.new(), "at": due.isoformat(), "kind": "visit"}
            self.events.append(LeadEvent(len(self.events) + 1, at, K.APPOINTMENT_MADE, 11, data))
        else:
            self.add(at, K.APPOINTMENT_ENDED, 11, appointment=0, state="honoured")

    def _ask(self, at: datetime) -> None:
        question = self.new()
        self.questions.append(question)
        self.add(at, K.QUESTION_OPENED, self.pick(*OPERATORS), question=question)

    def _answer_question(self, at: datetime) -> None:
        self.add(at, K.QUESTION_ANSWERED, self.pick(*OPERATORS), question=self.questions.pop(0))

    def _qualify(self, at: datetime) -> None:
        self.add(at, K.QUALIFIED, self.pick(*OPERATORS))

    def _score(self, at: datetime) -> None:
        self.add(at, K.SCORED, None, score=50, temperature=self.pick("hot", "warm", "cold"), override=False)

    def _move(self, at: datetime) -> None:
        self.add(at, K.MOVED_SITE, self.pick(*OPERATORS), site=self.pick(*SITES))

    def _offer(self, at: datetime) -> None:
        offer = (self.new(), self.pick(*SALESPEOPLE))
        self.offers.append(offer)
        self.add(at, K.OFFERED, self.pick(*OPERATORS), offer=offer[0], to=offer[1])

    def _end_offer(self, at: datetime) -> None:
        offer, to = self.offers.pop(0)
        kinds = (K.OFFER_ACCEPTED, K.OFFER_ACCEPTED, K.OFFER_REFUSED, K.OFFER_EXPIRED, K.OFFER_WITHDRAWN)
        kind = self.pick(*kinds)
        if kind is K.OFFER_ACCEPTED:
            self.taken.append((offer, to))
        self.add(at, kind, None if kind is K.OFFER_EXPIRED else to, offer=offer, to=to, reason="overloaded")

    def _close(self, at: datetime) -> None:
        self.is_closed = True
        if self.pick(True, False, False, False):
            self.add(at, K.SOLD, 11, sale=self.new())
        else:
            stage = self.pick("lost", "disqualified", "duplicate")
            self.add(at, K.CLOSED, self.pick(*OPERATORS), reason="price", stage=stage)
        self.questions, self.tasks, self.offers, self.taken = [], [], [], []

    def _reopen(self, at: datetime) -> None:
        self.is_closed = False
        sold = self.events and self.events[-1].kind is K.SOLD
        if sold and self.pick(True, False):
            self.add(at, K.SALE_UNDONE, 21, sale=0, reason="withdrawal")
        else:
            self.add(at, K.REOPENED, self.pick(*OPERATORS), cause=self.pick("customer", "person"))

    def _undo(self, at: datetime) -> None:
        """Take back one of the last events, or redo: what arrived first cannot be undone."""
        behind = self.pick(1, 1, 2, 3, 6)
        if behind < len(self.events):
            self.add(at, K.UNDONE, self.pick(*OPERATORS), event=self.events[-behind].id)
