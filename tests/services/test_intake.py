"""Intake: raw first, then read, then a lead, a touch, to sort or filed; nothing lost, nothing twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from data.store import Store
from data.tables import (
    AnswerRow,
    LeadEventRow,
    LeadRow,
    PersonPhoneRow,
    PersonRow,
    RawInputRow,
    TouchRow,
    TradeInRow,
)
from rules.reading.demand import Reading
from rules.reading.readings import Readings
from rules.refusal import Refusal
from rules.values.incoming import IntakeResult
from rules.vocabulary import CloseReason, EventKind, FiledAs, RawOutcome, Stage
from tests.services.builders import Group, Wall, actor, make_group, make_lead
from tests.services.lead_rows import lead_of, sent
from tests.services.mails import adf, bounce, mail
from vo_callcenter.adapters.document import Document, document_of_bytes
from vo_callcenter.services.arrival import Arrival, arrive
from vo_callcenter.services.case import opened
from vo_callcenter.services.desk import DeskService
from vo_callcenter.services.handover import hand_to
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.intake_results import preview, read_content
from vo_callcenter.services.office import Office
from vo_callcenter.services.people import PeopleService
from vo_callcenter.services.way_in import DROP

SAMPLES = Path(__file__).parents[1] / "samples" / "adf"


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
def intake(office: Office, group: Group) -> IntakeService:
    return IntakeService(office)


def kinds(office: Office, lead_id: int | None) -> list[str]:
    with office.store.reading() as session:
        return list(
            session.exec(
                select(LeadEventRow.kind).where(LeadEventRow.lead_id == lead_id).order_by(LeadEventRow.id)  # type: ignore[arg-type] # SQLModel types columns as values
            )
        )


def count(office: Office, table: type) -> int:
    with office.store.reading() as session:
        return len(session.exec(select(table)).all())


def test_a_demand_becomes_a_lead_with_its_person_car_site_clock_and_score(
    office: Office, group: Group, intake: IntakeService, wall: Wall
) -> None:
    [result] = intake.take_bytes(adf(stock="VO0005"), "lead.xml")
    lead = lead_of(office, result.lead_id)
    assert result.outcome is RawOutcome.LEAD
    assert (lead.car_id, lead.site_id) == (group.cars[4], group.vienne)
    assert lead.stage == Stage.NEW
    assert lead.due_at is not None
    assert lead.due_at > wall.at
    assert lead.score > 0
    with office.store.reading() as session:
        person = session.get_one(PersonRow, lead.person_id)
        phone = session.exec(select(PersonPhoneRow.e164)).first()
        assert (person.display_name, phone) == ("DUPONT Jean", "+33639980001")
    assert kinds(office, result.lead_id)[0] == EventKind.RECEIVED


def test_the_same_bytes_again_make_no_second_lead(office: Office, intake: IntakeService) -> None:
    first = intake.take_bytes(adf(), "lead.xml")[0]
    again = intake.take_bytes(adf(), "other name.xml")[0]
    assert (again.outcome, again.lead_id) == (RawOutcome.REPEATED, first.lead_id)
    assert count(office, LeadRow) == 1


def test_the_same_person_and_car_is_one_more_touch_that_waits_for_an_answer(
    office: Office, intake: IntakeService, wall: Wall
) -> None:
    first = intake.take_bytes(adf(stock="VO0001"), "a.xml")[0]
    wall.go(hours=1)
    second = intake.take_bytes(adf(stock="VO0001", comments="Toujours là ?"), "b.xml")[0]
    assert (second.outcome, second.lead_id) == (RawOutcome.TOUCH, first.lead_id)
    assert lead_of(office, first.lead_id).is_unread
    assert lead_of(office, first.lead_id).last_incoming_at == wall.at


def test_another_car_is_a_new_lead_of_the_same_person(office: Office, intake: IntakeService) -> None:
    first = intake.take_bytes(adf(stock="VO0001"), "a.xml")[0]
    second = intake.take_bytes(adf(stock="VO0005"), "b.xml")[0]
    assert second.outcome is RawOutcome.LEAD
    assert lead_of(office, first.lead_id).person_id == lead_of(office, second.lead_id).person_id


def test_beyond_the_window_the_same_car_is_a_new_lead(
    office: Office, intake: IntakeService, wall: Wall
) -> None:
    first = intake.take_bytes(adf(stock="VO0001"), "a.xml")[0]
    wall.go(days=office.policy().identity.same_demand_days + 1)
    second = intake.take_bytes(adf(stock="VO0001", comments="Bonjour encore"), "b.xml")[0]
    assert second.outcome is RawOutcome.LEAD
    assert second.lead_id != first.lead_id


def test_a_number_shared_by_two_names_identifies_nobody(office: Office, intake: IntakeService) -> None:
    first = intake.take_bytes(adf(stock="VO0001"), "a.xml")[0]
    second = intake.take_bytes(
        adf(stock="VO0001", name="Marie Lefebvre", email="marie@example.org"), "b.xml"
    )[0]
    assert second.outcome is RawOutcome.LEAD
    assert lead_of(office, first.lead_id).person_id != lead_of(office, second.lead_id).person_id
    with office.store.reading() as session:
        assert all(session.exec(select(PersonPhoneRow.is_shared)).all())


def test_an_answer_finds_its_lead_by_the_message_it_answers(
    office: Office, group: Group, intake: IntakeService, wall: Wall
) -> None:
    lead_id = make_lead(office, group)
    sent(office, lead_id, "ours-1@example.com")
    wall.go(minutes=30)
    answer = mail(
        "Oui, je passe samedi.\n\nLe 24 nov. 2026 à 10:00, Groupe Mercier <contact@example.com> a écrit :\n> Bonjour",
        sender="Autre Adresse <autre@example.org>",
        subject="Re: Votre annonce",
        in_reply_to="<ours-1@example.com>",
    )
    [result] = intake.take_bytes(answer, "re.eml")
    assert (result.outcome, result.lead_id) == (RawOutcome.TOUCH, lead_id)
    assert lead_of(office, lead_id).waits_for_us
    with office.store.reading() as session:
        text = session.exec(select(TouchRow.text).where(TouchRow.raw_id == result.raw_id)).one()
        assert "samedi" in text
        assert "Bonjour" not in text


def test_a_customer_who_writes_again_reopens_the_closed_lead_and_unparks_the_parked_one(
    office: Office, group: Group, intake: IntakeService, wall: Wall
) -> None:
    closed = make_lead(office, group)
    DeskService(office).claim(actor(office, group, "camille"), closed)
    sent(office, closed, "ours-2@example.com")
    DeskService(office).close(actor(office, group, "camille"), closed, CloseReason.PRICE)
    parked = make_lead(office, group)
    sent(office, parked, "ours-3@example.com")
    with opened(office, parked) as case:
        case.record(EventKind.PARKED, 1, until=(wall.at + timedelta(days=9)).isoformat())
    wall.go(days=2)
    for number, lead_id in ((2, closed), (3, parked)):
        intake.take_bytes(
            mail(
                "Finalement oui.",
                message_id=f"<r{number}@x.test>",
                in_reply_to=f"<ours-{number}@example.com>",
            ),
            "re.eml",
        )
        assert lead_of(office, lead_id).is_open
        assert lead_of(office, lead_id).parked_until is None
    assert EventKind.REOPENED in kinds(office, closed)


def test_a_mail_read_late_reopens_with_the_clock_running_since_it_was_received(
    office: Office, group: Group, intake: IntakeService, wall: Wall
) -> None:
    lead_id = make_lead(office, group)
    DeskService(office).claim(actor(office, group, "camille"), lead_id)
    sent(office, lead_id, "ours-8@example.com")
    DeskService(office).close(actor(office, group, "camille"), lead_id, CloseReason.PRICE)
    received = wall.go(hours=1)
    wall.go(minutes=25)
    letter = mail("Finalement oui.", in_reply_to="<ours-8@example.com>")
    intake.take(document_of_bytes("re.eml", letter), DROP, received)
    assert lead_of(office, lead_id).clock_started_at == received


def test_a_customer_who_comes_back_is_not_left_to_people_who_are_gone(
    office: Office, group: Group, intake: IntakeService
) -> None:
    lead_id = make_lead(office, group)
    with opened(office, lead_id) as case:
        case.record(EventKind.QUALIFIED, 1)
        hand_to(case, actor(office, group, "anne"), group.people["louis"])
    sent(office, lead_id, "ours-9@example.com")
    DeskService(office).close(actor(office, group, "louis"), lead_id, CloseReason.PRICE)
    PeopleService(office).deactivate(actor(office, group, "ada"), group.people["louis"])
    intake.take_bytes(mail("Finalement oui.", in_reply_to="<ours-9@example.com>"), "re.eml")
    lead = lead_of(office, lead_id)
    assert (lead.is_open, lead.salesperson_id) == (True, None)
    assert lead.offered_to_id == group.people["ines"]


def test_an_answer_to_a_lead_closed_too_long_ago_is_a_new_lead_of_the_same_person(
    office: Office, group: Group, intake: IntakeService, wall: Wall
) -> None:
    lead_id = make_lead(office, group)
    sent(office, lead_id, "ours-4@example.com")
    with opened(office, lead_id) as case:
        case.record(EventKind.CLOSED, 1, reason="price", stage="lost")
    wall.go(days=office.policy().desk.reopening.within_days + 1)
    [result] = intake.take_bytes(mail("Et maintenant ?", in_reply_to="<ours-4@example.com>"), "re.eml")
    assert result.outcome is RawOutcome.LEAD
    assert lead_of(office, result.lead_id).person_id == lead_of(office, lead_id).person_id
    assert lead_of(office, result.lead_id).car_id == group.cars[0]


def test_a_bounce_restores_the_clock_and_is_filed_with_its_lead(
    office: Office, group: Group, intake: IntakeService
) -> None:
    lead_id = make_lead(office, group)
    sent(office, lead_id, "ours-5@example.com")
    assert lead_of(office, lead_id).attempts == 1
    [result] = intake.take_bytes(bounce("ours-5@example.com", "jean.dupont@example.org"), "dsn.eml")
    assert (result.outcome, result.filed_as, result.lead_id) == (RawOutcome.FILED, FiledAs.BOUNCE, lead_id)
    assert EventKind.MESSAGE_BOUNCED in kinds(office, lead_id)
    assert lead_of(office, lead_id).attempts == 0


def test_what_cannot_be_read_waits_to_be_sorted_with_a_deadline(
    office: Office, intake: IntakeService
) -> None:
    [result] = intake.take_bytes(b"\x00\x01\x02 rien", "bruit.bin")
    assert result.outcome is RawOutcome.TO_SORT
    with office.store.reading() as session:
        raw = session.get_one(RawInputRow, result.raw_id)
        assert raw.content == b"\x00\x01\x02 rien"
        assert raw.deadline_at is not None
        assert raw.deadline_at > raw.received_at


def test_a_reader_that_breaks_costs_nothing_but_a_look_by_hand(office: Office, group: Group) -> None:
    def broken(content: bytes, name: str, at: datetime) -> Readings:
        if b"poison" in content:
            raise RuntimeError("boom")
        return read_content(content, name, at)

    intake = IntakeService(office, broken)
    assert intake.take_bytes(b"poison", "x")[0].reason == "reader_failed"
    assert intake.take_bytes(adf(), "y.xml")[0].outcome is RawOutcome.LEAD


def test_a_document_left_unread_by_a_crash_is_read_later_and_only_once(
    office: Office, group: Group, wall: Wall
) -> None:
    def dies(content: bytes, name: str, at: datetime) -> Sequence[Reading]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        IntakeService(office, dies).take_bytes(adf(), "a.xml")
    wall.go(minutes=1)
    intake = IntakeService(office)
    assert intake.read_pending() == 1
    assert intake.read_pending() == 0
    assert count(office, LeadRow) == 1


def test_a_document_that_kills_its_reader_twice_goes_to_a_person(
    office: Office, group: Group, wall: Wall
) -> None:
    def dies(content: bytes, name: str, at: datetime) -> Sequence[Reading]:
        raise KeyboardInterrupt

    intake = IntakeService(office, dies)
    for act in (lambda: intake.take_bytes(b"deadly", "a"), intake.read_pending):
        with pytest.raises(KeyboardInterrupt):
            act()
        wall.go(minutes=1)
    assert intake.read_pending() == 1
    with office.store.reading() as session:
        raw = session.exec(select(RawInputRow)).one()
        assert (raw.outcome, raw.reason) == (RawOutcome.TO_SORT, "reader_died")


def test_a_sheet_is_as_many_leads_as_it_has_rows_and_resumes_after_a_crash(
    office: Office, group: Group, wall: Wall
) -> None:
    rows = [f"Jean;Client{n};client{n}@example.org;06 39 98 01 {n:02d};Peugeot 208" for n in range(5)]
    sheet = ("Prénom;Nom;E-mail;Téléphone;Véhicule\n" + "\n".join(rows) + "\n").encode()
    intake = IntakeService(office)
    results = intake.take_bytes(sheet, "leads.csv")
    assert [result.part for result in results] == [1, 2, 3, 4, 5]
    assert count(office, LeadRow) == 5
    with office.store.writing() as session:
        raw = session.exec(select(RawInputRow).where(RawInputRow.part == 0)).one()
        raw.outcome, raw.reason = RawOutcome.PENDING.value, ""
        session.add(raw)
    wall.go(minutes=1)
    assert intake.read_pending() == 1
    assert count(office, LeadRow) == 5
    assert intake.take_bytes(sheet, "leads.csv")[0].outcome is RawOutcome.REPEATED


def test_a_row_that_cannot_be_stored_takes_none_of_its_neighbours_with_it(
    office: Office, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"Jean;Client{n};client{n}@example.org" for n in range(7)]
    sheet = ("Prénom;Nom;E-mail\n" + "\n".join(rows) + "\n").encode()

    def faulty(*given: Any) -> Arrival:
        if "client3@example.org" in given[2].emails:
            raise ValueError("no store takes this")
        return arrive(*given)

    heard: list[IntakeResult] = []
    monkeypatch.setattr("vo_callcenter.services.settlement.arrive", faulty)
    assert IntakeService(office).take(document_of_bytes("leads.csv", sheet), hear=heard.append) == []
    assert [result.part for result in heard] == [1, 2, 3, 4, 5, 6, 7]
    assert [result.part for result in heard if result.reason == "not_stored"] == [4]
    assert count(office, LeadRow) == count(office, PersonRow) == 6
    with office.store.reading() as session:
        raw = session.exec(select(RawInputRow).where(RawInputRow.part == 4)).one()
    assert raw.content.decode() == rows[3]


def test_a_document_beyond_the_limit_is_kept_cut_and_never_parsed(office: Office, group: Group) -> None:
    def refuses(content: bytes, name: str, at: datetime) -> Sequence[Reading]:
        raise AssertionError("parsed")

    document = Document("huge.xml", b"<adf>", 10**9, "0" * 64)
    [result] = IntakeService(office, refuses).take(document)
    assert (result.outcome, result.reason) == (RawOutcome.TO_SORT, "too_large")


def test_the_drop_subfolder_names_the_site(office: Office, group: Group, intake: IntakeService) -> None:
    [result] = intake.take(document_of_bytes("vienne/lead.xml", adf()), DROP)
    assert lead_of(office, result.lead_id).site_id == group.vienne


def test_the_trade_in_answers_the_form_beforehand(office: Office, intake: IntakeService) -> None:
    [result] = intake.take_bytes((SAMPLES / "adf001_buy_plus_trade_cdata_br.xml").read_bytes(), "adf001.xml")
    with office.store.reading() as session:
        answers = {row.field: row.value for row in session.exec(select(AnswerRow)).all()}
        leads = session.exec(select(TradeInRow.lead_id)).all()
    assert answers["trade_in"] == "yes"
    assert answers["trade_in_make"] == "HARLEY-DAVIDSON"
    assert leads == [result.lead_id]


def test_a_store_that_fails_refuses_and_keeps_what_it_had(
    office: Office, group: Group, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refusal("store_full", path="x")

    intake = IntakeService(office)
    with monkeypatch.context() as patched:
        patched.setattr("vo_callcenter.services.settlement.arrive", full)
        with pytest.raises(Refusal, match="store_full"):
            intake.take_bytes(adf(), "a.xml")
    wall.go(minutes=1)
    assert intake.read_pending() == 1
    assert count(office, LeadRow) == 1


def test_of_the_sample_documents_none_is_lost(office: Office, group: Group, intake: IntakeService) -> None:
    files = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".json")
    outcomes = {path.name: intake.take_bytes(path.read_bytes(), path.name)[0] for path in files}
    assert len(outcomes) == 44
    for result in outcomes.values():
        is_demand = result.outcome in (RawOutcome.LEAD, RawOutcome.TOUCH)
        assert is_demand == (result.lead_id is not None)
        assert result.outcome is not RawOutcome.PENDING
    with office.store.reading() as session:
        touched = set(session.exec(select(TouchRow.raw_id)).all())
    untold = [
        result
        for result in outcomes.values()
        if result.lead_id and result.raw_id not in touched and result.reason != "same_message"
    ]
    assert not untold


def test_a_preview_reads_without_a_store(wall: Wall) -> None:
    [result] = preview(document_of_bytes("a.xml", adf()), wall.at)
    assert (result.outcome, result.raw_id, result.fields["emails"]) == (
        RawOutcome.LEAD,
        None,
        ["jean.dupont@example.org"],
    )
