"""Composing a message and queueing it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from data.packaged_templates import packaged_templates
from data.store import Store
from data.tables import (
    AppointmentRow,
    CarRow,
    LeadRow,
    MessageRow,
    OutboxRow,
    PersonRow,
    SiteRow,
    TemplateVersionRow,
    TouchRow,
)
from rules.refusal import Refusal
from rules.templates import check_template
from rules.values.message import Draft, Preview, TemplateChoice
from rules.values.staff import Actor
from rules.vocabulary import Channel, EventKind, OutboxState
from tests.services.builders import Group, Wall, actor, make_group, make_lead, write_again
from vo_callcenter.services.case import events_of, opened
from vo_callcenter.services.desk import DeskService
from vo_callcenter.services.message_values import KNOWN
from vo_callcenter.services.messages import ComposeService, acknowledge, prepare, release
from vo_callcenter.services.office import Office
from vo_callcenter.services.templates import TemplateService


class Desk:
    """Camille at her desk, with templates installed and one lead that asks about a 208."""

    def __init__(self, store: Store) -> None:
        self.wall = Wall()
        self.office = Office(store, self.wall)
        self.group: Group = make_group(self.office)
        with store.writing() as session:
            site = session.get_one(SiteRow, self.group.lyon)
            site.email, site.phone = "lyon@mercier.example.com", "04 65 71 00 01"
            session.add(site)
        self.templates = TemplateService(self.office)
        self.templates.install()
        self.compose = ComposeService(self.office)
        self.camille: Actor = actor(self.office, self.group, "camille")
        self.lead = make_lead(self.office, self.group, last_name="Dupont")
        DeskService(self.office).claim(self.camille, self.lead)

    def template(self, code: str, channel: Channel = Channel.EMAIL) -> TemplateChoice:
        return next(
            each for each in self.compose.templates(self.camille, self.lead, channel) if each.code == code
        )

    def preview(self, code: str, channel: Channel = Channel.EMAIL) -> Preview:
        chosen = self.template(code, channel)
        return self.compose.preview(self.camille, self.lead, channel, chosen.id, chosen.subject, chosen.body)

    def send(self, body: str, subject: str = "Votre demande", **more: object) -> int:
        at = more.get("at")
        return self.compose.send(
            self.camille,
            self.lead,
            Channel.EMAIL,
            None,
            subject,
            body,
            at,  # type: ignore[arg-type] # a moment or None
        )

    def message(self, outbox_id: int) -> MessageRow:
        with self.office.store.reading() as session:
            message = session.get_one(MessageRow, session.get_one(OutboxRow, outbox_id).message_id)
            session.expunge(message)
            return message

    def kinds(self) -> list[EventKind]:
        with self.office.store.reading() as session:
            return [event.kind for event in events_of(session, self.lead)]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def edit(
    desk: Desk, row_type: type[PersonRow] | type[LeadRow] | type[CarRow], row_id: int, **values: object
) -> None:
    with desk.office.store.writing() as session:
        row = session.get_one(row_type, row_id)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)


def person_of(desk: Desk) -> int:
    with desk.office.store.reading() as session:
        return session.get_one(LeadRow, desk.lead).person_id


def test_the_packaged_templates_are_sound() -> None:
    found = packaged_templates()
    for each in found:
        check_template(each.subject, each.body, KNOWN)
        assert bool(each.subject) == (each.channel == "email" and each.purpose != "footer"), each.code
    french = {(each.code, each.channel) for each in found if each.lang == "fr"}
    assert french == {(each.code, each.channel) for each in found if each.lang == "en"}
    assert len({code for code, _ in french if not code.startswith("footer")}) >= 12


def test_templates_are_installed_once_and_an_edit_makes_a_version(desk: Desk) -> None:
    assert desk.templates.install() == 0
    chosen = desk.template("first_answer")
    ada = actor(desk.office, desk.group, "ada")
    version = desk.templates.edit(ada, chosen.id, "Bonjour", "{{ greeting }}, à bientôt. {{ sender }}")
    assert desk.template("first_answer").version_id == version
    with desk.office.store.reading() as session:
        versions = session.exec(
            select(TemplateVersionRow.version).where(TemplateVersionRow.template_id == chosen.id)
        ).all()
    assert sorted(versions) == [1, 2]


def test_a_template_with_a_variable_nobody_fills_is_refused(desk: Desk) -> None:
    ada = actor(desk.office, desk.group, "ada")
    with pytest.raises(Refusal) as refused:
        desk.templates.edit(ada, desk.template("first_answer").id, "Objet", "{{ gretting }}")
    assert refused.value.code == "template_unknown_variable"


def test_an_operator_does_not_edit_templates(desk: Desk) -> None:
    with pytest.raises(Refusal, match="not_allowed"):
        desk.templates.edit(desk.camille, desk.template("first_answer").id, "x", "y")


def test_a_preview_is_filled_in_from_the_lead(desk: Desk) -> None:
    preview = desk.preview("car_available")
    assert preview.subject == "Oui, notre Peugeot 208 Allure est disponible"
    assert preview.body.startswith("Bonjour Jean Dupont,\n\nBonne nouvelle : notre Peugeot 208 Allure")
    assert "12 990 €" in preview.body
    assert "41 000 km" in preview.body
    assert "Camille\nGroupe Mercier, Lyon" in preview.body
    assert "LeBonCoin" in preview.body, "the information notice names the source"
    assert "lyon@mercier.example.com" in preview.body
    assert preview.missing == ()
    assert preview.verdict.allowed
    assert {preview.body[start:end] for start, end in preview.resolved} >= {"Bonjour Jean Dupont", "12 990 €"}
    assert preview.address.endswith("@example.org")


def test_an_english_customer_is_written_to_in_english(desk: Desk) -> None:
    edit(desk, PersonRow, person_of(desk), lang="en")
    preview = desk.preview("car_available")
    assert preview.body.startswith("Hello Jean Dupont,")
    assert "€12,990" in preview.body
    assert "Your details reached us through LeBonCoin" in preview.body


def test_every_template_can_be_filled_in(desk: Desk) -> None:
    louis = desk.group.people["louis"]
    with opened(desk.office, desk.lead) as case:
        case.lead.salesperson_id = louis
        case.session.add(
            AppointmentRow(
                lead_id=desk.lead,
                staff_id=louis,
                kind="visit",
                starts_at=desk.wall.at + timedelta(days=2),
                created_at=desk.wall.at,
            )
        )
    with desk.office.store.writing() as session:
        row = session.get_one(LeadRow, desk.lead)
        row.salesperson_id = louis
        session.add(row)
    for channel in (Channel.EMAIL, Channel.SMS):
        for each in desk.compose.templates(desk.camille, desk.lead, channel):
            preview = desk.compose.preview(desk.camille, desk.lead, channel, each.id, each.subject, each.body)
            assert set(preview.missing) <= {"answer", "proposed_times", "question"}, each.code
            if channel is Channel.SMS and each.lang == "fr" and not preview.missing:
                assert preview.encoding == "GSM-7", (each.code, preview.odd_character)
                assert preview.parts <= 2, each.code
    reminder = desk.preview("appointment_reminder")
    assert "le jeudi 26 novembre à 10 h 00" in reminder.body


def test_a_message_with_a_missing_value_is_refused_and_shown(desk: Desk) -> None:
    chosen = desk.template("appointment_confirmation")
    preview = desk.preview("appointment_confirmation")
    assert "appointment_time" in preview.missing
    start, end = preview.missing_spans[0]
    assert preview.body[start:end].startswith("{{ ")
    with pytest.raises(Refusal) as refused:
        desk.compose.send(desk.camille, desk.lead, Channel.EMAIL, chosen.id, chosen.subject, chosen.body)
    assert refused.value.code == "message_variable_missing"
    assert EventKind.MESSAGE_QUEUED not in desk.kinds()


def test_sending_writes_message_outbox_and_event_together(desk: Desk) -> None:
    outbox_id = desk.send("Bonjour, oui, elle est disponible.")
    message = desk.message(outbox_id)
    assert message.staff_id == desk.camille.id
    assert message.message_id.endswith("@mercier.example.com")
    assert desk.kinds()[-1] is EventKind.MESSAGE_QUEUED
    with desk.office.store.reading() as session:
        row = session.get_one(OutboxRow, outbox_id)
        assert (row.state, row.try_at) == (OutboxState.QUEUED.value, desk.wall.at)


def test_an_answer_goes_to_the_relay_and_keeps_the_thread(desk: Desk) -> None:
    relay = "abc123@messagerie.leboncoin.example"
    with desk.office.store.writing() as session:
        touch = session.exec(select(TouchRow).where(TouchRow.lead_id == desk.lead)).one()
        touch.address, touch.message_id = relay, "<q1@leboncoin.example>"
        session.add(touch)
    message = desk.message(desk.send("Bonjour."))
    assert (message.address, message.in_reply_to) == (relay, "q1@leboncoin.example")


def test_a_poisoned_message_id_is_not_answered(desk: Desk) -> None:
    with desk.office.store.writing() as session:
        touch = session.exec(select(TouchRow).where(TouchRow.lead_id == desk.lead)).one()
        touch.message_id = "a@b\r\nBcc: victim@example.org"
        session.add(touch)
    assert desk.message(desk.send("Bonjour.")).in_reply_to == ""


def test_the_notice_stands_in_the_first_message_only(desk: Desk) -> None:
    first = desk.message(desk.send("Bonjour, voici."))
    second = desk.message(desk.send("Encore une chose."))
    assert "cnil.fr" in first.body
    assert "cnil.fr" not in second.body


def test_a_planned_message_waits_for_its_time(desk: Desk) -> None:
    at = desk.wall.at + timedelta(hours=3)
    outbox_id = desk.send("Bonjour.", at=at)
    with desk.office.store.reading() as session:
        assert session.get_one(OutboxRow, outbox_id).try_at == at


@pytest.mark.parametrize("subject", ["a\r\nBcc: v@example.org", "a\nb", "a\u2028b", "a\x1b]0;x\x07"])
def test_a_subject_of_several_lines_is_refused(desk: Desk, subject: str) -> None:
    with pytest.raises(Refusal) as refused:
        desk.send("Bonjour.", subject=subject)
    assert refused.value.code == "subject_line_break"


@pytest.mark.parametrize("body", ["{{ 7*7 }}", "{% for a in b %}x{% endfor %}", "{{ ''.__class__ }}"])
def test_template_code_is_refused_not_run(desk: Desk, body: str) -> None:
    with pytest.raises(Refusal) as refused:
        desk.send(body)
    assert refused.value.code == "template_forbidden"


HOSTILE_NAMES = [
    "{{7*7}}",
    "Jean\r\nBcc: v@example.org",
    "\u202egnp.exe",
    "[/b]",
    "=?utf-8?q?x=0D=0ABcc:_v?=",
    "http://evil.example.com gagnez",
    "x" * 5000,
    "Z\u0300\u0301" * 500,
    "\x1b[2J",
]


def test_a_hostile_name_is_data(desk: Desk) -> None:
    for name in HOSTILE_NAMES:
        edit(desk, PersonRow, person_of(desk), last_name=name)
        edit(desk, LeadRow, desk.lead, car_text=name, car_id=None)
        preview = desk.compose.preview(
            desk.camille,
            desk.lead,
            Channel.EMAIL,
            None,
            "Votre {{ car }}",
            "{{ greeting }}, votre {{ car }}.",
        )
        assert "49" not in preview.subject + preview.body
        assert all(character.isprintable() for character in preview.subject)
        assert "=?" not in preview.subject
        assert "http" not in preview.body.split(",")[0], "a link is no name"
        assert "\n" not in preview.body.split("\n\n--")[0]
        assert preview.missing == ()


def test_an_objection_refuses_every_channel_message(desk: Desk) -> None:
    from data.queries.objections import address_hash, made_pepper
    from data.tables import ObjectionRow

    address = desk.preview("first_answer").address
    with desk.office.store.writing() as session:
        session.add(
            ObjectionRow(
                address_hash=address_hash(address, made_pepper(session)), channel="email", at=desk.wall.at
            )
        )
    with pytest.raises(Refusal) as refused:
        desk.send("Bonjour.")
    assert refused.value.code == "contact_objection"


def test_an_old_request_is_prospecting_and_refused(desk: Desk) -> None:
    desk.wall.go(days=30)
    assert not desk.preview("relaunch").verdict.allowed
    with pytest.raises(Refusal, match="contact_request_expired"):
        desk.send("Toujours intéressé ?")


def test_a_prepared_message_is_released_while_lawful_and_refused_after(desk: Desk) -> None:
    chosen = desk.template("relaunch")
    due = desk.wall.at + timedelta(days=2)
    with opened(desk.office, desk.lead) as case:
        first = prepare(case, desk.camille, Channel.EMAIL, chosen.id, due)
        second = prepare(case, desk.camille, Channel.EMAIL, chosen.id, due)
    desk.wall.go(days=2)
    with opened(desk.office, desk.lead) as case:
        outbox_id = release(case, first)
        assert release(case, first) == outbox_id, "once"
    desk.wall.go(days=30)
    with pytest.raises(Refusal), opened(desk.office, desk.lead) as case:
        release(case, second)


def test_an_acknowledgement_is_automatic_and_stops_nothing(desk: Desk) -> None:
    with opened(desk.office, desk.lead) as case:
        outbox_id = acknowledge(case)
    assert outbox_id is not None
    message = desk.message(outbox_id)
    assert message.is_automatic
    assert message.staff_id is None
    assert "automatique" in message.body


def test_somebody_without_the_right_neither_sees_nor_sends(desk: Desk) -> None:
    mona = actor(desk.office, desk.group, "mona")
    with pytest.raises(Refusal):
        desk.compose.preview(mona, desk.lead, Channel.EMAIL, None, "a", "b")
    with pytest.raises(Refusal):
        desk.compose.send(mona, desk.lead, Channel.EMAIL, None, "a", "b")


def test_a_draft_is_kept_until_the_message_leaves(desk: Desk) -> None:
    desk.compose.keep_draft(desk.camille, desk.lead, "email", Draft(None, "Objet", "Bonj"))
    desk.compose.keep_draft(desk.camille, desk.lead, "email", Draft(None, "Objet", "Bonjour"))
    assert desk.compose.draft(desk.camille, desk.lead, "email") == Draft(None, "Objet", "Bonjour")
    desk.send("Bonjour.")
    assert desk.compose.draft(desk.camille, desk.lead, "email") is None


def test_alternatives_are_other_cars_in_stock(desk: Desk) -> None:
    body = desk.preview("car_sold").body
    assert "- Peugeot 208 Allure, 2019, 42 000 km, 13 490 €" in body


def test_each_template_version_is_named_by_what_was_sent(desk: Desk) -> None:
    chosen = desk.template("first_answer")
    outbox_id = desk.compose.send(
        desk.camille, desk.lead, Channel.EMAIL, chosen.id, chosen.subject, chosen.body
    )
    assert desk.message(outbox_id).template_version_id == chosen.version_id


def test_a_new_message_of_the_customer_makes_an_answer_lawful_again(desk: Desk) -> None:
    desk.wall.go(days=30)
    write_again(desk.office, desk.lead)
    assert desk.preview("relaunch").verdict.allowed
