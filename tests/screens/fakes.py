"""The services as the screens ask for them, in memory: ``FakeServices()`` satisfies ``screens.services.Services``.

Each fake keeps what was asked of it in ``calls`` and lets a test set what it answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from rules.calendars import Calendar
from rules.refusal import Refusal
from rules.stock.question import question_of
from rules.urgency import order
from rules.values.clock import ClockReading
from rules.values.contact import ChannelVerdict
from rules.values.desk import AgendaDay, Desk, OfferRow
from rules.values.entry import Caller, Captured, CarFound, Entry
from rules.values.figures import ClockFigure, Drill, HourFigure, PersonFigure, SourceFigure, Supervision
from rules.values.identity import MergePreview
from rules.values.imports import ImportGoing, ImportPreview, ImportReport
from rules.values.incoming import Attached, Completed, RawDetail, RawEntry, SortedLead
from rules.values.lead import AppointmentCard, LeadCard, TaskCard
from rules.values.message import Draft, OutboxEntry, Preview, TemplateChoice
from rules.values.queue import LaneCount, MyDay, QueueRow, SearchHit
from rules.values.route import Candidate, Reason, RouteReason
from rules.values.staff import Actor, SiteCard, StaffCard
from rules.values.stock import Advert, StockEntry, StockFound
from rules.values.teaching import ReadField, Taught, Trial
from rules.values.trouble import Trouble
from rules.vocabulary import (
    AppointmentKind,
    AppointmentState,
    CallOutcome,
    Channel,
    Clock,
    CloseReason,
    FiledAs,
    Lane,
    NumberOwner,
    OutboxState,
    Purpose,
    RawOutcome,
    RefuseReason,
    Role,
    SaleUndoReason,
    Source,
    StaffStatus,
    TaskKind,
    TaskState,
    Temperature,
)
from screens.asks import Changed
from tests.screens.showroom import ACTORS, CAR, CENTER, NOW, WALL, lead_card, merge_preview, queue_rows, staff


@dataclass
class Floor:
    """What the fakes share: the open leads, and a list of everything asked."""

    rows: dict[int, QueueRow] = field(default_factory=lambda: {row.id: row for row in queue_rows()})
    cards: dict[int, LeadCard] = field(default_factory=dict)
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)
    drafts: dict[tuple[int, str], Draft] = field(default_factory=dict)
    refuse: dict[str, Refusal] = field(default_factory=dict)
    """What to raise, by the name of the call."""
    engine_is_alive: bool = True
    troubles: tuple[Trouble, ...] = ()
    fail: dict[str, Exception] = field(default_factory=dict)

    def asked(self, name: str, *arguments: Any) -> None:
        self.calls.append((name, *arguments))
        if name in self.refuse:
            raise self.refuse[name]
        if name in self.fail:
            raise self.fail[name]

    def put(self, row: QueueRow) -> None:
        """Another console changed or brought this lead."""
        self.rows[row.id] = row
        self.changes.append(Changed("lead", frozenset({row.id})))

    def names(self) -> list[str]:
        return [call[0] for call in self.calls]


@dataclass
class FakeSignIn:
    floor: Floor
    locked: frozenset[int] = frozenset()

    def people(self) -> Sequence[StaffCard]:
        return staff()

    def sign_in(self, staff_id: int, passphrase: str = "") -> Actor:
        self.floor.asked("sign_in", staff_id, passphrase)
        if staff_id in self.locked and passphrase != "sésame":
            raise Refusal("sign_in_wrong_passphrase")
        return ACTORS[staff_id]

    def needs_passphrase(self, staff_id: int) -> bool:
        return staff_id in self.locked


@dataclass
class FakeQueue:
    floor: Floor

    def rows(
        self, actor: Actor, lane: Lane, limit: int | None = None, after: QueueRow | None = None
    ) -> Sequence[QueueRow]:
        self.floor.asked("rows", lane)
        found = sorted((row for row in self.floor.rows.values() if _is_in(row, lane, actor)), key=order)
        return [row for row in found if after is None or order(row) > order(after)][:limit]

    def reload(self, actor: Actor, lane: Lane, ids: Sequence[int]) -> Mapping[int, QueueRow | None]:
        self.floor.asked("reload", lane, tuple(ids))
        found = {lead_id: self.floor.rows.get(lead_id) for lead_id in ids}
        return {
            key: row if row is not None and _is_in(row, lane, actor) else None for key, row in found.items()
        }

    def counts(self, actor: Actor) -> Sequence[LaneCount]:
        self.floor.asked("counts")
        return [
            LaneCount(lane, len(rows), sum(1 for row in rows if row.due_at is not None and row.due_at < NOW))
            for lane in Lane
            for rows in [[row for row in self.floor.rows.values() if _is_in(row, lane, actor)]]
        ]

    def my_day(self, actor: Actor) -> MyDay:
        return MyDay(14, 180, 540)

    def calendars(self) -> Mapping[int, Calendar]:
        return {0: CENTER, -1: WALL, 1: CENTER}

    def search(self, actor: Actor, text: str, limit: int = 50) -> Sequence[SearchHit]:
        self.floor.asked("search", text)
        return [
            SearchHit(row.id, row.person, row.phone, row.car, row.stage, row.site, row.received_at)
            for row in self.floor.rows.values()
            if text.lower() in f"{row.person} {row.car} {row.phone}".lower()
        ]

    def next_planned(self, actor: Actor) -> tuple[datetime, str] | None:
        return NOW + timedelta(minutes=48), "MARTIN Zoé (208)"


def _is_in(row: QueueRow, lane: Lane, actor: Actor) -> bool:
    if lane is Lane.TO_TAKE:
        return row.owner_id is None
    if lane is Lane.MINE:
        return row.owner_id == actor.id
    return lane is Lane.ALL


@dataclass
class FakeLive:
    floor: Floor

    def changes(self) -> Sequence[Changed]:
        if "changes" in self.floor.fail:
            raise self.floor.fail["changes"]
        taken, self.floor.changes = self.floor.changes, []
        return taken

    def engine_is_alive(self) -> bool:
        return self.floor.engine_is_alive

    def troubles(self) -> Sequence[Trouble]:
        return self.floor.troubles


@dataclass
class FakeLeads:
    floor: Floor

    def card(self, actor: Actor, lead_id: int) -> LeadCard:
        self.floor.asked("card", lead_id)
        return self.floor.cards.get(lead_id) or lead_card(self.floor.rows[lead_id])

    def opened(self, actor: Actor, lead_id: int) -> None:
        self.floor.asked("opened", lead_id)

    def left(self, actor: Actor, lead_id: int) -> None:
        self.floor.asked("left", lead_id)

    def explain(self, actor: Actor, lead_id: int) -> Sequence[ClockReading]:
        return lead_card(self.floor.rows[lead_id]).clocks


@dataclass
class FakeDesk:
    floor: Floor

    def claim_next(self, actor: Actor) -> int | None:
        self.floor.asked("claim_next")
        free = sorted((row for row in self.floor.rows.values() if row.owner_id is None), key=order)
        if not free:
            return None
        self.claim(actor, free[0].id)
        return free[0].id

    def claim(self, actor: Actor, lead_id: int) -> None:
        self.floor.asked("claim", lead_id)
        row = self.floor.rows[lead_id]
        self.floor.put(replace(row, owner_id=actor.id, owner=actor.name, version=row.version + 1))

    def release(self, actor: Actor, lead_id: int) -> None:
        self.floor.asked("release", lead_id)
        row = self.floor.rows[lead_id]
        self.floor.put(replace(row, owner_id=None, owner="", version=row.version + 1))

    def take_over(self, actor: Actor, lead_id: int) -> None:
        self.floor.asked("take_over", lead_id)

    def close(self, actor: Actor, lead_id: int, reason: CloseReason, note: str = "") -> None:
        self.floor.asked("close", lead_id, reason, note)

    def reopen(self, actor: Actor, lead_id: int) -> None:
        self.floor.asked("reopen", lead_id)

    def undo(self, actor: Actor, lead_id: int) -> str:
        self.floor.asked("undo", lead_id)
        return "claimed"

    def rate(self, actor: Actor, lead_id: int, temperature: Temperature) -> None:
        self.floor.asked("rate", lead_id, temperature)

    def choose_car(self, actor: Actor, lead_id: int, car_id: int) -> None:
        self.floor.asked("choose_car", lead_id, car_id)


@dataclass
class FakeIdentity:
    floor: Floor

    def preview(self, actor: Actor, lead_id: int, suggestion_id: int) -> MergePreview:
        return merge_preview()

    def preview_leads(self, actor: Actor, one: int, other: int) -> MergePreview:
        return replace(merge_preview(), emptied_name="", apart=())

    def decide_same(self, actor: Actor, lead_id: int, suggestion_id: int) -> int:
        self.floor.asked("decide_same", lead_id, suggestion_id)
        return lead_id

    def decide_other(self, actor: Actor, lead_id: int, suggestion_id: int) -> None:
        self.floor.asked("decide_other", lead_id, suggestion_id)

    def merge_leads(self, actor: Actor, one: int, other: int) -> int:
        self.floor.asked("merge_leads", one, other)
        return one

    def split(self, actor: Actor, lead_id: int) -> tuple[int, int]:
        self.floor.asked("split", lead_id)
        return 1, lead_id

    def mark_number(self, actor: Actor, lead_id: int, phone_id: int, owner: NumberOwner) -> None:
        self.floor.asked("mark_number", lead_id, phone_id, owner)


@dataclass
class FakeConversation:
    floor: Floor

    def start_call(self, actor: Actor, lead_id: int, phone_id: int, *, anyway: bool = False) -> int:
        self.floor.asked("start_call", lead_id, phone_id, anyway)
        return 1

    def end_call(
        self,
        actor: Actor,
        call_id: int,
        outcome: CallOutcome,
        note: str = "",
        call_back_at: datetime | None = None,
    ) -> None:
        self.floor.asked("end_call", call_id, outcome, note, call_back_at)

    def note(self, actor: Actor, lead_id: int, text: str) -> None:
        self.floor.asked("note", lead_id, text)

    def open_question(self, actor: Actor, lead_id: int, text: str) -> None:
        self.floor.asked("open_question", lead_id, text)

    def answer_question(self, actor: Actor, question_id: int, answer: str) -> None:
        self.floor.asked("answer_question", question_id, answer)

    def object(self, actor: Actor, lead_id: int, channel: Channel | None) -> None:
        self.floor.asked("object", lead_id, channel)


@dataclass
class FakeQualification:
    floor: Floor

    def fill(self, actor: Actor, lead_id: int, answers: Mapping[str, str]) -> None:
        self.floor.asked("fill", lead_id, dict(answers))

    def qualify(self, actor: Actor, lead_id: int) -> None:
        self.floor.asked("qualify", lead_id)


@dataclass
class FakeCompose:
    floor: Floor

    def templates(self, actor: Actor, lead_id: int, channel: Channel) -> Sequence[TemplateChoice]:
        body = "Bonjour {{ prenom }},\n\nLa {{ voiture }} est disponible. Quand pouvez-vous passer ?"
        names = (("premier_contact", "Premier contact"), ("injoignable", "Nous vous avons appelé"))
        return [
            TemplateChoice(
                number,
                number,
                code,
                name,
                "fr",
                channel,
                Purpose.ANSWER,
                "Votre demande : {{ voiture }}",
                body,
            )
            for number, (code, name) in enumerate(names, start=1)
        ]

    def preview(
        self, actor: Actor, lead_id: int, channel: Channel, template_id: int | None, subject: str, body: str
    ) -> Preview:
        shown = body.replace("{{ prenom }}", "Jean").replace("{{ voiture }}", "Peugeot 208")
        return Preview(
            address="jean.dupont@example.com",
            subject=subject.replace("{{ voiture }}", "Peugeot 208"),
            body=shown,
            resolved=((8, 12),) if "Bonjour Jean" in shown else (),
            missing=("remise",) if "{{ remise }}" in shown else (),
            missing_spans=(),
            verdict=ChannelVerdict(channel, Purpose.ANSWER, True, "request"),
            encoding="GSM-7" if channel is Channel.SMS else "",
            units=len(shown),
            parts=1,
        )

    def send(
        self,
        actor: Actor,
        lead_id: int,
        channel: Channel,
        template_id: int | None,
        subject: str,
        body: str,
        at: datetime | None = None,
    ) -> int:
        self.floor.asked("send", lead_id, channel, template_id, subject, body, at)
        return 1

    def draft(self, actor: Actor, lead_id: int, kind: str) -> Draft | None:
        self.floor.asked("draft", lead_id, kind)
        return self.floor.drafts.get((lead_id, kind))

    def keep_draft(self, actor: Actor, lead_id: int, kind: str, draft: Draft | None) -> None:
        self.floor.asked("keep_draft", lead_id, kind, draft)
        if draft is None:
            self.floor.drafts.pop((lead_id, kind), None)
        else:
            self.floor.drafts[(lead_id, kind)] = draft


@dataclass
class FakeRoute:
    floor: Floor

    def candidates(self, actor: Actor, lead_id: int) -> Sequence[Candidate]:
        good = (Reason(RouteReason.CAR_ON_SITE, "for", 30), Reason(RouteReason.LOAD, "against", -6))
        blocked = (Reason(RouteReason.ABSENT, "blocker", 0, {"until": NOW + timedelta(hours=4)}),)
        return [Candidate(2, 24, good, True), Candidate(3, 0, blocked, False)]

    def offer(self, actor: Actor, lead_id: int, staff_id: int) -> None:
        self.floor.asked("offer", lead_id, staff_id)

    def withdraw(self, actor: Actor, lead_id: int) -> None:
        self.floor.asked("withdraw", lead_id)

    def accept(self, actor: Actor, offer_id: int) -> int:
        self.floor.asked("accept", offer_id)
        return 1

    def refuse(self, actor: Actor, offer_id: int, reason: RefuseReason) -> None:
        self.floor.asked("refuse", offer_id, reason)


@dataclass
class FakeRelaunch:
    floor: Floor

    def propose(self, actor: Actor, lead_id: int) -> datetime:
        return NOW + timedelta(days=1, minutes=18)

    def plan(
        self,
        actor: Actor,
        lead_id: int,
        due_at: datetime,
        kind: TaskKind,
        channel: Channel,
        note: str = "",
        *,
        park: bool = True,
        template_id: int | None = None,
    ) -> int:
        self.floor.asked("plan", lead_id, due_at, kind, channel, note, park, template_id)
        return 1

    def done(self, actor: Actor, task_id: int) -> None:
        self.floor.asked("done", task_id)

    def cancel(self, actor: Actor, task_id: int) -> None:
        self.floor.asked("cancel_task", task_id)

    def agenda(self, actor: Actor, start: datetime, days: int) -> Sequence[AgendaDay]:
        midnight = NOW.replace(hour=23, minute=0, second=0) - timedelta(days=1)
        return [
            AgendaDay(midnight, (_task(1, 1), _task(2, 4)), (_appointment(),)),
            AgendaDay(midnight + timedelta(days=1), (_task(3, 2, hours=26),), ()),
        ]


def _task(task_id: int, lead_id: int, hours: float = 2) -> TaskCard:
    row = queue_rows()[lead_id - 1]
    return TaskCard(
        task_id,
        lead_id,
        TaskKind.CALLBACK,
        TaskState.OPEN,
        NOW + timedelta(hours=hours),
        Channel.PHONE,
        "Camille Roussel",
        "après 18 h",
        row.person,
        row.car,
        row.phone,
    )


def _appointment() -> AppointmentCard:
    starts_at = NOW + timedelta(hours=5)
    return AppointmentCard(
        1,
        2,
        AppointmentKind.TEST_DRIVE,
        AppointmentState.PLANNED,
        starts_at,
        "Karim Haddad",
        "Lyon",
        "BENALI Samira",
        "Renault Clio V",
        "+33639984410",
        created_at=NOW,
    )


@dataclass
class FakeSales:
    floor: Floor

    def desk(self, actor: Actor) -> Desk:
        row = queue_rows()[0]
        offer = OfferRow(
            5,
            1,
            row.person,
            row.phone,
            row.car,
            row.site,
            row.score,
            NOW - timedelta(minutes=4),
            NOW + timedelta(minutes=11),
            "Camille Roussel",
            (("car_on_site", {}),),
            "La 208 est-elle disponible ?",
        )
        return Desk((offer,), (_appointment(),), (_task(1, 1),), (), 3)

    def log_contact(self, actor: Actor, lead_id: int, outcome: CallOutcome, next_at: datetime | None) -> None:
        self.floor.asked("log_contact", lead_id, outcome, next_at)

    def appoint(self, actor: Actor, lead_id: int, starts_at: datetime, kind: AppointmentKind) -> int:
        self.floor.asked("appoint", lead_id, starts_at, kind)
        return 1

    def end_appointment(self, actor: Actor, appointment_id: int, state: AppointmentState) -> None:
        self.floor.asked("end_appointment", appointment_id, state)

    def sell(self, actor: Actor, lead_id: int, price: int | None, car_id: int | None = None) -> int:
        self.floor.asked("sell", lead_id, price, car_id)
        return 1

    def undo_sale(self, actor: Actor, lead_id: int, reason: SaleUndoReason) -> None:
        self.floor.asked("undo_sale", lead_id, reason)


@dataclass
class FakeSupervision:
    floor: Floor

    def figures(self, actor: Actor, days: int, site_id: int | None = None) -> Supervision:
        self.floor.asked("figures", days, site_id)
        figures = tuple(ClockFigure(clock, 120, 240, 900, 0.87, 2) for clock in Clock)
        return Supervision(
            since=NOW - timedelta(days=days),
            until=NOW,
            clocks=figures,
            before=figures,
            people=(PersonFigure(1, "Camille Roussel", 42, 180, 540, 0.93, 6),),
            sources=(SourceFigure(Source.LEBONCOIN, 61, 200, 0.9, 4),),
            hours=tuple(HourFigure(hour, 4 + hour % 5, 120 + 30 * (hour % 7)) for hour in range(8, 20)),
            open_leads=214,
            late_now=2,
            at_risk=6,
            without_next_action=3,
            unowned=12,
        )

    def drill(
        self,
        actor: Actor,
        days: int,
        clock: Clock | None = None,
        staff_id: int | None = None,
        missed_only: bool = False,
        *,
        site_id: int | None = None,
        source: Source | None = None,
        hour: int | None = None,
    ) -> Sequence[Drill]:
        self.floor.asked("drill", days, clock, staff_id, missed_only, site_id, source, hour)
        return [
            Drill(
                1,
                "DUPONT Jean",
                Clock.FIRST_RESPONSE,
                NOW - timedelta(hours=1),
                NOW,
                240,
                240,
                300,
                True,
                "Camille R.",
            )
        ]

    def at_risk(self, actor: Actor, site_id: int | None = None) -> Sequence[QueueRow]:
        return queue_rows()[:3]

    def without_next_action(self, actor: Actor, site_id: int | None = None) -> Sequence[QueueRow]:
        return queue_rows()[3:5]

    def reassign(self, actor: Actor, lead_id: int, staff_id: int) -> None:
        self.floor.asked("reassign", lead_id, staff_id)


@dataclass
class FakeEntry:
    floor: Floor
    known: tuple[Caller, ...] = ()
    stock: tuple[CarFound, ...] = ()
    may_open: bool = True
    waits: Refusal | None = None

    def callers(self, actor: Actor, text: str) -> Sequence[Caller]:
        self.floor.asked("callers", text)
        return [
            each for each in self.known if text and text.casefold() in f"{each.name} {each.phone}".casefold()
        ]

    def cars(self, actor: Actor, text: str) -> Sequence[CarFound]:
        self.floor.asked("cars", text)
        return [car for car in self.stock if text and text.casefold() in car.text.casefold()]

    def capture(self, actor: Actor, entry: Entry) -> Captured:
        self.floor.asked("capture", entry)
        return Captured(1, RawOutcome.LEAD, self.may_open, self.waits)


@dataclass
class FakeImports:
    floor: Floor
    preview: ImportPreview | None = None
    report: ImportReport = field(default_factory=lambda: ImportReport("", ()))
    told: tuple[int, int] = (1, 2)
    waits: Event = field(default_factory=Event)
    """A run ends once it is set."""
    now_going: ImportGoing | None = None
    all_fields: Sequence[str] = ("full_name", "phone", "email", "vehicle", "message", "ignore")

    def fields(self) -> Sequence[str]:
        return self.all_fields

    def look(self, actor: Actor, path: str) -> ImportPreview:
        self.floor.asked("look", path)
        assert self.preview is not None
        return self.preview

    def run(self, actor: Actor, path: str, columns: Mapping[str, str]) -> ImportReport:
        self.floor.asked("run", path, dict(columns))
        file = self.report.file
        self.now_going = ImportGoing(file, *self.told)
        self.waits.wait(30)
        self.now_going = ImportGoing(file, *self.told, is_over=True, report=self.report)
        return self.report

    def going(self, actor: Actor) -> ImportGoing | None:
        return self.now_going


@dataclass
class FakeTeaching:
    floor: Floor
    trial: Trial = field(
        default_factory=lambda: Trial(RawOutcome.LEAD, "", True, (ReadField("phone", "+33639984410", 3),))
    )
    taught: Taught = field(default_factory=lambda: Taught(1, True, 0))

    def propose(self, actor: Actor, raw_id: int, lang: str) -> str:
        self.floor.asked("propose", raw_id)
        return 'name = "example.com"\nsource = "other"\nsender_domains = ["example.com"]\nlead_subjects = ["^Voiture"]\n'

    def try_out(self, actor: Actor, raw_id: int, text: str) -> Trial:
        self.floor.asked("try_out", raw_id, text)
        return self.trial

    def keep(self, actor: Actor, raw_id: int, text: str) -> Taught:
        self.floor.asked("keep", raw_id, text)
        return self.taught


@dataclass
class FakeSorting:
    floor: Floor

    def entries(self, actor: Actor, *, filed: bool = False) -> Sequence[RawEntry]:
        outcome = RawOutcome.FILED if filed else RawOutcome.TO_SORT
        return [
            RawEntry(
                1,
                "contact.eml",
                "drop",
                NOW,
                outcome,
                None,
                "no_contact",
                NOW + timedelta(hours=1),
                "Voiture",
                "x@example.com",
            )
        ]

    def undescribed(self, actor: Actor) -> Sequence[RawEntry]:
        return [replace(self.entries(actor)[0], outcome=RawOutcome.LEAD, reason="", deadline_at=None)]

    def detail(self, actor: Actor, raw_id: int) -> RawDetail:
        return RawDetail(
            self.entries(actor)[0],
            "Bonjour,\nje cherche une 208.",
            (("From", "x@example.com"),),
            (),
            (("car", "208"),),
            None,
        )

    def complete(self, actor: Actor, raw_id: int, lead: SortedLead) -> Completed:
        self.floor.asked("complete", raw_id, lead)
        return Completed(1, is_new=True)

    def attach(self, actor: Actor, raw_id: int, lead_id: int) -> Attached:
        self.floor.asked("attach", raw_id, lead_id)
        return Attached(lead_id, self.floor.rows[lead_id].person, self.floor.rows[lead_id].car)

    def file(self, actor: Actor, raw_id: int, filed_as: FiledAs) -> None:
        self.floor.asked("file", raw_id, filed_as)

    def unfile(self, actor: Actor, raw_id: int) -> datetime:
        self.floor.asked("unfile", raw_id)
        return NOW + timedelta(hours=1)


@dataclass
class FakeOutbox:
    floor: Floor
    problems: int = 1

    def entries(self, actor: Actor, *, unfinished_only: bool = False) -> Sequence[OutboxEntry]:
        states = (OutboxState.BOUNCED, OutboxState.UNKNOWN, OutboxState.DELIVERED, OutboxState.QUEUED)
        return [
            OutboxEntry(
                number,
                number,
                1,
                "DUPONT Jean",
                Channel.EMAIL,
                "jean.dupont@example.com",
                "Votre demande",
                "Bonjour Jean…",
                state,
                "",
                "",
                1,
                NOW,
                NOW - timedelta(minutes=number),
                "Camille R.",
                False,
            )
            for number, state in enumerate(states, start=1)
            if not unfinished_only or state is not OutboxState.DELIVERED
        ]

    def cancel(self, actor: Actor, outbox_id: int) -> None:
        self.floor.asked("cancel_message", outbox_id)

    def retry(self, actor: Actor, outbox_id: int) -> None:
        self.floor.asked("retry", outbox_id)

    def settle(self, actor: Actor, outbox_id: int, *, was_sent: bool) -> None:
        self.floor.asked("settle", outbox_id, was_sent)

    def unread_problems(self, actor: Actor) -> int:
        return self.problems


@dataclass
class FakePeople:
    floor: Floor

    def people(self) -> Sequence[StaffCard]:
        return staff()

    def sites(self) -> Sequence[SiteCard]:
        return [
            SiteCard(1, "Lyon", "Rhône", "69003", "Lyon", 2, True, "mon-sat 09:00-12:00 14:00-19:00"),
            SiteCard(2, "Vienne", "Rhône", "38200", "Vienne", 1, True, "mon-sat 09:00-12:00 14:00-19:00"),
        ]

    def add(
        self,
        actor: Actor,
        login: str,
        name: str,
        role: Role,
        site_id: int | None,
        email: str = "",
        lang: str = "fr",
    ) -> int:
        self.floor.asked("add", login, name, role, site_id, email, lang)
        return 9

    def deactivate(self, actor: Actor, staff_id: int) -> None:
        self.floor.asked("deactivate", staff_id)

    def reactivate(self, actor: Actor, staff_id: int) -> None:
        self.floor.asked("reactivate", staff_id)

    def add_absence(
        self, actor: Actor, staff_id: int, starts_at: datetime, ends_at: datetime, reason: str = ""
    ) -> int:
        self.floor.asked("add_absence", staff_id, starts_at, ends_at, reason)
        return 1

    def cancel_absence(self, actor: Actor, absence_id: int) -> None:
        self.floor.asked("cancel_absence", absence_id)

    def set_status(self, actor: Actor, status: StaffStatus) -> None:
        self.floor.asked("set_status", status)

    def keep_preferences(self, actor: Actor, lang: str, theme: str) -> None:
        self.floor.asked("keep_preferences", lang, theme)


@dataclass
class FakeStock:
    """One car a search; ``rien`` finds nothing."""

    floor: Floor
    entries: tuple[StockEntry, ...] = (
        StockEntry(CAR, 256, None, (Advert("leboncoin", "2604517", ""),), (1,)),
        StockEntry(
            replace(CAR, id=8, title="Renault Clio V Zen", price=None, stock_number="VO1208"), None, 40
        ),
    )

    def search(
        self,
        actor: Actor | None,
        text: str,
        limit: int = 200,
        *,
        whole_book: bool = False,
        postcode: str = "",
    ) -> StockFound:
        self.floor.asked("stock", text, whole_book)
        asked = question_of(text)
        unknown = tuple(word for word in asked.words if word == "cabriolet")
        found = () if text == "rien" or unknown else self.entries
        return StockFound(
            asked,
            found,
            len(found),
            12_656 if asked.monthly else None,
            needs_place=asked.within_km is not None and not asked.postcode,
            unknown=unknown,
            respelt=(("peugot", "Peugeot"),) if "peugot" in asked.words else (),
        )


@dataclass
class FakeServices:
    """All of them over one floor."""

    group_name = "Groupe Mercier"
    timezone = "Europe/Paris"

    def __init__(self) -> None:
        self.floor = Floor()
        self.sign_in = FakeSignIn(self.floor)
        self.queue = FakeQueue(self.floor)
        self.live = FakeLive(self.floor)
        self.leads = FakeLeads(self.floor)
        self.desk = FakeDesk(self.floor)
        self.identity = FakeIdentity(self.floor)
        self.conversation = FakeConversation(self.floor)
        self.qualification = FakeQualification(self.floor)
        self.compose = FakeCompose(self.floor)
        self.route = FakeRoute(self.floor)
        self.relaunch = FakeRelaunch(self.floor)
        self.sales = FakeSales(self.floor)
        self.supervision = FakeSupervision(self.floor)
        self.entry = FakeEntry(self.floor)
        self.imports = FakeImports(self.floor)
        self.sorting = FakeSorting(self.floor)
        self.teaching = FakeTeaching(self.floor)
        self.stock = FakeStock(self.floor)
        self.outbox = FakeOutbox(self.floor)
        self.people = FakePeople(self.floor)


__all__ = ["CAR", "FakeServices", "Floor"]
