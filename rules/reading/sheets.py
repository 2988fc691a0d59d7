"""Sheets as text (CSV and its French cousins): one reading a row, by the words in the header."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.reading.assembly import assembled
from rules.reading.demand import Reading
from rules.reading.field_words import folded, label_index
from rules.reading.limits import MAX_COLUMNS, MAX_EXCERPT, MAX_ROW_LINES, MAX_ROW_TEXT, MAX_ROWS
from rules.vocabulary import Channel, RawOutcome, Source

READER = "sheet"
SEPARATORS = ";\t,|"
_MIN_KNOWN = 2
"""Columns that must be known before a text counts as a sheet of leads."""
_CONTACT_FIELDS = frozenset({"email", "phone", "mobile"})


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
    def unknown(self) -> tuple[str, ...]:
        return tuple(
            cell for cell, field in zip(self.cells, self.fields, strict=True) if field is None and cell
        )


def read_header(text: str) -> Header | None:
    """The header of a sheet; None when ``text`` is no sheet of leads: too few known columns, or no way to answer."""
    lines = text.split("\n", 4)[:4]
    first = 0
    while first < len(lines) - 1 and not lines[first].strip(" ;,\t|\r\ufeff"):
        first += 1
    if first < len(lines) and re.fullmatch(r"sep=[;,\t|]\s*", lines[first].strip("\ufeff"), re.I):
        first += 1
    if first >= len(lines) or len(lines[first]) > MAX_ROW_TEXT:
        return None
    line = lines[first].lstrip("\ufeff").rstrip("\r")
    index = label_index()
    best: Header | None = None
    for separator in SEPARATORS:
        cells = tuple(cell.strip() for cell in _cells(line, separator)[:MAX_COLUMNS])
        fields: list[str | None] = []
        for cell in cells:
            field = index.get(folded(cell))
            fields.append(None if field in fields else field)
        known = sum(field is not None for field in fields)
        if known >= _MIN_KNOWN and (best is None or known > sum(f is not None for f in best.fields)):
            best = Header(separator, cells, tuple(fields), first + 1)
    if best is None or not _CONTACT_FIELDS & set(best.fields):
        return None
    return best


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
            yield _row(record, line, header)


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


def _row(record: str, line: int, header: Header) -> Reading:
    try:
        cells = _cells(record, header.separator)
    except csv.Error:
        return _unreadable("row_unreadable", record, line)
    if any(cell.strip() for cell in cells[len(header.cells) :]):
        return _unreadable("row_too_many_cells", record, line)
    fields: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    notes: list[str] = []
    for name, field, raw in zip(header.cells, header.fields, cells, strict=False):
        cell = _plain_cell(raw)
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
    excerpt = record[:MAX_EXCERPT]
    if not demand.has_contact:
        return Reading(RawOutcome.TO_SORT, READER, demand, "no_contact", line=line, excerpt=excerpt)
    return Reading(RawOutcome.LEAD, READER, demand, line=line, excerpt=excerpt)


def _unreadable(reason: str, record: str, line: int) -> Reading:
    return Reading(RawOutcome.TO_SORT, READER, reason=reason, line=line, excerpt=record[:MAX_EXCERPT])


def _plain_cell(raw: str) -> str:
    """The text of a cell. ``="0639…"`` is how sheets keep a leading zero; any other formula stays text."""
    cell = raw.replace("\xa0", " ").strip()
    if match := re.fullmatch(r'="([^"]*)"', cell):
        return match[1].strip()
    return cell


def _cells(record: str, separator: str) -> list[str]:
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
