"""What is said of one thing that was taken in: read, settled, or only looked at beforehand."""

from collections.abc import Callable, Iterator
from datetime import datetime

import structlog

from data.tables import RawInputRow
from rules.reading.demand import DeliveryReport, Reading
from rules.reading.readings import Readings
from rules.values.incoming import IntakeResult
from rules.vocabulary import FiledAs, RawOutcome
from vo_callcenter.adapters.document import Document
from vo_callcenter.services.fault import told
from vo_callcenter.services.office import Office

log = structlog.get_logger()

Reader = Callable[[bytes, str, datetime], Readings]
Tell = Callable[[int, int], None]
"""Told after each part, by the thread that works, how many are settled, of how many."""
Hear = Callable[[IntakeResult], None]
"""Told what became of each part, so that nobody has to keep them all."""
OnReport = Callable[[Office, DeliveryReport], None]
"""Told of a delivery notice."""
READER_FAILED = "reader_failed"


def read_content(content: bytes, name: str, received_at: datetime) -> Readings:
    """The readers of ``rules.reading`` by the packaged descriptions. Imported at first use: parsers are slow to load."""
    from rules.reading.reader import readings_of

    return readings_of(content, name, received_at)


def preview(document: Document, at: datetime, reader: Reader = read_content) -> Iterator[IntakeResult]:
    """What a document would be read as, without a store: nothing is matched and nothing kept."""
    try:
        readings: Readings = (
            [to_sort("too_large")] if document.is_cut else reader(document.content, document.name, at)
        )
    except Exception as error:
        log.error("reader failed", name=document.name, **told(error))
        readings = [to_sort(READER_FAILED)]
    several = len(readings) > 1
    for number, reading in enumerate(readings or [to_sort("nothing_read")], 1):
        yield IntakeResult(
            file=document.name,
            part=number if several else 0,
            outcome=reading.outcome,
            lead_id=None,
            raw_id=None,
            reason=reading.reason or "",
            filed_as=reading.filed_as,
            reader=reading.reader,
            fields=fields_of(reading),
            line=reading.line,
        )


def to_sort(reason: str) -> Reading:
    """Nothing was read, for that reason: a person looks at it."""
    return Reading(RawOutcome.TO_SORT, "none", reason=reason)


def result_of(row: RawInputRow, reading: Reading | None = None) -> IntakeResult:
    """What became of one part, with what was read in it if that is known."""
    return IntakeResult(
        file=row.name,
        part=row.part,
        outcome=RawOutcome(row.outcome),
        lead_id=row.lead_id,
        raw_id=row.id,
        reason=row.reason,
        filed_as=FiledAs(row.filed_as) if row.filed_as else None,
        reader=row.reader,
        fields=fields_of(reading) if reading else {},
        line=reading.line if reading else None,
    )


def fields_of(reading: Reading) -> dict[str, object]:
    """What was read, by the names of fields."""
    from rules.reading.fields import fields_json

    return dict(fields_json(reading))
