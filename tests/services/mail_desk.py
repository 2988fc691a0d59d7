"""A mailbox at a store of its own, and mails for it."""

from dataclasses import replace

from sqlmodel import col, select

from data.store import Store
from data.tables import MailboxMessageRow, RawInputRow
from rules.refusal import Refusal
from rules.values.mailbox import Mailbox
from tests.services.builders import Group, Wall, actor, make_group
from tests.services.fake_box import FakeBox
from tests.services.mails import mail
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.mail_reading import MailReading
from vo_callcenter.services.mailboxes import MailboxesService
from vo_callcenter.services.office import Office

LEADS = Mailbox("leads", "mail.example.com", 993, "leads@example.com")


def demand(number: int, text: str = "Est-elle disponible ?") -> bytes:
    """A mail from a customer of its own."""
    who = f"E-mail : c{number}@example.org\nTéléphone : 06 39 98 00 {number:02d}"
    body = f"Nom : Client\nVéhicule : Peugeot 208\n{who}\n\n{text}\n"
    return mail(body, sender="Portail <no-reply@example.com>", message_id=f"<{number}@portail.example.com>")


NOT_READ = b"From: x@example.org\r\nSubject: ?\r\n\r\n????\r\n"


class Desk:
    """One mailbox at one store."""

    def __init__(self, store: Store) -> None:
        self.wall = Wall()
        self.office = Office(store, self.wall)
        self.group: Group = make_group(self.office)
        self.service = MailboxesService(self.office)
        self.boss = actor(self.office, self.group, "ada")

    def reading(self, mailbox: Mailbox = LEADS, intake: IntakeService | None = None) -> MailReading:
        """As an engine has it that just started; the mailbox is set up at the first call."""
        try:
            mailbox = replace(mailbox, id=self.service.add(self.boss, mailbox))
        except Refusal:
            mailbox = self.service.named(mailbox.name)
        return MailReading(self.office, intake or IntakeService(self.office), mailbox)

    def raws(self) -> list[RawInputRow]:
        with self.office.store.reading() as session:
            return list(session.exec(select(RawInputRow).order_by(RawInputRow.id)).all())  # type: ignore[arg-type] # a column

    def outcomes(self) -> list[str]:
        return [raw.outcome for raw in self.raws()]

    def left(self) -> list[MailboxMessageRow]:
        with self.office.store.reading() as session:
            return list(session.exec(select(MailboxMessageRow).order_by(col(MailboxMessageRow.uid))).all())


def read(reading: MailReading, box: FakeBox) -> int:
    """One connection and one look."""
    reading.begin(box)
    return reading.look(box).taken
