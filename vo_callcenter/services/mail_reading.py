"""A mailbox is read: each message is committed raw before anything happens to it on the server.

The message's row is written in the transaction that stores its raw input. So a crash between the two never
comes: the message is either unknown and read again, or known and only marked on the server, later.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Event
from typing import Protocol

import structlog
from sqlmodel import Session

from data.queries.mailboxes import (
    forget_messages,
    is_as_read,
    note_contact,
    reading_of,
    refused_uids,
    taken_messages,
    unread_raw_ids,
)
from data.queries.matching import first_raw_with_hash, intake_alone
from data.tables import MailboxMessageRow, MailboxReadingRow
from rules.reading.limits import MAX_CONTENT
from rules.refusal import Refusal
from rules.values.mailbox import AfterReading, Mailbox, ReadAs
from rules.vocabulary import RawOutcome
from vo_callcenter.adapters.document import Document, document_of_bytes
from vo_callcenter.adapters.imap_answers import Fetched
from vo_callcenter.services.fault import told
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.way_in import IMAP

log = structlog.get_logger()

BATCH = 25
"""So many messages are read before they are marked on the server in one go."""
STRUCK_OUT = 3
"""A message on which the connection broke so often is passed over, to be asked for again later."""

ASK_AGAIN = timedelta(minutes=5)
"""Between two attempts at messages the server did not give."""


class Box(Protocol):
    """An open folder on a server, as ``vo_callcenter.adapters.imap.ImapBox``."""

    @property
    def uidvalidity(self) -> int: ...
    @property
    def next_uid(self) -> int: ...
    def uids_after(self, uid: int, since: date | None = None) -> list[int]: ...
    def fetch(self, uid: int, limit: int = MAX_CONTENT) -> Fetched | None: ...
    def settle(self, uids: Sequence[int], read_as: ReadAs) -> None: ...
    def move(self, uids: Sequence[int], folder: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one look."""

    taken: int
    """Messages that are in the store now."""
    problem: Refusal | None = None
    """Why some of them could not be marked on the server; it is tried again at the next look."""


class _TakenAlready(Exception):
    """Another engine took the message in the same moment."""


