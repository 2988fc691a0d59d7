"""An engine that watches mailboxes on a real server, as a process of its own, and what came of it."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import select

from data.store import Store
from data.tables import LeaseRow, RawInputRow
from rules.values.mailbox import Mailbox, Security
from tests.real.dovecot import PASSWORD, Dovecot
from tests.services.builders import Group, actor, make_group
from tests.services.mails import adf, mail
from vo_callcenter.adapters.imap import open_box
from vo_callcenter.adapters.mail_access import password_variable
from vo_callcenter.bootstrap import Application
from vo_callcenter.engine.mailbox_watch import MailboxWatches
from vo_callcenter.services.mailboxes import MailboxesService
from vo_callcenter.services.office import Office

PORTAL = """\
Nom : Client{number}
Prénom : Jean
E-mail : client{number}@example.org
Téléphone : 06 39 98 {high:02d} {low:02d}
Véhicule : Peugeot 208

Bonjour, la voiture est-elle encore disponible ?
"""


def demand(number: int, last_name: str = "") -> bytes:
    """A mail from a customer of its own."""
    text = PORTAL.format(number=number, high=number // 100 % 100, low=number % 100)
    return mail(
        text.replace(f"Client{number}", last_name or f"Client{number}", 1),
        sender="Portail <no-reply@example.com>",
        subject=f"Nouvelle demande {number}",
        message_id=f"<{number}@portail.example.com>",
    )


def with_adf(number: int) -> bytes:
    """From a customer of its own too, as ADF in the body."""
    phone = f"06 39 98 {50 + number // 100 % 50:02d} {number % 100:02d}"
    text = adf(name=f"Jeanne Acheteuse{number}", email=f"adf{number}@example.org", phone=phone).decode()
    return mail(
        text, sender="Portail <no-reply@example.com>", message_id=f"<adf{number}@portail.example.com>"
    )


class MailDay:
    """A group on a store, a server, and the mailboxes between them."""

    def __init__(self, store: Store, server: Dovecot, folder: Path) -> None:
        self.store = store
        self.server = server
        self.folder = folder
        self.office = Office(store)
        self.group: Group = make_group(self.office)
        self.boss = actor(self.office, self.group, "ada")
        self.environment: dict[str, str] = {}

    def watch(self, user: str, **settings: object) -> Mailbox:
        """Have a mailbox of that user watched."""
        port = self.server.tls_port if settings.get("security") is Security.TLS else self.server.port
        plain = Mailbox(user, "127.0.0.1", port, user, Security.NONE)
        mailbox = replace(plain, **settings)  # type: ignore[arg-type] # the fields of a mailbox by name
        self.environment[password_variable(user)] = PASSWORD
        return replace(mailbox, id=MailboxesService(self.office).add(self.boss, mailbox))

    @contextmanager
    def engine(self) -> Iterator["subprocess.Popen[bytes]"]:
        """A real engine process; the lease of one that died is taken as run out."""
        with self.store.writing_core() as connection:
            connection.execute(sa.delete(LeaseRow))
        environment = {
            **os.environ,
            "VO_STORE": str(self.store.path),
            "VO_DROP_FOLDER": str(self.folder / "drop"),
            **self.environment,
        }
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "vo_callcenter.engine.process"], env=environment
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """What an engine does about mailboxes, in this process: it begins at once."""
        app = Application(self.store)
        watches = MailboxWatches(app, lambda each: open_box(each, PASSWORD, self.server.authority), poll=0.2)
        watches.look()
        try:
            yield
        finally:
            watches.stop()

    def raws(self) -> Sequence[RawInputRow]:
        with self.store.reading() as session:
            return session.exec(select(RawInputRow).where(RawInputRow.part == 0)).all()

    def contact(self) -> datetime | None:
        """When the one server last answered."""
        return MailboxesService(self.office).states()[0].last_contact_at

    def outcomes(self) -> Counter[str]:
        """How many came to what. Contents stay where they are: it is asked again and again."""
        with self.store.reading() as session:
            return Counter(session.exec(select(RawInputRow.outcome).where(RawInputRow.part == 0)).all())
