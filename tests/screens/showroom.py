"""An invented dealer group as values: what the fake services show. Persons, numbers and addresses are fiction."""

from datetime import UTC, datetime, timedelta

from rules.calendars import Calendar
from rules.values.clock import ClockReading, ClockStatus
from rules.values.contact import ChannelVerdict
from rules.values.form import FieldKind, FormField
from rules.values.identity import LeadSide, MergePreview, PersonSide, SuggestionCard
from rules.values.lead import (
    CarCard,
    EmailValue,
    EntryKind,
    LeadCard,
    OtherLead,
    PersonCard,
    PhoneValue,
    QuestionCard,
    TaskCard,
    TimelineEntry,
)
from rules.values.queue import QueueRow
from rules.values.staff import Actor, StaffCard
from rules.vocabulary import (
    Capability,
    CarStatus,
    Channel,
    Clock,
    PhoneKind,
    Purpose,
    Role,
    Source,
    StaffStatus,
    Stage,
    TaskKind,
    TaskState,
    Temperature,
)

NOW = datetime(2026, 11, 24, 8, 42, 17, tzinfo=UTC)
"""Tuesday 24 November 2026, 09:42:17 in Paris."""

CENTER = Calendar.from_data({"week": {"mon-sat": ["08:00-20:00"]}})
WALL = Calendar.from_data({"week": {"mon-sun": ["00:00-24:00"]}})

OPERATOR = Actor(
    1,
    "Camille Roussel",
    Role.OPERATOR,
    frozenset({Capability.TAKE, Capability.CONTACT, Capability.QUALIFY, Capability.ROUTE, Capability.SORT}),
    frozenset(),
)
SALESPERSON = Actor(
    2,
    "Karim Haddad",
    Role.SALESPERSON,
    frozenset({Capability.CONTACT, Capability.RECEIVE, Capability.SELL}),
    frozenset({1}),
)
MANAGER = Actor(
    3,
    "Hélène Marchand",
    Role.MANAGER,
    frozenset({Capability.SUPERVISE, Capability.ROUTE, Capability.CONTACT, Capability.PEOPLE}),
    frozenset({1, 2}),
)
ADMINISTRATOR = Actor(4, "Paul Delmas", Role.ADMINISTRATOR, frozenset(Capability), frozenset())
ACTORS = {actor.id: actor for actor in (OPERATOR, SALESPERSON, MANAGER, ADMINISTRATOR)}

HOSTILE_NAMES = (
    "[/b]O’Brien [red]Zoé[/]",
    "\x1b]0;owned\x07\x1b[2JLéa",
    "Jean\u202enaeJ\u2066 \u200bDUPONT",
    "Z\u0301\u0302\u0303\u0304\u0305\u0306algo",
    "=cmd|' /C calc'!A0",
    "{{ 7*7 }} %(x)s {0}",
    "李小龍 김민수",
    "👩‍👩‍👧‍👦 Emoji 🇫🇷 ❤️",
    "\r\nBcc: x@example.com",
    "A" * 5000,
)


def staff() -> list[StaffCard]:
    """Everybody of the group."""
    return [
        StaffCard(
            id=actor.id,
            login=actor.name.split()[0].lower(),
            name=actor.name,
            role=actor.role,
            site_id=1,
            site="Lyon",
            is_active=True,
            status=StaffStatus.AVAILABLE,
            capacity=12,
            open_leads=3,
            skills=("électrique",),
            email=f"{actor.name.split()[0].lower()}@example.org",
            phone="+33199001234",
            lang="fr",
        )
        for actor in ACTORS.values()
    ]


_PEOPLE: tuple[tuple[str, str, str, Source, str, int, int, float | None, int], ...] = (
    # person, phone, car, source, site, score, attempts, minutes to the deadline (None: resting), length of the clock
    ("DUPONT Jean", "+33639981234", "Peugeot 208 GT Line 2019", Source.LEBONCOIN, "Lyon", 82, 0, -3.2, 5),
    (
        "BENALI Samira",
        "+33639984410",
        "Renault Clio V Intens 2021",
        Source.LA_CENTRALE,
        "Lyon",
        77,
        1,
        1.7,
        15,
    ),
    ("", "+33639980910", "", Source.PHONE, "Vienne", 54, 0, 2.1, 15),
    ("MARTIN Zoé", "+33261911122", "Dacia Sandero Stepway 2018", Source.SITE, "Bourgoin", 51, 0, 7.25, 15),
    ("GARCIA Luis", "", "", Source.FACEBOOK, "Lyon", 22, 0, 24.0, 30),
    (
        "NGUYỄN Thị Ánh",
        "+33639985566",
        "Toyota Yaris Hybride 2020",
        Source.LEBONCOIN,
        "Lyon",
        64,
        2,
        41.0,
        60,
    ),
    (
        "LEFEBVRE-DESCHAMPS Marie-Antoinette",
        "+33639987788",
        "Volkswagen Golf 8 2.0 TDI 150 DSG7 Carat Exclusive",
        Source.AUTOSCOUT24,
        "Vienne",
        58,
        0,
        95.0,
        120,
    ),
    ("LEROY Anne", "+33353015678", "Citroën C3 2020", Source.ARGUS, "Vienne", 48, 2, None, 60),
)


