"""The whole desk over one small group, so that a test reads like a day at the center."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from data.store import Store
from data.tables import LeadEventRow, LeadRow, OfferRow
from rules.values.staff import Actor
from rules.vocabulary import CallOutcome
from tests.services.builders import Group, Wall, actor, make_group, make_lead, phone_of
from vo_callcenter.services.conversation import ConversationService
from vo_callcenter.services.desk import DeskService
from vo_callcenter.services.handover import HandoverService
from vo_callcenter.services.office import Office
from vo_callcenter.services.qualification import QualificationService
from vo_callcenter.services.queue import QueueService
from vo_callcenter.services.records import RecordService
from vo_callcenter.services.relaunch import RelaunchService
from vo_callcenter.services.sales import SalesService
from vo_callcenter.services.supervision import SupervisionService
from vo_callcenter.services.upkeep import UpkeepService

ANSWERS = {
    "car_still_wanted": "oui",
    "horizon": "within_15_days",
    "budget": "12 000 €",
    "financing": "cash",
    "trade_in": "non",
    "preferred_channel": "phone",
}


@dataclass
class Center:
    """An office, its group, its clock and its services."""

    store: Store
    wall: Wall = field(default_factory=Wall)
    office: Office = field(init=False)
    group: Group = field(init=False)

    def __post_init__(self) -> None:
        self.office = Office(self.store, self.wall)
        self.group = make_group(self.office)
        self.desk = DeskService(self.office)
        self.conversation = ConversationService(self.office)
        self.qualification = QualificationService(self.office)
        self.handover = HandoverService(self.office)
        self.relaunch = RelaunchService(self.office)
        self.sales = SalesService(self.office)
        self.records = RecordService(self.office)
        self.queue = QueueService(self.office)
        self.upkeep = UpkeepService(self.office)
        self.supervision = SupervisionService(self.office)

    def who(self, login: str) -> Actor:
        return actor(self.office, self.group, login)

    def login_of(self, staff_id: int) -> str:
        return next(login for login, number in self.group.people.items() if number == staff_id)

    def lead(self, **what: Any) -> int:
        return make_lead(self.office, self.group, **what)

    def claimed(self, login: str = "camille", **what: Any) -> int:
        lead = self.lead(**what)
        self.desk.claim(self.who(login), lead)
        return lead

    def call(
        self, lead: int, login: str = "camille", outcome: CallOutcome = CallOutcome.REACHED, **end: Any
    ) -> int:
        who = self.who(login)
        call = self.conversation.start_call(who, lead, phone_of(self.office, lead))
        self.wall.go(minutes=2)
        self.conversation.end_call(who, call, outcome, **end)
        return call

    def qualified(self, login: str = "camille", **what: Any) -> int:
        lead = self.claimed(login, **what)
        self.call(lead, login)
        self.qualification.fill(self.who(login), lead, ANSWERS)
        self.qualification.qualify(self.who(login), lead)
        return lead

    def offered(self, to: str = "louis", **what: Any) -> int:
        lead = self.qualified(**what)
        self.handover.offer(self.who("camille"), lead, self.group.people[to])
        return lead

    def accepted(self, by: str = "louis", **what: Any) -> int:
        lead = self.offered(by, **what)
        self.handover.accept(self.who(by), self.open_offer(lead))
        return lead

    def open_offer(self, lead: int) -> int:
        with self.store.reading() as session:
            offer = session.exec(
                select(OfferRow.id).where(OfferRow.lead_id == lead, OfferRow.state == "open")
            ).one()
            assert offer is not None
            return offer

    def offered_to(self, lead: int) -> str | None:
        staff = self.field(lead, "offered_to_id")
        return None if staff is None else self.login_of(staff)

    def field(self, lead: int, name: str) -> Any:
        with self.store.reading() as session:
            return getattr(session.get_one(LeadRow, lead), name)

    def kinds(self, lead: int) -> list[str]:
        """The kinds of the lead's events, scoring left out."""
        with self.store.reading() as session:
            kinds = session.exec(
                select(LeadEventRow.kind)
                .where(LeadEventRow.lead_id == lead, LeadEventRow.kind != "scored")
                .order_by(col(LeadEventRow.id))
            ).all()
            return list(kinds)

    def everything(self) -> dict[str, list[str]]:
        """Every row of every table, to see that nothing changed."""
        with self.store.reading_core() as connection:
            return {
                name: sorted(map(repr, connection.execute(sa.select(table)).all()))
                for name, table in SQLModel.metadata.tables.items()
            }
