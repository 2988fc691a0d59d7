"""Mail through a server that speaks real SMTP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from rules.vocabulary import Channel
from tests.adapters.smtp_peer import Peer, free_port, smtp_peer
from vo_callcenter.adapters.smtp import SmtpTransport
from vo_callcenter.adapters.transport import Outgoing, Permanent, Temporary, Uncertain

MESSAGE = Outgoing(
    message_id="a1b2c3@garage.example.com",
    channel=Channel.EMAIL,
    address="jean@example.org",
    subject="Votre demande : Clio à 12 990 €",
    body="Bonjour Zoé,\n.\nL’été s’achève — à bientôt\n.fin\n",
    sender="lyon@garage.example.com",
    sender_name="Camille, Groupe Mercier",
    at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
)

HOSTILE = [
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    "[/b][bold red]x[/]",
    "=cmd|' /C calc'!A0",
    "\u202egnp.exe \u2066left\u2069",
    "a\u200b\u200d\ufeffb",
    "Z\u0300\u0301\u0302\u0303" * 40,
    "../../etc/passwd",
    "x" * 5_000,
    "'; DROP TABLE lead; --",
]


@pytest.fixture
def peer() -> Iterator[tuple[Peer, int]]:
    with smtp_peer() as running:
        yield running


def transport_to(port: int) -> SmtpTransport:
    return SmtpTransport("127.0.0.1", port, security="none", timeout=5, helo_name="console.example.com")


def test_a_mail_arrives_as_it_was_written(peer: tuple[Peer, int]) -> None:
    accepted = transport_to(peer[1]).send(
        replace(MESSAGE, in_reply_to="q1@example.org", references=("q0@x.org", "q1@example.org"))
    )
    sender, recipients, _, mail = peer[0].got[0]
    assert (sender, recipients) == ("lyon@garage.example.com", ["jean@example.org"])
    assert mail["Subject"] == MESSAGE.subject
    assert mail["Message-ID"] == "<a1b2c3@garage.example.com>"
    assert mail["In-Reply-To"] == "<q1@example.org>"
    assert mail["References"] == "<q0@x.org> <q1@example.org>"
    assert mail["From"] == '"Camille, Groupe Mercier" <lyon@garage.example.com>'
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.body
    assert mail["Auto-Submitted"] is None
    assert mail["List-Unsubscribe"] is None
    assert "queued as 7F1" in accepted.provider_id


def test_an_automatic_mail_says_so_and_a_prospecting_one_how_to_stop(peer: tuple[Peer, int]) -> None:
    transport_to(peer[1]).send(
        replace(MESSAGE, is_automatic=True, is_prospecting=True, unsubscribe="stop@garage.example.com")
    )
    mail = peer[0].got[0][3]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<mailto:stop@garage.example.com?subject=STOP>"


def test_a_refused_recipient_is_final(peer: tuple[Peer, int]) -> None:
    with pytest.raises(Permanent) as refused:
        transport_to(peer[1]).send(replace(MESSAGE, address="unknown@example.org"))
    assert refused.value.reason == "recipient_refused"
    assert "5.1.1" in refused.value.detail


def test_a_full_mailbox_is_tried_again(peer: tuple[Peer, int]) -> None:
    with pytest.raises(Temporary) as deferred:
        transport_to(peer[1]).send(replace(MESSAGE, address="full@example.org"))
    assert deferred.value.reason == "deferred"


def test_no_server_is_tried_again() -> None:
    with pytest.raises(Temporary) as lost:
        transport_to(free_port()).send(MESSAGE)
    assert lost.value.reason == "no_connection"


def test_a_line_that_breaks_before_the_answer_is_uncertain(peer: tuple[Peer, int]) -> None:
    peer[0].hang_up_after_data = True
    with pytest.raises(Uncertain):
        transport_to(peer[1]).send(MESSAGE)
    assert len(peer[0].got) == 1


def test_an_answer_nobody_can_read_is_uncertain(peer: tuple[Peer, int]) -> None:
    peer[0].answer = "well, received"
    with pytest.raises(Uncertain):
        transport_to(peer[1]).send(MESSAGE)
    assert len(peer[0].got) == 1


def test_a_server_without_the_security_asked_for_gets_nothing(peer: tuple[Peer, int]) -> None:
    with pytest.raises(Temporary) as refused:
        replace(transport_to(peer[1]), security="starttls").send(MESSAGE)
    assert refused.value.reason == "no_security"
    assert peer[0].got == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_as_text(peer: tuple[Peer, int], text: str) -> None:
    transport_to(peer[1]).send(replace(MESSAGE, subject=text[:300], body=text + "\n", sender_name=text[:100]))
    mail = peer[0].got[0][3]
    assert mail["Subject"] == text[:300]
    assert mail.get_content().replace("\r\n", "\n") == text + "\n"
    assert all(byte < 128 for byte in peer[0].raw[0])
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip


@pytest.mark.parametrize(
    "poison",
    [
        "x\r\nBcc: v@example.org",
        "x\nBcc: v@example.org",
        "x\rBcc: v",
        "x\u2028Bcc",
        "x\x00y",
        "x\x1b]0;t\x07",
        "x\x85y",
        "=?utf-8?q?x=0D=0ABcc:_v=40example.org?=",
    ],
)
@pytest.mark.parametrize(
    "field", ["subject", "sender_name", "in_reply_to", "address", "sender", "message_id"]
)
def test_a_line_break_never_becomes_a_header(peer: tuple[Peer, int], field: str, poison: str) -> None:
    changed: dict[str, Any] = {field: poison}
    with pytest.raises(Permanent):
        transport_to(peer[1]).send(replace(MESSAGE, **changed))
    assert peer[0].got == []


@pytest.mark.parametrize(
    "address",
    [
        "a@b@c",
        "a b@example.org",
        "<a@example.org>",
        "a@example.org,b@example.org",
        "",
        "@",
        "a@",
        "a" * 300 + "@example.org",
    ],
)
def test_what_is_not_one_mailbox_is_refused(peer: tuple[Peer, int], address: str) -> None:
    with pytest.raises(Permanent) as refused:
        transport_to(peer[1]).send(replace(MESSAGE, address=address))
    assert refused.value.reason == "bad_address"
