from sqlmodel import select

from data.tables import AbsenceRow, NoteRow, StaffRow
from rules.vocabulary import CloseReason, Lane, StaffStatus, Stage, Temperature
from tests.services.center import Center
from tests.services.refusals import refused


def test_the_most_urgent_lead_is_taken_first(center: Center) -> None:
    early = center.lead()
    center.wall.go(minutes=3)
    center.lead()
    assert center.desk.claim_next(center.who("camille")) == early
    assert center.field(early, "owner_id") == center.group.people["camille"]
    assert center.kinds(early) == ["received", "claimed"]


def test_there_is_nothing_to_take_in_an_empty_queue(center: Center) -> None:
    assert center.desk.claim_next(center.who("camille")) is None


def test_a_salesperson_takes_nothing_from_the_queue_in_scenario_b(center: Center) -> None:
    center.lead()
    with refused("not_allowed"):
        center.desk.claim_next(center.who("louis"))


def test_nobody_takes_more_leads_than_policy_lets_them_leave_idle(center: Center) -> None:
    for _ in range(4):
        center.lead()
    camille = center.who("camille")
    for _ in range(3):
        center.desk.claim_next(camille)
    with refused("too_many_claims"):
        center.desk.claim_next(camille)


def test_somebody_off_duty_or_absent_takes_nothing(center: Center) -> None:
    center.lead()
    with center.store.writing() as session:
        session.get_one(StaffRow, center.group.people["camille"]).status = StaffStatus.OFF.value
        session.add(
            AbsenceRow(
                staff_id=center.group.people["samir"],
                starts_at=center.wall.at,
                ends_at=center.wall.at.replace(hour=18),
            )
        )
    with refused("not_on_duty"):
        center.desk.claim_next(center.who("camille"))
    with refused("absent_now"):
        center.desk.claim_next(center.who("samir"))


def test_of_two_consoles_on_one_lead_the_second_is_told_who_has_it(center: Center) -> None:
    lead = center.claimed("camille")
    before = center.everything()
    with refused("already_taken") as caught:
        center.desk.claim(center.who("samir"), lead)
    assert caught.value.params["staff"] == "Camille"
    assert center.everything() == before


def test_a_released_lead_returns_to_the_queue(center: Center) -> None:
    lead = center.claimed()
    center.desk.release(center.who("camille"), lead)
    assert center.field(lead, "stage") == Stage.NEW
    assert [row.id for row in center.queue.rows(center.who("samir"), Lane.TO_TAKE)] == [lead]


def test_only_a_supervisor_takes_over_in_scenario_b(center: Center) -> None:
    lead = center.claimed("camille")
    with refused("only_supervisors_take_over"):
        center.desk.take_over(center.who("samir"), lead)
    center.desk.take_over(center.who("anne"), lead)
    assert center.field(lead, "owner_id") == center.group.people["anne"]


def test_a_lead_that_never_was_a_demand_ends_disqualified(center: Center) -> None:
    lead = center.claimed()
    center.desk.close(center.who("camille"), lead, CloseReason.TEST)
    assert center.field(lead, "stage") == Stage.DISQUALIFIED


def test_a_lost_lead_says_why_and_can_be_reopened(center: Center) -> None:
    lead = center.claimed()
    camille = center.who("camille")
    center.desk.close(camille, lead, CloseReason.PRICE)
    assert (center.field(lead, "stage"), center.field(lead, "close_reason")) == (Stage.LOST, "price")
    assert center.field(lead, "due_at") is None
    center.desk.reopen(camille, lead)
    assert center.field(lead, "is_open")
    assert center.field(lead, "clock") == "first_response"


def test_a_reason_that_asks_for_a_sentence_takes_the_note_just_written(center: Center) -> None:
    lead = center.claimed()
    camille = center.who("camille")
    with refused("close_needs_note"):
        center.desk.close(camille, lead, CloseReason.NOT_SERIOUS)
    center.conversation.note(camille, lead, "Canular.")
    center.desk.close(camille, lead, CloseReason.NOT_SERIOUS)
    assert center.field(lead, "stage") == Stage.DISQUALIFIED


def test_unreachable_needs_the_attempts_that_policy_asks_for(center: Center) -> None:
    lead = center.claimed()
    before = center.everything()
    with refused("close_unreachable_too_soon"):
        center.desk.close(center.who("camille"), lead, CloseReason.UNREACHABLE)
    assert center.everything() == before


def test_do_not_contact_closes_the_lead_and_records_the_objection(center: Center) -> None:
    lead = center.claimed()
    center.desk.close(center.who("camille"), lead, CloseReason.DO_NOT_CONTACT)
    verdicts = center.records.card(center.who("camille"), lead).verdicts
    assert {verdict.code for verdict in verdicts} == {"objection"}


def test_a_temperature_set_by_hand_stays_until_it_is_taken_back(center: Center) -> None:
    lead = center.claimed()
    camille = center.who("camille")
    before = center.field(lead, "temperature")
    center.desk.rate(camille, lead, Temperature.HOT)
    center.call(lead)
    assert (center.field(lead, "temperature"), center.field(lead, "score_is_override")) == ("hot", True)
    assert center.desk.undo(camille, lead) == "call_ended"
    assert center.desk.undo(camille, lead) == "scored"
    assert (center.field(lead, "temperature"), center.field(lead, "score_is_override")) == (before, False)


def test_undo_goes_back_one_act_at_a_time_and_names_it(center: Center) -> None:
    lead = center.claimed()
    camille = center.who("camille")
    center.conversation.note(camille, lead, "À rappeler.")
    assert center.desk.undo(camille, lead) == "noted"
    assert "À rappeler." not in [entry.text for entry in center.records.card(camille, lead).timeline]
    assert center.desk.undo(camille, lead) == "claimed"
    assert center.field(lead, "owner_id") is None
    with refused("nothing_to_undo"):
        center.desk.undo(camille, lead)
    with center.store.reading() as session:
        assert len(session.exec(select(NoteRow)).all()) == 1


def test_what_is_too_old_or_built_upon_is_not_undone(center: Center) -> None:
    lead = center.offered("louis")
    center.handover.accept(center.who("louis"), center.open_offer(lead))
    before = center.everything()
    with refused("undo_overtaken"):
        center.desk.undo(center.who("camille"), lead)
    other = center.claimed()
    center.wall.go(minutes=11)
    with refused("too_late_to_undo"):
        center.desk.undo(center.who("camille"), other)
    assert center.kinds(lead)[-1] == "released"
    assert before["lead_event"] == [
        row for row in center.everything()["lead_event"] if row in before["lead_event"]
    ]


def test_undoing_a_close_brings_back_the_clock_and_what_was_planned(center: Center) -> None:
    lead = center.claimed()
    camille = center.who("camille")
    center.call(lead, call_back_at=center.wall.at.replace(hour=15))
    center.wall.go(minutes=1)
    planned = center.records.card(camille, lead).tasks
    center.desk.close(camille, lead, CloseReason.PRICE)
    assert center.records.card(camille, lead).tasks == ()
    assert center.desk.undo(camille, lead) == "closed"
    assert center.records.card(camille, lead).tasks == planned
    assert center.field(lead, "stage") == Stage.PARKED
