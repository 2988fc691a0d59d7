"""The mailboxes are watched, each by a thread of its own: what is the matter with one disturbs no other."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic
from typing import Protocol

import structlog

from data.queries.mailboxes import mailboxes
from rules.refusal import Refusal
from rules.values.mailbox import Mailbox
from rules.values.trouble import TroubleKind
from vo_callcenter.bootstrap import Application
from vo_callcenter.services.fault import told
from vo_callcenter.services.mail_reading import Box, MailReading
from vo_callcenter.services.troubles import note_troubles

log = structlog.get_logger()

RENEWED_S = 240.0
"""Seconds that a server may stay silent: then it is asked, so that a connection that died is noticed."""
PAUSES = (1.0, 300.0)
"""Seconds before the second attempt and between later ones at most; each pause is twice the one before."""
LONG_PAUSES = (30.0, 900.0)
"""The same where only a person can help: a server that counts wrong passwords must not lock the account."""
_FOR_A_PERSON = frozenset({"mailbox_login", "mailbox_no_password", "mailbox_certificate", "mailbox_trust"})
_TOLD_EVERY = timedelta(minutes=1)
"""How often it is written down that all is well."""
HELD_S = 30.0
"""Seconds after which a connection is taken to hold: one that breaks sooner is a failure like those before it."""
LEAVE_S = 5.0
"""Seconds that a message at hand may take when watching ends; after that its connection is cut."""


class OpenBox(Box, Protocol):
    """A box that can be waited at, as ``vo_callcenter.adapters.imap.ImapBox``."""

    def wait(self, seconds: float, poll: float, ends: Event) -> None: ...
    def close(self) -> None: ...
    def interrupt(self) -> None: ...


Opening = Callable[[Mailbox], OpenBox]


def pause_before(attempt: int, code: str) -> float:
    """Seconds of the pause of that number in a row, from 1: growing, bounded, and never the same for two."""
    first, most = LONG_PAUSES if code in _FOR_A_PERSON else PAUSES
    return float(min(most, first * 2 ** min(attempt - 1, 20))) * random.uniform(0.5, 1.0)


class MailboxWatch:
    """Watches one mailbox until it is stopped."""

    def __init__(self, app: Application, mailbox: Mailbox, opening: Opening, poll: float) -> None:
        self.mailbox = mailbox
        self.failures = 0
        """Attempts in a row that failed."""
        self._pauses = 0
        """Pauses since a connection last held."""
        self._ends = Event()
        self._office = app.office
        self._opening = opening
        self._poll = poll
        self._reading = MailReading(app.office, app.intake, mailbox, self._ends)
        self._box: OpenBox | None = None
        self._told_at: datetime | None = None
        self._told: str = ""
        self._thread = Thread(target=self._watch, name=f"mailbox {mailbox.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Have it stop after the message at hand."""
        self._ends.set()

    def join(self, until: float) -> None:
        """Wait for its end; at that moment of the steady clock its connection is cut."""
        self._thread.join(max(0.0, until - monotonic()))
        box = self._box
        if self._thread.is_alive() and box is not None:
            box.interrupt()
            self._thread.join(LEAVE_S)

    def _watch(self) -> None:
        while not self._ends.is_set():
            try:
                self._attend()
            except Refusal as refusal:
                self._failed(refusal)
            except Exception as error:
                log.error("mailbox failed", mailbox=self.mailbox.name, **told(error))
                self._failed(Refusal("mailbox_failed", name=self.mailbox.name))

    def _attend(self) -> None:
        """One connection, for as long as it holds."""
        self._box = box = self._opening(self.mailbox)
        began = monotonic()
        try:
            self._reading.begin(box)
            while not self._ends.is_set():
                looked = self._reading.look(box)
                self.failures = 0
                self._tell(looked.problem)
                if looked.taken:
                    log.info("mails taken", mailbox=self.mailbox.name, count=looked.taken)
                box.wait(RENEWED_S, self._poll, self._ends)
        finally:
            if monotonic() - began > HELD_S:
                self._pauses = 0
            self._box = None
            box.close()

    def _failed(self, refusal: Refusal) -> None:
        self.failures += 1
        self._pauses += 1
        self._tell(refusal)
        self._ends.wait(pause_before(self._pauses, refusal.code))

    def _tell(self, refusal: Refusal | None) -> None:
        """Write down how it goes when that changes, and now and then that all is well."""
        now, code = self._office.now(), refusal.code if refusal else ""
        is_new = self._told_at is None or code != self._told
        if is_new and (refusal or self._told):
            log.info("mailbox", mailbox=self.mailbox.name, state=code or "ok")
        if not is_new and (refusal or (self._told_at is not None and now < self._told_at + _TOLD_EVERY)):
            return
        try:
            self._reading.note(refusal, now)
        except Exception as error:
            log.error("mailbox state not kept", mailbox=self.mailbox.name, **told(error))
        else:
            self._told_at, self._told = now, code


@dataclass(slots=True)
class MailboxWatches:
    """All of them. ``look`` again and again follows what people add, pause or change."""

    app: Application
    opening: Opening
    poll: float = 15.0
    _watches: dict[int, MailboxWatch] = field(default_factory=dict)

    def look(self) -> None:
        """Watch what is to be watched, and nothing else; tell which fail."""
        with self.app.store.reading() as session:
            wanted = {mailbox.id: mailbox for mailbox in mailboxes(session, active_only=True)}
        gone = [watch for number, watch in self._watches.items() if wanted.get(number) != watch.mailbox]
        self._end(gone)
        for number, mailbox in wanted.items():
            if number not in self._watches:
                self._watches[number] = MailboxWatch(self.app, mailbox, self.opening, self.poll)
                self._watches[number].start()
        failing = sorted(watch.mailbox.name for watch in self._watches.values() if watch.failures > 1)
        note_troubles(self.app.store, TroubleKind.MAILBOX, failing)

    def stop(self) -> None:
        """End every watch; returns when the last is gone."""
        self._end(list(self._watches.values()))

    def _end(self, watches: Sequence[MailboxWatch]) -> None:
        for watch in watches:
            watch.end()
        until = monotonic() + LEAVE_S
        for watch in watches:
            watch.join(until)
            del self._watches[watch.mailbox.id]