def queue_rows() -> list[QueueRow]:
    """Open leads in order of urgency, the hostile ones last."""
    rows = []
    for number, (person, phone, car, source, site, score, attempts, minutes, length) in enumerate(
        _PEOPLE, start=1
    ):
        rows.append(queue_row(number, person, phone, car, source, site, score, attempts, minutes, length))
    for number, name in enumerate(HOSTILE_NAMES, start=len(rows) + 1):
        rows.append(
            queue_row(number, name, "+33639980000", name, Source.FILE, name, 30, 0, 300.0 + number, 600)
        )
    return rows


def queue_row(
    number: int,
    person: str,
    phone: str = "+33639981234",
    car: str = "Peugeot 208",
    source: Source = Source.LEBONCOIN,
    site: str = "Lyon",
    score: int = 50,
    attempts: int = 0,
    minutes: float | None = 10.0,
    length: float = 15.0,
) -> QueueRow:
    """One row of the queue; ``minutes`` to its deadline, None while its clock rests until Monday."""
    due = NOW + timedelta(minutes=minutes) if minutes is not None else NOW + timedelta(days=6, minutes=40)
    start = due - timedelta(minutes=length)
    return QueueRow(
        id=number,
        version=1,
        stage=Stage.NEW,
        clock=Clock.FIRST_RESPONSE,
        due_at=due,
        warn_at=None,
        started_at=start,
        calendar=0,
        rests_until=None if minutes is not None else datetime(2026, 11, 30, 8, 0, tzinfo=UTC),
        score=score,
        temperature=Temperature.HOT if score >= 70 else Temperature.WARM if score >= 40 else Temperature.COLD,
        person=person,
        phone=phone,
        car=car,
        source=source,
        site_id=1,
        site=site,
        attempts=attempts,
        owner_id=None,
        owner="",
        salesperson_id=None,
        salesperson="",
        received_at=start,
        next_action_at=None,
        is_unread=number == 2,
        viewers=("Inès P.",) if number == 4 else (),
    )


CAR = CarCard(
    id=7,
    title="Peugeot 208 GT Line",
    year=2019,
    mileage=48200,
    price=12990,
    fuel="essence",
    gearbox="manuelle",
    colour="rouge",
    plate="FA-123-BC",
    vin="VF3CCHNZTKT000000",
    stock_number="VO1207",
    label="Occasions du Lion Premium",
    warranty_months=12,
    site="Lyon",
    status=CarStatus.IN_STOCK,
)


