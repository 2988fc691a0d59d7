"""Stock files of every form become rows; what is wrong in them costs a line, never the file."""

import contextlib
import io
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.workbook import workbook_rows
from rules.refusal import Refusal
from rules.stock.columns import HEADINGS, columns_of
from rules.stock.row import StockRow, row_of
from rules.stock.table import table_of
from rules.vocabulary import CarStatus

CSV = (
    "N° de police;Immatriculation;Marque;Modèle;MEC;Km;Prix TTC;Énergie;Boîte;Statut;LeBonCoin;Lien LeBonCoin\n"
    "VO1;ab 123 cd;Peugeot;208;12/03/2021;41 500 km;12 490 €;Essence;BVA;Vendu;290001;https://www.leboncoin.fr/voitures/290001.htm\n"
    'VO2;;"Citroën; la vraie";C3;2019;;9.990,00;GO;Manuelle;;;javascript:alert(1)\n'
)


def rows_of(content: bytes) -> list[StockRow]:
    table = table_of(content)
    columns = columns_of(table.headings)
    return [
        row_of({name: cells[place] for place, name in columns.fields.items() if place < len(cells)}, line)
        for line, cells in table.rows
        if cells is not None
    ]


def workbook(*rows: tuple[str | int | float | date, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_is_read_in_the_encodings_of_french_sheets(encoding: str) -> None:
    sold, other = rows_of(CSV.encode(encoding))
    assert (sold.line, sold.keys) == (2, {"stock_number": "VO1", "plate": "AB-123-CD"})
    assert (sold.mileage, sold.price, sold.fuel, sold.gearbox) == (41_500, 12_490, "petrol", "automatic")
    assert (sold.status, sold.first_registration) == (CarStatus.SOLD, date(2021, 3, 12))
    assert sold.adverts == {"leboncoin": ("290001", "https://www.leboncoin.fr/voitures/290001.htm")}
    assert (other.make, other.price, other.fuel, other.adverts) == ("Citroën; la vraie", 9_990, "diesel", {})


def test_a_workbook_and_an_xml_file_say_the_same_as_a_csv_file() -> None:
    sheet = workbook(
        ("Stock du 23/11/2026",),
        ("N° de police", "Marque", "Modèle", "MEC", "Km", "Prix"),
        ("VO1", "Peugeot", 208, date(2021, 3, 12), 41500.0, 12490),
    )
    tree = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><stock date="x"><vehicules><vehicule numero_police="VO1"><marque>Peugeot'
        "</marque><modele>208</modele><mec>2021-03-12</mec><km>41500</km><prix>12490</prix><photos><photo>a</photo>"
        '<photo>b</photo></photos><annonce portail="leboncoin">290001</annonce></vehicule><vehicule numero_police="VO2">'
        "<marque>Fiat</marque><modele>500</modele></vehicule></vehicules></stock>"
    ).encode("latin-1")
    [one] = rows_of(sheet)
    first, second = rows_of(tree)
    for row in (one, first):
        assert (row.stock_number, row.model, row.mileage, row.price) == ("VO1", "208", 41_500, 12_490)
        assert row.first_registration == date(2021, 3, 12)
    assert first.adverts == {"leboncoin": ("290001", "")}
    assert second.title == "Fiat 500"


def test_nothing_in_a_cell_is_computed_and_a_leading_zero_is_kept() -> None:
    row = row_of({"stock_number": '="0012"', "model": "=HYPERLINK(1)", "make": "a\x1b[31m\x00b"}, 2)
    assert (row.stock_number, row.model) == ("0012", "=HYPERLINK(1)")
    assert "\x1b" not in row.make
    [cell] = [cells for _, cells in workbook_rows(workbook(("=1+1",), ("x",)))][:1]
    assert cell != ["2"]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 130_000_000)
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(("plate",), ("x",)))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = b'<!DOCTYPE a [<!ENTITY b "c">]>' + data
            new.writestr(part.filename, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(), "workbook_too_large"),
        (with_entities(), "workbook_unreadable"),
        (workbook(("plate", "make"))[:-200], "workbook_unreadable"),
        (b"PK\x03\x04nonsense", "workbook_unreadable"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><b><plate>&x;</plate></b></a>', "stock_unreadable"),
        (b"<", "stock_unreadable"),
        (b"", "stock_empty"),
        (b"\x00\xff\xfe" * 50, "stock_no_table"),
        (b"Nom;Prenom\nA;B\n", "stock_no_key"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_a_stock_is_refused_in_one_line(content: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        rows_of(content)


def test_a_quotation_that_never_closes_costs_its_line_alone() -> None:
    table = table_of(b'plate;make\nAB-123-CD;"Fiat\n' + b"AB-124-CD;Ford\n" * 80)
    rows = list(table.rows)
    assert (rows[0], len(rows)) == ((2, None), 81)


def test_a_mapping_of_ones_own_wins_and_names_only_fields_there_are() -> None:
    columns = columns_of(
        ["Clef", "Prix", "Prix net vendeur"], {"clef": "stock_number", "Prix net vendeur": "price"}
    )
    assert columns.fields == {0: "stock_number", 2: "price"}
    with pytest.raises(Refusal, match="stock_field_unknown"):
        columns_of(["a"], {"a": "humeur"})


@given(
    st.lists(st.sampled_from([h for names in HEADINGS.values() for h in names] + ["x", "humeur", ""]), max_size=30)
)  # fmt: skip
def test_a_field_is_filled_by_one_column_and_no_heading_is_lost(headings: list[str]) -> None:
    columns = columns_of([*headings, "VIN"])
    assert len(set(columns.fields.values())) == len(columns.fields)
    assert set(columns.unknown) <= set(headings)
    assert sum(heading in ("x", "humeur") for heading in headings) == len(columns.unknown)


@given(st.dictionaries(st.sampled_from([*HEADINGS, "advert:leboncoin", "advert_url:site"]), st.text()))
def test_any_row_is_read_and_says_what_it_could_not_read(values: dict[str, str]) -> None:
    row = row_of(values, 7)
    assert {name for name, _ in row.unread} <= set(values)
    for name in ("price", "mileage"):
        assert getattr(row, name) is None or getattr(row, name) >= 0


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    with contextlib.suppress(Refusal):
        rows_of(content)
