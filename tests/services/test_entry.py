"""Quick entry: who is meant, what is captured, and whose it is then."""

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from data.search import index_pending
from data.tables import LeadRow, PersonEmailRow, PersonPhoneRow, RawInputRow, TouchRow
from rules.refusal import Refusal
from rules.values.entry import Captured, Entry
from rules.vocabulary import EventKind, RawOutcome, Source
from tests.services.center import Center
from vo_callcenter.services.entry import EntryService
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.way_in import ENTRY


def entry(**what: object) -> Entry:
    said: dict[str, object] = {"token": "t1", "source": Source.PHONE, "who": "06 39 98 44 10 Zoé Martin"}
    return Entry(**(said | what))  # type: ignore[arg-type] # each test names what it changes


def capture(center: Center, login: str = "camille", /, **what: object) -> Captured:
    return EntryService(center.office).capture(center.who(login), entry(**what))


def test_a_call_becomes_a_lead_in_the_hands_of_who_typed_it_and_its_raw_stays(center: Center) -> None:
    done = capture(center, request="La 208 est-elle libre ?", car_id=center.group.cars[0])
    assert done.outcome is RawOutcome.LEAD
    assert done.may_open
    with center.store.reading() as session:
        lead = session.get_one(LeadRow, done.lead_id)
        assert (lead.source, lead.car_id, lead.site_id) == ("phone", center.group.cars[0], center.group.lyon)
        assert lead.owner_id == center.who("camille").id
        assert lead.clock != "first_response", "somebody of ours was on the line"
        raw = session.exec(select(RawInputRow)).one()
        assert (raw.origin, raw.lead_id) == (ENTRY, lead.id)
        assert b"06 39 98 44 10 Zo\\u00e9 Martin" in raw.content
        assert session.exec(select(TouchRow.text)).one() == "La 208 est-elle libre ?"
        assert session.exec(select(PersonPhoneRow.e164)).one() == "+33639984410"
    assert center.kinds(done.lead_id)[:2] == [EventKind.RECEIVED, EventKind.CLAIMED]


def test_a_salesperson_who_takes_nothing_from_the_queue_keeps_who_walked_in(center: Center) -> None:
    done = capture(center, "louis", source=Source.WALK_IN, who="Zoé Martin", about="une petite citadine")
    assert done.may_open
    assert center.field(done.lead_id, "salesperson_id") == center.who("louis").id
    assert center.field(done.lead_id, "channel") == "walk_in"
    assert center.field(done.lead_id, "car_text") == "une petite citadine"


def test_the_same_entry_twice_counts_once(center: Center) -> None:
    first, second = capture(center), capture(center)
    assert first.lead_id == second.lead_id
    assert second.outcome is RawOutcome.REPEATED
    assert center.kinds(first.lead_id).count(EventKind.RECEIVED) == 1


def test_the_lead_chosen_gets_one_more_touch(center: Center) -> None:
    lead = center.lead(last_name="Dupont")
    done = capture(center, lead_id=lead, who="Dupont", request="Il rappelle")
    assert (done.lead_id, done.outcome) == (lead, RawOutcome.TOUCH)
    assert center.kinds(lead)[-1] == EventKind.TOUCHED


def test_the_person_chosen_gets_a_new_lead_for_another_car(center: Center) -> None:
    lead = center.lead(last_name="Dupont")
    person = center.field(lead, "person_id")
    done = capture(center, person_id=person, who="dupont", car_id=center.group.cars[3])
    assert done.lead_id != lead
    assert center.field(done.lead_id, "person_id") == person


def test_nobody_of_those_shown_is_somebody_new_even_with_a_known_number(center: Center) -> None:
    lead = center.lead(last_name="Dupont")
    with center.store.reading() as session:
        number = session.exec(select(PersonPhoneRow.raw)).one()
    done = capture(center, who=number, more="Anne Leroy", is_new_person=True)
    assert center.field(done.lead_id, "person_id") != center.field(lead, "person_id")
    known = capture(center, token="t2", who=number, more="Jean Dupont")
    assert center.field(known.lead_id, "person_id") == center.field(lead, "person_id")


def test_what_only_fills_a_field_makes_no_two_callers_one(center: Center) -> None:
    filler = "06 00 00 00 00 aucun@orange.fr"
    first = capture(center, who=f"{filler} Zoé Martin")
    second = capture(center, token="t2", who=f"{filler} Anne Leroy")
    third = capture(center, token="t3", who="Zoé Martin", more="aucun@orange.fr")
    people = {center.field(done.lead_id, "person_id") for done in (first, second, third)}
    assert len(people) == 3
    with center.store.reading() as session:
        assert not session.exec(select(PersonEmailRow.address)).all()
        assert set(session.exec(select(PersonPhoneRow.e164)).all()) == {None}
    service = EntryService(center.office)
    assert service.callers(center.who("camille"), filler) == ()
    named = service.callers(center.who("camille"), f"{filler} Leroy")
    assert [caller.name for caller in named] == ["LEROY Anne"]


