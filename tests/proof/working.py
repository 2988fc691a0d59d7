"""A console's work without its screen: random acts through the services, each said once it is confirmed."""

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from data.store import Store
from data.tables import CallRow, LeadEventRow, LeadRow, OfferRow, PersonPhoneRow, StaffRow
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import (
    AppointmentKind,
    CallOutcome,
    Channel,
    CloseReason,
    RefuseReason,
    TaskKind,
    Temperature,
)
from tests.services.builders import Wall
from tests.services.center import ANSWERS
from vo_callcenter.bootstrap import Application
from vo_callcenter.services.sign_in import actor_of

Act = Callable[["Worker", Actor, int], object]
RECENT = 6
"""Leads worked on: few enough that they get somewhere."""


class Worker:
    """Somebody who works without pause: ``acts`` one after another until the process ends."""

    def __init__(self, url: str, seed: int, at: datetime) -> None:
        self.wall = Wall(at)
        self.app = Application(Store(url), self.wall)
        self.chance = random.Random(seed)
        with self.app.store.reading() as session:
            people = session.exec(select(StaffRow)).all()
            self.actors = {each.login: actor_of(self.app.office, session, each) for each in people}
            self.seen = session.exec(select(func.max(LeadEventRow.id))).one() or 0
            leads = session.exec(select(LeadRow.id).order_by(col(LeadRow.id))).all()
            self.leads = [each for each in leads if each is not None]

    def act(self) -> list[tuple[int, int, str]]:
        """Do one thing; returns the events it was confirmed with (lead, id, kind), none when it was refused."""
        self.wall.go(seconds=self.chance.randint(1, 20))
        login, act = self.chance.choice(ACTS)
        try:
            act(self, self.actors[login], self.chance.choice(self.leads[-RECENT:]))
        except Refusal:
            return []
        with self.app.store.reading() as session:
            new = session.exec(select(LeadEventRow).where(col(LeadEventRow.id) > self.seen)).all()
            done = [(event.lead_id, event.id or 0, event.kind) for event in new]
        self.seen = max((event for _, event, _ in done), default=self.seen)
        return done

    def of_lead(self, table: Any, lead: int) -> int:
        """The newest row of ``table`` about a lead; 0, which nothing has, where there is none."""
        with self.app.store.reading() as session:
            return session.exec(select(func.max(table.id)).where(table.lead_id == lead)).one() or 0

    def phone(self, lead: int) -> int:
        with self.app.store.reading() as session:
            person = session.get_one(LeadRow, lead).person_id
            return (
                session.exec(select(PersonPhoneRow.id).where(PersonPhoneRow.person_id == person)).first() or 0
            )

    def later(self) -> datetime:
        return self.wall.at + timedelta(minutes=self.chance.randint(5, 3_000))


def work(url: str, said: str, seed: int, at: datetime) -> None:
    """Work until killed, writing each confirmed act as one line of ``said`` (a process of its own)."""
    worker = Worker(url, seed, at)
    with Path(said).open("ab", buffering=0) as lines:
        while True:
            done = worker.act()
            if done:
                lines.write(json.dumps(done).encode() + b"\n")


OPERATORS, SELLERS = ("camille", "samir"), ("louis", "ines")
_OUTCOMES = (CallOutcome.REACHED, CallOutcome.NO_ANSWER, CallOutcome.VOICEMAIL)
_BY_OPERATOR: tuple[Act, ...] = (
    lambda w, who, lead: w.app.desk.claim(who, lead),
    lambda w, who, lead: w.app.desk.claim_next(who),
    lambda w, who, lead: w.app.desk.release(who, lead),
    lambda w, who, lead: w.app.conversation.start_call(who, lead, w.phone(lead)),
    lambda w, who, lead: w.app.conversation.end_call(
        who, w.of_lead(CallRow, lead), w.chance.choice(_OUTCOMES), "vu"
    ),
    lambda w, who, lead: w.app.conversation.note(who, lead, f"note {w.seen}"),
    lambda w, who, lead: w.app.conversation.open_question(who, lead, "Carnet d’entretien ?"),
    lambda w, who, lead: w.app.qualification.fill(who, lead, {**ANSWERS, "test_drive": "oui"}),
    lambda w, who, lead: w.app.qualification.qualify(who, lead),
    lambda w, who, lead: w.app.compose.send(who, lead, Channel.EMAIL, None, "Votre demande", "Bonjour."),
    lambda w, who, lead: w.app.relaunch.plan(
        who, lead, w.later(), TaskKind.RELAUNCH, Channel.PHONE, park=False
    ),
    lambda w, who, lead: w.app.desk.rate(who, lead, w.chance.choice(tuple(Temperature))),
    lambda w, who, lead: w.app.route.offer(who, lead, w.actors[w.chance.choice(SELLERS)].id),
    lambda w, who, lead: w.app.desk.undo(who, lead),
)
_BY_SELLER: tuple[Act, ...] = (
    lambda w, who, lead: w.app.route.accept(who, w.of_lead(OfferRow, lead)),
    lambda w, who, lead: w.app.route.refuse(who, w.of_lead(OfferRow, lead), RefuseReason.OVERLOADED),
    lambda w, who, lead: w.app.sales.log_contact(who, lead, CallOutcome.REACHED, w.later()),
    lambda w, who, lead: w.app.sales.appoint(who, lead, w.later(), AppointmentKind.VISIT),
    lambda w, who, lead: w.app.desk.close(who, lead, CloseReason.PRICE),
    lambda w, who, lead: w.app.desk.reopen(who, lead),
)
ACTS = tuple(
    (login, act)
    for acts, people in ((_BY_OPERATOR, OPERATORS), (_BY_SELLER, SELLERS))
    for act in acts
    for login in people
)
