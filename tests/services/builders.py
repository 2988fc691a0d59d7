"""A small dealer group for the tests of services: two sites, seven people, six cars, and leads on demand.

Everybody is invented; phones come from the blocks reserved for fiction. Time stands still until a test moves it::

    wall = Wall()
    office = Office(store, wall)
    group = make_group(office)
    lead = make_lead(office, group, last_name="Dupont")
    wall.go(minutes=5)
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlmodel import Session, select

from data.tables import (
    CarListingRow,
    CarRow,
    GroupRow,
    HoursRow,
    LeadRow,
    PersonEmailRow,
    PersonPhoneRow,
    PersonRow,
    SiteRow,
    StaffRow,
    StaffSiteRow,
    TouchRow,
)
from rules.values.staff import Actor
from rules.vocabulary import Channel, EventKind, PhoneKind, Role, Source
from vo_callcenter.services.caller import rename
from vo_callcenter.services.case import open_case
from vo_callcenter.services.office import Office
from vo_callcenter.services.score import rescore

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Tuesday 24 November 2026, 10:00 in Paris: center and sites are open."""

CENTER_HOURS = {"week": {"mon-sat": ["08:00-20:00"]}}
SITE_HOURS = {"week": {"mon-sat": ["09:00-12:00", "14:00-19:00"]}}


@dataclass(slots=True)
class Wall:
    """The clock on the wall: stands still until moved."""

    at: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.at

    def go(self, **by: float) -> datetime:
        """Move on by a timedelta's arguments and return the new time."""
        self.at += timedelta(**by)
        return self.at


@dataclass(slots=True)
class Group:
    """Ids of the small group, by first name."""

    lyon: int = 0
    vienne: int = 0
    people: dict[str, int] = field(default_factory=dict)
    """camille and samir are operators; louis, ines (Lyon) and marc (Vienne) sell; anne manages Lyon,
    paul manages Vienne, mona looks at figures, ada administers."""
    cars: list[int] = field(default_factory=list)
    """Three 208 and a Clio in Lyon, a Sandero and a C3 in Vienne."""
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def next_number(self) -> int:
        return next(self._numbers)


def make_group(office: Office) -> Group:
    """Write the group into an empty store."""
    now = office.now()
    group = Group()
    with office.store.writing() as session:
        session.add(GroupRow(id=1, name="Groupe Mercier", created_at=now))
        group.lyon = _kept(session, SiteRow(name="Lyon", region="Rhône", postcode="69003", city="Lyon"))
        group.vienne = _kept(session, SiteRow(name="Vienne", region="Rhône", postcode="38200", city="Vienne"))
        session.get_one(SiteRow, group.lyon).fallback_site_id = group.vienne
        session.get_one(SiteRow, group.vienne).fallback_site_id = group.lyon
        for site in (None, group.lyon, group.vienne):
            hours = CENTER_HOURS if site is None else SITE_HOURS
            session.add(HoursRow(site_id=site, effective_from=date(2020, 1, 1), hours=hours))
        _people(session, group, now)
        _cars(session, group, now)
    office.forget()
    return group


def _people(session: Session, group: Group, now: datetime) -> None:
    for login, role, site in (
        ("camille", Role.OPERATOR, None),
        ("samir", Role.OPERATOR, None),
        ("louis", Role.SALESPERSON, group.lyon),
        ("ines", Role.SALESPERSON, group.lyon),
        ("marc", Role.SALESPERSON, group.vienne),
        ("anne", Role.MANAGER, group.lyon),
        ("paul", Role.MANAGER, group.vienne),
        ("mona", Role.MARKETING, None),
        ("ada", Role.ADMINISTRATOR, None),
    ):
        group.people[login] = _kept(
            session,
            StaffRow(
                login=login,
                name=login.capitalize(),
                role=role.value,
                site_id=site,
                email=f"{login}@example.com",
                created_at=now,
            ),
        )
    for login, site in (("anne", group.lyon), ("paul", group.vienne)):
        session.add(StaffSiteRow(staff_id=group.people[login], site_id=site))


def _cars(session: Session, group: Group, now: datetime) -> None:
    for number, (site, make, model, price) in enumerate(
        (
            (group.lyon, "Peugeot", "208", 12_990),
            (group.lyon, "Peugeot", "208", 13_490),
            (group.vienne, "Peugeot", "208", 11_900),
            (group.lyon, "Renault", "Clio", 12_500),
            (group.vienne, "Dacia", "Sandero", 9_990),
            (group.vienne, "Citroën", "C3", 10_490),
        ),
        start=1,
    ):
        car = _kept(
            session,
            CarRow(
                site_id=site,
                stock_number=f"VO{number:04d}",
                plate=f"AB-{number:03d}-CD",
                make=make,
                model=model,
                trim="Allure",
                fuel="petrol",
                gearbox="manual",
                colour="blanc",
                first_registration=date(2019, 3, number),
                mileage=40_000 + 1_000 * number,
                price=price,
                updated_at=now,
            ),
        )
        group.cars.append(car)
        session.add(CarListingRow(car_id=car, source=Source.LEBONCOIN.value, reference=f"LBC{number:06d}"))


