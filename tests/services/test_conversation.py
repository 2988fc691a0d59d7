from datetime import timedelta
from threading import Thread

from sqlmodel import select

from data.queries.contact import contact_file
from data.tables import CallRow, LeadRow, ObjectionRow, OutboxRow, PersonPhoneRow, PersonRow
from rules.vocabulary import CallOutcome, Channel, Clock, Stage
from tests.services.builders import phone_of, write_again
from tests.services.center import ANSWERS, Center
from tests.services.refusals import refused
from vo_callcenter.services.case import open_case, opened
from vo_callcenter.services.contact_gate import contact_facts
from vo_callcenter.services.messages import ComposeService
from vo_callcenter.services.store_check import check
from vo_callcenter.services.templates import TemplateService


def test_the_first_response_stops_when_the_call_starts(center: Center) -> None:
    lead = center.claimed()
    center.wall.go(minutes=4)
    center.call(lead)
    (first,) = [
        each for each in center.records.explain(center.who("camille"), lead) if each.clock == "first_response"
    ]
    assert (first.business, first.stopped_by_person) == (
        timedelta(minutes=4),
        center.group.people["camille"],
    )


def test_a_customer_who_was_reached_is_contacted_and_one_who_was_not_is_not(center: Center) -> None:
    lead = center.claimed()
    center.call(lead, outcome=CallOutcome.NO_ANSWER)
    assert center.field(lead, "stage") == Stage.CLAIMED
    center.call(lead, outcome=CallOutcome.REACHED)
    assert (center.field(lead, "stage"), center.field(lead, "attempts")) == (Stage.CONTACTED, 2)


def test_somebody_calls_one_customer_at_a_time_on_a_lead(center: Center) -> None:
    lead = center.claimed()
    phone, camille = phone_of(center.office, lead), center.who("camille")
    call = center.conversation.start_call(camille, lead, phone)
    before = center.everything()
    with refused("call_running"):
        center.conversation.start_call(camille, lead, phone)
    assert center.everything() == before
    center.conversation.end_call(camille, call, CallOutcome.BUSY)
    with refused("call_ended"):
        center.conversation.end_call(camille, call, CallOutcome.BUSY)


def test_a_call_back_says_when_and_becomes_a_task(center: Center) -> None:
    lead = center.claimed()
    with refused("call_back_when"):
        center.call(lead, outcome=CallOutcome.CALL_BACK)
    with center.store.reading() as session:
        call = session.exec(select(CallRow.id).where(CallRow.lead_id == lead)).one()
    at = center.wall.at + timedelta(hours=3)
    assert call is not None
    center.conversation.end_call(center.who("camille"), call, CallOutcome.CALL_BACK, "après 18 h", at)
    assert center.field(lead, "next_action_at") == at


def test_a_call_to_a_planned_customer_does_what_was_planned(center: Center) -> None:
    lead = center.claimed()
    center.call(lead, outcome=CallOutcome.CALL_BACK, call_back_at=center.wall.at + timedelta(hours=1))
    center.wall.go(hours=1)
    center.relaunch.fire_due()
    center.call(lead)
    assert center.records.card(center.who("camille"), lead).tasks == ()


def test_a_wrong_number_is_not_called_again(center: Center) -> None:
    lead = center.claimed()
    center.call(lead, outcome=CallOutcome.WRONG_NUMBER)
    before = center.everything()
    with refused("wrong_number"):
        center.call(lead)
    assert center.everything() == before


def test_the_number_of_another_customer_is_refused(center: Center) -> None:
    lead, other = center.claimed(), center.lead()
    with refused("no_such_phone"):
        center.conversation.start_call(center.who("camille"), lead, phone_of(center.office, other))


def test_an_old_request_is_no_longer_answered_without_consent(center: Center) -> None:
    lead = center.claimed()
    center.wall.go(days=9)
    before = center.everything()
    with refused("contact_request_expired"):
        center.call(lead)
    assert center.everything() == before


