"""A customer who only says STOP is left alone on that channel at once, without anybody's hand."""

from datetime import timedelta

import pytest
from sqlmodel import select

from data.tables import LeadRow, MessageRow, ObjectionRow, OutboxRow, PersonEmailRow, PersonPhoneRow
from rules.reading.demand import Demand, Reading
from rules.reading.phones import read_phones
from rules.values.incoming import IntakeResult
from rules.vocabulary import Channel, CloseReason, FiledAs, OutboxState, RawOutcome, Source, Stage, TaskKind
from rules.words import LANGUAGES, Words
from tests.services.center import Center
from tests.services.mails import adf, mail
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.messages import ComposeService
from vo_callcenter.services.store_check import check
from vo_callcenter.services.templates import TemplateService


def email_of(center: Center, lead: int) -> str:
    with center.store.reading() as session:
        person = session.get_one(LeadRow, lead).person_id
        return session.exec(select(PersonEmailRow.address).where(PersonEmailRow.person_id == person)).one()


def written(center: Center, lead: int, text: str, **mail_says: str) -> IntakeResult:
    """The customer of the lead writes a mail."""
    sender = f"Jean Durand <{email_of(center, lead)}>"
    (result,) = IntakeService(center.office).take_bytes(mail(text, sender=sender, **mail_says), "m.eml")
    return result


def texted(center: Center, number: str, text: str) -> IntakeResult:
    """An SMS arrives from that number."""
    demand = Demand(source=Source.PHONE, channel=Channel.SMS, phones=read_phones(number), message=text)
    reader = IntakeService(center.office, reader=lambda *_: [Reading(RawOutcome.LEAD, "sms", demand)])
    (result,) = reader.take_bytes(f"{number} {text}".encode(), "sms.txt")
    return result


def closed_channels(center: Center, lead: int, login: str = "camille") -> set[Channel]:
    verdicts = center.records.card(center.who(login), lead).verdicts
    return {verdict.channel for verdict in verdicts if verdict.code == "objection"}


@pytest.mark.parametrize(
    "says", [{"text": "STOP"}, {"text": "Désinscription."}, {"text": "", "subject": "STOP"}]
)
def test_a_mail_that_only_says_stop_closes_that_channel(center: Center, says: dict[str, str]) -> None:
    lead = center.claimed()
    center.call(lead)
    center.wall.go(hours=1)
    before = center.records.card(center.who("camille"), lead).clocks
    result = written(center, lead, **says)
    assert (result.outcome, result.lead_id) == (RawOutcome.TOUCH, lead)
    assert closed_channels(center, lead) == {Channel.EMAIL}
    assert center.field(lead, "is_unread")
    card = center.records.card(center.who("camille"), lead)
    told = [entry.code for entry in card.timeline][-2:]
    assert told == ["touched_email", "objected_email"]
    assert all(Words(lang).has(f"timeline.{code}") for lang in LANGUAGES for code in told)
    assert [clock.clock for clock in card.clocks] == [clock.clock for clock in before]
    assert list(check(center.office)) == []


def test_what_was_planned_on_that_channel_is_cancelled_on_every_lead_of_the_customer(center: Center) -> None:
    TemplateService(center.office).install()
    camille, compose = center.who("camille"), ComposeService(center.office)
    first = center.claimed()
    with center.store.reading() as session:
        person = session.get_one(LeadRow, first).person_id
    second = center.claimed(person=person, car=center.group.cars[3])
    template = next(
        each.id
        for each in TemplateService(center.office).listed()
        if (each.code, each.lang, each.channel) == ("last_relaunch", "fr", Channel.EMAIL)
    )
    soon = center.wall.at + timedelta(hours=2)
    compose.send(camille, first, Channel.EMAIL, None, "Demain", "Bonjour", soon)
    center.relaunch.plan(camille, second, soon, TaskKind.RELAUNCH, Channel.EMAIL, template_id=template)
    kept = center.relaunch.plan(camille, first, soon, TaskKind.RELAUNCH, Channel.PHONE)
    with center.store.reading() as session:
        sent = session.exec(select(MessageRow.message_id).where(MessageRow.lead_id == first)).one()
    result = written(center, first, "Stop", in_reply_to=f"<{sent}>")
    assert result.lead_id == first
    with center.store.reading() as session:
        assert [row.state for row in session.exec(select(OutboxRow)).all()] == [OutboxState.CANCELLED]
    assert [task.id for task in center.records.card(camille, first).tasks] == [kept]
    assert center.records.card(camille, second).tasks == ()
    assert list(check(center.office)) == []


def test_a_text_message_that_only_says_stop_closes_texts_and_leaves_the_rest(center: Center) -> None:
    lead = center.claimed()
    with center.store.reading() as session:
        person = session.get_one(LeadRow, lead).person_id
        number = session.exec(select(PersonPhoneRow.raw).where(PersonPhoneRow.person_id == person)).one()
    assert texted(center, number, "Stop").lead_id == lead
    assert closed_channels(center, lead) == {Channel.SMS}


def test_a_stop_reopens_no_lead_and_gives_no_fresh_ground_to_call(center: Center) -> None:
    lead = center.claimed()
    center.desk.close(center.who("camille"), lead, CloseReason.PRICE)
    center.wall.go(days=20)
    incoming = center.field(lead, "last_incoming_at")
    assert written(center, lead, "STOP").lead_id == lead
    assert (center.field(lead, "stage"), center.field(lead, "last_incoming_at")) == (Stage.LOST, incoming)


def test_a_stop_of_somebody_unknown_is_filed_and_protects_the_address(center: Center) -> None:
    (result,) = IntakeService(center.office).take_bytes(
        mail("STOP", sender="Zoe Nouvelle <zoe@example.org>"), "m.eml"
    )
    assert (result.outcome, result.filed_as, result.lead_id) == (RawOutcome.FILED, FiledAs.OBJECTION, None)
    with center.store.reading() as session:
        (kept,) = session.exec(select(ObjectionRow)).all()
        assert (kept.channel, kept.person_id) == ("email", None)
        assert session.exec(select(LeadRow)).all() == []
    (later,) = IntakeService(center.office).take_bytes(
        adf(name="Zoe Nouvelle", email="zoe@example.org"), "lead.xml"
    )
    assert later.lead_id is not None
    assert closed_channels(center, later.lead_id) == {Channel.EMAIL}


def test_a_message_with_more_than_the_word_is_a_message_like_any_other(center: Center) -> None:
    lead = center.claimed()
    written(center, lead, "Stop ou encore ? La voiture me plaît, rappelez-moi.", subject="Re: Peugeot 208")
    assert closed_channels(center, lead) == set()