def actor(office: Office, group: Group, login: str) -> Actor:
    """Somebody of the group signed in, with the rights that the policy in force gives."""
    with office.store.reading() as session:
        staff = session.get_one(StaffRow, group.people[login])
        sites = session.exec(select(StaffSiteRow.site_id).where(StaffSiteRow.staff_id == staff.id)).all()
        role = Role(staff.role)
        return Actor(
            id=group.people[login],
            name=staff.name,
            role=role,
            capabilities=office.policy().desk.granted(role),
            sites=frozenset(sites),
            lang=staff.lang,
        )


def make_lead(
    office: Office,
    group: Group,
    *,
    first_name: str = "Jean",
    last_name: str = "",
    site: int | None = -1,
    car: int | None = -1,
    source: Source = Source.LEBONCOIN,
    channel: Channel = Channel.EMAIL,
    person: int | None = None,
    has_phone: bool = True,
    text: str = "Bonjour, la voiture est-elle encore disponible ?",
    live: bool = False,
) -> int:
    """A lead that arrives now; by default a mail about the first car of Lyon, from a person of its own."""
    now = office.now()
    number = group.next_number()
    last_name = last_name or f"Durand{number}"
    site_id = group.lyon if site == -1 else site
    car_id = group.cars[0] if car == -1 else car
    with office.store.writing() as session:
        if person is None:
            person = _person(session, first_name, last_name, number, has_phone, now)
        lead = LeadRow(
            person_id=person,
            site_id=site_id,
            car_id=car_id,
            car_text="Peugeot 208",
            source=source.value,
            channel=channel.value,
            received_at=now,
        )
        lead_id = _kept(session, lead)
        touch = _kept(
            session,
            TouchRow(
                lead_id=lead_id,
                at=now,
                channel=channel.value,
                source=source.value,
                subject="Nouveau message",
                text=text,
                car_text="Peugeot 208",
                address=f"client{number}@example.org",
            ),
        )
        case = open_case(office, session, lead_id)
        data = {"touch": touch, "channel": channel.value, "source": source.value, "site": site_id}
        case.record(EventKind.RECEIVED, **data, **({"live": True} if live else {}))
        rescore(case)
        case.save()
    return lead_id


def write_again(office: Office, lead_id: int, text: str = "Toujours intéressé.") -> None:
    """The customer sends one more message about the same lead."""
    with office.store.writing() as session:
        case = open_case(office, session, lead_id)
        touch = case.add(
            TouchRow(
                lead_id=lead_id,
                at=case.now,
                channel=Channel.EMAIL.value,
                source=case.lead.source,
                text=text,
            )
        )
        case.record(
            EventKind.TOUCHED,
            touch=touch,
            channel=Channel.EMAIL.value,
            source=case.lead.source,
            message=True,
        )
        case.save()


def _person(
    session: Session, first_name: str, last_name: str, number: int, has_phone: bool, now: datetime
) -> int:
    row = PersonRow(
        first_name=first_name,
        last_name=last_name,
        full_name=f"{first_name} {last_name}",
        display_name=f"{last_name.upper()} {first_name}",
        city="Lyon",
        postcode="69003",
        last_contact_from_at=now,
        created_at=now,
    )
    rename(row)
    person = _kept(session, row)
    if has_phone:
        raw = f"06 39 98 {number // 100 % 100:02d} {number % 100:02d}"
        session.add(
            PersonPhoneRow(
                person_id=person,
                raw=raw,
                e164="+33" + raw.replace(" ", "")[1:],
                kind=PhoneKind.FICTION.value,
            )
        )
    address = f"client{number}@example.org"
    session.add(PersonEmailRow(person_id=person, raw=address, address=address))
    return person


def phone_of(office: Office, lead_id: int) -> int:
    """The id of the first phone of a lead's person."""
    with office.store.reading() as session:
        person = session.get_one(LeadRow, lead_id).person_id
        phone = session.exec(select(PersonPhoneRow.id).where(PersonPhoneRow.person_id == person)).first()
        assert phone is not None
        return phone


def _kept(session: Session, row: SiteRow | StaffRow | CarRow | PersonRow | LeadRow | TouchRow) -> int:
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id
