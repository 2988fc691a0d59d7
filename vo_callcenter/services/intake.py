"""Intake: whatever arrives is stored raw first, then read, then becomes a lead, a touch, something to sort or a file.

The raw row is committed before anything is read, so a crash leaves it ``pending`` and ``read_pending`` reads it
again. A part of a document is settled in the transaction that writes its lead, so reading twice is harmless.
"""

from collections.abc import Callable, Collection, Container, Iterable
from datetime import datetime, timedelta
from itertools import chain
from threading import Event

import structlog
from sqlmodel import Session

from data.changes import note_change
from data.queries.matching import (
    CONTENT_LATER,
    beginning_of,
    count_parts,
    first_raw_with_hash,
    intake_alone,
    parts_of,
    unread_documents,
)
from data.tables import RawInputRow
from rules.reading.demand import kept
from rules.reading.entry import entry_reading
from rules.reading.limits import MAX_HEADER_BLOCK
from rules.reading.mail import looks_like_mail
from rules.reading.readings import Readings
from rules.values.incoming import IntakeResult
from rules.vocabulary import RawOutcome
from vo_callcenter.adapters.document import SHORT, Document, document_of_bytes
from vo_callcenter.services.at_work import AtWork
from vo_callcenter.services.delivery_reports import keep_report
from vo_callcenter.services.fault import told
from vo_callcenter.services.intake_results import (
    READER_FAILED,
    Hear,
    OnReport,
    Reader,
    Tell,
    result_of,
    to_sort,
)
from vo_callcenter.services.office import Office
from vo_callcenter.services.portals_in_force import PortalsInForce
from vo_callcenter.services.settlement import Settlement
from vo_callcenter.services.way_in import ENTRY, FILE, IMAP

Noting = Callable[[Session, int], None]
"""Writes, in the transaction that stores a document, what goes with it; told the number of its raw row."""
IN_PARTS = "in_parts"
"""Reason of a document that holds several demands: each part says what became of it."""
READER_DIED = "reader_died"
UNREADABLE = frozenset({READER_FAILED, READER_DIED})
"""Reasons of documents on which a reader broke, or ended the process."""
_READING_AGAIN = "again"
"""Reader of a document whose reading was begun a second time."""
QUIET = timedelta(seconds=30)
"""How long nothing must have come of a document before it is taken to be left unread."""

log = structlog.get_logger()


