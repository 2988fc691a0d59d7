"""Looking up persons and cars by exact key."""

import pytest
from sqlmodel import select

from data.queries.matching import (
    car_with,
    lead_of_thread,
    mark_number_shared,
    number_is_shared,
    persons_with,
)
from data.store import Store
from data.tables import LeadRow, PersonEmailRow, PersonRow
from rules.reading.demand import Demand, ReadVehicle
from rules.vocabulary import Channel, Source
from tests.services.builders import Group, Wall, make_group, make_lead
from vo_callcenter.services.arrival import arrive
from vo_callcenter.services.office import Office
from vo_callcenter.services.touch_told import Circumstances
from vo_callcenter.services.wanted_car import Tie, site_named, tie_of


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, Wall())


@pytest.fixture
def group(office: Office) -> Group:
    return make_group(office)


def test_a_person_is_found_by_address_and_by_number(office: Office, group: Group) -> None:
    lead_id = make_lead(office, group)
    with office.store.reading() as session:
        person = session.get_one(LeadRow, lead_id).person_id
        by_mail = persons_with(session, ["client1@example.org"], [], 5)
        by_phone = persons_with(session, [], ["+33639980001"], 5)
        assert [match.person.id for match in (*by_mail, *by_phone)] == [person, person]
        assert [match.by_email for match in (*by_mail, *by_phone)] == [True, False]


def test_a_shared_number_a_relay_and_a_key_of_too_many_find_nobody(office: Office, group: Group) -> None:
    lead_id = make_lead(office, group)
    with office.store.writing() as session:
        person = session.get_one(LeadRow, lead_id).person_id
        mark_number_shared(session, "+33639980001")
        session.add(
            PersonEmailRow(person_id=person, raw="x@relay.test", address="x@relay.test", is_relay=True)
        )
        for number in range(6):
            other = PersonRow(full_name=f"P{number}", created_at=office.now())
            session.add(other)
            session.flush()
            session.add(PersonEmailRow(person_id=other.id or 0, raw="all@x.test", address="all@x.test"))
    with office.store.reading() as session:
        assert number_is_shared(session, "+33639980001")
        assert not persons_with(session, ["x@relay.test", "all@x.test"], ["+33639980001"], 5)


def test_a_car_is_tied_by_advert_plate_vin_and_stock_number(office: Office, group: Group) -> None:
    with office.store.reading() as session:
        by_advert = car_with(session, source="leboncoin", references=["LBC000004"])
        by_plate = car_with(session, plates=["AB-005-CD"])
        by_stock = car_with(session, stock_numbers=["VO0006"])
        assert [car.id for car in (by_advert, by_plate, by_stock) if car] == group.cars[3:6]
        assert car_with(session, references=["nothing"]) is None


def test_an_advert_address_ties_by_its_number(office: Office, group: Group) -> None:
    demand = Demand(Source.LEBONCOIN, Channel.EMAIL, listing_ref="LBC000002")
    with office.store.reading() as session:
        assert tie_of(session, demand).car_id == group.cars[1]


def test_a_stock_number_is_kept_until_the_car_is_in_stock(office: Office, group: Group) -> None:
    unknown, known = (
        Demand(Source.SITE, Channel.FORM, wanted=(ReadVehicle(make="Dacia", stock=number),))
        for number in ("VO9999", "VO0006")
    )
    with office.store.reading() as session:
        assert tie_of(session, unknown) == Tie(None, None, "VO9999", "Dacia")
        assert tie_of(session, known).car_id == group.cars[5]


def test_a_relay_conversation_finds_its_lead_and_identifies_no_person(office: Office, group: Group) -> None:
    demand = Demand(
        Source.LEBONCOIN,
        Channel.EMAIL,
        first_name="Jean",
        relay_address="abc@relay.example.test",
        message="Bonjour",
    )
    with office.store.writing() as session:
        first = arrive(office, session, demand, Circumstances(office.now()))
        again = arrive(office, session, demand, Circumstances(office.now()))
    with office.store.reading() as session:
        assert first.lead_id == again.lead_id
        assert lead_of_thread(session, "abc@relay.example.test") == first.lead_id
        assert session.exec(select(PersonEmailRow.is_relay)).all() == [True]


def test_the_groups_own_addresses_are_nobodys(office: Office, group: Group) -> None:
    demand = Demand(
        Source.OTHER, Channel.EMAIL, full_name="Jean", emails=("camille@example.com",), message="x"
    )
    with office.store.writing() as session:
        one = arrive(office, session, demand, Circumstances(office.now()))
        two = arrive(office, session, demand, Circumstances(office.now()))
    assert one.lead_id != two.lead_id


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Garage Mercier Lyon", "lyon"),
        ("vienne", "vienne"),
        ("Lyon et Vienne", None),
        ("Paris", None),
        ("", None),
    ],
)
def test_a_site_is_found_in_what_the_document_calls_it(
    office: Office, group: Group, name: str, found: str | None
) -> None:
    from data.queries.house import our_house

    with office.store.reading() as session:
        site = site_named(name, our_house(session).sites)
    assert site == (getattr(group, found) if found else None)
