"""An XLSX workbook as rows of text: the first sheet that holds something, within limits, nothing computed.

The other sheets are only named: it is told that somebody should look at them.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

from rules.reading.limits import MAX_COLUMNS
from rules.refusal import Refusal

MAX_ENTRIES = 500
MAX_UNPACKED = 120_000_000
"""Bytes of all parts together: 100,000 rows of 13 columns are up to 70 MB."""
MAX_SHARED = 20_000_000
"""Bytes of the shared texts, which are held in memory as a whole."""
_LAST_ROW = 1_048_576
"""The last one a sheet can have; a file may name any number, and what lies between would be gone through."""
_HEAD = 4_096
_MAX_CELL = 2_000


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as a ZIP archive does."""
    return content.startswith(b"PK\x03\x04")


def workbook_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """(row from 1, its cells as text). A formula gives the value that its program last saw, or nothing.

    Raises ``Refusal``: ``workbook_unreadable``, ``workbook_too_large`` for a bomb or a giant one.
    """
    with _opened(content) as book:
        for sheet in book.worksheets:
            is_empty = True
            for row in _rows(sheet):
                is_empty = False
                yield row
            if not is_empty:
                return


def further_sheets(content: bytes) -> list[str]:
    """The names of the sheets that hold something after the one that ``workbook_rows`` reads.

    Raises ``Refusal`` as it does.
    """
    with _opened(content) as book:
        return [sheet.title for sheet in book.worksheets if any(_rows(sheet))][1:]


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    _refuse_bombs(content)
    import openpyxl

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False, keep_vba=False
        )
        try:
            yield book
        finally:
            book.close()
    except Refusal:
        raise
    except Exception as error:  # whatever the library meets in a broken file
        raise Refusal("workbook_unreadable", detail=type(error).__name__) from error


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Those that hold something, with their numbers."""
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    rows = sheet.iter_rows(max_row=_LAST_ROW, max_col=MAX_COLUMNS, values_only=True)
    for number, cells in enumerate(rows, 1):
        if cells.count(None) < len(cells):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield number, texts


def _refuse_bombs(content: bytes) -> None:
    """What the directory of the archive says is checked first; unpacking never gives more than it said."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            shared = sum(part.file_size for part in parts if "sharedstrings" in part.filename.lower())
            total = sum(part.file_size for part in parts)
            if len(parts) > MAX_ENTRIES or total > MAX_UNPACKED or shared > MAX_SHARED:
                raise Refusal("workbook_too_large", limit=MAX_UNPACKED // 1_000_000)
            for part in parts:
                if part.flag_bits & 1:
                    raise Refusal("workbook_unreadable", detail="encrypted")
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        if b"<!DOCTYPE" in stream.read(_HEAD).replace(b"\0", b""):
                            raise Refusal("workbook_unreadable", detail="DTD")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Refusal("workbook_unreadable", detail=type(error).__name__) from error


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case _:
            return str(value)[:_MAX_CELL].strip()
