"""Sheets as text (CSV and its French cousins): one reading a row, by the words in the header."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rules.reading.assembly import assembled
from rules.reading.demand import Reading
from rules.reading.field_words import folded, label_index
from rules.reading.limits import MAX_COLUMNS, MAX_EXCERPT, MAX_ROW_LINES, MAX_ROW_TEXT, MAX_ROWS
from rules.reading.readings import RowReadings
from rules.reading.row_key import key_of_cells, key_of_text
from rules.reading.sheet_mapping import CONTACT_FIELDS, IGNORED, SheetMapping, header_key
from rules.vocabulary import Channel, RawOutcome, Source

READER = "sheet"
SEPARATORS = ";\t,|"
_MIN_KNOWN = 2
"""Columns that must be known before a text counts as a sheet of leads."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first row of a sheet, understood."""

    separator: str
    cells: tuple[str, ...]
    fields: tuple[str | None, ...]
    """The field of each column; None for a column that is not known."""
    first_row: int
    """Index of the line after the header."""

    @property
    def known(self) -> int:
        """How many columns are known."""
        return sum(field is not None for field in self.fields)

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(
            cell for cell, field in zip(self.cells, self.fields, strict=True) if field is None and cell
        )


def read_header(text: str, mappings: Sequence[SheetMapping] = ()) -> Header | None:
    """The header of a sheet; None when ``text`` is no sheet of leads: too few known columns, or no way to answer.

    A mapping that somebody chose for these columns goes before what their words say.
    """
    line, first_row = _header_line(text)
    if line is None:
        return None
    best: Header | None = None
    for separator in SEPARATORS:
        cells = tuple(cell.strip() for cell in cells_of(line, separator)[:MAX_COLUMNS])
        found = header_of_cells(cells, mappings, separator, first_row)
        if found is not None and (best is None or found.known > best.known):
            best = found
    return best


def header_of_cells(
    cells: tuple[str, ...], mappings: Sequence[SheetMapping] = (), separator: str = "", first_row: int = 1
) -> Header | None:
    """The same of a header that stands in cells already."""
    key = header_key(cells) if mappings else ""
    chosen = next((mapping for mapping in mappings if mapping.key == key), None)
    if chosen is not None and sum(map(bool, cells)) > 1:
        return Header(separator, cells, chosen.fields_of(cells), first_row)
    fields = _fields_by_name(cells)
    header = Header(separator, cells, fields, first_row)
    return header if header.known >= _MIN_KNOWN and CONTACT_FIELDS & set(fields) else None


def text_header(text: str, mappings: Sequence[SheetMapping] = ()) -> Header:
    """The first row of any sheet, its columns known or not: parted by what parts it most."""
    header = read_header(text, mappings)
    if header is not None:
        return header
    line, first_row = _header_line(text)
    separator = max(SEPARATORS, key=(line or "").count)
    cells = tuple(cell.strip() for cell in cells_of(line or "", separator)[:MAX_COLUMNS])
    fields = _fields_by_name(cells)
    return Header(separator, cells, fields, first_row)


def _fields_by_name(cells: Sequence[str]) -> tuple[str | None, ...]:
    """What the columns are by their names; beside a first name, and no last one, a name is the last one."""
    index = label_index()
    fields: list[str | None] = []
    for cell in cells:
        field = index.get(folded(cell))
        fields.append(None if field in fields else field)
    if "first_name" in fields and "last_name" not in fields:
        return tuple("last_name" if field == "full_name" else field for field in fields)
    return tuple(fields)


def _header_line(text: str) -> tuple[str | None, int]:
    """The line that names the columns, and the index of the one after it."""
    lines = text.split("\n", 4)[:4]
    first = 0
    while first < len(lines) - 1 and not lines[first].strip(" ;,\t|\r\ufeff"):
        first += 1
    if first < len(lines) and re.fullmatch(r"sep=[;,\t|]\s*", lines[first].strip("\ufeff"), re.I):
        first += 1
    if first >= len(lines) or len(lines[first]) > MAX_ROW_TEXT:
        return None, first
    return lines[first].lstrip("\ufeff").rstrip("\r"), first + 1


def sheet_readings(text: str, header: Header) -> RowReadings:
    """The rows after the header, counted without reading what is in them."""
    rows = raw_rows(text, header.separator, header.first_row)
    return RowReadings(sum(1 for _ in islice(rows, MAX_ROWS + 1)), lambda: sheet_rows(text, header))


def sheet_rows(text: str, header: Header) -> Iterator[Reading]:
    """One reading for each row after the header. A row that cannot be read says why; the others go on."""
    for count, (line, record, is_whole) in enumerate(raw_rows(text, header.separator, header.first_row)):
        if count >= MAX_ROWS:
            yield Reading(RawOutcome.TO_SORT, READER, reason="too_many_rows", line=line, detail=str(MAX_ROWS))
            return
        if not is_whole:
            yield _unreadable("row_quote_open", record, line)
        elif len(record) > MAX_ROW_TEXT:
            yield _unreadable("row_too_long", record, line)
        else:
            yield row_of(record, line, header)


