"""Sheets as French Excel and others write them."""

from pathlib import Path

from rules.reading.demand import Reading
from rules.reading.reader import read
from rules.reading.sheets import read_header
from rules.vocabulary import RawOutcome, Source

SHEETS = Path(__file__).parents[2] / "samples" / "sheets"


def rows_of(name: str) -> list[Reading]:
    return read((SHEETS / name).read_bytes(), name, None)


def test_commas_and_a_message_over_two_lines() -> None:
    first, second = rows_of("utf8_comma.csv")
    assert first.demand is not None
    assert second.demand is not None
    assert first.demand.message == "Bonjour,\ndisponible ?"
    assert (first.line, second.line) == (2, 4)
    assert second.demand.phones[0].e164 == "+33199001234"


def test_french_excel_with_lost_zeros_and_an_unknown_column() -> None:
    first, second = rows_of("excel_cp1252.csv")
    assert first.demand is not None
    assert second.demand is not None
    assert (first.demand.first_name, first.demand.last_name) == ("Zoé", "Lefèvre")
    assert first.demand.phones[0].e164 == "+33639981235"
    assert first.demand.postcode == "01000"
    assert first.demand.extra == (("Couleur préférée", "Bleu"),)
    assert "columns_unknown" in first.demand.notes
    assert second.demand.phones[0].e164 == "+33199001235"


def test_utf16_with_tabs_and_a_source_column() -> None:
    (row,) = rows_of("utf16_tab.csv")
    assert row.demand is not None
    assert row.demand.source is Source.LEBONCOIN
    assert row.demand.requested_at is not None
    assert row.demand.requested_at.isoformat() == "2026-11-23T13:05:00+00:00"


def test_a_broken_row_says_its_line_and_one_reason_and_the_others_go_on() -> None:
    rows = rows_of("broken_rows.csv")
    assert [(row.line, row.outcome, row.reason) for row in rows] == [
        (3, RawOutcome.LEAD, None),
        (4, RawOutcome.TO_SORT, "row_quote_open"),
        (5, RawOutcome.TO_SORT, "row_too_many_cells"),
        (6, RawOutcome.TO_SORT, "no_contact"),
        (8, RawOutcome.LEAD, None),
    ]
    assert "lea@example.com" in rows[1].excerpt


def test_a_formula_is_text() -> None:
    (row,) = rows_of("formulas.csv")
    assert row.demand is not None
    assert row.demand.last_name == '=HYPERLINK("http://evil.example";"clic")'
    assert "formula_cell" in row.demand.notes
    assert row.demand.phones[0].e164 == "+33639981241"


def test_a_text_without_a_way_to_answer_is_no_sheet_of_leads() -> None:
    assert read_header("Marque;Modèle;Prix\nPeugeot;208;12990") is None
    assert read_header("bonjour") is None


def test_a_name_beside_a_first_name_is_the_last_name() -> None:
    text = "Prénom;Nom du client;Téléphone\nZoé;Lefèvre;06 39 98 12 35\n"
    header = read_header(text)
    assert header is not None
    assert header.fields == ("first_name", "last_name", "phone")
    [row] = read(text.encode(), "salon.csv", None)
    assert row.demand is not None
    assert (row.demand.first_name, row.demand.last_name) == ("Zoé", "Lefèvre")
    alone = read_header("Nom du client;Téléphone\n")
    assert alone is not None
    assert alone.fields == ("full_name", "phone")
