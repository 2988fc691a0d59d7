"""Random days at the center: whatever people and the engine do, in whatever order, the store stays whole.

The strongest test of the services: after each act ``store check`` finds nothing, every dependent row says what
the events say, and whatever was refused changed nothing.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, select

from data.store import Store
from data.tables import (
    AppointmentRow,
    CallRow,
    CarRow,
    LeadRow,
    OfferRow,
    QuestionRow,
    SaleRow,
    StaffRow,
    TaskRow,
)
from rules.lead_state import fold
from rules.refusal import Refusal
from rules.vocabulary import (
    AppointmentKind,
    AppointmentState,
    CallOutcome,
    Channel,
    CloseReason,
    OfferState,
    RefuseReason,
    SaleUndoReason,
    TaskKind,
    Temperature,
)
from tests.services.builders import phone_of, write_again
from tests.services.center import ANSWERS, Center
from vo_callcenter.services.case import events_of, projection, read_clocks
from vo_callcenter.services.consequences import appointment_states, offer_states, task_states
from vo_callcenter.services.identity import IdentityService
from vo_callcenter.services.store_check import check

PEOPLE = st.sampled_from(("camille", "samir", "louis", "ines", "marc", "anne", "mona", "ada"))
SELLERS = st.sampled_from(("louis", "ines", "marc", "anne"))
WHICH = st.integers(0, 30)
LEADS = 3


class RandomDays(RuleBasedStateMachine):
    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vo-days-"))
        path = self.folder / "store.db"
        shutil.copy(self.template, path)
        self.store = Store(str(path))
        self.center = Center(self.store)
        self.leads = [self.center.lead(car=self.center.group.cars[number % 2]) for number in range(LEADS)]

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.dispose()
            shutil.rmtree(self.folder, ignore_errors=True)

    # What people do.

    @rule(who=PEOPLE)
    def takes_next(self, who: str) -> None:
        self._try(lambda: self.center.desk.claim_next(self.center.who(who)))

    @rule(who=PEOPLE, which=WHICH, act=st.sampled_from(("claim", "release", "take_over", "reopen", "undo")))
    def does_at_the_desk(self, who: str, which: int, act: str) -> None:
        self._try(lambda: getattr(self.center.desk, act)(self.center.who(who), self._lead(which)))

    @rule(who=PEOPLE, which=WHICH)
    def undoes(self, who: str, which: int) -> None:
        self._try(lambda: self.center.desk.undo(self.center.who(who), self._lead(which)))

    @rule(who=PEOPLE, which=WHICH, reason=st.sampled_from(CloseReason))
    def closes(self, who: str, which: int, reason: CloseReason) -> None:
        self._try(
            lambda: self.center.desk.close(self.center.who(who), self._lead(which), reason, "parce que")
        )

    @rule(who=PEOPLE, which=WHICH, temperature=st.sampled_from(Temperature))
    def rates(self, who: str, which: int, temperature: Temperature) -> None:
        self._try(lambda: self.center.desk.rate(self.center.who(who), self._lead(which), temperature))

    @rule(who=PEOPLE, which=WHICH, car=st.integers(0, 5))
    def chooses_a_car(self, who: str, which: int, car: int) -> None:
        number = self.center.group.cars[car]
        self._try(lambda: self.center.desk.choose_car(self.center.who(who), self._lead(which), number))

    @rule(who=PEOPLE, which=WHICH)
    def starts_a_call(self, who: str, which: int) -> None:
        lead = self._lead(which)
        phone = phone_of(self.center.office, lead)
        self._try(lambda: self.center.conversation.start_call(self.center.who(who), lead, phone))

    @rule(
        who=PEOPLE,
        which=WHICH,
        outcome=st.sampled_from(CallOutcome),
        hours=st.integers(1, 60),
        is_dated=st.booleans(),
    )
    def ends_a_call(self, who: str, which: int, outcome: CallOutcome, hours: int, is_dated: bool) -> None:
        call = self._one(CallRow, which)
        at = self.center.wall.at + timedelta(hours=hours) if is_dated else None
        if call is not None:
            self._try(
                lambda: self.center.conversation.end_call(self.center.who(who), call, outcome, "vu", at)
            )

    @rule(who=PEOPLE, which=WHICH, text=st.sampled_from(("", "Vu.", "x" * 6_000)))
    def notes(self, who: str, which: int, text: str) -> None:
        self._try(lambda: self.center.conversation.note(self.center.who(who), self._lead(which), text))

    @rule(who=PEOPLE, which=WHICH)
    def asks(self, who: str, which: int) -> None:
        self._try(
            lambda: self.center.conversation.open_question(
                self.center.who(who), self._lead(which), "Carnet ?"
            )
        )

    @rule(who=PEOPLE, which=WHICH)
    def answers(self, who: str, which: int) -> None:
        question = self._one(QuestionRow, which)
        if question is not None:
            self._try(
                lambda: self.center.conversation.answer_question(self.center.who(who), question, "Oui.")
            )

    @rule(who=PEOPLE, which=WHICH, channel=st.sampled_from((None, Channel.PHONE, Channel.EMAIL)))
    def objects(self, who: str, which: int, channel: Channel | None) -> None:
        self._try(lambda: self.center.conversation.object(self.center.who(who), self._lead(which), channel))

    @rule(who=PEOPLE, which=WHICH)
    def fills_and_qualifies(self, who: str, which: int) -> None:
        lead = self._lead(which)
        self._try(lambda: self.center.qualification.fill(self.center.who(who), lead, ANSWERS))
        self._try(lambda: self.center.qualification.qualify(self.center.who(who), lead))

    @rule(who=PEOPLE, which=WHICH, to=SELLERS)
    def offers(self, who: str, which: int, to: str) -> None:
        staff = self.center.group.people[to]
        self._try(lambda: self.center.handover.offer(self.center.who(who), self._lead(which), staff))

    @rule(which=WHICH, accepts=st.booleans(), wrong_person=st.booleans())
    def answers_an_offer(self, which: int, accepts: bool, wrong_person: bool) -> None:
        offer = self._one(OfferRow, which)
        if offer is None:
            return
        with self.store.reading() as session:
            login = self.center.login_of(session.get_one(OfferRow, offer).staff_id)
        who = self.center.who("marc" if wrong_person else login)
        if accepts:
            self._try(lambda: self.center.handover.accept(who, offer))
        else:
            self._try(lambda: self.center.handover.refuse(who, offer, RefuseReason.OVERLOADED))

    @rule(who=PEOPLE, which=WHICH)
    def withdraws(self, who: str, which: int) -> None:
        self._try(lambda: self.center.handover.withdraw(self.center.who(who), self._lead(which)))

    @rule(
        who=PEOPLE, which=WHICH, hours=st.integers(-1, 60), park=st.booleans(), kind=st.sampled_from(TaskKind)
    )
    def plans(self, who: str, which: int, hours: int, park: bool, kind: TaskKind) -> None:
        at = self.center.wall.at + timedelta(hours=hours)
        self._try(
            lambda: self.center.relaunch.plan(
                self.center.who(who), self._lead(which), at, kind, Channel.PHONE, park=park
            )
        )

    @rule(who=PEOPLE, which=WHICH, act=st.sampled_from(("done", "cancel")))
    def ends_a_task(self, who: str, which: int, act: str) -> None:
        task = self._one(TaskRow, which)
        if task is not None:
            self._try(lambda: getattr(self.center.relaunch, act)(self.center.who(who), task))

    @rule(who=SELLERS, which=WHICH, outcome=st.sampled_from(CallOutcome), hours=st.integers(1, 60))
    def logs_a_contact(self, who: str, which: int, outcome: CallOutcome, hours: int) -> None:
        at = self.center.wall.at + timedelta(hours=hours)
        self._try(lambda: self.center.sales.log_contact(self.center.who(who), self._lead(which), outcome, at))

    @rule(who=PEOPLE, which=WHICH, hours=st.integers(1, 60))
    def appoints(self, who: str, which: int, hours: int) -> None:
        lead, at = self._lead(which), self.center.wall.at + timedelta(hours=hours)
        person = self.center.who(who)
        self._try(lambda: self.center.qualification.fill(person, lead, {"test_drive": "oui"}))
        self._try(lambda: self.center.sales.appoint(person, lead, at, AppointmentKind.VISIT))

    @rule(who=PEOPLE, which=WHICH, state=st.sampled_from(AppointmentState))
    def ends_an_appointment(self, who: str, which: int, state: AppointmentState) -> None:
        appointment = self._one(AppointmentRow, which)
        if appointment is not None:
            self._try(lambda: self.center.sales.end_appointment(self.center.who(who), appointment, state))

    @rule(who=PEOPLE, which=WHICH)
    def sells(self, who: str, which: int) -> None:
        self._try(lambda: self.center.sales.sell(self.center.who(who), self._lead(which), 12_000))

    @rule(who=PEOPLE, which=WHICH, reason=st.sampled_from(SaleUndoReason))
    def undoes_a_sale(self, who: str, which: int, reason: SaleUndoReason) -> None:
        self._try(lambda: self.center.sales.undo_sale(self.center.who(who), self._lead(which), reason))

    @rule(who=PEOPLE, one=WHICH, other=WHICH)
    def merges(self, who: str, one: int, other: int) -> None:
        identity, person = IdentityService(self.center.office), self.center.who(who)
        self._try(lambda: identity.merge_leads(person, self._lead(one), self._lead(other)))

    @rule(who=PEOPLE, which=WHICH)
    def splits(self, who: str, which: int) -> None:
        self._try(lambda: IdentityService(self.center.office).split(self.center.who(who), self._lead(which)))

    @rule(which=WHICH, to=PEOPLE)
    def reassigns(self, which: int, to: str) -> None:
        staff = self.center.group.people[to]
        self._try(lambda: self.center.supervision.reassign(self.center.who("anne"), self._lead(which), staff))

    # What happens by itself.

    @rule(which=WHICH)
    def customer_writes(self, which: int) -> None:
        write_again(self.center.office, self._lead(which))

    @rule(minutes=st.sampled_from((1, 7, 35, 180, 1_500, 8_000)))
    def time_passes_and_the_engine_turns(self, minutes: int) -> None:
        self.center.wall.go(minutes=minutes)
        self.center.relaunch.fire_due()
        self.center.upkeep.unpark_due()
        self.center.handover.expire_offers()
        self.center.upkeep.warn_and_breach()
        self.center.upkeep.expire_claims()
        # A second turn at the same moment has nothing left to do.
        assert self.center.relaunch.fire_due() == 0
        assert self.center.upkeep.unpark_due() == 0
        assert self.center.handover.expire_offers() == 0
        assert self.center.upkeep.warn_and_breach() == 0
        assert self.center.upkeep.expire_claims() == 0

    @rule(login=SELLERS, is_active=st.booleans())
    def somebody_leaves_or_returns(self, login: str, is_active: bool) -> None:
        with self.store.writing() as session:
            session.get_one(StaffRow, self.center.group.people[login]).is_active = is_active

    # What must always hold.

    @invariant()
    def the_store_is_whole(self) -> None:
        if not hasattr(self, "store"):
            return
        assert check(self.center.office) == []
        with self.store.reading() as session:
            for lead in self.leads:
                self._rows_follow_events(session, lead)
            sold = set(session.exec(select(SaleRow.car_id).where(sa.column("undone_at").is_(None))).all())
            for car in session.exec(select(CarRow)).all():
                assert (car.status == "sold") == (car.id in sold)

    def _rows_follow_events(self, session: Session, lead_id: int) -> None:
        events = events_of(session, lead_id)
        for table, states in (
            (TaskRow, task_states(events)),
            (OfferRow, offer_states(events)),
            (AppointmentRow, appointment_states(events)),
        ):
            rows: Any = session.exec(select(table).where(table.lead_id == lead_id)).all()
            for row in rows:
                lost = {TaskRow: "cancelled", OfferRow: "withdrawn", AppointmentRow: "cancelled"}[table]
                expected = states[row.id].state if row.id in states else lost
                assert row.state == expected, (table.__tablename__, row.id)
        lead = session.get_one(LeadRow, lead_id)
        open_offers = session.exec(
            select(OfferRow.staff_id).where(OfferRow.lead_id == lead_id, OfferRow.state == OfferState.OPEN)
        ).all()
        assert open_offers == ([lead.offered_to_id] if lead.offered_to_id is not None else [])
        readings = read_clocks(self.center.office, events, lead.source, self.center.wall.at)
        columns = projection(fold(events), events, readings)
        del columns["rests_until"]  # says when a clock goes on, seen from the moment it was written
        assert {name: getattr(lead, name) for name in columns} == columns

    def _lead(self, which: int) -> int:
        return self.leads[which % LEADS]

    def _one(self, table: Any, which: int) -> int | None:
        with self.store.reading() as session:
            ids = session.exec(select(table.id).order_by(table.id.desc())).all()
            return ids[which % len(ids)] if ids else None

    def _try(self, act: Callable[[], object]) -> None:
        """Do it; when it is refused, see that nothing at all has changed."""
        before, refused = self._fingerprint(), None
        try:
            act()
        except Refusal as refusal:
            refused = refusal
        assert refused is None or self._fingerprint() == before, f"{refused} changed something"

    def _fingerprint(self) -> list[Any]:
        names = (
            "lead",
            "lead_event",
            "change_log",
            "task",
            "offer",
            "appointment",
            "call",
            "note",
            "sale",
            "objection",
        )
        with self.store.reading_core() as connection:
            counts = [connection.exec_driver_sql(f'SELECT COUNT(*) FROM "{name}"').scalar() for name in names]
            versions = connection.exec_driver_sql("SELECT id, version FROM lead ORDER BY id").all()
        return [*counts, *versions]


@pytest.mark.lengthened
@pytest.mark.timeout(3600)
def test_whatever_people_and_the_engine_do_the_store_stays_whole(sqlite_template: Path) -> None:
    is_proof = os.environ.get("VO_PROOF") == "1"
    RandomDays.template = sqlite_template
    run_state_machine_as_test(
        RandomDays,
        settings=settings(
            max_examples=150 if is_proof else 10,
            stateful_step_count=60 if is_proof else 40,
            deadline=None,
            # A failing day is read as it stands: making it shorter takes minutes.
            phases=(Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
