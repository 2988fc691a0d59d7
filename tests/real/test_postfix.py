"""Mail through a real Postfix: it arrives, it is refused, it bounces, and no name becomes a header."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from data.store import Store
from data.tables import PersonRow, SiteRow, TouchRow
from rules.vocabulary import Channel, OutboxState
from tests.adapters.test_smtp import HOSTILE
from tests.engine.test_timetable import until
from tests.real.postfix import Postfix, postfix
from tests.services.builders import actor, make_group, make_lead
from vo_callcenter.adapters.smtp import SmtpTransport
from vo_callcenter.adapters.transport import Outgoing, Permanent, Temporary
from vo_callcenter.services.delivery import Delivery
from vo_callcenter.services.desk import DeskService
from vo_callcenter.services.messages import ComposeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.outbox import OutboxService
from vo_callcenter.services.templates import TemplateService

pytestmark = pytest.mark.services

MESSAGE = Outgoing(
    message_id="a1b2c3@dealer.test",
    channel=Channel.EMAIL,
    address="zoe@client.test",
    subject="Votre demande : Clio à 12 990 €",
    body="Bonjour Zoé,\n.\nL’été s’achève.\n",
    sender="lyon@dealer.test",
    sender_name="Camille, Groupe Mercier",
    at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    # Its users must be able to reach the folder: not under pytest's own, which only root can enter.
    with tempfile.TemporaryDirectory(prefix="vo-postfix-") as folder, postfix(Path(folder)) as running:
        yield running


@pytest.fixture
def transport(server: Postfix) -> SmtpTransport:
    return SmtpTransport("127.0.0.1", server.port, security="none", timeout=20)


def test_a_mail_passes_a_real_server_unaltered(server: Postfix, transport: SmtpTransport) -> None:
    accepted = transport.send(replace(MESSAGE, message_id="first@dealer.test"))
    assert "queued as" in accepted.provider_id
    assert until(lambda: any(mail["Message-ID"] == "<first@dealer.test>" for *_, mail in server.clients.got))
    mail = next(mail for *_, mail in server.clients.got if mail["Message-ID"] == "<first@dealer.test>")
    assert mail["Subject"] == MESSAGE.subject
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.body


def test_hostile_subjects_and_texts_arrive_as_text(server: Postfix, transport: SmtpTransport) -> None:
    for number, text in enumerate(HOSTILE):
        name = f"hostile{number}@dealer.test"
        transport.send(
            replace(MESSAGE, message_id=name, subject=text[:300], body=text + "\n", sender_name=text[:80])
        )
    wanted = {f"<hostile{number}@dealer.test>": text for number, text in enumerate(HOSTILE)}
    assert until(lambda: wanted.keys() <= {mail["Message-ID"] for *_, mail in server.clients.got}, 40)
    for _, recipients, _, mail in server.clients.got:
        if mail["Message-ID"] in wanted:
            assert recipients == ["zoe@client.test"]
            assert mail["Bcc"] is None
            assert mail["Subject"] == wanted[mail["Message-ID"]][:300]
            assert mail.get_content().replace("\r\n", "\n") == wanted[mail["Message-ID"]] + "\n"


def test_a_refusal_of_a_real_server_is_final_and_a_deferral_is_not(transport: SmtpTransport) -> None:
    with pytest.raises(Permanent) as refused:
        transport.send(replace(MESSAGE, address="nobody@client.test"))
    assert refused.value.reason == "recipient_refused"
    with pytest.raises(Temporary) as deferred:
        transport.send(replace(MESSAGE, address="later@client.test"))
    assert deferred.value.reason == "deferred"


def test_a_failure_notice_names_the_message_by_its_envelope_id(
    server: Postfix, transport: SmtpTransport
) -> None:
    transport.send(replace(MESSAGE, message_id="lost@dealer.test", address="unknown@client.test"))
    assert until(lambda: len(server.bounces.got) > 0, 40)
    notice = message_from_bytes(server.bounces.raw[0], policy=default)
    assert "lost@dealer.test" in notice.as_string()
    assert "Original-Envelope-Id: lost@dealer.test" in notice.as_string()


def test_from_a_template_to_the_customer_s_mailbox(
    server: Postfix, transport: SmtpTransport, sqlite_store: Store
) -> None:
    office = Office(sqlite_store)
    group = make_group(office)
    TemplateService(office).install()
    lead = make_lead(office, group, last_name="{{7*7}} [/b] \r\nBcc: v@client.test")
    with sqlite_store.writing() as session:
        site = session.get_one(SiteRow, group.lyon)
        site.email = "lyon@dealer.test"
        session.add(site)
        touch = session.get_one(TouchRow, 1)
        touch.address, touch.message_id = "zoe@client.test", "<q1@client.test>"
        session.add(touch)
        assert session.get_one(PersonRow, 1).last_name.startswith("{{7*7}}")
    camille, compose = actor(office, group, "camille"), ComposeService(office)
    DeskService(office).claim(camille, lead)
    chosen = next(
        each for each in compose.templates(camille, lead, Channel.EMAIL) if each.code == "car_available"
    )
    compose.send(camille, lead, Channel.EMAIL, chosen.id, chosen.subject, chosen.body)
    assert Delivery(office, "engine").deliver_due({Channel.EMAIL: transport}).sent == 1
    entry = OutboxService(office).entries(camille)[0]
    assert entry.state is OutboxState.SENT
    assert until(lambda: any(mail["In-Reply-To"] == "<q1@client.test>" for *_, mail in server.clients.got))
    mail = next(mail for *_, mail in server.clients.got if mail["In-Reply-To"] == "<q1@client.test>")
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Oui, notre Peugeot 208 Allure est disponible"
    assert "49" not in mail.get_content().split("12 990")[0]
