"""A workbook of leads: one reading a row, by the words of its first row or by what somebody chose for them."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from rules.reading.demand import Reading
from rules.reading.limits import MAX_EXCERPT, MAX_ROWS
from rules.reading.readings import Readings, RowReadings
from rules.reading.sheet_mapping import SheetMapping
from rules.reading.sheets import READER, Header, header_of_cells, row_of_cells
from rules.reading.workbook import further_sheets, workbook_rows
from rules.refusal import Refusal
from rules.vocabulary import RawOutcome

_CONTENT = b"[Content_Types].xml"


def read_workbook(content: bytes, mappings: Sequence[SheetMapping] = ()) -> Readings:
    """Every row of its first sheet, or what says why there is none: what it is, or which columns are not known.

    Last comes what names the other sheets: nobody knows what is in them.
    A workbook is gone through as a whole first: one that breaks off in the middle is not taken in by half.
    """
    if _CONTENT not in content:
        return [_to_sort("archive")]
    try:
        rows = trimmed_rows(content)
        _, first = next(rows, (0, []))
        header = header_of_cells(tuple(cell.strip() for cell in first), mappings)
        if header is None:
            return [_to_sort("workbook", " ; ".join(first))]
        count = sum(1 for _ in islice(rows, MAX_ROWS + 1))
        others = further_sheets(content)
    except Refusal as refusal:
        return [_to_sort(refusal.code)]
    after = [_to_sort("more_sheets", " ; ".join(others))] if others else []
    if not count:
        return [_to_sort("sheet_without_rows"), *after]
    return RowReadings(count + len(after), lambda: chain(_rows(content, header), after))


def _rows(content: bytes, header: Header) -> Iterator[Reading]:
    for count, (line, cells) in enumerate(islice(trimmed_rows(content), 1, None)):
        if count >= MAX_ROWS:
            yield _to_sort("too_many_rows")
            return
        yield row_of_cells(cells, " ; ".join(cells), line, header)


def trimmed_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """``workbook_rows`` without the empty cells after the last one that holds something."""
    for line, cells in workbook_rows(content):
        last = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
        yield line, cells[:last]


def _to_sort(reason: str, excerpt: str = "") -> Reading:
    return Reading(RawOutcome.TO_SORT, READER, reason=reason, excerpt=excerpt[:MAX_EXCERPT])
