"""Our own sample mails: every field a person finds in them is read, and nothing else is."""

from collections import Counter

import pytest

from rules.reading.accuracy import Judged
from rules.reading.portal import packaged_portals
from rules.vocabulary import FiledAs, RawOutcome
from tests.portal_mails.__main__ import FOLDER, SAMPLES, expected_text
from tests.rules.reading.portal_table import expectations, table

LINES = {line.file: line for line in table()}


def test_the_mails_are_those_that_the_program_writes() -> None:
    written = {path.name: path.read_bytes() for path in FOLDER.glob("*.eml")}
    assert written == {f"{sample.name}.eml": sample.content for sample in SAMPLES}
    assert (FOLDER / "expected.json").read_text("utf-8") == expected_text()


def test_there_are_enough_of_every_kind() -> None:
    portals = Counter(line.group for line in table())
    assert sum(portals.values()) >= 60
    assert min(portals.values()) >= 4
    assert {portal.name for portal in packaged_portals()} <= {line.reading.reader for line in table()}
    filed = {line.reading.filed_as for line in table()}
    assert filed >= set(FiledAs) - {FiledAs.OBJECTION, FiledAs.NOT_A_LEAD}


@pytest.mark.parametrize("file", [case["file"] for case in expectations()])
def test_every_field_is_read_and_none_is_invented(file: str) -> None:
    line = LINES[file]
    assert line.is_outcome_right, line.reading
    assert [(fault.field, fault.expected, fault.read) for fault in line.faults] == []


def _leads() -> list[Judged]:
    return [line for line in table() if line.reading.outcome is RawOutcome.LEAD]


@pytest.mark.parametrize(
    "file", [line.file for line in _leads() if line.reading.reader not in ("adf", "mail")]
)
def test_every_value_says_where_it_stands(file: str) -> None:
    found = {each.field: each.found for each in LINES[file].reading.found}
    demand = LINES[file].reading.demand
    assert demand is not None
    for field, each in found.items():
        assert each.written, (field, each)
        if each.by in ("label", "line", "words", "pattern"):
            first = each.value.split("\n")[0].strip()
            assert first[:20] in each.written or field == "message", (field, each)
