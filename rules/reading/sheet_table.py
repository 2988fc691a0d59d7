"""A sheet before it is read: its columns, what each is taken for, and its first rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.reading.decoding import decode
from rules.reading.limits import MAX_CONTENT
from rules.reading.mail import looks_like_mail
from rules.reading.sheet_mapping import SheetMapping, header_key
from rules.reading.sheets import Header, cells_of, header_of_cells, raw_rows, text_header
from rules.reading.workbook import is_workbook
from rules.reading.workbook_leads import trimmed_rows
from rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class SheetTable:
    """``fields`` and each row are as long as ``cells``."""

    cells: tuple[str, ...]
    fields: tuple[str | None, ...]
    """What each column is taken for; None for one that is not known."""
    rows: tuple[tuple[str, ...], ...]
    """The first ones."""
    count: int
    """Rows in all."""
    mapping: str | None
    """The name of the mapping remembered for these columns."""


def sheet_table(content: bytes, mappings: Iterable[SheetMapping] = (), shown: int = 5) -> SheetTable:
    """The columns and first rows of a CSV or XLSX file, whether its columns are known or not.

    Raises ``Refusal``: ``sheet_too_large``, ``sheet_empty``, ``sheet_none`` for what is no table, and those of
    ``workbook_rows``.
    """
    if len(content) > MAX_CONTENT:
        raise Refusal("sheet_too_large", limit=MAX_CONTENT // 1_000_000)
    if not content.strip():
        raise Refusal("sheet_empty")
    known = tuple(mappings)
    rows: list[Sequence[str]] = []
    count = 0
    if is_workbook(content):
        source = trimmed_rows(content)
        _, first = next(source, (0, []))
        cells = tuple(cell.strip() for cell in first)
        header = header_of_cells(cells, known) or Header("", cells, (None,) * len(cells), 1)
        for _, row in source:
            count += 1
            if count <= shown:
                rows.append(row)
    else:
        if looks_like_mail(content) or content.lstrip()[:1] in (b"<", b"{", b"["):
            raise Refusal("sheet_none")
        text = decode(content)[0].replace("\r\n", "\n").replace("\r", "\n")
        header = text_header(text, known)
        for _, record, is_whole in raw_rows(text, header.separator, header.first_row):
            count += 1
            if count <= shown:
                rows.append(cells_of(record, header.separator) if is_whole else [record])
    if sum(bool(cell) for cell in header.cells) < 2:
        raise Refusal("sheet_none")
    width = len(header.cells)
    key = header_key(header.cells)
    return SheetTable(
        cells=header.cells,
        fields=header.fields,
        rows=tuple((*(cell.strip() for cell in row[:width]), *[""] * (width - len(row))) for row in rows),
        count=count,
        mapping=next((mapping.name for mapping in known if mapping.key == key), None),
    )
