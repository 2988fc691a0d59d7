"""The life of one invented lead, told forward from its arrival and cut off at the present.

Because every life is told the same way, leads that arrived lately are found in every state at which the
present catches them: nobody has to be told to leave some open.
"""

from dataclasses import dataclass
from datetime import timedelta

from rules.events import LeadEvent
from rules.vocabulary import CloseReason, EventKind, RefuseReason, Source, TaskKind
from vo_callcenter.demo import sayings
from vo_callcenter.demo.story import DAY, HOUR, MINUTE, Future, Story


@dataclass(slots=True)
class Life(Story):
    """The chapters of a story, in their order."""

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

    def _arrive(self) -> None:
        live = self.source is Source.PHONE and self.chance(0.6)
        text = "" if self.source is Source.PHONE else sayings.request(self.random, self.car)
        touch = self.add_touch(text, sayings.SUBJECTS[self.source].format(car=self.car.title))
        channel = sayings.CHANNELS[self.source]
        self.happen(
            EventKind.RECEIVED, touch=touch, channel=channel, source=self.source, site=self.site, live=live
        )

    def _reach(self) -> bool:
        """Operators try to reach the customer; whether somebody was reached in the end."""
        slow = self.chance(0.06)
        self.wait(self.minutes(300, 0.5) if slow else self.minutes(5.5, 1.0), 0)
        self.happen(EventKind.CLAIMED, self.operator)
        gaps = (2 * HOUR, 8 * HOUR, 20 * HOUR, 40 * HOUR, 70 * HOUR)
        for attempt in range(6):
            self.wait(timedelta(seconds=self.random.randint(20, 110)), 0)
            if self.call(self.operator, 0.5 if attempt == 0 else 0.4):
                return True
            if attempt == 1:
                self.write(self.operator, sayings.missed_you(self.customer, self.car))
                if self.chance(0.3):
                    self.wait(self.minutes(400))
                    self.customer_writes()
                    self.wait(self.minutes(25), 0)
                    self.call(self.operator, 1.0)
                    return True
            if attempt < len(gaps):
                self.park(gaps[attempt], self.operator)
        self.close(CloseReason.UNREACHABLE, "lost", self.operator)
        return False

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
            self.close(reason, stage, self.operator)
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
        self.write(self.operator, ("Votre question", sayings.ANSWERED))
        row.update(answered_at=self.at, answered_by_id=self.operator, answer=sayings.ANSWERED)
        self.happen(EventKind.QUESTION_ANSWERED, self.operator, question=question)

    def _hand_over(self) -> int:
        candidates = list(self.cast.salespeople[self.site])
        self.random.shuffle(candidates)
        while True:
            seller = candidates.pop()
            self.wait(timedelta(seconds=self.random.randint(30, 400)), self.site)
            expires = self.cast.calendars[self.site].add(self.at, 30 * MINUTE) or self.at + HOUR
            self.stop_at_present()
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
            if self.call(seller, 0.6):
                break
            # Here the follow-up decays: some are simply forgotten.
            if self.chance(0.12):
                self.wait(20 * DAY)
            else:
                open_time = self.random.choice((3, 8, 16)) * HOUR
                due = self.cast.calendars[self.site].add(self.at, open_time) or self.at + DAY
                task = self.plan(due, seller, TaskKind.CALLBACK, park=False)
                self.follow_up(task, due, seller, self.site)
        if self.chance(0.3):
            self.wait(self.minutes(900))
            self.customer_writes()
            self.wait(self.minutes(45), self.site)
            self.write(seller, sayings.reply(self.customer, self.car))
        if self.chance(0.55):
            self._meet(seller)
        else:
            due = self.cast.calendars[self.site].add(self.at, 30 * HOUR) or self.at + 3 * DAY
            task = self.plan(due, seller, TaskKind.RELAUNCH, park=True)
            self.follow_up(task, due, seller, self.site, wakes=True)
        self._conclude(seller)

    def _meet(self, seller: int) -> None:
        self.wait(self.minutes(10), self.site)
        starts = self.cast.calendars[self.site].add(self.at, self.random.randint(4, 30) * HOUR)
        starts = (starts or self.at + DAY).replace(
            minute=self.random.choice((0, 30)), second=0, microsecond=0
        )
        self.stop_at_present()
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
            self.stop_at_present()
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
        self.close(reason, "lost", seller)