def lead_card(row: QueueRow) -> LeadCard:
    """The whole record of a row."""
    last, _, first = row.person.partition(" ")
    return LeadCard(
        id=row.id,
        version=row.version,
        person=PersonCard(
            id=row.id,
            name=row.person,
            first_name=first,
            last_name=last,
            city="Lyon",
            postcode="69003",
            phones=(PhoneValue(row.id, row.phone, row.phone or None, PhoneKind.MOBILE),) if row.phone else (),
            emails=(EmailValue(row.id, "jean.dupont@example.com", False),),
            lang="fr",
        ),
        stage=row.stage,
        source=row.source,
        channel=Channel.EMAIL,
        portal="LeBonCoin",
        reference="2604517",
        received_at=row.received_at,
        site_id=row.site_id,
        site=row.site,
        owner_id=row.owner_id,
        owner=row.owner,
        salesperson_id=None,
        salesperson="",
        offered_to="",
        score=row.score,
        temperature=row.temperature,
        score_reasons=(("phone", 15), ("car_in_stock", 20), ("trade_in", 10)),
        attempts=row.attempts,
        parked_until=None,
        next_action_at=None,
        close_reason=None,
        last_message="Bonjour, la 208 est-elle encore disponible ? Je reprends ma Clio. Après 18 h svp."
        if row.id < 9
        else row.person,
        car_text=row.car,
        car=CAR if row.id == 1 else None,
        alternatives=(CAR,),
        trade_ins=(),
        clocks=(_reading(row),),
        form=(
            FormField("horizon", FieldKind.CHOICE, ("now", "three_months", "later"), None, True, True),
            FormField("budget", FieldKind.NUMBER, (), "13000", True, False),
            FormField("trade_in", FieldKind.YES_NO, (), None, False, False),
        ),
        timeline=(
            TimelineEntry(
                row.received_at, EntryKind.INCOMING, "received", {"source": row.source}, "", "", row.person
            ),
            TimelineEntry(
                NOW - timedelta(minutes=1),
                EntryKind.SYSTEM,
                "claimed",
                {},
                "Camille R.",
                event_id=5,
                can_undo=True,
            ),
        ),
        older=0,
        questions=(QuestionCard(1, "Reste-t-il la garantie constructeur ?", NOW, None, ""),),
        tasks=(
            TaskCard(
                1,
                row.id,
                TaskKind.CALLBACK,
                TaskState.OPEN,
                NOW + timedelta(hours=9),
                Channel.PHONE,
                "Camille R.",
                "après 18 h",
            ),
        ),
        appointments=(),
        other_leads=(
            OtherLead(
                99, datetime(2024, 3, 12, 9, 0, tzinfo=UTC), "Peugeot 308", Stage.LOST, "price", "Karim H."
            ),
        )
        if row.id == 1
        else (),
        verdicts=(
            ChannelVerdict(Channel.PHONE, Purpose.ANSWER, True, "request"),
            ChannelVerdict(Channel.EMAIL, Purpose.ANSWER, True, "request"),
            ChannelVerdict(
                Channel.SMS,
                Purpose.PROSPECTING,
                False,
                "out_of_hours",
                {},
                NOW.replace(hour=9) + timedelta(days=1),
            ),
        ),
        viewers=row.viewers,
        refusals={"merge": ("no_duplicate", {})},
    )


def suggestions() -> tuple[SuggestionCard, ...]:
    """Two people who may be DUPONT Jean: one a letter away, one who had his number before."""
    return (
        SuggestionCard(
            id=7,
            person_id=70,
            name="DUPOND Jean",
            town="69003 Lyon",
            percent=88,
            reasons=(
                ("last_name_typo", {}),
                ("first_name_same", {}),
                ("postcode_same", {}),
                ("mailbox_same", {}),
            ),
            heard_at=NOW - timedelta(days=2),
            lead_id=98,
        ),
        SuggestionCard(
            id=8,
            person_id=71,
            name="TRAORÉ Awa",
            town="",
            percent=60,
            reasons=(("number_reused", {"years": 2}), ("first_name_other", {})),
            heard_at=NOW - timedelta(days=730),
            lead_id=97,
        ),
    )


def merge_preview() -> MergePreview:
    kept = LeadSide(98, NOW - timedelta(days=2), Source.LA_CENTRALE, "Peugeot 208", Stage.NEW, 1)
    emptied = LeadSide(1, NOW - timedelta(minutes=9), Source.LEBONCOIN, "Peugeot 208", Stage.CLAIMED, 2)
    apart = LeadSide(99, NOW - timedelta(days=400), Source.OTHER, "Peugeot 308", Stage.LOST, 1)
    sides = (
        PersonSide(("+33639981234",), ("jean.dupont@example.org",), ("Peugeot 208", "Peugeot 308")),
        PersonSide(("+33639981243", "+33199001234"), ("jean.dupont@example.com",), ("Peugeot 208",)),
    )
    return MergePreview("DUPOND Jean", "DUPONT Jean", ((kept, emptied),), (apart,), sides)


def _reading(row: QueueRow) -> ClockReading:
    assert row.started_at is not None
    assert row.due_at is not None
    return ClockReading(
        clock=Clock.FIRST_RESPONSE,
        instance=0,
        started_at=row.started_at,
        started_by=1,
        calendar=0,
        target=row.due_at - row.started_at,
        warning=timedelta(minutes=1),
        due_at=row.due_at,
        warn_at=row.warn_at,
        stopped_at=None,
        stopped_by=None,
        business=NOW - row.started_at,
        wall=NOW - row.started_at,
        status=ClockStatus.RUNNING,
        rests_until=None,
    )
