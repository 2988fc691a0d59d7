"""Columns as a person says them: checked, remembered by header, and read from CSV and XLSX alike."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.reader import read
from rules.reading.sheet_mapping import IGNORED, header_key, mapping_for
from rules.reading.sheet_table import sheet_table
from rules.refusal import Refusal
from rules.vocabulary import RawOutcome
from tests.rules.reading.workbooks import workbook

COLUMNS = ("Kunde", "Rufnummer", "Wunsch", "Nr.")
CSV = (
    "Kunde;Rufnummer;Wunsch;Nr.\nDUPONT Jean;0639980001;Peugeot 208;17\n;;;\nMARTIN Zoé;abc;Clio;18\n".encode(
        "cp1252"
    )
)
MAPPING = mapping_for(
    COLUMNS, {"kunde": "full_name", "RUFNUMMER": "phone", "Wunsch": "vehicle", "Nr.": IGNORED}, "Autohaus"
)


def test_a_header_is_the_same_whatever_its_order_case_and_accents() -> None:
    assert header_key(("Tél.", "Nom ", "")) == header_key(("NOM", "tel"))
    assert header_key(("Tél.", "Nom")) != header_key(("Tél.", "Nom", "Ville"))


def test_columns_nobody_knows_are_read_once_somebody_said_what_they_hold() -> None:
    [unread] = read(CSV, "x.csv", None)
    assert unread.outcome is RawOutcome.TO_SORT
    first, second = read(CSV, "x.csv", None, mappings=(MAPPING,))
    assert first.demand is not None
    assert (first.demand.last_name, first.demand.phones[0].e164) == ("DUPONT", "+33639980001")
    assert (first.demand.wanted[0].label, first.demand.extra, first.line) == ("Peugeot 208", (), 2)
    assert second.demand is not None
    assert second.demand.phones[0].e164 is None, "kept and flagged"


def test_a_workbook_says_the_same_as_a_text_with_its_own_row_numbers_and_lost_zeros() -> None:
    content = workbook(
        ("Nom", "Prénom", "Téléphone", "CP", "Date"),
        ("DUPONT", "Jean", 639980001, 1000, datetime.fromisoformat("2026-11-20 10:30")),
        (None, None, None, None, None),
        ("MARTIN", "Zoé", "=1+1", "69003", None),
    )
    first, second = read(content, "x.xlsx", None)
    assert first.demand is not None
    assert (first.demand.phones[0].e164, first.demand.postcode) == ("+33639980001", "01000")
    assert first.demand.requested_at is not None
    assert (first.line, second.line) == (2, 4)
    assert second.reason == "no_contact", "nothing is computed, and the program that wrote it kept no value"


def test_a_workbook_with_unknown_columns_says_so_and_is_read_by_its_mapping() -> None:
    content = workbook(COLUMNS, ("DUPONT Jean", "06 39 98 00 01", "208", 17))
    [unread] = read(content, "x.xlsx", None)
    assert (unread.outcome, unread.reason) == (RawOutcome.TO_SORT, "workbook")
    [row] = read(content, "x.xlsx", None, mappings=(MAPPING,))
    assert row.outcome is RawOutcome.LEAD


@pytest.mark.parametrize(
    "content", [CSV, workbook(COLUMNS, ("DUPONT Jean", "0639980001", "Peugeot 208", 17))]
)
def test_a_table_shows_columns_and_rows_before_anybody_knows_them(content: bytes) -> None:
    table = sheet_table(content)
    assert (table.cells, table.fields, table.mapping) == (COLUMNS, (None,) * 4, None)
    assert table.rows[0] == ("DUPONT Jean", "0639980001", "Peugeot 208", "17")
    known = sheet_table(content, (MAPPING,))
    assert (known.fields, known.mapping) == (("full_name", "phone", "vehicle", IGNORED), "Autohaus")


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"Client": "phone"}, "mapping_column_unknown"),
        ({"Kunde": "telephone"}, "mapping_field_unknown"),
        ({"Kunde": "phone", "Nr.": "phone"}, "mapping_field_twice"),
        ({"Kunde": "full_name"}, "mapping_no_contact"),
    ],
)
def test_a_wrong_mapping_is_refused(columns: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        mapping_for(COLUMNS, columns, "x")


@pytest.mark.parametrize(
    "content", [b"From: a@example.com\nTo: b@example.com\n\nx", b"<adf/>", b"{}", b"\x00\x01"]
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="sheet_none"):
        sheet_table(content)


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n"])
def test_an_empty_file_is_said_to_be_empty(content: bytes) -> None:
    with pytest.raises(Refusal, match="sheet_empty"):
        sheet_table(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        table = sheet_table(content)
    except Refusal:
        return
    assert all(len(row) == len(table.cells) == len(table.fields) for row in table.rows)