def raw_rows(text: str, separator: str, first_row: int = 0) -> Iterator[tuple[int, str, bool]]:
    """(line from 1, the row, whether it is whole) without empty rows; one whose quotation never closes is not."""
    lines = text.split("\n")
    position = first_row
    while position < len(lines):
        line = position + 1
        record, taken = _record(lines, position, separator)
        position += taken
        if record is None:
            yield line, lines[line - 1], False
        elif record.strip(' \t\r;,|"'):
            yield line, record, True


def row_of(record: str, line: int, header: Header) -> Reading:
    """What one row says."""
    try:
        cells = cells_of(record, header.separator)
    except csv.Error:
        return _unreadable("row_unreadable", record, line)
    return row_of_cells(cells, record, line, header)


def row_of_cells(cells: Sequence[str], record: str, line: int, header: Header) -> Reading:
    """The same of a row in cells; ``record`` is shown to whoever sorts it."""
    try:
        return _row_read(cells, record, line, header)
    except Exception:  # whatever a row makes a reader stumble over, the rows after it are read
        return _unreadable("reader_failed", record, line)


def _row_read(cells: Sequence[str], record: str, line: int, header: Header) -> Reading:
    if any(cell.strip() for cell in cells[len(header.cells) :]):
        return _unreadable("row_too_many_cells", record, line)
    fields: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    notes: list[str] = []
    said: list[str] = []
    for name, field, raw in zip(header.cells, header.fields, cells, strict=False):
        cell = "" if field == IGNORED else _plain_cell(raw)
        said.append(cell)
        if not cell:
            continue
        if cell[0] in "=+@-" and not re.fullmatch(r"[+-][\d\s().,/-]+", cell):
            notes.append("formula_cell")
        if field:
            fields[field] = cell
        else:
            extra.append((name or "?", cell))
    if header.unknown:
        notes.append("columns_unknown")
    demand = assembled(fields, Source.FILE, Channel.FILE, extra=tuple(extra), notes=tuple(notes))
    excerpt, key = record[:MAX_EXCERPT], key_of_cells(header.cells, said)
    if not demand.has_contact:
        return Reading(
            RawOutcome.TO_SORT, READER, demand, "no_contact", line=line, excerpt=excerpt, row_key=key
        )
    return Reading(RawOutcome.LEAD, READER, demand, line=line, excerpt=excerpt, row_key=key)


def _unreadable(reason: str, record: str, line: int) -> Reading:
    excerpt, key = record[:MAX_EXCERPT], key_of_text(record)
    return Reading(RawOutcome.TO_SORT, READER, reason=reason, line=line, excerpt=excerpt, row_key=key)


def _plain_cell(raw: str) -> str:
    """The text of a cell. ``="0639…"`` is how sheets keep a leading zero; any other formula stays text."""
    cell = raw.replace("\xa0", " ").strip()
    if match := re.fullmatch(r'="([^"]*)"', cell):
        return match[1].strip()
    return cell


def cells_of(record: str, separator: str) -> list[str]:
    """The cells of one row. Raises csv.Error."""
    if '"' not in record:
        return record.rstrip("\r").split(separator)
    return next(csv.reader([record.rstrip("\r")], delimiter=separator), [])


def _record(lines: list[str], position: int, separator: str) -> tuple[str | None, int]:
    """The row that begins at ``position`` with how many lines it takes; None when its quotation never closes."""
    record = lines[position]
    if '"' not in record or len(record) > MAX_ROW_TEXT or not _is_open(record, separator):
        return record, 1
    for taken in range(2, MAX_ROW_LINES + 1):
        if position + taken > len(lines):
            break
        record += "\n" + lines[position + taken - 1]
        if len(record) > MAX_ROW_TEXT:
            break
        if '"' in lines[position + taken - 1] and not _is_open(record, separator):
            return record, taken
    return None, 1


def _is_open(record: str, separator: str) -> bool:
    """Whether the record ends inside a quoted cell. A quotation mark in the middle of a cell opens nothing."""
    position, size = 0, len(record)
    while position < size:
        if record[position] != '"':
            following = record.find(separator, position)
            if following < 0:
                return False
            position = following + 1
            continue
        closing = position + 1
        while True:
            closing = record.find('"', closing)
            if closing < 0:
                return True
            if record[closing + 1 : closing + 2] == '"':
                closing += 2
                continue
            break
        following = record.find(separator, closing)
        if following < 0:
            return False
        position = following + 1
    return False
