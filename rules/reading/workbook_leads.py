"""A workbook of leads: one reading a row, by the words of its first row or by what somebody chose for them."""

from collections.abc import Iterator, Sequence

from rules.reading.demand import Reading
from rules.reading.limits import MAX_EXCERPT, MAX_ROWS
from rules.reading.sheet_mapping import SheetMapping
from rules.reading.sheets import READER, header_of_cells, row_of_cells
from rules.reading.workbook import workbook_rows
from rules.refusal import Refusal
from rules.vocabulary import RawOutcome

_CONTENT = b"[Content_Types].xml"


def read_workbook(content: bytes, mappings: Sequence[SheetMapping] = ()) -> list[Reading]:
    """Every row, or the one reading that says why there is none: what it is, or which columns are not known."""
    if _CONTENT not in content:
        return [_to_sort("archive")]
    try:
        rows = trimmed_rows(content)
        _, first = next(rows, (0, []))
        header = header_of_cells(tuple(cell.strip() for cell in first), mappings)
        if header is None:
            return [_to_sort("workbook", " ; ".join(first))]
        readings: list[Reading] = []
        for line, cells in rows:
            if len(readings) >= MAX_ROWS:
                readings.append(_to_sort("too_many_rows"))
                break
            readings.append(row_of_cells(cells, " ; ".join(cells), line, header))
        return readings or [_to_sort("sheet_without_rows")]
    except Refusal as refusal:
        return [_to_sort(refusal.code)]


def trimmed_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """``workbook_rows`` without the empty cells after the last one that holds something."""
    for line, cells in workbook_rows(content):
        last = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
        yield line, cells[:last]


def _to_sort(reason: str, excerpt: str = "") -> Reading:
    return Reading(RawOutcome.TO_SORT, READER, reason=reason, excerpt=excerpt[:MAX_EXCERPT])
