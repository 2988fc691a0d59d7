"""A row's key: the same for what says the same, another for anything else."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from rules.reading.adf import read_adf
from rules.reading.decoding import decode
from rules.reading.json_leads import read_json
from rules.reading.reader import read
from rules.reading.row_key import AlikeRows, key_of_cells, key_of_text
from rules.reading.sheet_mapping import IGNORED, mapping_for
from tests.rules.reading.workbooks import workbook
from tests.services.mails import adf, mail

HEADER = ("Nom", "Téléphone", "Véhicule", "Date")
SHEET = "Nom;Téléphone;Véhicule;Date\nDUPONT;06 39 98 00 01;208;24/11/2026\n"


def keys(content: str | bytes, **mapped: str) -> list[str]:
    raw = content if isinstance(content, bytes) else content.encode()
    mappings = [mapping_for(HEADER, mapped, "m")] if mapped else []
    return [reading.row_key for reading in read(raw, "f", None, mappings=mappings)]


def test_a_row_says_the_same_in_any_encoding_separator_order_and_kind_of_sheet() -> None:
    [key] = keys(SHEET)
    assert key
    for other in (
        SHEET.encode("cp1252"),
        SHEET.replace(";", ",").replace("\n", "\r\n"),
        "Date;VÉHICULE;Nom;Telephone;Ville\n24/11/2026; 208 ;DUPONT;06 39 98 00 01;\n",
        workbook(*(tuple(line.split(";")) for line in SHEET.splitlines())),
    ):
        assert keys(other) == [key]


def test_another_date_person_or_column_is_another_row() -> None:
    others = (
        SHEET.replace("24/11", "25/11"),
        SHEET.replace("DUPONT", "DURAND"),
        SHEET.replace("Date", "Rappel le"),
        SHEET.replace(";24/11/2026", ";"),
    )
    assert len({key for other in (SHEET, *others) for key in keys(other)}) == 1 + len(others)


def test_what_is_made_of_a_column_counts_for_nothing_unless_it_is_ignored() -> None:
    changed = SHEET.replace("24/11", "25/11")
    assert keys(SHEET, Nom="full_name", Téléphone="mobile") == keys(SHEET)
    assert keys(SHEET, Téléphone="phone", Date=IGNORED) == keys(changed, Téléphone="phone", Date=IGNORED)
    assert keys(SHEET, Téléphone="phone", Date=IGNORED) != keys(SHEET)


def test_a_row_that_cannot_be_read_has_a_key_and_a_limit_has_none() -> None:
    wide, again, other = (keys(SHEET + row)[1] for row in ("a;b;c;d;e\n", "a;b;c;d;e\n", "a;b;c;d;f\n"))
    assert wide == again != other
    assert all((wide, other))


def test_objects_and_prospects_have_keys_of_what_they_say_and_mails_have_none() -> None:
    one = '{"nom": "Dupont", "tel": "06 39 98 00 01", "date": "2026-11-24"}'
    turned = '{"tel":"06 39 98 00 01","date":"2026-11-24","nom":"Dupont"}'
    later = one.replace("24", "25")
    first, second, third = (reading.row_key for reading in read_json(f"[{one}, {turned}, {later}]"))
    assert first == second != third
    text = decode(adf())[0]
    prospect = text[text.index("<prospect") : text.index("</adf>")]
    later = prospect.replace("09:59", "10:59")
    [alone] = (reading.row_key for reading in read_adf(text))
    grown = read_adf(f"<adf>{prospect}\n\n{later}</adf>")
    assert [reading.row_key == alone for reading in grown] == [True, False]
    for content in (mail(text), mail("Bonjour, la 208 ?")):
        assert [reading.row_key for reading in read(content, "m.eml", None)] == [""]


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=6))
def test_columns_in_any_order_say_the_same(cells: list[tuple[str, str]]) -> None:
    def key(pairs: list[tuple[str, str]]) -> str:
        return key_of_cells(tuple(name for name, _ in pairs), [cell for _, cell in pairs])

    assert key(cells) == key(cells[::-1]) == key([*cells, ("Colonne vide", "")])


@given(st.lists(st.integers(0, 5), min_size=1, max_size=60))
def test_rows_alike_are_told_apart_by_their_number_alone(said: list[int]) -> None:
    alike = AlikeRows(len(said))
    given_keys = [alike.key(key_of_text(str(each))) for each in said]
    assert len(set(given_keys)) == len(said)
    again = AlikeRows(len(said) + 7)
    turned = {key: each for each in sorted(said) if (key := again.key(key_of_text(str(each))))}
    assert set(turned) == set(given_keys), "whatever stands between them"
    assert Counter(turned.values()) == Counter(said)
