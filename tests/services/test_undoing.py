from datetime import timedelta

from sqlmodel import select

from data.queries.objections import address_hash, made_pepper
from data.tables import LeadRow, ObjectionRow, OutboxRow, PersonEmailRow
from rules.vocabulary import CallOutcome, Channel, OutboxState, Stage, TaskKind
from tests.services.center import Center
from tests.services.refusals import refused
from vo_callcenter.services.messages import ComposeService
from vo_callcenter.services.store_check import check
from vo_callcenter.services.templates import TemplateService


def outbox_states(center: Center) -> list[str]:
    with center.store.reading() as session:
        return list(session.exec(select(OutboxRow.state).order_by("id")).all())


def write(center: Center, lead: int) -> None:
    ComposeService(center.office).send(
        center.who("camille"),
        lead,
        Channel.EMAIL,
        None,
        "Votre demande",
        "Bonjour, la voiture est disponible.",
    )


def test_a_message_that_has_not_left_is_called_back(center: Center) -> None:
    lead = center.claimed()
    write(center, lead)
    assert center.desk.undo(center.who("camille"), lead) == "message_queued"
    assert outbox_states(center) == [OutboxState.CANCELLED]


def test_a_message_on_its_way_is_not_called_back(center: Center) -> None:
    lead = center.claimed()
    write(center, lead)
    with center.store.writing() as session:
        session.exec(select(OutboxRow)).one().state = OutboxState.SENDING.value
    with refused("message_has_left"):
        center.desk.undo(center.who("camille"), lead)
    assert outbox_states(center) == [OutboxState.SENDING]


def test_a_wrong_outcome_is_corrected_with_all_that_followed_from_it(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    call = center.call(lead, outcome=CallOutcome.WRONG_NUMBER)
    assert center.desk.undo(camille, lead) == "call_ended"
    center.conversation.end_call(
        camille, call, CallOutcome.CALL_BACK, "ce soir", center.wall.at + timedelta(hours=6)
    )
    assert center.field(lead, "stage") == Stage.PARKED
    assert center.desk.undo(camille, lead) == "call_ended"
    assert (center.field(lead, "stage"), center.field(lead, "next_action_at")) == (Stage.CLAIMED, None)
    assert center.field(lead, "attempts") == 1


def test_an_objection_cancels_what_waits_to_leave(center: Center) -> None:
    lead = center.claimed()
    write(center, lead)
    center.conversation.object(center.who("camille"), lead, None)
    assert outbox_states(center) == [OutboxState.CANCELLED]
    assert center.kinds(lead)[-1] == "message_cancelled"


def last_relaunch(center: Center) -> int:
    """The template of a last relaunch by mail."""
    TemplateService(center.office).install()
    return next(
        each.id
        for each in TemplateService(center.office).listed()
        if (each.code, each.lang, each.channel) == ("last_relaunch", "fr", Channel.EMAIL)
    )


def prepared(center: Center, template: int) -> int:
    """A lead with a mail to its customer planned in an hour."""
    lead = center.claimed()
    at = center.wall.at + timedelta(hours=1)
    center.relaunch.plan(
        center.who("camille"), lead, at, TaskKind.RELAUNCH, Channel.EMAIL, template_id=template
    )
    return lead


def test_a_prepared_relaunch_leaves_when_due_and_is_held_after_an_objection(center: Center) -> None:
    template, states = last_relaunch(center), []
    for objects in (False, True):
        lead = prepared(center, template)
        if objects:
            # Of somebody else who has the same address: nobody knew that it concerns this lead.
            with center.store.writing() as session:
                person = session.get_one(LeadRow, lead).person_id
                (email,) = session.exec(
                    select(PersonEmailRow.address).where(PersonEmailRow.person_id == person)
                ).all()
                digest = address_hash(email, made_pepper(session))
                session.add(ObjectionRow(address_hash=digest, channel="email", at=center.wall.at))
        center.wall.go(hours=1)
        center.relaunch.fire_due()
        states.append(outbox_states(center)[-1])
    assert states == [OutboxState.QUEUED, OutboxState.HELD]


def test_an_objection_cancels_the_relaunch_that_would_write_and_wakes_the_lead(center: Center) -> None:
    lead = prepared(center, last_relaunch(center))
    center.conversation.object(center.who("camille"), lead, Channel.SMS)
    assert len(center.records.card(center.who("camille"), lead).tasks) == 1
    center.conversation.object(center.who("camille"), lead, Channel.EMAIL)
    card = center.records.card(center.who("camille"), lead)
    assert (card.tasks, card.parked_until) == ((), None)
    center.wall.go(hours=1)
    center.relaunch.fire_due()
    assert outbox_states(center) == []
    assert list(check(center.office)) == []


def test_what_stays_done_says_why_it_cannot_be_undone(center: Center) -> None:
    lead, louis = center.accepted(), center.who("louis")
    with refused("undo_not_answer"):
        center.desk.undo(louis, lead)
    assert center.records.card(louis, lead).refusals["undo"][0] == "undo_not_answer"


def test_what_a_colleague_has_built_on_says_so_before_the_key_is_pressed(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    center.desk.take_over(center.who("anne"), lead)
    with refused("undo_overtaken"):
        center.desk.undo(camille, lead)
    assert center.records.card(camille, lead).refusals["undo"][0] == "undo_overtaken"