@dataclass(slots=True)
class MailReading:
    """Reads one mailbox, look after look, over however many connections. One thread at a time."""

    office: Office
    intake: IntakeService
    mailbox: Mailbox
    ends: Event = field(default_factory=Event)
    """Set to have it stop after the message at hand."""
    _strikes: dict[int, int] = field(default_factory=dict)
    _asked_again_at: datetime | None = None
    _reread_until: int = 0

    def begin(self, box: Box) -> None:
        """Find one's place in a folder just opened: where it was left, or at the start if its numbers are new.

        What a crash left unread is read first.
        """
        with self.office.store.writing() as session:
            reading = self._place(session)
            if reading.uidvalidity != box.uidvalidity:
                if reading.uidvalidity:
                    log.warning("mailbox renumbered", mailbox=self.mailbox.name)
                    reading.reread_until = max(box.next_uid - 1, reading.last_uid)
                    forget_messages(session, self.mailbox.id)
                    self._strikes.clear()
                reading.uidvalidity, reading.last_uid = box.uidvalidity, 0
                session.add(reading)
            self._reread_until = reading.reread_until
            unread = unread_raw_ids(session, self.mailbox.id)
        self.intake.read_left_over(unread)

    def look(self, box: Box) -> Looked:
        """Take in what is new and mark it on the server.

        Raises ``Refusal`` when the store or the connection fails. Messages that cannot be marked stop nothing.
        """
        with self.office.store.reading() as session:
            last = reading_of(session, self.mailbox.id).last_uid
            again = self._to_ask_again(session)
        new = box.uids_after(last, self.mailbox.since)
        taken = 0
        problem: Refusal | None = None
        for start in range(0, max(len(again + new), 1), BATCH):
            for uid in (again + new)[start : start + BATCH]:
                if self.ends.is_set():
                    return Looked(taken, problem)
                taken += self._take(box, uid)
            try:
                self._mark(box)
            except Refusal as refusal:
                if refusal.code == "mailbox_lost":
                    raise
                problem = refusal
        return Looked(taken, problem)

    def _to_ask_again(self, session: Session) -> list[int]:
        now = self.office.now()
        if self._asked_again_at is not None and now < self._asked_again_at + ASK_AGAIN:
            return []
        self._asked_again_at = now
        return list(refused_uids(session, self.mailbox.id))

    def _take(self, box: Box, uid: int) -> bool:
        """Take one message; what is wrong with it alone never stops the next."""
        if self._strikes.get(uid, 0) >= STRUCK_OUT:
            self._pass_over(uid)
            return False
        self._strikes[uid] = self._strikes.get(uid, 0) + 1
        try:
            fetched = box.fetch(uid)
        except Refusal as refusal:
            if refusal.code != "mailbox_message":
                raise
            log.warning("message not given", mailbox=self.mailbox.name, uid=uid, **told(refusal))
            self._pass_over(uid)
            return False
        if fetched is None:
            self._note_gone(uid)
        else:
            with suppress(_TakenAlready):
                self._store(fetched)
        del self._strikes[uid]
        return fetched is not None

    def _store(self, fetched: Fetched) -> None:
        document = _document(self.mailbox.name, fetched)
        now = self.office.now()
        came_at = min(fetched.came_at or now, now)
        if not self._recognise(fetched.uid, document):
            self.intake.take(document, IMAP, came_at, noting=self._noting(fetched.uid))

    def _recognise(self, uid: int, document: Document) -> bool:
        """Whether it is a message known from before the folder was renumbered, and no copy of it that came since."""
        if uid > self._reread_until:
            return False
        with self.office.store.writing() as session:
            intake_alone(session)
            known = first_raw_with_hash(session, document.content_hash)
            if known is None or known.id is None:
                return False
            self._noting(uid)(session, known.id)
            return True

    def _noting(self, uid: int) -> Callable[[Session, int], None]:
        """What is written together with the raw input: that this message is it."""

        def note(session: Session, raw_id: int) -> None:
            reading = self._place(session)
            row = session.get(MailboxMessageRow, (self.mailbox.id, uid))
            if (row is None and uid <= reading.last_uid) or (row is not None and row.raw_id is not None):
                raise _TakenAlready
            row = row or MailboxMessageRow(mailbox_id=self.mailbox.id, uid=uid)
            row.raw_id = raw_id
            reading.last_uid = max(reading.last_uid, uid)
            session.add(row)
            session.add(reading)

        return note

    def _pass_over(self, uid: int) -> None:
        """Go on with the next one, and ask for this one again later."""
        with self.office.store.writing() as session:
            reading = self._place(session)
            key = self.mailbox.id, uid
            row = session.get(MailboxMessageRow, key) or MailboxMessageRow(mailbox_id=key[0], uid=uid)
            row.attempts += 1
            reading.last_uid = max(reading.last_uid, uid)
            session.add(row)
            session.add(reading)
        self._strikes.pop(uid, None)

    def _note_gone(self, uid: int) -> None:
        with self.office.store.writing() as session:
            reading = self._place(session)
            forget_messages(session, self.mailbox.id, [uid])
            reading.last_uid = max(reading.last_uid, uid)
            session.add(reading)

    def _mark(self, box: Box) -> None:
        """Move or flag what is safely in the store, by what became of it."""
        with self.office.store.reading() as session:
            taken = taken_messages(session, self.mailbox.id)
        for read_as in ReadAs:
            uids = [
                uid
                for uid, outcome in taken
                if (outcome is RawOutcome.TO_SORT) == (read_as is ReadAs.TO_SORT)
            ]
            for start in range(0, len(uids), BATCH):
                some = uids[start : start + BATCH]
                self._mark_as(box, some, read_as)
                with self.office.store.writing() as session:
                    forget_messages(session, self.mailbox.id, some)

    def _mark_as(self, box: Box, uids: Sequence[int], read_as: ReadAs) -> None:
        mailbox = self.mailbox
        if mailbox.after_reading is AfterReading.FLAG:
            box.settle(uids, read_as)
        else:
            is_to_sort = read_as is ReadAs.TO_SORT
            box.move(uids, mailbox.to_sort_folder if is_to_sort else mailbox.handled_folder)

    def note(self, refusal: Refusal | None, at: datetime) -> None:
        """Keep that the server answered, or what was the matter."""
        detail = str(refusal.params.get("detail") or refusal.params.get("path") or "") if refusal else ""
        with self.office.store.writing() as session:
            if is_as_read(session, self.mailbox):
                note_contact(session, self.mailbox.id, at, refusal.code if refusal else None, detail)

    def _place(self, session: Session) -> MailboxReadingRow:
        """How far it was read. Raises ``Refusal("mailbox_changed")`` where it is another folder now, or gone: what
        would be written here is of the numbers of the one before.
        """
        if not is_as_read(session, self.mailbox):
            raise Refusal("mailbox_changed", name=self.mailbox.name)
        return reading_of(session, self.mailbox.id)


def _document(name: str, fetched: Fetched) -> Document:
    """The message as a document; what is cut is known by its beginning and its size."""
    if fetched.size <= len(fetched.content):
        return document_of_bytes(name, fetched.content)
    digest = hashlib.sha256(fetched.content)
    digest.update(b"\0%d" % fetched.size)
    return Document(name, fetched.content, fetched.size, digest.hexdigest())
