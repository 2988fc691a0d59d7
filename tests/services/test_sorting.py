"""Sorting by hand: what no reader understood becomes a lead, a touch or a file."""

import pytest
from sqlmodel import col, select

from data.store import Store
from data.tables import CarRow, LeadEventRow, LeadRow, PersonEmailRow, PersonPhoneRow, TouchRow
from rules.reading.demand import Reading
from rules.refusal import Refusal
from rules.values.entry import Entry
from rules.values.incoming import SortedLead
from rules.values.staff import Actor
from rules.vocabulary import CarStatus, EventKind, FiledAs, RawOutcome, Source
from tests.services.builders import Group, Wall, actor, make_group, make_lead
from tests.services.mails import mail
from vo_callcenter.services.entry import EntryService
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.sorting import SortingService


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def office(store: Store, wall: Wall) -> Office:
    return Office(store, wall)


@pytest.fixture
def group(office: Office) -> Group:
    return make_group(office)


@pytest.fixture
def camille(office: Office, group: Group) -> Actor:
    return actor(office, group, "camille")


def typed(**changes: str | int | None) -> SortedLead:
    values: dict[str, str | int | None] = {
        "first_name": "Jean",
        "last_name": "Dupont",
        "phone": "06 39 98 00 77",
        "email": "",
        "car": "Peugeot 208",
        "message": "Rappelez-moi",
        "site_id": None,
    }
    return SortedLead(**(values | changes))  # type: ignore[arg-type] # each test names what it changes


def unreadable(office: Office, content: bytes = b"\x00\x01 illisible") -> int:
    [result] = IntakeService(office).take_bytes(content, "bruit.bin")
    assert result.outcome is RawOutcome.TO_SORT
    assert result.raw_id is not None
    return result.raw_id


def to_sort(office: Office, content: bytes) -> int:
    """A mail that no reader understood."""
    [result] = IntakeService(office, lambda *_: []).take_bytes(content, "m.eml")
    assert (result.outcome, result.raw_id is None) == (RawOutcome.TO_SORT, False)
    return result.raw_id or 0


def test_what_is_completed_by_hand_keeps_its_received_time(
    office: Office, group: Group, camille: Actor, wall: Wall
) -> None:
    raw_id, received = unreadable(office), wall.at
    wall.go(minutes=40)
    sorting = SortingService(office)
    completed = sorting.complete(camille, raw_id, typed(site_id=group.vienne))
    assert completed.is_new
    lead_id = completed.lead_id
    with office.store.reading() as session:
        lead = session.get_one(LeadRow, lead_id)
        events = select(LeadEventRow).where(LeadEventRow.lead_id == lead_id).order_by(col(LeadEventRow.id))
        event = session.exec(events).first()
        assert (lead.received_at, lead.site_id, lead.car_text) == (received, group.vienne, "Peugeot 208")
        assert event is not None
        assert (event.kind, event.at, event.actor_id) == (EventKind.RECEIVED, received, camille.id)
        assert session.exec(select(PersonPhoneRow.e164)).all() == ["+33639980077"]
    assert not sorting.entries(camille)
    with pytest.raises(Refusal, match="raw_sorted_already"):
        sorting.complete(camille, raw_id, typed())


def test_a_lead_without_any_contact_is_refused(office: Office, group: Group, camille: Actor) -> None:
    raw_id = unreadable(office)
    with pytest.raises(Refusal, match="sorted_needs_contact"):
        SortingService(office).complete(camille, raw_id, typed(phone=""))
    assert len(SortingService(office).entries(camille)) == 1


def car_of(office: Office, lead_id: int) -> tuple[int | None, str, int | None]:
    """The lead's car, what it is called, and the lead's site."""
    with office.store.reading() as session:
        lead = session.get_one(LeadRow, lead_id)
        return lead.car_id, lead.car_text, lead.site_id


def test_the_car_chosen_is_the_leads_and_brings_its_site(
    office: Office, group: Group, camille: Actor
) -> None:
    sandero = group.cars[4]
    done = SortingService(office).complete(camille, unreadable(office), typed(car="", car_id=sandero))
    assert car_of(office, done.lead_id) == (sandero, "Dacia Sandero Allure", group.vienne)


def test_a_car_chosen_by_hand_comes_before_the_one_that_was_read(
    office: Office, group: Group, camille: Actor
) -> None:
    words = "Véhicule : Renault Clio\nTéléphone : 06 39 98 00 12"
    sorting, raw_id = SortingService(office), to_sort(office, mail(words))
    assert dict(sorting.detail(camille, raw_id).found)["car"] == "Renault Clio"
    done = sorting.complete(camille, raw_id, typed(car="", car_id=group.cars[0]))
    assert car_of(office, done.lead_id)[0] == group.cars[0]