def test_what_a_crash_left_unread_is_captured_by_the_engine(center: Center) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    service = EntryService(center.office)
    camille = center.who("camille")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(IntakeService, "_read", die)
        with pytest.raises(KeyboardInterrupt):
            service.capture(camille, entry())
    center.wall.go(minutes=1)
    assert IntakeService(center.office).read_pending() == 1
    with center.store.reading() as session:
        raw = session.exec(select(RawInputRow)).one()
        assert raw.outcome == RawOutcome.LEAD
        assert raw.lead_id is not None
        assert session.get_one(LeadRow, raw.lead_id).owner_id == camille.id


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"who": "  "}, "entry_needs_somebody"),
        ({"who": "06 00 00 00 00 aucun@orange.fr"}, "entry_needs_somebody"),
        ({"who": "06 39 98"}, "entry_number_unreadable"),
        ({"source": Source.SITE}, "entry_source"),
        ({"lead_id": 99}, "no_such_lead"),
        ({"person_id": 99}, "entry_gone"),
        ({"site_id": 99}, "no_such_site"),
    ],
)
def test_what_cannot_be_captured_is_refused_before_anything_is_kept(
    center: Center, what: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        capture(center, **what)
    with center.store.reading() as session:
        assert not session.exec(select(RawInputRow)).all()


def test_somebody_without_contact_with_customers_captures_nothing(center: Center) -> None:
    with pytest.raises(Refusal, match="not_allowed"):
        capture(center, "mona")


def test_callers_are_found_by_number_begun_or_whole_and_by_name_with_their_open_leads(center: Center) -> None:
    service, camille = EntryService(center.office), center.who("camille")
    lead, other = center.lead(last_name="Dupont"), center.lead(last_name="Lefèvre")
    with center.store.reading() as session:
        numbers = session.exec(select(PersonPhoneRow.raw).order_by(col(PersonPhoneRow.id))).all()
    [caller] = service.callers(camille, numbers[0])
    assert (caller.name, caller.is_exact, [each.id for each in caller.leads]) == ("DUPONT Jean", True, [lead])
    assert {each.name for each in service.callers(camille, numbers[0][:11])} == {
        "DUPONT Jean",
        "LEFÈVRE Jean",
    }
    assert [each.leads[0].id for each in service.callers(camille, "lefevre je")] == [other]
    assert [each.name for each in service.callers(camille, "client1@example.org")] == ["DUPONT Jean"]
    index_pending(center.store)
    assert [each.name for each in service.callers(camille, numbers[1][-8:])] == ["LEFÈVRE Jean"], "by its end"
    assert [each.name for each in service.callers(camille, "+33 6 39 98 00 02")] == ["LEFÈVRE Jean"]
    assert not service.callers(camille, "peugeot"), "a car is nobody"
    assert not service.callers(camille, "du")


def test_whose_number_it_is_shows_whatever_name_was_typed(center: Center) -> None:
    service, camille = EntryService(center.office), center.who("camille")
    center.lead(last_name="Dupont")
    center.lead(last_name="Blanc")
    with center.store.reading() as session:
        number = session.exec(select(PersonPhoneRow.raw).order_by(col(PersonPhoneRow.id))).first()
    for name, is_named in (("Blanc", False), ("Dupont", True), ("Jean", True), ("", True)):
        [caller] = service.callers(camille, f"{name} {number}")
        assert (caller.name, caller.is_exact, caller.is_named) == ("DUPONT Jean", True, is_named)


def test_callers_are_asked_for_in_one_statement(center: Center) -> None:
    center.lead(last_name="Dupont")
    said: list[str] = []
    service, camille = EntryService(center.office), center.who("camille")
    service.callers(camille, "dupont")

    def hear(_: object, __: object, statement: str, *___: object) -> None:
        said.append(statement)

    sa.event.listen(center.store.engine, "before_cursor_execute", hear)
    for text in ("dupont", "06 39 98 00", "client1@example.org"):
        said.clear()
        assert service.callers(camille, text)
        assert len([each for each in said if each.startswith("SELECT")]) == 1


def test_a_salesperson_sees_none_of_whom_they_may_not_read(center: Center) -> None:
    center.lead(last_name="Dupont")
    assert not EntryService(center.office).callers(center.who("louis"), "dupont")


def test_cars_are_found_by_their_words_without_accents_or_in_a_plate(center: Center) -> None:
    service, camille = EntryService(center.office), center.who("camille")
    assert [car.text for car in service.cars(camille, "citroen")] == ["Citroën C3 Allure"]
    assert [car.plate for car in service.cars(camille, "ab001cd")] == ["AB-001-CD"]
    assert len(service.cars(camille, "peug 208")) == 3
    assert not service.cars(camille, "%_")


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE lead; --", '" OR 1', "\x00\x1b[31m", "((( :* & |", "é" * 5_000]
)
def test_hostile_text_finds_nobody_and_harms_nothing(center: Center, text: str) -> None:
    service, camille = EntryService(center.office), center.who("camille")
    lead = center.lead(last_name="Dupont")
    assert not service.callers(camille, text)
    service.cars(camille, text)
    done = capture(center, who=f"Zoé {text}", about=text, request=text)
    assert done.lead_id != lead


def test_a_name_that_is_half_an_address_is_asked_for_again(center: Center) -> None:
    with pytest.raises(Refusal, match="entry_address_unreadable") as refused:
        capture(center, who="blabla@exam Zoé Martin")
    assert refused.value.params == {"address": "blabla@exam"}


def test_who_holds_as_many_as_they_may_is_told_that_the_new_one_waits(center: Center) -> None:
    most = center.office.policy().desk.claims.max_open
    taken = [
        capture(center, token=f"t{number}", who=f"06 39 98 44 {number}") for number in range(10, 10 + most)
    ]
    assert [done.waits for done in taken] == [None] * most
    one_more = capture(center, token="more", who="06 39 98 44 99")
    assert one_more.waits is not None
    assert one_more.waits.code == "too_many_claims"
    assert center.field(one_more.lead_id, "owner_id") is None
