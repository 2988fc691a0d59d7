"""``portals test``: what the descriptions make of mails, field by field, or beside what a person finds in them."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rules.reading.accuracy import Judged, judged, tallies
from rules.reading.demand import Reading
from rules.reading.explained import ExplainedField, explained
from rules.reading.found import LINK, SENDER, SUBJECT
from rules.reading.portal import Portal, packaged_texts
from rules.reading.portal_file import PortalError, load_portal
from rules.reading.reader import read
from rules.refusal import Refusal
from rules.words import Words
from vo_callcenter.adapters.document import document_of_file
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.portal_commands import description_in
from vo_callcenter.cli.saying import refusal_text, say, say_error, say_json, say_table
from vo_callcenter.cli.workplace import open_office

_PLACES = {SUBJECT: "subject", LINK: "link", SENDER: "sender"}


def try_portals(
    choices: Choices, paths: Sequence[Path], file: Path | None, expected: Path | None, *, as_json: bool
) -> int:
    """Read files without keeping anything. 1 when one could not be read, or a field is not as expected."""
    words = choices.words
    portals, origins = _in_force(choices)
    if file is not None:
        try:
            portal = load_portal(file.name, description_in(file))
        except PortalError as error:
            for line in error.lines(words):
                say_error(line)
            return 1
        others = [each for each in portals if each.name.casefold() != portal.name.casefold()]
        portals, origins = (portal, *others), {**origins, portal.name: file.name}
    if expected is not None:
        return _beside(paths, expected, portals, words, as_json=as_json)
    failed = False
    for path in _files(paths):
        try:
            readings = _read(path, portals)
        except Refusal as refusal:
            say_error(refusal_text(refusal, words))
            failed = True
            continue
        for reading in readings:
            if as_json:
                say_json(_object(path, reading, origins))
            else:
                _say(path, reading, origins, words)
    return 1 if failed else 0


def _in_force(choices: Choices) -> tuple[tuple[Portal, ...], dict[str, str]]:
    """The descriptions of the store where there is one, and where each description comes from."""
    from vo_callcenter.services.portals import PortalService
    from vo_callcenter.services.portals_in_force import PortalsInForce

    origins = dict.fromkeys(packaged_texts(), "packaged")
    try:
        office = open_office(choices)
    except Refusal as refusal:
        if refusal.code not in ("store_missing", "not_founded"):
            raise
        return (), origins
    for entry in PortalService(office).listed():
        if entry.version is not None and not entry.problem:
            origins[entry.name] = f"version {entry.version.version}"
    return PortalsInForce(office).changed(), origins


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.is_file() and each.suffix == ".eml")
        else:
            yield path


def _read(path: Path, portals: Sequence[Portal]) -> list[Reading]:
    return read(document_of_file(path).content, path.name, datetime.now(UTC), portals)


def _object(path: Path, reading: Reading, origins: dict[str, str]) -> dict[str, Any]:
    return {
        "file": path.name,
        "outcome": reading.outcome,
        "filed_as": reading.filed_as,
        "reason": reading.reason,
        "reader": reading.reader,
        "description": origins.get(reading.reader),
        "part": reading.part,
        "fields": explained(reading),
        "notes": reading.demand.notes if reading.demand else (),
    }


def _say(path: Path, reading: Reading, origins: dict[str, str], words: Words) -> None:
    outcome = words(f"cli.outcome_{reading.outcome.value}")
    if reading.filed_as:
        outcome = f"{outcome} ({words(f'vocabulary.filed_as.{reading.filed_as.value}')})"
    say(words("portals.heading", file=path.name, outcome=outcome, by=_by(reading, origins, words)))
    if reading.reason and not reading.filed_as:
        key = f"reading.reason.{reading.reason}"
        say("  " + (words(key) if words.has(key) else reading.reason))
    if rows := [_row(each, words) for each in explained(reading)]:
        say_table(
            [words(f"portals.column_{name}") for name in ("field", "value", "line", "by", "written")], rows
        )
    for note in reading.demand.notes if reading.demand else ():
        say("  " + words(f"portals.note.{note}"))
    say("")


def _by(reading: Reading, origins: dict[str, str], words: Words) -> str:
    origin = origins.get(reading.reader)
    if origin is None:
        return words(f"portals.reader_{reading.reader}") if reading.reader in _READERS else reading.reader
    return f"{reading.reader} ({words('portals.packaged') if origin == 'packaged' else origin})"


_READERS = ("labels", "mail", "adf", "none", "sheet", "json")


def _row(each: ExplainedField, words: Words) -> tuple[object, ...]:
    value = each.value.replace("\n", " ⏎ ")
    shown = value if len(value) <= 60 else value[:59] + "…"
    place = words(f"portals.place_{_PLACES[each.line]}") if each.line in _PLACES else each.line
    return (
        each.field,
        shown,
        place if each.line > -3 else "",
        words(f"portals.by_{each.by}"),
        each.written[:70],
    )


def _beside(
    paths: Sequence[Path], expected: Path, portals: Sequence[Portal], words: Words, *, as_json: bool
) -> int:
    """The table of accuracy, and every fault before it."""
    cases = {str(case.get("file")): case for case in _cases(expected)}
    found: list[Judged] = []
    failed = False
    for path in _files(paths):
        if path.name not in cases:
            continue
        try:
            readings = _read(path, portals)
        except Refusal as refusal:
            say_error(refusal_text(refusal, words))
            failed = True
            continue
        found.append(judged(readings[0], cases[path.name]))
    lines = tallies(found, words("portals.all"))
    faults = [(each, fault) for each in found for fault in each.faults]
    wrong = [each for each in found if not each.is_outcome_right]
    if as_json:
        say_json(
            {
                "table": lines,
                "faults": [
                    {"file": each.file, "field": fault.field, "expected": fault.expected, "read": fault.read}
                    for each, fault in faults
                ],
                "outcomes": [{"file": each.file, "outcome": each.reading.outcome} for each in wrong],
            }
        )
    else:
        for each, fault in faults:
            say(
                words(
                    "portals.fault",
                    file=each.file,
                    field=fault.field,
                    expected=fault.expected,
                    read=fault.read,
                )
            )
        for each in wrong:
            outcome = words(f"cli.outcome_{each.reading.outcome.value}")
            say(words("portals.fault_outcome", file=each.file, outcome=outcome, by=each.reading.reader))
        names = ("portal", "mails", "outcomes", "fields", "missed", "wrong", "invented")
        say_table(
            [words(f"portals.column_{name}") for name in names],
            [
                (
                    line.group,
                    line.documents,
                    f"{line.outcomes}/{line.documents}",
                    f"{line.right}/{line.fields}",
                    line.missed,
                    line.wrong,
                    line.invented,
                )
                for line in lines
            ],
        )
    return 1 if failed or faults or wrong or not found else 0


def _cases(expected: Path) -> list[dict[str, Any]]:
    """The expectations. Raises ``Refusal("file_unreadable")`` for a file that holds none."""
    try:
        found = json.loads(expected.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Refusal("file_missing", name=str(expected)) from error
    except (OSError, ValueError) as error:
        raise Refusal("file_unreadable", name=str(expected), detail="JSON") from error
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Refusal("file_unreadable", name=str(expected), detail="JSON: [{file, outcome, fields}]")
    return found
