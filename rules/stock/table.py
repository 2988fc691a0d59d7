"""A stock file as a table of texts, whatever it is: CSV, XLSX or XML, told by its first bytes."""

import csv
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from rules.reading.decoding import decode
from rules.reading.limits import MAX_COLUMNS
from rules.reading.sheets import SEPARATORS, raw_rows
from rules.reading.workbook import is_workbook, workbook_rows
from rules.refusal import Refusal
from rules.stock.columns import columns_of, no_key

MAX_CARS = 100_000
"""Rows of one stock file; the report says when there were more."""
_DTD_WITHIN = 100_000
_HEADER_WITHIN = 10
"""Rows among which the header is looked for: exports begin with a title or a date."""

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Table:
    form: str
    """``csv``, ``xlsx`` or ``xml``."""
    headings: tuple[str, ...]
    rows: Iterator[tuple[int, Cells | None]]
    """(line from 1, cells in the order of the headings); None for a row that cannot be taken apart."""


def table_of(content: bytes, own: Sequence[str] = ()) -> Table:
    """The table in these bytes. ``own`` are headings that a mapping names.

    Raises ``Refusal``: ``stock_empty``, ``stock_no_table`` for what has no columns, ``stock_no_key`` with the columns
    where no row is a header of cars, ``stock_unreadable``, ``workbook_unreadable`` or ``workbook_too_large``.
    """
    if not content.strip():
        raise Refusal("stock_empty")
    if is_workbook(content):
        return _with_header("xlsx", iter(workbook_rows(content)), own)
    text, _ = decode(content)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _xml_table(content)
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    return _with_header("csv", _csv_rows(text), own)


def _csv_rows(text: str) -> Iterator[tuple[int, Cells | None]]:
    head = "\n".join(text.split("\n", _HEADER_WITHIN)[:_HEADER_WITHIN])
    separator = max(SEPARATORS, key=head.count)
    for line, record, is_whole in raw_rows(text, separator):
        try:
            yield line, _cells(record, separator) if is_whole else None
        except csv.Error:
            yield line, None


def _cells(record: str, separator: str) -> Cells:
    if '"' not in record:
        return record.split(separator, MAX_COLUMNS)[:MAX_COLUMNS]
    return next(csv.reader([record], delimiter=separator), [])[:MAX_COLUMNS]


def _with_header(form: str, rows: Iterator[tuple[int, Cells | None]], own: Sequence[str]) -> Table:
    first = list(itertools.islice(rows, _HEADER_WITHIN))
    for place, (_, cells) in enumerate(first):
        if cells is not None and _is_header(cells, own):
            return Table(form, tuple(cells), itertools.chain(first[place + 1 :], rows))
    widest = max((cells for _, cells in first if cells), key=_filled, default=())
    if _filled(widest) < 2 or not all(cell.isprintable() for cell in widest):
        raise Refusal("stock_no_table")
    raise no_key(widest)


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _is_header(cells: Sequence[str], own: Sequence[str]) -> bool:
    if sum(bool(cell.strip()) for cell in cells) < 2:
        return False
    if {heading.casefold().strip() for heading in own} & {cell.casefold().strip() for cell in cells}:
        return True
    try:
        return len(columns_of(cells).fields) >= 2
    except Refusal:
        return False


def _xml_table(content: bytes) -> Table:
    """Records are the elements that come most often with something inside; their leaves and attributes are columns."""
    if b"<!DOCTYPE" in content[:_DTD_WITHIN].replace(b"\0", b""):
        raise Refusal("stock_unreadable", detail="DTD")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("stock_unreadable", detail=str(error)[:120]) from error
    if root is None:
        raise Refusal("stock_unreadable", detail="XML")
    counts = Counter(
        _name(each) for each in root.iter(etree.Element) if each is not root and (len(each) or len(each.attrib) > 1)
    )  # fmt: skip
    records = [each for each in root.iter(etree.Element) if _name(each) == _record_name(root, counts)]
    read = [(_line(each), _leaves(each)) for each in records[: MAX_CARS + 1]]
    headings = tuple(dict.fromkeys(name for _, leaves in read for name in leaves))[:MAX_COLUMNS]
    if not headings:
        raise Refusal("stock_no_table")
    return Table(
        "xml", headings, ((line, [leaves.get(name, "") for name in headings]) for line, leaves in read)
    )


def _line(element: Any) -> int:
    return int(element.sourceline or 0)


def _record_name(root: Any, counts: Counter[str]) -> str:
    """The commonest name of a compound element; of equally common ones the outermost."""
    order = {
        name: place for place, name in enumerate(dict.fromkeys(_name(e) for e in root.iter(etree.Element)))
    }
    return max(counts, key=lambda name: (counts[name], -order[name]), default="")


def _leaves(record: Any) -> dict[str, str]:
    """Name → text. A leaf with an attribute that names it (``<advert portal="leboncoin">``) is called by both."""
    found: dict[str, str] = {str(name): str(value) for name, value in record.attrib.items()}
    for leaf in record.iter(etree.Element):
        if leaf is record or len(leaf):
            continue
        name = _name(leaf)
        for value in leaf.attrib.values():
            if leaf.text and leaf.text.strip() and len(str(value)) <= 30:
                found.setdefault(f"{name} {value}", leaf.text.strip())
        found.setdefault(name, (leaf.text or "").strip())
    return found


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)
