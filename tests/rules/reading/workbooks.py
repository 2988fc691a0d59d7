"""Workbooks for tests, as Excel writes them."""

import io

import openpyxl


def workbook(*rows: tuple[object, ...]) -> bytes:
    """One sheet with these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