@pytest.mark.parametrize(("typed_car", "kept"), [("Renault Clio", "Renault Clio"), ("", ""), ("C3", "C3")])
def test_a_car_that_was_read_stays_until_somebody_takes_it_away(
    office: Office, group: Group, camille: Actor, typed_car: str, kept: str
) -> None:
    raw_id = to_sort(office, mail("Véhicule : Renault Clio\nTéléphone : 06 39 98 00 12"))
    done = SortingService(office).complete(camille, raw_id, typed(car=typed_car))
    assert car_of(office, done.lead_id)[1] == kept


def test_a_car_sold_meanwhile_gets_the_same_answer_as_in_quick_entry(
    office: Office, group: Group, camille: Actor
) -> None:
    car = group.cars[0]
    with office.store.writing() as session:
        session.get_one(CarRow, car).status = CarStatus.SOLD.value
    assert car not in [found.id for found in EntryService(office).cars(camille, "208")]
    sorted_lead = SortingService(office).complete(camille, unreadable(office), typed(car="", car_id=car))
    entry = Entry(token="t1", source=Source.PHONE, who="06 39 98 00 78 Anne Petit", car_id=car)
    entered = EntryService(office).capture(camille, entry)
    assert sorted_lead.lead_id != entered.lead_id
    assert car_of(office, sorted_lead.lead_id) == car_of(office, entered.lead_id)
    assert car_of(office, entered.lead_id)[0] == car


def test_whoever_sorts_looks_for_cars_even_without_contact_with_customers(
    office: Office, group: Group
) -> None:
    assert EntryService(office).cars(actor(office, group, "ada"), "sandero")
    with pytest.raises(Refusal, match="not_allowed"):
        EntryService(office).cars(actor(office, group, "mona"), "sandero")


def test_what_the_customer_had_asked_already_is_said_to_be_no_new_demand(
    office: Office, group: Group, camille: Actor
) -> None:
    sorting, first, second = SortingService(office), unreadable(office), unreadable(office, b"\x00\x01 autre")
    new, more = (sorting.complete(camille, raw_id, typed()) for raw_id in (first, second))
    assert (more.lead_id, new.is_new, more.is_new) == (new.lead_id, True, False)


@pytest.mark.parametrize("email", ["zoe@exemple", "zoe.example.org", "zoe@example.org ; jean@exemple"])
def test_a_typed_address_that_is_none_is_refused_before_it_vanishes(
    office: Office, group: Group, camille: Actor, email: str
) -> None:
    sorting, raw_id = SortingService(office), unreadable(office)
    with pytest.raises(Refusal, match="entry_address_unreadable"):
        sorting.complete(camille, raw_id, typed(email=email))
    assert sorting.complete(camille, raw_id, typed(email="zoe@example.org, jean@example.org")).is_new
    with office.store.reading() as session:
        assert len(session.exec(select(PersonEmailRow)).all()) == 2


def test_every_number_that_was_read_is_proposed_and_kept_as_it_was_read(
    office: Office, group: Group, camille: Actor
) -> None:
    words = "La 208 est-elle là ? Tél 06 39 98 00 12 ou 01 99 00 12 34, celui de mon mari 06 39 98 00 13"
    [result] = IntakeService(office, lambda *_: []).take_bytes(mail(words), "m.eml")
    assert result.raw_id is not None
    sorting = SortingService(office)
    found = dict(sorting.detail(camille, result.raw_id).found)
    assert found["phone"].startswith("06 39 98 00 12 / 01 99 00 12 34")
    sorting.complete(camille, result.raw_id, typed(phone=found["phone"], email=found["email"]))
    with office.store.reading() as session:
        kept = session.exec(select(PersonPhoneRow.e164, PersonPhoneRow.is_shared)).all()
    assert sorted(kept) == [("+33199001234", False), ("+33639980012", False), ("+33639980013", True)]


def test_it_can_be_attached_to_a_lead_that_exists_which_is_named(
    office: Office, group: Group, camille: Actor
) -> None:
    lead_id, raw_id = make_lead(office, group, last_name="Petit"), unreadable(office)
    done = SortingService(office).attach(camille, raw_id, lead_id)
    assert (done.lead_id, done.person, done.car, done.is_known) == (
        lead_id,
        "PETIT Jean",
        "Peugeot 208",
        False,
    )
    with office.store.reading() as session:
        assert len(session.exec(select(TouchRow).where(TouchRow.lead_id == lead_id)).all()) == 2
    with pytest.raises(Refusal, match="no_such_lead"):
        SortingService(office).attach(camille, unreadable(office, b"\x00 autre"), 999)