class IntakeService:
    """``reader`` is by default the one by the descriptions of portals in force.

    ``on_report`` is told of every delivery notice before it is filed.
    """

    def __init__(
        self,
        office: Office,
        reader: Reader | None = None,
        on_report: OnReport = keep_report,
    ) -> None:
        self._office = office
        self._reader = reader or PortalsInForce(office).read
        self._ends = Event()
        self._settlement = Settlement(office, on_report, self._ends)
        self._at_work = AtWork()

    @property
    def is_ending(self) -> bool:
        return self._ends.is_set()

    def end(self) -> None:
        """Have every reading stop at its next row, until ``go_on``; what it leaves unread is left as by a crash."""
        self._ends.set()

    def go_on(self) -> None:
        self._ends.clear()

    def take_bytes(self, content: bytes, name: str, origin: str = FILE) -> list[IntakeResult]:
        """``take`` for content that is in memory."""
        return self.take(document_of_bytes(name, content), origin)

    def take(
        self,
        document: Document,
        origin: str = FILE,
        received_at: datetime | None = None,
        noting: Noting | None = None,
        tell: Tell | None = None,
        hear: Hear | None = None,
    ) -> list[IntakeResult]:
        """Store a document and read it; returns what became of each part, nothing where ``hear`` is told of them.

        ``document.name`` may begin with the name of a site and a slash. The same bytes again are only noted.
        ``tell`` hears after each part how many are settled, of how many.
        Raises ``Refusal`` when the store fails; what was stored by then is read later.
        """
        results: list[IntakeResult] = []
        raw = self._store(document, origin, received_at or self._office.now(), noting)
        hear = hear or results.append
        if raw.outcome != RawOutcome.PENDING:
            hear(result_of(raw))
            return results
        assert raw.id is not None
        with self._at_work.alone_with(raw.id) as was_free:
            if was_free:
                self._read(raw, document.content, tell, hear)
            else:
                self._read_stored(raw.id, tell, hear)
        return results

    def keep(self, document: Document, origin: str, received_at: datetime) -> IntakeResult:
        """Store a document unread, as ``take`` does: ``pending`` means that somebody has to ``read`` it."""
        return result_of(self._store(document, origin, received_at, None))

    def take_again(
        self, document: Document, tell: Tell | None = None, hear: Hear | None = None
    ) -> list[IntakeResult]:
        """``take`` for a file about which something was learnt: one that waits to be sorted as a whole is read anew,
        and one that is in parts already says what became of each.
        """
        with self._office.store.writing() as session:
            intake_alone(session)
            first = first_raw_with_hash(session, document.content_hash)
            if first is not None and first.outcome == RawOutcome.TO_SORT and first.sorted_by_id is None:
                first.outcome, first.reason, first.deadline_at = RawOutcome.PENDING.value, "", None
                session.add(first)
            known = first.id if first is not None else None
        if known is None:
            return self.take(document, tell=tell, hear=hear)
        return self.read(known, tell, hear)

    def arrived_before(self, waited: timedelta) -> datetime:
        """When something arrived that has been waiting for so long."""
        return self._office.now() - waited

    def read_pending(self, older_than: timedelta = QUIET, but: Container[int] = ()) -> int:
        """Read what a crash left unread, ``but`` what somebody will read; returns how many documents.

        What somebody reads is not left: here it is known, of another process by what it settled meanwhile.
        A document on which reading ended the process twice at the same part goes to a person instead.
        """
        return self.read_pending_short(older_than, but) + self.read_pending_long(older_than, but)

    def read_pending_short(self, older_than: timedelta = QUIET, but: Container[int] = ()) -> int:
        """The short ones, oldest first: seconds each."""
        short, _ = self._left_over(older_than, but)
        return self.read_left_over(short)

    def read_pending_long(self, older_than: timedelta = QUIET, but: Container[int] = ()) -> int:
        """The long ones, shortest first. For a thread of its own: each takes minutes."""
        count = 0
        # Meanwhile another process may have begun with one that was left when these were looked for.
        while not self.is_ending and (long := self._left_over(older_than, but)[1]):
            count += self.read_left_over(long[:1])
        return count

    def _left_over(self, older_than: timedelta, but: Container[int]) -> tuple[list[int], list[int]]:
        """Short and long documents that nobody reads."""
        short: list[int] = []
        long: list[tuple[int, int]] = []
        with self._office.store.reading() as session:
            for left in unread_documents(session, self._office.now() - older_than):
                if left.raw_id in but or left.raw_id in self._at_work:
                    continue
                if left.size <= SHORT or left.origin == IMAP or _is_mail(session, left.raw_id):
                    short.append(left.raw_id)
                else:
                    long.append((left.size, left.raw_id))
        return short, [raw_id for _, raw_id in sorted(long)]

    def read_left_over(self, raw_ids: Iterable[int]) -> int:
        """``read_pending`` for these documents."""
        count = 0
        for raw_id in raw_ids:
            if self.is_ending:
                break
            with self._at_work.unless_read(raw_id) as is_free:
                # Begun beside another thread, it would seem to have killed that one.
                if is_free:
                    self._read_again(raw_id)
                    count += 1
        return count

    def _read_again(self, raw_id: int) -> None:
        with self._office.store.writing() as session:
            raw = session.get_one(RawInputRow, raw_id, options=[CONTENT_LATER])
            if raw.outcome != RawOutcome.PENDING:
                return
            # One that got further before it died again is not what kills: a long import may be stopped often.
            settled = f"{_READING_AGAIN}:{count_parts(session, raw.content_hash)}"
            was_tried, raw.reader = raw.reader == settled, settled
            session.add(raw)
        if was_tried:
            self._settlement.whole(raw_id, to_sort(READER_DIED))
        else:
            self._read_stored(raw_id, None, lambda _: None)

    def _note_ended(self, raw_id: int) -> None:
        """Reading ended because it was told to: nothing is wrong with the document."""
        with self._office.store.writing() as session:
            raw = session.get_one(RawInputRow, raw_id, options=[CONTENT_LATER])
            if raw.outcome == RawOutcome.PENDING:
                raw.reader = ""
                session.add(raw)

    def read(self, raw_id: int, tell: Tell | None = None, hear: Hear | None = None) -> list[IntakeResult]:
        """Read a stored document; one that was read already only says what became of it."""
        results: list[IntakeResult] = []
        with self._at_work.alone_with(raw_id):
            self._read_stored(raw_id, tell, hear or results.append)
        return results

    def _read_stored(self, raw_id: int, tell: Tell | None, hear: Hear) -> None:
        with self._office.store.reading() as session:
            raw = session.get_one(RawInputRow, raw_id)
            if raw.outcome != RawOutcome.PENDING:
                parts = parts_of(session, raw.content_hash) if raw.reason == IN_PARTS else iter(())
                for row in chain([next(parts, raw)], parts):
                    hear(result_of(row))
                return
            session.expunge(raw)
        self._read(raw, raw.content, tell, hear)

    def _read(self, raw: RawInputRow, content: bytes, tell: Tell | None, hear: Hear) -> None:
        assert raw.id is not None
        readings = self._readings(raw, content)
        if len(readings) == 1:
            [reading] = readings
            if reading.notice is None:
                hear(self._settlement.whole(raw.id, reading))
                return
        became: set[RawOutcome] = set()
        reader, done, count = "", 0, len(readings)
        for result in self._settlement.parts(raw, readings):
            became.add(result.outcome)
            reader, done = reader or result.reader, done + 1
            hear(result)
            if tell is not None:
                tell(done, count)
        if done < count and self.is_ending:
            self._note_ended(raw.id)
        else:
            self._close_document(raw.id, reader, became)

    def fulfil(self, raw_id: int, content: bytes) -> IntakeResult:
        """Read what had to be fetched for a part: its content from now on. Nothing happens to one that was sorted."""
        with self._office.store.writing() as session:
            raw = session.get_one(RawInputRow, raw_id)
            if raw.outcome == RawOutcome.TO_SORT and raw.sorted_by_id is None:
                raw.outcome, raw.reason, raw.deadline_at = RawOutcome.PENDING.value, "", None
            if raw.outcome != RawOutcome.PENDING:
                return result_of(raw)
            raw.content, raw.size = content, len(content)
            session.add(raw)
            session.flush()
            session.expunge(raw)
        return self._settlement.whole(raw_id, next(iter(self._readings(raw, content))))

    def leave_to_sort(self, raw_id: int, reason: str) -> None:
        """Show a part that waits for its content to a person."""
        self._settlement.whole(raw_id, to_sort(reason))

    def received_at(self, raw_id: int) -> datetime:
        with self._office.store.reading() as session:
            return session.get_one(RawInputRow, raw_id, options=[CONTENT_LATER]).received_at

    def _store(
        self, document: Document, origin: str, received_at: datetime, noting: Noting | None
    ) -> RawInputRow:
        """The raw row of these bytes; it says that they are repeated when they had been read before."""
        with self._office.store.writing() as session:
            intake_alone(session)
            first = first_raw_with_hash(session, document.content_hash)
            if first is not None and first.outcome == RawOutcome.PENDING:
                assert first.id is not None
                if noting is not None:
                    noting(session, first.id)
                return first
            row = RawInputRow(
                content_hash=document.content_hash,
                origin=origin,
                name=kept(document.name),
                # A repetition is a note that it came again: its bytes are in the store already.
                content=b"" if first else document.content,
                size=document.size,
                received_at=received_at,
                outcome=(RawOutcome.REPEATED if first else RawOutcome.PENDING).value,
                lead_id=first.lead_id if first else None,
            )
            session.add(row)
            session.flush()
            assert row.id is not None
            if noting is not None:
                noting(session, row.id)
            note_change(session, "raw", row.id, self._office.now())
            return row

    def _readings(self, raw: RawInputRow, content: bytes) -> Readings:
        if raw.size > len(content):
            return [to_sort("too_large")]
        try:
            if raw.origin == ENTRY:
                return [entry_reading(content)]
            readings = self._reader(content, _base_name(raw.name), raw.received_at)
        except Exception as error:
            # Whatever a reader stumbles over, the document goes to a person and the next one is read.
            log.error("reader failed", raw=raw.id, **told(error))
            return [to_sort(READER_FAILED)]
        return readings or [to_sort("nothing_read")]

    def _close_document(self, raw_id: int, reader: str, became: Collection[RawOutcome]) -> None:
        of_leads = {RawOutcome.LEAD, RawOutcome.TOUCH, RawOutcome.REPEATED, RawOutcome.PENDING}
        outcome = RawOutcome.LEAD if of_leads.intersection(became) else RawOutcome.FILED
        with self._office.store.writing() as session:
            row = session.get_one(RawInputRow, raw_id, options=[CONTENT_LATER])
            if row.outcome != RawOutcome.PENDING:
                return
            row.outcome, row.reason = outcome.value, IN_PARTS
            row.reader = reader
            row.read_at = self._office.now()
            session.add(row)
            note_change(session, "raw", raw_id, self._office.now())


def _is_mail(session: Session, raw_id: int) -> bool:
    return looks_like_mail(beginning_of(session, raw_id, MAX_HEADER_BLOCK))


def _base_name(name: str) -> str:
    return name.rpartition("/")[2]
