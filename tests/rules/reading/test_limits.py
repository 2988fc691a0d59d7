"""What is left unread at a limit is told: a person looks at the rest."""

import io
import json
from collections.abc import Sequence

import openpyxl
import pytest

from rules.reading import workbook_leads
from rules.reading.limits import MAX_PROSPECTS, MAX_XML
from rules.reading.reader import read
from rules.vocabulary import RawOutcome
from rules.words import Words
from tests.rules.reading.workbooks import workbook

HEADER = ("Prénom", "Nom", "E-mail")


def prospect(number: int, said: str = "") -> str:
    return (
        f'<prospect><customer><contact><name part="full">Jean Client{number}</name>'
        f"<email>client{number}@example.org</email></contact><comments>{said}</comments></customer></prospect>"
    )


def row(number: int) -> tuple[str, str, str]:
    return "Jean", f"Client{number}", f"client{number}@example.org"


def outcomes(content: bytes) -> list[tuple[RawOutcome, str]]:
    return [(reading.outcome, reading.reason or "") for reading in read(content, "document", None)]


def sheets(**rows: Sequence[tuple[str, ...]]) -> bytes:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("envelope", ["<adf>{}</adf>", "{}"])
def test_an_adf_document_of_more_prospects_than_are_read_says_so(envelope: str) -> None:
    told = outcomes(envelope.format("".join(map(prospect, range(MAX_PROSPECTS + 5)))).encode())
    assert told == [(RawOutcome.LEAD, "")] * MAX_PROSPECTS + [(RawOutcome.TO_SORT, "too_many_leads")]
    whole = outcomes(envelope.format("".join(map(prospect, range(MAX_PROSPECTS)))).encode())
    assert whole == told[:-1]


def test_an_adf_document_that_goes_on_after_what_is_read_of_it_says_so() -> None:
    long = "x" * (MAX_XML // 3)
    told = outcomes(f"<adf>{''.join(prospect(number, long) for number in range(4))}</adf>".encode())
    assert told[-1] == (RawOutcome.TO_SORT, "too_many_leads")
    assert all(outcome is RawOutcome.LEAD for outcome, _ in told[:-1])


def test_every_adf_document_in_a_json_document_is_read() -> None:
    documents = [f"<adf>{prospect(number)}</adf>" for number in range(30)]
    assert outcomes(json.dumps({"leads": documents}).encode()) == [(RawOutcome.LEAD, "")] * 30


def test_a_list_of_more_calls_than_are_read_says_so() -> None:
    events = [
        {"event": "missed", "caller": f"06399800{number % 100:02d}", "call_id": str(number)}
        for number in range(MAX_PROSPECTS + 1)
    ]
    told = outcomes(json.dumps(events).encode())
    assert len(told) == MAX_PROSPECTS + 1
    assert told[-1] == (RawOutcome.TO_SORT, "too_many_leads")
    assert len(outcomes(json.dumps(events[:-1]).encode())) == MAX_PROSPECTS


@pytest.mark.parametrize("between", [(), (("",) * 3,)])
def test_a_workbook_of_more_rows_than_are_read_says_so_however_far_apart_they_are(
    between: tuple[tuple[str, ...], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_leads, "MAX_ROWS", 5)
    lines = [line for number in range(9) for line in (row(number), *between)]
    told = outcomes(workbook(HEADER, *lines))
    assert told == [(RawOutcome.LEAD, "")] * 5 + [(RawOutcome.TO_SORT, "too_many_rows")]
    assert outcomes(workbook(HEADER, *lines[: 5 + 5 * len(between)])) == told[:5]


def test_a_workbook_names_the_other_sheets_that_hold_something() -> None:
    leads = [HEADER, row(1), row(2)]
    content = sheets(Vide=[], Lyon=leads, Rien=[("", "")], Vienne=leads, Notes=[("Appeler avant midi",)])
    readings = read(content, "leads.xlsx", None)
    assert [reading.outcome for reading in readings] == [RawOutcome.LEAD, RawOutcome.LEAD, RawOutcome.TO_SORT]
    assert (readings[-1].reason, readings[-1].excerpt) == ("more_sheets", "Vienne ; Notes")
    assert outcomes(sheets(Lyon=leads, Vide=[])) == [(RawOutcome.LEAD, "")] * 2


def test_a_workbook_whose_first_sheet_has_no_rows_still_names_the_others() -> None:
    content = sheets(Lyon=[HEADER], Vienne=[HEADER, row(1)])
    assert [reason for _, reason in outcomes(content)] == ["sheet_without_rows", "more_sheets"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_left_unread_has_words(language: str) -> None:
    words = Words(language)
    for reason in ("too_many_leads", "too_many_rows", "more_sheets"):
        assert words.has(f"reading.reason.{reason}")
