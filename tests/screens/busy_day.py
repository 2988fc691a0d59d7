"""A full day as values for the desk, the agenda and the other lists: the same invented group, more of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rules.refusal import Refusal
from rules.values.desk import AgendaDay, Desk, DeskRow, OfferRow
from rules.values.figures import ClockFigure, PersonFigure, SourceFigure, Supervision
from rules.values.incoming import RawDetail, RawEntry
from rules.values.lead import AppointmentCard, TaskCard
from rules.values.queue import QueueRow
from rules.values.staff import Actor
from rules.vocabulary import (
    AppointmentKind,
    AppointmentState,
    Channel,
    Clock,
    FiledAs,
    RawOutcome,
    Source,
    Stage,
    TaskKind,
    TaskState,
)
from tests.screens.fakes import FakeRelaunch, FakeSales, FakeServices, FakeSorting, FakeSupervision
from tests.screens.showroom import HOSTILE_NAMES, NOW, SALESPERSON, queue_row, queue_rows

_LAST_WORDS = (
    ("Bonjour, la 208 est-elle encore disponible ? Je reprends ma Clio. Après 18 h svp.", False),
    ("Bonjour Samira, voici les photos de l’intérieur. Quand pouvez-vous passer l’essayer ?", True),
    ("", False),
    ("Oui samedi matin me va très bien, merci", False),
    ("Bonjour, avez-vous pu réfléchir au financement ?", True),
)


def offer(number: int, minutes: float = 11.0, length: float = 15.0) -> OfferRow:
    """An offer of the lead ``number`` that stands for ``minutes`` more."""
    row = queue_rows()[number - 1]
    return OfferRow(
        number,
        row.id,
        row.person,
        row.phone,
        row.car,
        row.site,
        row.score,
        NOW + timedelta(minutes=minutes - length),
        NOW + timedelta(minutes=minutes),
        "Camille Roussel",
        (("car_on_site", {}), ("knows_customer", {}), ("load", {"open": 3, "capacity": 12})),
        "La 208 est-elle disponible ? Je peux passer ce soir après 18 h.",
    )


def appointment(number: int, lead: int, hours: float, kind: AppointmentKind) -> AppointmentCard:
    """An appointment ``hours`` from now."""
    row = queue_rows()[lead - 1]
    return AppointmentCard(
        number,
        lead,
        kind,
        AppointmentState.PLANNED,
        NOW.replace(minute=0, second=0) + timedelta(hours=hours),
        SALESPERSON.name,
        "Lyon",
        row.person,
        row.car,
        row.phone,
        created_at=NOW,
    )


def task(number: int, lead: int, hours: float, kind: TaskKind, note: str = "") -> TaskCard:
    """A task due ``hours`` from now."""
    row = queue_rows()[lead - 1]
    return TaskCard(
        number,
        lead,
        kind,
        TaskState.OPEN if hours > 0 else TaskState.FIRED,
        NOW.replace(minute=0, second=0) + timedelta(hours=hours),
        Channel.PHONE,
        SALESPERSON.name,
        note,
        row.person,
        row.car,
        row.phone,
        Stage.ACCEPTED,
    )


def own_lead(number: int, hours: float | None, word: str, *, ours: bool) -> DeskRow:
    """A lead of the salesperson, its next action ``hours`` from now."""
    base = queue_rows()[number - 1]
    row = QueueRow(
        id=base.id,
        version=2,
        stage=Stage.ACCEPTED,
        clock=Clock.FOLLOW_UP,
        due_at=None,
        warn_at=None,
        started_at=None,
        calendar=1,
        rests_until=None,
        score=base.score,
        temperature=base.temperature,
        person=base.person,
        phone=base.phone,
        car=base.car,
        source=base.source,
        site_id=1,
        site=base.site,
        attempts=1,
        owner_id=None,
        owner="",
        salesperson_id=SALESPERSON.id,
        salesperson=SALESPERSON.name,
        received_at=NOW - timedelta(days=2),
        next_action_at=NOW.replace(minute=30, second=0) + timedelta(hours=hours)
        if hours is not None
        else None,
    )
    return DeskRow(row, word, NOW - timedelta(hours=3) if word else None, ours)


def busy_desk() -> Desk:
    """Two offers, two appointments, three calls of which one is overdue, and leads in every state."""
    hours = (-20.0, 1.0, None, 26.0, 50.0)
    leads = [
        own_lead(number, hour, word, ours=ours)
        for number, (hour, (word, ours)) in enumerate(zip(hours, _LAST_WORDS, strict=True), start=2)
    ]
    leads += [own_lead(number, 100.0, name, ours=False) for number, name in enumerate(HOSTILE_NAMES, start=9)]
    return Desk(
        (offer(1, 2.7), offer(7, 11.0)),
        (
            appointment(1, 2, 2, AppointmentKind.TEST_DRIVE),
            appointment(2, 5, 8, AppointmentKind.VISIT),
        ),
        (
            task(1, 2, -16, TaskKind.CALLBACK, "veut le carnet d’entretien"),
            task(2, 3, 1, TaskKind.RELAUNCH),
            task(3, 6, 6, TaskKind.CONFIRM, "confirmer samedi"),
        ),
        tuple(leads),
        3,
    )


@dataclass
class BusySales(FakeSales):
    """A desk with everything on it, which a test can set."""

    now_on_desk: Desk | None = None

    def desk(self, actor: Actor) -> Desk:
        self.floor.asked("desk")
        if self.now_on_desk is None:
            self.now_on_desk = busy_desk()
        return self.now_on_desk


@dataclass
class BusyRelaunch(FakeRelaunch):
    """An agenda with overdue calls, a full day, an empty one, and hostile notes."""

    def agenda(self, actor: Actor, start: datetime, days: int) -> Sequence[AgendaDay]:
        self.floor.asked("agenda", start, days)
        midnight = NOW.replace(hour=23, minute=0, second=0) - timedelta(days=1)
        plan: dict[int, AgendaDay] = {
            0: AgendaDay(
                midnight,
                (
                    task(1, 2, -16, TaskKind.CALLBACK, "veut le carnet d’entretien"),
                    task(2, 3, 1, TaskKind.RELAUNCH),
                    task(3, 6, 6, TaskKind.CONFIRM, "confirmer samedi"),
                ),
                (
                    appointment(1, 2, 2, AppointmentKind.TEST_DRIVE),
                    appointment(2, 5, 8, AppointmentKind.VISIT),
                ),
            ),
            1: AgendaDay(midnight, (task(4, 4, 25, TaskKind.RELAUNCH, HOSTILE_NAMES[1]),), ()),
            4: AgendaDay(midnight, (), (appointment(3, 9, 97, AppointmentKind.HANDOVER),)),
        }
        shift = round((start - NOW).total_seconds() / 86400)
        found = []
        for number in range(shift, shift + days):
            day = plan.get(number)
            begins = midnight + timedelta(days=number)
            found.append(AgendaDay(begins, day.tasks if day else (), day.appointments if day else ()))
        return found


@dataclass
class BusySupervision(FakeSupervision):
    """Figures that differ from line to line and from the period before."""

    def figures(self, actor: Actor, days: int, site_id: int | None = None) -> Supervision:
        quiet = super().figures(actor, days, site_id)
        clocks = tuple(
            ClockFigure(
                clock, 120 - 14 * number, 190 * (number + 1) ** 2, 540 * (number + 1) ** 2, share, late
            )
            for number, (clock, share, late) in enumerate(
                zip(Clock, (0.91, 0.84, 0.66, 0.95, 1.0, 0.78, 0.52), (2, 1, 0, 0, 0, 0, 4), strict=True)
            )
        )
        before = tuple(
            replace(figure, median_s=260, p90_s=500, attainment=0.86, late_now=0) for figure in clocks
        )
        names = ("Camille Roussel", "Inès Pelletier", "Théo Garnier", "Karim Haddad", HOSTILE_NAMES[0])
        people = tuple(
            PersonFigure(number, name, 42 - 7 * number, 160 + 60 * number, 480 + 90 * number, share, number)
            for number, (name, share) in enumerate(
                zip(names, (0.95, 0.92, 0.81, 0.7, None), strict=True), start=1
            )
        )
        sources = tuple(
            SourceFigure(
                source, 61 - 4 * number, 150 + 40 * number, max(0.4, 0.97 - 0.06 * number), 6 - number // 2
            )
            for number, source in enumerate(Source)
        )
        return replace(quiet, clocks=clocks, before=before, people=people, sources=sources)

    def at_risk(self, actor: Actor, site_id: int | None = None) -> Sequence[QueueRow]:
        self.floor.asked("at_risk", site_id)
        return [row for row in self.floor.rows.values() if row.id < 7]


@dataclass
class BusySorting(FakeSorting):
    """Documents in every state, one of them hostile."""

    def entries(self, actor: Actor, *, filed: bool = False) -> Sequence[RawEntry]:
        self.floor.asked("raw_entries", filed)
        if filed:
            return [
                raw_entry(21, "newsletter", "Les bonnes affaires du mois", FiledAs.NEWSLETTER),
                raw_entry(22, "job_application", "Candidature spontanée", FiledAs.JOB_APPLICATION),
            ]
        return [
            raw_entry(1, "no_contact", "Question sur la 208"),
            raw_entry(2, "unknown_layout", "Nouveau message pour votre annonce"),
            raw_entry(3, "binary", "", minutes=300),
            raw_entry(4, "unsure", HOSTILE_NAMES[1], minutes=600),
        ]

    def detail(self, actor: Actor, raw_id: int) -> RawDetail:
        self.floor.asked("raw_detail", raw_id)
        listed = [each for filed in (False, True) for each in self.entries(actor, filed=filed)]
        entry = next((each for each in listed if each.id == raw_id), None)
        if entry is None:
            raise Refusal("no_such_raw", raw=raw_id)
        return RawDetail(
            entry,
            "Bonjour,\n\nJe cherche une 208 pas trop chère pour ma fille. "
            "Rappelez-moi le soir.\n\nZoé MARTIN\n" + "\n".join(HOSTILE_NAMES),
            (("From", "Zoé <zoe@example.com>"), ("To", "vo@example.org"), ("X-Odd", HOSTILE_NAMES[0])),
            ("photo.jpg",),
            (("last_name", "MARTIN"), ("first_name", "Zoé"), ("car", "208")),
            None,
        )


def raw_entry(
    number: int, reason: str, subject: str, filed_as: FiledAs | None = None, minutes: float = -20.0
) -> RawEntry:
    """One document that could not be read."""
    return RawEntry(
        number,
        f"contact-{number}.eml",
        "drop",
        NOW - timedelta(minutes=80),
        RawOutcome.FILED if filed_as else RawOutcome.TO_SORT,
        filed_as,
        reason,
        None if filed_as else NOW + timedelta(minutes=minutes + 25 * number),
        subject,
        "zoe@example.com" if subject else "",
    )


def busy_services() -> FakeServices:
    """The fakes with a full day in them."""
    services = FakeServices()
    services.sales = BusySales(services.floor)
    services.relaunch = BusyRelaunch(services.floor)
    services.sorting = BusySorting(services.floor)
    services.supervision = BusySupervision(services.floor)
    for row in [queue_row(30, "DURAND Lucie")]:
        services.floor.rows[row.id] = row
    return services
