"""Ninety days of the demonstration group's life, written into an empty store in one go.

Each lead is told forward by ``demo.life`` and then read by the same rules as any other lead, so that its row,
its clocks and the figures made of them are true: ``store check`` finds nothing to say.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace

from data.search import index_leads
from rules.lead_state import LeadState, fold
from rules.likeness import mailbox_of, place_key
from rules.name_likeness import Name, name_keys
from rules.values.clock import ClockReading
from rules.vocabulary import EventKind, Stage
from vo_callcenter.demo import group, sayings
from vo_callcenter.demo.cast import Cast as Customers
from vo_callcenter.demo.cast import Customer
from vo_callcenter.demo.garage import Car
from vo_callcenter.demo.ledger import Ledger, write
from vo_callcenter.demo.life import Life
from vo_callcenter.demo.story import Cast
from vo_callcenter.services.case import finished_run, projection, read_clocks
from vo_callcenter.services.office import CENTER, Office

DAYS = 90
_HOURS = (1, 1, 0, 0, 0, 1, 2, 4, 7, 9, 10, 11, 14, 11, 10, 9, 9, 10, 12, 13, 14, 12, 8, 4)
"""How leads spread over the local hours of a day: noon and evening, when customers have time."""
WAITING = (41, 22, 13.5, 12, 10, 8, 6, 4, 3, 1.5, 0.5)
"""Minutes ago at which leads came that nobody has taken: late, urgent and calm ones, whenever somebody looks."""
_TOLD_EVERY = 10
"""Leads between two words of progress."""
_CHUNK = 200
"""Leads written in one transaction: short, so that whoever works meanwhile never waits long."""


class History:
    """Tells lives until there are enough, and writes them.

    ``leads_before`` leaves room below for so many leads that another process tells (``write_past``).
    """

    def __init__(self, office: Office, cars: Sequence[Car], seed: int, leads_before: int = 0) -> None:
        self._office = office
        self._random = Random(f"{seed} {leads_before}")
        self._customers = Customers(self._random, start=leads_before)
        self._now = office.now()
        self._ledger = Ledger(leads_before=leads_before)
        staff = list(enumerate(group.STAFF, 1))
        self._cast = Cast(
            operators=[number for number, one in staff if one.role == "operator"],
            salespeople={
                site: [number for number, one in staff if one.role == "salesperson" and one.site == site]
                for site in range(1, len(group.SITES) + 1)
            },
            calendars=office.calendars(),
            cars=[(number, number % len(group.SITES) + 1, one) for number, one in enumerate(cars, 1)],
        )
        self._policy = office.policy_version(self._now)

    def write_open(self, wanted: int, progress: Callable[[int], object] = lambda done: None) -> None:
        """Tell and write that many leads that are open now; about one in ten that nobody has taken yet.

        ``progress`` hears now and then how many there are.
        """
        total = wanted
        untouched = max(12, wanted // 10)
        for minutes in WAITING[:wanted]:
            self._keep(self._now - timedelta(minutes=minutes), is_open=True, is_waiting=True)
            wanted -= 1
            untouched -= 1
        for received_at in self._recent():
            if wanted <= 0:
                break
            state = self._keep(received_at, is_open=True, untouched=untouched > 0)
            wanted -= state is not None
            untouched -= state is not None and state.progress is Stage.NEW
            if state is not None and wanted % _TOLD_EVERY == 0:
                progress(total - wanted)
        self._flush()

    def write_past(self, wanted: int) -> None:
        """Tell and write that many leads of the last ninety days that have ended, the latest first."""
        for moment in sorted((self._past_moment() for _ in range(wanted)), reverse=True):
            while self._keep(moment, is_open=False) is None:
                moment -= timedelta(hours=self._random.uniform(1, 40))
        self._flush()

    def _keep(
        self, received_at: datetime, *, is_open: bool, untouched: bool = True, is_waiting: bool = False
    ) -> LeadState | None:
        """Tell one life; the state it ended in when it ended as wished and was kept."""
        told = Ledger(ids=self._ledger.ids, leads_before=self._ledger.leads_before)
        lead = told.next_id("lead")
        person = told.next_id("person")
        customer = self._customers.next()
        car_id, site, one = self._random.choice(self._cast.cars)
        source = self._random.choices(
            [source for source, _ in sayings.SOURCES], [weight for _, weight in sayings.SOURCES]
        )[0]
        life = Life(
            lead=lead,
            person=person,
            customer=customer,
            car_id=car_id,
            site=site,
            car=one,
            source=source,
            received_at=received_at,
            now=self._now,
            cast=self._cast,
            ledger=told,
            random=self._random,
            policy=self._policy,
            is_waiting=is_waiting,
        )
        events = life.tell()
        state = fold(events)
        if not events or state.is_closed is is_open or (state.progress is Stage.NEW and not untouched):
            return None
        self._person(told, person, customer, received_at)
        self._lead(told, life, state)
        for table, rows in told.rows.items():
            self._ledger.rows[table].extend(rows)
        if len(self._ledger.rows["lead"]) >= _CHUNK:
            self._flush()
        return state

    def _person(self, told: Ledger, person: int, customer: Customer, at: datetime) -> None:
        last_key, first_key = name_keys(Name(customer.last_name, customer.first_name))
        told.put(
            "person",
            id=person,
            first_name=customer.first_name,
            last_name=customer.last_name,
            full_name=f"{customer.first_name} {customer.last_name}",
            display_name=customer.display_name,
            city=customer.city,
            postcode=customer.postcode,
            last_key=last_key,
            first_key=first_key,
            place=place_key(customer.postcode, customer.city),
            last_contact_from_at=at,
            created_at=at,
        )
        told.add(
            "person_phone", person_id=person, raw=customer.national_phone, e164=customer.phone, kind="fiction"
        )
        told.add(
            "person_email",
            person_id=person,
            raw=customer.email,
            address=customer.email,
            mailbox=mailbox_of(customer.email),
        )

    def _say_what_is_late(self, life: Life, readings: Sequence[ClockReading]) -> None:
        """What is late in the demonstration was said in its time: the engine only speaks of what is to come."""
        for reading in readings:
            if not reading.is_open or reading.due_at is None:
                continue
            said = {
                "clock": reading.clock.value,
                "instance": reading.instance,
                "due": reading.due_at.isoformat(),
            }
            if reading.due_at <= self._now:
                life.at = reading.due_at
                life.happen(EventKind.BREACHED, **said)
            elif reading.warn_at is not None and reading.warn_at <= self._now:
                life.at = reading.warn_at
                life.happen(EventKind.WARNED, **said)

    def _lead(self, told: Ledger, life: Life, state: LeadState) -> None:
        last = life.events[-1]
        score = int(self._random.triangular(5, 98, 55))
        readings = read_clocks(self._office, life.events, life.source.value, self._now)
        self._say_what_is_late(life, readings)
        row = projection(state, life.events, readings)
        told.put(
            "lead",
            id=life.lead,
            version=1,
            person_id=life.person,
            car_id=life.car_id,
            car_text=life.car.title,
            listing_reference=life.car.reference,
            source=life.source.value,
            channel=sayings.CHANNELS[life.source],
            received_at=life.received_at,
            closed_at=last.at if state.is_closed else None,
            score=score,
            temperature="hot" if score >= 70 else "warm" if score >= 40 else "cold",
            is_unread=last.kind in (EventKind.RECEIVED, EventKind.TOUCHED),
            **row,
        )
        lead = SimpleNamespace(id=life.lead, site_id=state.site, source=life.source.value)
        for reading in readings:
            run = finished_run(reading, lead, self._office)
            if run is not None:
                told.put("clock_run", **run)
        for event in life.events:
            told.put(
                "lead_event",
                id=event.id,
                lead_id=life.lead,
                at=event.at,
                kind=event.kind.value,
                actor_id=event.actor,
                data=dict(event.data),
                policy_version=event.policy,
                recorded_at=event.at,
            )

    def _recent(self) -> Iterator[datetime]:
        """Arrivals of leads that may still be open: some just now, most of the last days."""
        while True:
            share = self._random.random()
            if share < 0.06:
                age = timedelta(minutes=self._random.uniform(0, 12))
            elif share < 0.14:
                age = timedelta(hours=self._random.uniform(0.2, 4))
            else:
                age = timedelta(days=self._random.expovariate(1 / 4))
            yield self._now - age

    def _past_moment(self) -> datetime:
        day = self._now - timedelta(days=self._random.uniform(1, DAYS))
        local = self._cast.calendars[CENTER].local(day)
        hour = self._random.choices(range(24), _HOURS)[0]
        moment = local.replace(
            hour=hour,
            minute=self._random.randrange(60),
            second=self._random.randrange(60),
            microsecond=self._random.randrange(1_000_000),
        )
        return min(moment.astimezone(UTC), self._now)

    def _flush(self) -> None:
        with self._office.store.writing() as session:
            write(session.connection(), self._ledger)
            index_leads(session.connection(), [row["id"] for row in self._ledger.rows["lead"]])
        self._ledger.rows.clear()