def test_a_question_has_its_own_clock_until_it_is_answered(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    center.call(lead)
    center.conversation.open_question(camille, lead, "Le carnet est-il complet ?")
    (question,) = center.records.card(camille, lead).questions
    assert "open_question" in [each.clock for each in center.records.card(camille, lead).clocks]
    center.conversation.answer_question(camille, question.id, "Oui, jusqu’à 40 000 km.")
    assert "open_question" not in [each.clock for each in center.records.card(camille, lead).clocks]
    with refused("question_answered"):
        center.conversation.answer_question(camille, question.id, "Encore.")


def test_an_empty_note_and_an_endless_one_are_refused(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    before = center.everything()
    with refused("note_empty"):
        center.conversation.note(camille, lead, "  ")
    with refused("text_too_long"):
        center.conversation.note(camille, lead, "x" * 5_001)
    assert center.everything() == before


def test_an_objection_is_kept_hashed_and_closes_its_channel_for_the_address(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    center.conversation.object(camille, lead, Channel.PHONE)
    with center.store.reading() as session:
        (digest,) = session.exec(select(ObjectionRow.address_hash)).all()
        person = session.get_one(LeadRow, lead).person_id
        number = session.exec(select(PersonPhoneRow.e164).where(PersonPhoneRow.person_id == person)).one()
    assert number is not None
    assert number not in digest
    assert len(digest) == 64
    allowed = {each.channel: each.allowed for each in center.records.card(camille, lead).verdicts}
    assert (allowed[Channel.PHONE], allowed[Channel.EMAIL]) == (False, True)
    with refused("contact_objection"):
        center.call(lead)


def test_the_answers_of_the_form_are_kept_clean_and_a_wrong_one_saves_nothing(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    before = center.everything()
    with refused("answer_not_a_number"):
        center.qualification.fill(camille, lead, {**ANSWERS, "budget": "beaucoup"})
    assert center.everything() == before
    center.qualification.fill(camille, lead, ANSWERS)
    form = {field.code: field.value for field in center.records.card(camille, lead).form}
    assert (form["budget"], form["trade_in"]) == ("12000", "no")
    assert center.field(lead, "temperature") == "hot"


def test_a_lead_is_not_qualified_while_a_mandatory_answer_is_missing(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    center.call(lead)
    with refused("fields_missing"):
        center.qualification.qualify(camille, lead)
    center.qualification.fill(camille, lead, ANSWERS)
    center.qualification.qualify(camille, lead)
    assert center.field(lead, "stage") == Stage.QUALIFIED


def test_a_second_message_does_not_restart_the_clock_of_the_first(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    center.call(lead)
    center.wall.go(minutes=10)
    write_again(center.office, lead)
    started = center.field(lead, "clock_started_at")
    center.wall.go(minutes=10)
    write_again(center.office, lead)
    assert center.field(lead, "clock_started_at") == started
    assert center.field(lead, "waits_for_us")
    assert camille.id == center.field(lead, "owner_id")


def test_a_stop_waits_for_whatever_touches_another_lead_of_the_person(center: Center) -> None:
    first = center.lead()
    second = center.lead(person=center.field(first, "person_id"))
    TemplateService(center.office).install()
    camille = center.who("camille")
    for lead in (first, second):
        center.desk.claim(camille, lead)
        ComposeService(center.office).send(camille, lead, Channel.EMAIL, None, "Votre demande", "Bonjour.")
    stop = Thread(target=center.conversation.object, args=(camille, second, None))
    with opened(center.office, first, whole_person=True) as case:
        stop.start()
        stop.join(0.3)
        open_case(center.office, case.session, second).save()
    stop.join()
    with center.store.reading() as session:
        assert set(session.exec(select(OutboxRow.state)).all()) == {"cancelled"}


def test_holidays_and_hours_are_those_of_the_customers_home(center: Center) -> None:
    lead = center.claimed()
    with center.store.writing() as session:
        session.get_one(PersonRow, center.field(lead, "person_id")).postcode = "67000"
        facts = contact_facts(
            contact_file(session, session.get_one(LeadRow, lead)), center.office.policy().contact
        )
    assert (facts.timezone, facts.holiday_zone) == ("Europe/Paris", "FR-alsace-moselle")


def test_only_the_caller_or_a_manager_of_the_site_ends_a_call_and_the_caller_is_credited(
    center: Center,
) -> None:
    lead = center.claimed()
    center.call(lead)
    center.wall.go(minutes=10)
    write_again(center.office, lead)
    center.wall.go(minutes=5)
    call = center.conversation.start_call(center.who("camille"), lead, phone_of(center.office, lead))
    before = center.everything()
    with refused("call_of_other"):
        center.conversation.end_call(center.who("samir"), call, CallOutcome.REACHED)
    with refused("other_site"):
        center.conversation.end_call(center.who("paul"), call, CallOutcome.REACHED)
    assert center.everything() == before
    center.conversation.end_call(center.who("anne"), call, CallOutcome.REACHED)
    (answer,) = [
        each for each in center.records.explain(center.who("anne"), lead) if each.clock is Clock.NEXT_RESPONSE
    ]
    assert (answer.business, answer.stopped_by_person) == (
        timedelta(minutes=5),
        center.group.people["camille"],
    )


def test_a_caller_whose_lead_was_taken_over_still_says_how_the_call_ended(center: Center) -> None:
    lead = center.claimed()
    call = center.conversation.start_call(center.who("camille"), lead, phone_of(center.office, lead))
    center.desk.take_over(center.who("anne"), lead)
    center.conversation.end_call(center.who("camille"), call, CallOutcome.REACHED)
    assert center.field(lead, "stage") == Stage.CONTACTED


def test_a_call_that_was_not_dialled_leaves_no_attempt_and_the_clock_runs_on(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    center.wall.go(minutes=2)
    call = center.conversation.start_call(camille, lead, phone_of(center.office, lead))
    center.conversation.end_call(camille, call, CallOutcome.NOT_DIALLED)
    assert (center.field(lead, "attempts"), center.field(lead, "first_contact_at")) == (0, None)
    assert center.field(lead, "clock") == "first_response"
    with center.store.reading() as session:
        row = session.get_one(LeadRow, lead)
        facts = contact_facts(contact_file(session, row), center.office.policy().contact)
    assert facts.attempts == ()
    assert [entry.code for entry in center.records.card(camille, lead).timeline][-1] == "call_not_dialled"
    center.conversation.note(camille, lead, "Mauvaise touche.")
    center.wall.go(minutes=2)
    center.call(lead)
    center.desk.undo(camille, lead)
    assert center.field(lead, "attempts") == 1
    (first,) = [each for each in center.records.explain(camille, lead) if each.clock is Clock.FIRST_RESPONSE]
    assert first.business == timedelta(minutes=4)
    with center.store.reading() as session:
        assert session.get_one(CallRow, call).outcome == CallOutcome.NOT_DIALLED
    assert list(check(center.office)) == []


def test_an_attempt_is_not_taken_back_long_afterwards(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    call = center.conversation.start_call(camille, lead, phone_of(center.office, lead))
    center.wall.go(minutes=11)
    with refused("too_late_to_undo"):
        center.conversation.end_call(camille, call, CallOutcome.NOT_DIALLED)
    with refused("no_contact_to_log"):
        center.sales.log_contact(center.who("louis"), center.accepted("louis"), CallOutcome.NOT_DIALLED, None)
