"""The one door: any bytes go in, readings come out, and nothing is raised."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.reading.demand import Reading
from rules.reading.fields import fields_json
from rules.reading.limits import MAX_CONTENT
from rules.reading.reader import read
from rules.vocabulary import FiledAs, RawOutcome
from rules.words import LANGUAGES, Words

SAMPLES = Path(__file__).parents[2] / "samples"
DOCUMENTS = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".xml", ".eml", ".csv"))


def storable(readings: list[Reading]) -> bool:
    text = repr(readings)
    return "\\x00" not in text and "\\ud8" not in text.replace("\\\\", "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n\t ", "empty"),
        (b"Nom : a\x00b", "nul_bytes"),
        (b"PK\x03\x04rest", "archive"),
        (b"PK\x03\x04..[Content_Types].xml", "workbook_unreadable"),
        (b"%PDF-1.7", "binary"),
        (b"<a><b/></a>", "unknown_xml"),
        (b"{not json", "json_unreadable"),
        (b"[" * 100_000, "json_unreadable"),
        (b"bonjour", "unknown_format"),
        (b"Nom;Email\n", "sheet_without_rows"),
        (b"x" * (MAX_CONTENT + 1), "too_large"),
        (
            b"From: a@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
            + b"boundary\n" * 200,
            "mail_too_nested",
        ),
    ],
)
def test_what_cannot_be_read_is_sorted_with_a_reason(content: bytes, reason: str) -> None:
    (reading,) = read(content, "x", None)
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, reason)


def test_the_name_of_a_file_is_not_trusted() -> None:
    content = (SAMPLES / "mail" / "lbc_new_text.eml").read_bytes()
    (reading,) = read(content, "../../leads.csv", None)
    assert reading.reader == "leboncoin"


def test_a_json_lead_of_an_own_site() -> None:
    (reading,) = read('{"prénom":"Jean","nom":"Dupont","tel":"0639981234","couleur":3}'.encode(), "x", None)
    assert reading.outcome is RawOutcome.LEAD
    assert reading.demand is not None
    assert reading.demand.phones[0].e164 == "+33639981234"


def test_lone_surrogates_and_zero_characters_never_leave_the_reader() -> None:
    content = b'{"name": "a\\ud800b\\u0000", "email": "a@example.com", "message": "\\udfff"}'
    readings = read(content, "x", None)
    assert readings[0].demand is not None
    assert readings[0].demand.message == "\ufffd"
    str(fields_json(readings[0])).encode("utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_a_damaged_document_is_still_a_reading(path: Path) -> None:
    content = path.read_bytes()
    dice = random.Random(path.name)
    for _ in range(8 if path.parent.name == "portals" else 25):
        damaged = bytearray(content)
        for _ in range(dice.randint(1, 12)):
            position = dice.randrange(len(damaged))
            choice = dice.random()
            if choice < 0.4:
                damaged[position] = dice.randrange(256)
            elif choice < 0.7:
                del damaged[position : position + dice.randint(1, 40)]
            else:
                damaged[position:position] = bytes(damaged[: dice.randint(1, 60)])
            damaged = damaged or bytearray(b" ")
        readings = read(bytes(damaged), path.name, None)
        assert readings
        assert all(reading.reason != "reader_failed" for reading in readings), readings
        assert storable(readings)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_a_reading(content: bytes) -> None:
    readings = read(content, "x", None)
    assert readings
    assert all(reading.reason != "reader_failed" for reading in readings)


_FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "<adf>", "</adf>", "<prospect>", "</prospect>", "<customer>", "<contact>", "<name part=full>",
            "]]>", "<![CDATA[", "&lt;adf&gt;", "<!DOCTYPE adf [", "<!ENTITY a 'b'>", "&a;", "<?xml ?>",
            "From: a@example.com\n", "Subject: x\n", "Content-Type: multipart/mixed; boundary=b\n", "\n\n",
            "--b\n", "--b--", "Nom : ", "Tel : 0639981234\n", ";", "\t", '"', "Nom;Email\n", "{", "[", "\u202f",
            "é", "<table><tr><td>", '=3D"', "Message :\n", "=?utf-8?Q?", "?=",
        ]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(_FRAGMENTS)
def test_any_mixture_of_formats_is_a_reading(fragments: list[str]) -> None:
    readings = read("".join(fragments).encode(), "x", None)
    assert readings
    assert all(reading.reason != "reader_failed" for reading in readings), readings


def test_every_reason_note_and_kind_has_words() -> None:
    codes = {f"vocabulary.filed_as.{kind.value}" for kind in FiledAs}
    for path in DOCUMENTS:
        for reading in read(path.read_bytes(), path.name, None):
            codes |= {f"reading.reason.{reading.reason}"} if reading.reason else set()
            codes |= {f"portals.note.{note}" for note in reading.demand.notes} if reading.demand else set()
    for lang in LANGUAGES:
        words = Words(lang)
        assert [code for code in sorted(codes) if not words.has(code)] == []


def test_a_json_list_in_which_nobody_can_be_reached_is_one_thing_to_sort() -> None:
    (reading,) = read(json.dumps([{"file": "a.xml"}, {"file": "b.xml"}]).encode(), "list.json", None)
    assert (reading.outcome, reading.reason) == (RawOutcome.TO_SORT, "json_without_leads")
