"""A mail to every hostile lead, through a real SMTP server: their names arrive as text, in no header of their own."""

from collections import Counter
from collections.abc import Sequence

import pytest
from sqlmodel import col, select

from data.store import Store
from data.tables import LeadRow, OutboxRow, SiteRow
from rules.refusal import Refusal
from rules.vocabulary import Channel, OutboxState
from tests.adapters.smtp_peer import smtp_peer
from tests.hostile.strings import EVALUATED, FAMILIES, HOSTILE
from tests.services.center import Center
from vo_callcenter.adapters.smtp import SmtpTransport
from vo_callcenter.services.delivery import Delivery
from vo_callcenter.services.messages import ComposeService
from vo_callcenter.services.store_check import check
from vo_callcenter.services.templates import TemplateService

HEADERS = frozenset(
    "From To Subject Date Message-ID Reply-To Content-Type Content-Transfer-Encoding MIME-Version".split()
)


def _storable(text: str) -> str:
    """What some file could have brought: no text has a NUL or half a character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("texts", "least"),
    [
        ([text for family in FAMILIES.values() for text in family[:2]], 20),
        pytest.param(HOSTILE, 150, marks=pytest.mark.proof),
    ],
    ids=["some", "all"],
)
def test_a_mail_to_a_hostile_lead_arrives_as_data(
    sqlite_store: Store, texts: Sequence[str], least: int
) -> None:
    center = Center(sqlite_store)
    TemplateService(center.office).install()
    with sqlite_store.writing() as session:
        session.get_one(SiteRow, center.group.lyon).email = "lyon@dealer.example.com"
    compose, camille = ComposeService(center.office), center.who("camille")
    refused: Counter[str] = Counter()
    unsent: list[str] = []
    for text in texts:
        said = _storable(text)
        lead = center.claimed(first_name="", last_name=said, text=said, car=None)
        with sqlite_store.writing() as session:
            session.get_one(LeadRow, lead).car_text = said
        chosen = next(
            each for each in compose.templates(camille, lead, Channel.EMAIL) if each.code == "first_answer"
        )
        try:
            subject = chosen.subject or "Votre demande"
            compose.send(camille, lead, Channel.EMAIL, chosen.id, subject, chosen.body)
        except Refusal as refusal:
            refused[refusal.code] += 1
            unsent.append(said)
        center.desk.release(camille, lead)
    delivery = Delivery(center.office, "engine")
    with smtp_peer() as (peer, port):
        transport = SmtpTransport("127.0.0.1", port, security="none", timeout=20)
        while delivery.deliver_due({Channel.EMAIL: transport}).sent:
            pass
    with sqlite_store.reading() as session:
        states = Counter(session.exec(select(OutboxRow.state)).all())
        reasons = Counter(
            session.exec(select(OutboxRow.reason).where(col(OutboxRow.state) != OutboxState.SENT.value)).all()
        )
    print(
        f"\n{len(texts)} hostile leads: {len(peer.got)} mails arrived, {dict(refused)} refused, {dict(reasons)}"
    )
    assert states[OutboxState.SENT.value] == len(peer.got)
    assert len(peer.got) + len(unsent) == len(texts)
    # Only a car of which nothing can be seen leaves the template's sentence without its word.
    assert set(refused) <= {"message_variable_missing"}
    assert not any(each.isprintable() and not each.isspace() for said in unsent for each in said)
    assert len(peer.got) >= least
    for (sender, recipients, _, mail), raw in zip(peer.got, peer.raw, strict=True):
        assert sender == "lyon@dealer.example.com"
        assert len(recipients) == 1
        assert recipients[0].endswith("@example.org")
        assert set(mail.keys()) <= HEADERS
        assert mail.get_all("To") == recipients
        assert len(raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n")) < 40
        assert EVALUATED not in mail.get_content()
        assert all(byte < 128 for byte in raw)
    assert check(center.office) == []
