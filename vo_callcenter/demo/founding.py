"""The demonstration group before its first lead: sites, people, policy, templates and stock."""

from datetime import date, datetime
from random import Random

from data.tables import GroupRow, HoursRow, PolicyVersionRow, SiteRow, StaffRow, StaffSiteRow
from rules.policy import complete, packaged
from vo_callcenter.demo import group
from vo_callcenter.demo.garage import Car, car
from vo_callcenter.demo.ledger import Ledger, write
from vo_callcenter.services.office import Office
from vo_callcenter.services.templates import TemplateService

CARS = 400


def found(office: Office, seed: int) -> list[Car]:
    """Write the group, its sites, people, policy, templates and stock; returns the cars in order of id."""
    random = Random(seed)
    store, now = office.store, office.now()
    with store.writing() as session:
        session.add(GroupRow(id=1, name=group.GROUP, is_demo=True, created_at=now))
        start = date(now.year - 2, 1, 1)
        session.add(HoursRow(site_id=None, effective_from=start, hours=group.CENTER_HOURS))
        for number, site in enumerate(group.SITES, 1):
            session.add(
                SiteRow(
                    id=number,
                    name=site.name,
                    region=site.region,
                    postcode=site.postcode,
                    city=site.city,
                    phone=site.phone,
                    email=site.email,
                    fallback_site_id=None,
                )
            )
            session.flush()
            session.add(HoursRow(site_id=number, effective_from=start, hours=site.hours))
        for number, colleague in enumerate(group.STAFF, 1):
            session.add(
                StaffRow(
                    id=number,
                    login=colleague.login,
                    name=colleague.name,
                    role=colleague.role,
                    site_id=colleague.site,
                    capacity=colleague.capacity,
                    skills=list(colleague.skills),
                    email=f"{colleague.login}@mercier.example.com",
                    phone=f"+3346571{1000 + number}",
                    created_at=now,
                )
            )
            session.flush()
            for site_id in group.MANAGER_SITES.get(colleague.login, ()):
                session.add(StaffSiteRow(staff_id=number, site_id=site_id))
        session.add(
            PolicyVersionRow(
                id=1,
                effective_from=start,
                preset="b",
                reference="demo",
                text=complete(packaged("b")),
                created_at=now,
            )
        )
        # Each site may fall back on the next one.
        session.flush()
        for number in range(1, len(group.SITES) + 1):
            site_row = session.get(SiteRow, number)
            assert site_row is not None
            site_row.fallback_site_id = number % len(group.SITES) + 1
    TemplateService(office).install()
    cars = [car(random, number, now.date()) for number in range(1, CARS + 1)]
    ledger = Ledger()
    for number, one in enumerate(cars, 1):
        _stock(ledger, number, one, now)
    with store.writing() as session:
        write(session.connection(), ledger)
    return cars


def _stock(ledger: Ledger, number: int, one: Car, now: datetime) -> None:
    ledger.add(
        "car",
        site_id=number % len(group.SITES) + 1,
        stock_number=one.stock_number,
        plate=one.plate,
        vin=one.vin,
        make=one.make,
        model=one.model,
        trim=one.trim,
        fuel=one.fuel,
        gearbox=one.gearbox,
        power=one.power,
        colour=one.colour,
        first_registration=one.first_registration,
        mileage=one.mileage,
        price=one.price,
        warranty_months=one.warranty_months,
        label=one.label,
        status="in_stock",
        updated_at=now,
    )
    ledger.add(
        "car_listing",
        car_id=number,
        source="leboncoin",
        reference=one.reference,
        url=f"https://www.leboncoin.fr/voitures/{one.reference}.htm",
    )
