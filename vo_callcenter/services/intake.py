"""Intake: whatever arrives is stored raw first, then read, then becomes a lead, a touch, something to sort or a file.

The raw row is committed before anything is read, so a crash leaves it ``pending`` and ``read_pending`` reads it
again. Each part of a document is settled in one transaction together with its lead, so reading twice is harmless.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

import structlog
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from data.changes import note_change
from data.queries.matching import (
    first_raw_with_hash,
    intake_alone,
    lead_answered_by,
    part_of,
    parts_of,
    pending_raw_ids,
)
from data.tables import RawInputRow
from rules.reading.demand import DeliveryReport, Reading, kept
from rules.reading.entry import entry_reading
from rules.values.incoming import IntakeResult
from rules.vocabulary import FiledAs, RawOutcome
from vo_callcenter.adapters.document import Document, document_of_bytes
from vo_callcenter.services.arrival import arrive
from vo_callcenter.services.awaited_leads import await_lead
from vo_callcenter.services.delivery_reports import keep_report
from vo_callcenter.services.entered import take_entry
from vo_callcenter.services.fault import told
from vo_callcenter.services.intake_results import READER_FAILED, Reader, Tell, result_of, to_sort
from vo_callcenter.services.objections import stop_channel, take_stop
from vo_callcenter.services.office import Office
from vo_callcenter.services.phone_calls import take_call
from vo_callcenter.services.portals_in_force import PortalsInForce
from vo_callcenter.services.sorting_deadline import sort_by
from vo_callcenter.services.touch_told import Circumstances
from vo_callcenter.services.way_in import ENTRY, FILE, way_in

Noting = Callable[[Session, int], None]
"""Writes, in the transaction that stores a document, what goes with it; told the number of its raw row."""
IN_PARTS = "in_parts"
"""Reason of a document that holds several demands: each part says what became of it."""
SAME_MESSAGE = "same_message"
"""Reason of a mail that came by two ways: the lead has it already."""
READER_DIED = "reader_died"
UNREADABLE = frozenset({READER_FAILED, READER_DIED})
"""Reasons of documents on which a reader broke, or ended the process."""
_READING_AGAIN = "again"
"""Reader of a document whose reading was begun a second time."""

log = structlog.get_logger()


class IntakeService:
    """``reader`` is by default the one by the descriptions of portals in force.

    ``on_report`` is told of every delivery notice before it is filed.
    """

    def __init__(
        self,
        office: Office,
        reader: Reader | None = None,
        on_report: Callable[[Office, DeliveryReport], None] = keep_report,
    ) -> None:
        self._office = office
        self._reader = reader or PortalsInForce(office).read
        self._on_report = on_report
        self._left_over = Lock()
        """Two threads never begin the same left-over document: the second would think the first had died of it."""

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
    ) -> list[IntakeResult]:
        """Store a document and read it; returns what became of each part.

        ``document.name`` may begin with the name of a site and a slash. The same bytes again are only noted.
        ``tell`` hears after each part how many are settled, of how many.
        Raises ``Refusal`` when the store fails; what was stored by then is read later.
        """
        raw_id, is_repeated = self._store(document, origin, received_at or self._office.now(), noting)
        if is_repeated:
            return [self._repeated(raw_id)]
        return self.read(raw_id, tell)

    def take_again(self, document: Document, tell: Tell | None = None) -> list[IntakeResult]:
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
        return self.take(document, tell=tell) if known is None else self.read(known, tell)

    def arrived_before(self, waited: timedelta) -> datetime:
        """When something arrived that has been waiting for so long."""
        return self._office.now() - waited

    def read_pending(self, older_than: timedelta = timedelta(seconds=30), limit: int = 200) -> int:
        """Read what a crash left unread; returns how many documents.

        A document on which reading ended the process twice at the same part goes to a person instead.
        """
        with self._office.store.reading() as session:
            ids = pending_raw_ids(session, self._office.now() - older_than)[:limit]
        self.read_left_over(ids)
        return len(ids)

    def read_left_over(self, raw_ids: Sequence[int]) -> None:
        """``read_pending`` for these documents, which nobody is reading."""
        for raw_id in raw_ids:
            with self._left_over:
                self._read_again(raw_id)

    def _read_again(self, raw_id: int) -> None:
        with self._office.store.writing() as session:
            raw = session.get_one(RawInputRow, raw_id)
            if raw.outcome != RawOutcome.PENDING:
                return
            # One that got further before it died again is not what kills: a long import may be stopped often.
            settled = f"{_READING_AGAIN}:{len(parts_of(session, raw.content_hash))}"
            was_tried, raw.reader = raw.reader == settled, settled
            session.add(raw)
        if was_tried:
            self._settle(raw_id, 0, to_sort(READER_DIED))
        else:
            self.read(raw_id)

    def read(self, raw_id: int, tell: Tell | None = None) -> list[IntakeResult]:
        """Read a stored document; one that was read already only says what became of it."""
        with self._office.store.reading() as session:
            raw = session.get_one(RawInputRow, raw_id)
            if raw.outcome != RawOutcome.PENDING:
                parts = parts_of(session, raw.content_hash) if raw.reason == IN_PARTS else ()
                return [result_of(row) for row in parts or (raw,)]
            session.expunge(raw)
        readings = self._readings(raw)
        if len(readings) == 1 and readings[0].notice is None:
            return [self._settle(raw_id, 0, readings[0])]
        results = []
        for number, reading in enumerate(readings, 1):
            results.append(self._settle(raw_id, number, reading))
            if tell is not None:
                tell(number, len(readings))
        self._close_document(raw_id, results)
        return results

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
        return self._settle(raw_id, 0, self._readings(raw)[0])

    def leave_to_sort(self, raw_id: int, reason: str) -> None:
        """Show a part that waits for its content to a person."""
        self._settle(raw_id, 0, to_sort(reason))

    def received_at(self, raw_id: int) -> datetime:
        with self._office.store.reading() as session:
            return session.get_one(RawInputRow, raw_id).received_at

    def _store(
        self, document: Document, origin: str, received_at: datetime, noting: Noting | None
    ) -> tuple[int, bool]:
        """The raw row of these bytes, and whether they had been read before."""
        with self._office.store.writing() as session:
            intake_alone(session)
            first = first_raw_with_hash(session, document.content_hash)
            if first is not None and first.outcome == RawOutcome.PENDING:
                assert first.id is not None
                if noting is not None:
                    noting(session, first.id)
                return first.id, False
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
            return row.id, first is not None

    def _repeated(self, raw_id: int) -> IntakeResult:
        with self._office.store.reading() as session:
            return result_of(session.get_one(RawInputRow, raw_id))

    def _readings(self, raw: RawInputRow) -> Sequence[Reading]:
        if raw.size > len(raw.content):
            return [to_sort("too_large")]
        try:
            if raw.origin == ENTRY:
                return [entry_reading(raw.content)]
            readings = self._reader(raw.content, _base_name(raw.name), raw.received_at)
        except Exception as error:
            # Whatever a reader stumbles over, the document goes to a person and the next one is read.
            log.error("reader failed", raw=raw.id, **told(error))
            return [to_sort(READER_FAILED)]
        return readings or [to_sort("nothing_read")]

    def _settle(self, raw_id: int, part: int, reading: Reading) -> IntakeResult:
        """Write what became of one part: with its lead, in one transaction."""
        try:
            return self._write(raw_id, part, reading)
        except (DBAPIError, ValueError, AssertionError, LookupError) as error:
            log.error("demand could not be stored", raw=raw_id, part=part, **told(error))
            return self._write(raw_id, part, replace(to_sort("not_stored"), excerpt=reading.excerpt))

    def _write(self, raw_id: int, part: int, reading: Reading) -> IntakeResult:
        if reading.report is not None:
            self._on_report(self._office, reading.report)
        with self._office.store.writing() as session:
            intake_alone(session)
            document = session.get_one(RawInputRow, raw_id)
            row = _part_row(session, document, part, reading) if part else document
            if row.outcome != RawOutcome.PENDING:
                return result_of(row, reading)
            row.read_at = self._office.now()
            row.reader = reading.reader
            row.reason = reading.reason or ""
            row.message_id = (reading.demand.message_id or "")[:500] if reading.demand else ""
            self._decide(session, row, document, reading)
            session.add(row)
            session.flush()
            note_change(session, "raw", row.id or raw_id, self._office.now())
            return result_of(row, reading)

    def _decide(self, session: Session, row: RawInputRow, document: RawInputRow, reading: Reading) -> None:
        if reading.notice is not None:
            await_lead(self._office, session, row, reading.notice)
            return
        if reading.call is not None and reading.demand is not None:
            take_call(self._office, session, row, document, reading)
            return
        if document.origin == ENTRY and reading.outcome is RawOutcome.LEAD:
            take_entry(self._office, session, row, reading)
            return
        if reading.outcome is not RawOutcome.FILED and self._is_stop(session, row, document, reading):
            return
        is_demand = reading.outcome in (RawOutcome.LEAD, RawOutcome.TOUCH) and reading.demand is not None
        if is_demand and reading.demand is not None:
            way = way_in(session, document)
            how = Circumstances(document.received_at, row.id, way.site_name)
            arrival = arrive(self._office, session, way.completed(reading.demand), how)
            row.outcome, row.lead_id = arrival.outcome.value, arrival.lead_id
            row.reason = SAME_MESSAGE if arrival.is_known else ""
        elif reading.outcome is RawOutcome.FILED:
            row.outcome = RawOutcome.FILED.value
            row.filed_as = (reading.filed_as or FiledAs.NOT_A_LEAD).value
            row.lead_id = lead_answered_by(session, _answered_ids(reading))
        else:
            row.outcome = RawOutcome.TO_SORT.value
            row.reason = row.reason or "nothing_read"
            row.deadline_at = sort_by(self._office, document.received_at)

    def _is_stop(self, session: Session, row: RawInputRow, document: RawInputRow, reading: Reading) -> bool:
        """Whether somebody only said STOP: it counts at once, and asks nobody to answer or to sort."""
        demand = reading.demand
        if demand is None or not (demand.has_contact or demand.in_reply_to or demand.relay_address):
            return False
        channel = stop_channel(demand, self._office.policy())
        if channel is None:
            return False
        way = way_in(session, document)
        how = Circumstances(document.received_at, row.id, way.site_name)
        row.lead_id = take_stop(self._office, session, way.completed(demand), channel, how)
        row.reason = ""
        row.outcome = (RawOutcome.FILED if row.lead_id is None else RawOutcome.TOUCH).value
        row.filed_as = FiledAs.OBJECTION.value if row.lead_id is None else None
        return True

    def _close_document(self, raw_id: int, results: Sequence[IntakeResult]) -> None:
        became = {result.outcome for result in results}
        of_leads = {RawOutcome.LEAD, RawOutcome.TOUCH, RawOutcome.PENDING}
        outcome = RawOutcome.LEAD if became & of_leads else RawOutcome.FILED
        with self._office.store.writing() as session:
            row = session.get_one(RawInputRow, raw_id)
            if row.outcome != RawOutcome.PENDING:
                return
            row.outcome, row.reason = outcome.value, IN_PARTS
            row.reader = results[0].reader
            row.read_at = self._office.now()
            session.add(row)
            note_change(session, "raw", raw_id, self._office.now())


def _part_row(session: Session, document: RawInputRow, part: int, reading: Reading) -> RawInputRow:
    """The row of a part: the one an interrupted reading left, or a new one."""
    known = part_of(session, document.content_hash, part)
    if known is not None:
        return known
    excerpt = reading.excerpt.encode("utf-8", "replace")
    row = RawInputRow(
        content_hash=document.content_hash,
        part=part,
        origin=document.origin,
        name=document.name,
        content=excerpt,
        size=len(excerpt),
        received_at=document.received_at,
    )
    session.add(row)
    session.flush()
    return row


def _base_name(name: str) -> str:
    return name.rpartition("/")[2]


def _answered_ids(reading: Reading) -> list[str]:
    """Message-IDs of ours that something filed is about: a bounce's, or those an automatic answer refers to."""
    ids = [reading.report.original_message_id] if reading.report else []
    if reading.demand is not None:
        ids += [reading.demand.in_reply_to, *reading.demand.references]
    return [each.strip().removeprefix("<").removesuffix(">") for each in ids if each]
