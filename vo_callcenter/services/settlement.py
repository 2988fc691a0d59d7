"""What was read is settled: as a lead, a touch, something to sort or a file, in one transaction with its raw row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from threading import Event
from time import monotonic
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from data.changes import note_change
from data.queries.house import our_house
from data.queries.matching import CONTENT_LATER, intake_alone, lead_answered_by, parts_of, rows_said_before
from data.tables import RawInputRow
from rules.reading.demand import Reading
from rules.reading.emails import email_key
from rules.reading.readings import Readings
from rules.reading.row_key import AlikeRows
from rules.values.incoming import IntakeResult
from rules.vocabulary import FiledAs, RawOutcome
from vo_callcenter.services.arrival import arrive
from vo_callcenter.services.awaited_leads import await_lead
from vo_callcenter.services.entered import take_entry
from vo_callcenter.services.fault import told
from vo_callcenter.services.intake_results import OnReport, result_of, to_sort
from vo_callcenter.services.objections import stop_channel, take_stop
from vo_callcenter.services.office import Office
from vo_callcenter.services.phone_calls import take_call
from vo_callcenter.services.sorting_deadline import sort_by
from vo_callcenter.services.touch_told import Circumstances
from vo_callcenter.services.way_in import DROP, ENTRY, FILE, way_in

SAME_MESSAGE = "same_message"
"""Reason of a mail that came by two ways: the lead has it already."""
OWN_SENDER = "own_sender"
"""Reason of words that one of us wrote: they are no customer's."""
_AT_ONCE = 50
"""Parts settled in one transaction at most: each waits for the disk when it ends."""
_HELD_S = 0.25
"""How long they may keep others from writing."""
_FAULTS = (DBAPIError, ValueError, AssertionError, LookupError)
_OF_FILES = frozenset({DROP, FILE})
"""A file comes again with what it held before. A portal that sends the same mail again tells of another demand."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Part:
    """One of several demands in a document."""

    number: int
    """From 1."""
    reading: Reading
    key: str | None
    """By which a row of a file is known again."""


class Settlement:
    """``on_report`` is told of every delivery notice before it is filed; ``ends`` leaves the parts not begun unsettled."""

    def __init__(self, office: Office, on_report: OnReport, ends: Event) -> None:
        self._office = office
        self._on_report = on_report
        self._ends = ends

    def whole(self, raw_id: int, reading: Reading) -> IntakeResult:
        """Write what became of a document that is one demand. Nothing happens to one that is settled."""
        try:
            return self._whole(raw_id, reading)
        except _FAULTS as error:
            log.error("demand could not be stored", raw=raw_id, part=0, **told(error))
            return self._whole(raw_id, _not_stored(reading))

    def parts(self, document: RawInputRow, readings: Readings) -> Iterator[IntakeResult]:
        """Write what became of each part, some in one transaction; those of an interrupted reading stay as they are.

        ``document`` is its row, by itself. A part that cannot be stored never takes the others with it. A row of a
        file that is known from another file is noted as repeated. Stops early when told to end.
        """
        parts = _parts_of(document, readings)
        while waiting := list(islice(parts, _AT_ONCE)):
            while waiting:
                results = self._together(document, waiting)
                yield from results
                del waiting[: len(results)]
                if self._ends.is_set():
                    return

    def _together(self, document: RawInputRow, parts: Sequence[Part]) -> list[IntakeResult]:
        """Settle the first of these parts, as many as there is time for."""
        if all(part.reading.report is None for part in parts):
            try:
                return self._parts(document, parts)
            except _FAULTS as error:
                log.info("parts are settled one by one", raw=document.id, **told(error))
        return [self._alone(document, part) for part in parts]

    def _alone(self, document: RawInputRow, part: Part) -> IntakeResult:
        try:
            [result] = self._parts(document, [part])
        except _FAULTS as error:
            log.error("demand could not be stored", raw=document.id, part=part.number, **told(error))
            [result] = self._parts(document, [replace(part, reading=_not_stored(part.reading))])
        return result

    def _whole(self, raw_id: int, reading: Reading) -> IntakeResult:
        self._hear_report(reading)
        with self._office.store.writing() as session:
            intake_alone(session)
            row = session.get_one(RawInputRow, raw_id, options=[CONTENT_LATER])
            if row.outcome == RawOutcome.PENDING:
                key = _key(row, reading)
                before = rows_said_before(session, [key] if key else []).get(key or "")
                # It may be read anew, for somebody said what its columns hold.
                before = None if before is row else before
                self._settle_row(session, row, row, Part(0, reading, key), before)
            return result_of(row, reading)

    def _parts(self, document: RawInputRow, parts: Sequence[Part]) -> list[IntakeResult]:
        for part in parts:
            self._hear_report(part.reading)
        until, rows = monotonic() + _HELD_S, []
        with self._office.store.writing() as session:
            intake_alone(session)
            first, last = parts[0].number, parts[-1].number
            known = {row.part: row for row in parts_of(session, document.content_hash, first, last)}
            new = [part.key for part in parts if part.key and part.number not in known]
            before = rows_said_before(session, new)
            for part in parts:
                row = known.get(part.number)
                if row is None:
                    row = _part_row(document, part.number, part.reading)
                    self._settle_row(session, row, document, part, before.get(part.key or ""))
                elif row.outcome == RawOutcome.PENDING:
                    self._settle(session, row, document, part.reading)
                rows.append(row)
                # A touch has locked a lead that others work on: two such locks could wait for each other.
                if row.outcome == RawOutcome.TOUCH or monotonic() > until or self._ends.is_set():
                    break
            session.flush()
            return [_told(row, part, before) for row, part in zip(rows, parts, strict=False)]

    def _settle_row(
        self,
        session: Session,
        row: RawInputRow,
        document: RawInputRow,
        part: Part,
        before: RawInputRow | None,
    ) -> None:
        """Settle what came for the first time; what came ``before`` is only noted, once somebody could read it."""
        if before is not None and not _reads_better(session, part.reading, before):
            _note_again(row, before)
            row.reader, row.read_at = part.reading.reader, self._office.now()
            session.add(row)
            return
        session.add(row)
        session.flush()
        # It waited to be sorted since it first came, and so did its customer.
        self._settle(session, row, before or document, part.reading)
        row.row_key = part.key
        if before is not None:
            before.deadline_at = before.row_key = None
            _note_again(before, row)
            session.add(before)
            note_change(session, "raw", before.id or 0, self._office.now())

    def _hear_report(self, reading: Reading) -> None:
        if reading.report is not None:
            self._on_report(self._office, reading.report)

    def _settle(self, session: Session, row: RawInputRow, document: RawInputRow, reading: Reading) -> None:
        assert row.id is not None
        row.read_at = self._office.now()
        for column, value in _as_read(reading).items():
            if getattr(row, column) != value:
                setattr(row, column, value)
        self._decide(session, row, document, reading)
        session.add(row)
        note_change(session, "raw", row.id, self._office.now())

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
        if reading.outcome is not RawOutcome.FILED and _is_ours(session, reading):
            self._set_aside(session, row, document, reading)
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
            row.reason = row.reason or "nothing_read"
            self._leave_to_sort(row, document)

    def _set_aside(self, session: Session, row: RawInputRow, document: RawInputRow, reading: Reading) -> None:
        """What one of us wrote: filed beside the lead it answers, else somebody looks for the customer in it."""
        row.reason, row.lead_id = OWN_SENDER, lead_answered_by(session, _answered_ids(reading))
        if row.lead_id is None:
            self._leave_to_sort(row, document)
        else:
            row.outcome, row.filed_as = RawOutcome.FILED.value, FiledAs.NOT_A_LEAD.value

    def _leave_to_sort(self, row: RawInputRow, document: RawInputRow) -> None:
        row.outcome = RawOutcome.TO_SORT.value
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


def _is_ours(session: Session, reading: Reading) -> bool:
    """Whether one of us wrote it in their own words, or nobody but us could be answered to."""
    demand, house = reading.demand, our_house(session)
    if email_key(reading.writer) in house.emails:
        return True
    if demand is None or demand.relay_address or demand.thread or not demand.emails:
        return False
    numbers = {phone.e164 for phone in demand.phones}
    return house.emails >= set(map(email_key, demand.emails)) and house.phones >= numbers


def _not_stored(reading: Reading) -> Reading:
    return replace(to_sort("not_stored"), excerpt=reading.excerpt)


def _as_read(reading: Reading) -> dict[str, Any]:
    """What a raw row says of its reading, by column."""
    return {
        "reader": reading.reader,
        "reason": reading.reason or "",
        "message_id": (reading.demand.message_id or "")[:500] if reading.demand else "",
    }


def _parts_of(document: RawInputRow, readings: Readings) -> Iterator[Part]:
    alike = AlikeRows(len(readings))
    for number, reading in enumerate(readings, 1):
        key = _key(document, reading)
        yield Part(number, reading, alike.key(key) if key else None)


def _key(document: RawInputRow, reading: Reading) -> str | None:
    return reading.row_key or None if document.origin in _OF_FILES else None


def _reads_better(session: Session, reading: Reading, before: RawInputRow) -> bool:
    """Whether what waits to be sorted can be read by now: somebody said what its columns hold.

    What a person put back to sort is left to them, and what one of us wrote waits as it did.
    """
    is_waiting = before.outcome == RawOutcome.TO_SORT and before.sorted_by_id is None
    return is_waiting and reading.outcome is not RawOutcome.TO_SORT and not _is_ours(session, reading)


def _note_again(row: RawInputRow, other: RawInputRow) -> None:
    """``row`` says what ``other`` says, and that is what is kept: the note of a part hangs on no lead."""
    row.outcome, row.reason = RawOutcome.REPEATED.value, ""
    if row.part:
        row.content = b""
    else:
        row.lead_id = other.lead_id


def _told(row: RawInputRow, part: Part, before: Mapping[str, RawInputRow]) -> IntakeResult:
    result, first = result_of(row, part.reading), before.get(part.key or "")
    if first is None or result.outcome is not RawOutcome.REPEATED:
        return result
    return replace(result, lead_id=first.lead_id)


def _part_row(document: RawInputRow, part: int, reading: Reading) -> RawInputRow:
    """The new row of a part."""
    excerpt = reading.excerpt.encode("utf-8", "replace")
    return RawInputRow(
        content_hash=document.content_hash,
        part=part,
        origin=document.origin,
        name=document.name,
        content=excerpt,
        size=len(excerpt),
        received_at=document.received_at,
        **_as_read(reading),
    )


def _answered_ids(reading: Reading) -> list[str]:
    """Message-IDs of ours that something filed is about: a bounce's, or those an automatic answer refers to."""
    ids = [reading.report.original_message_id] if reading.report else []
    if reading.demand is not None:
        ids += [reading.demand.in_reply_to, *reading.demand.references]
    return [each.strip().removeprefix("<").removesuffix(">") for each in ids if each]