def test_a_mail_that_the_lead_has_already_is_said_to_add_nothing(
    office: Office, group: Group, camille: Actor
) -> None:
    lead_id, sorting = make_lead(office, group), SortingService(office)
    first, other_words, again = (
        to_sort(office, content)
        for content in (
            mail("Et le prix ?"),
            mail("Et la couleur ?"),
            b"Received: by mx.example.org\r\n" + mail("Et le prix ?"),
        )
    )
    known = [sorting.attach(camille, raw_id, lead_id).is_known for raw_id in (first, other_words, again)]
    assert known == [False, False, True]
    with office.store.reading() as session:
        texts = session.exec(select(TouchRow.text).where(TouchRow.lead_id == lead_id)).all()
    assert sorted(text.strip() for text in texts)[1:] == ["Et la couleur ?", "Et le prix ?"]
    assert not sorting.entries(camille)


def test_a_mail_completed_twice_is_said_to_add_nothing(office: Office, group: Group, camille: Actor) -> None:
    sorting, words = SortingService(office), mail("Et le prix ?")
    first, again = (
        to_sort(office, content) for content in (words, b"Received: by mx.example.org\r\n" + words)
    )
    new, known = (sorting.complete(camille, raw_id, typed()) for raw_id in (first, again))
    assert (new.is_new, new.is_known) == (True, False)
    assert (known.lead_id, known.is_new, known.is_known) == (new.lead_id, False, True)


def test_filed_is_visible_and_can_be_taken_out_again_with_the_deadline_it_had(
    office: Office, group: Group, camille: Actor, wall: Wall
) -> None:
    sorting, raw_id = SortingService(office), unreadable(office)
    [waiting] = sorting.entries(camille)
    sorting.file(camille, raw_id, FiledAs.SPAM)
    assert [entry.filed_as for entry in sorting.entries(camille, filed=True)] == [FiledAs.SPAM]
    wall.go(hours=3)
    said = sorting.unfile(camille, raw_id)
    [entry] = sorting.entries(camille)
    assert entry.deadline_at == said == waiting.deadline_at, "its customer has waited since it came"
    with pytest.raises(Refusal, match="raw_not_filed"):
        sorting.unfile(camille, raw_id)


def test_a_mail_shows_its_words_and_what_a_reader_found(office: Office, group: Group, camille: Actor) -> None:
    content = mail("Bonjour, la 208 est-elle là ? 06 39 98 00 12", subject="Accent é")
    [result] = IntakeService(office, lambda *_: []).take_bytes(content, "m.eml")
    assert result.raw_id is not None
    detail = SortingService(office).detail(camille, result.raw_id)
    assert "208" in detail.text
    assert detail.entry.subject == "Accent é"
    assert detail.entry.sender == "jean.dupont@example.org"
    assert dict(detail.found)["email"] == "jean.dupont@example.org"


def test_what_a_reader_broke_on_is_shown_and_completed_without_it(
    office: Office, group: Group, camille: Actor
) -> None:
    def broken(*_: object) -> list[Reading]:
        raise RuntimeError("reader")

    [result] = IntakeService(office, broken).take_bytes(b"Jean, 06 39 98 00 12", "m.txt")
    assert result.raw_id is not None
    sorting = SortingService(office, broken)
    assert "Jean" in sorting.detail(camille, result.raw_id).text
    assert sorting.complete(camille, result.raw_id, typed()).is_new


def test_only_who_may_sort_sees_it(office: Office, group: Group) -> None:
    raw_id = unreadable(office)
    for login in ("louis", "mona"):
        with pytest.raises(Refusal, match="not_allowed"):
            SortingService(office).detail(actor(office, group, login), raw_id)


def test_a_number_that_was_typed_and_cannot_be_read_is_refused_before_a_lead_nobody_can_call(
    office: Office, camille: Actor
) -> None:
    raw_id, sorting = unreadable(office), SortingService(office)
    with pytest.raises(Refusal, match="entry_number_unreadable") as refused:
        sorting.complete(camille, raw_id, typed(phone="12", email="jean@example.com"))
    assert refused.value.params == {"number": "12"}
    assert sorting.complete(camille, raw_id, typed()).is_new


def test_completing_into_a_demand_there_is_says_whose_it_is(office: Office, camille: Actor) -> None:
    sorting = SortingService(office)
    first = sorting.complete(camille, unreadable(office), typed())
    assert (first.is_new, first.person) == (True, "DUPONT Jean")
    again = sorting.complete(camille, unreadable(office, b"\x00 autre"), typed(first_name="", last_name=""))
    assert (again.lead_id, again.is_new, again.person, again.car) == (
        first.lead_id,
        False,
        "DUPONT Jean",
        "Peugeot 208",
    )
