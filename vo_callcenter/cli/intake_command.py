"""``intake``: files and folders go through the real intake, or are only read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rules.refusal import Refusal
from rules.values.incoming import IntakeResult
from rules.vocabulary import RawOutcome
from rules.words import Words
from vo_callcenter.adapters.document import Document, document_of_file
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.mapped_files import MappedFiles, progress
from vo_callcenter.cli.saying import refusal_text, say, say_error, say_json, say_table
from vo_callcenter.cli.workplace import open_office
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.intake_results import Hear, preview, read_content


def take_files(
    choices: Choices, paths: Sequence[Path], *, dry_run: bool, as_json: bool, mapping: Sequence[str] = ()
) -> int:
    """Take every file in, one after the other. 1 when a file could not be read at all; the others are taken.

    ``mapping`` says what the columns of sheets hold: ``column=field`` each, or the name of a mapping kept before. It is
    remembered for their columns.
    """
    words = choices.words
    office = None if dry_run and not mapping else open_office(choices)
    intake = None if dry_run or office is None else IntakeService(office)
    mapped = MappedFiles(office, mapping, dry_run=dry_run) if office is not None and mapping else None
    rows: list[tuple[object, ...]] = []
    counted: Counter[RawOutcome] = Counter()
    failed = False
    for document in _documents(paths, words):
        if document is None:
            failed = True
            continue
        try:
            if as_json:
                results: list[IntakeResult] = []
                _take(document, intake, mapped, results.append)
                say_json(_object(document, results))
            else:

                def hear(result: IntakeResult, document: Document = document) -> None:
                    rows.append(_row(document, result, words))
                    counted[result.outcome] += 1

                _take(document, intake, mapped, hear)
        except Refusal as refusal:
            if refusal.code.startswith("store_"):
                raise
            say_error(f"{document.name}: {refusal_text(refusal, words)}")
            failed = True
    if rows:
        say_table([words(f"cli.column_{name}") for name in ("file", "outcome", "lead", "what")], rows)
        if len(rows) > 1:
            counts = counted.most_common()
            say(", ".join(words.plural(f"cli.counted_{outcome.value}", count) for outcome, count in counts))
    return 1 if failed else 0


def _take(document: Document, intake: IntakeService | None, mapped: MappedFiles | None, hear: Hear) -> None:
    """Take the document in, or with no intake only read it; ``hear`` is told what became of each demand in it."""
    reader = mapped.remember(document) if mapped is not None else read_content
    if intake is None:
        for result in preview(document, datetime.now(UTC), reader):
            hear(result)
    elif mapped is not None:
        intake.take_again(document, progress(), hear)
    else:
        intake.take(document, tell=progress(), hear=hear)


def _documents(paths: Sequence[Path], words: Words) -> Iterator[Document | None]:
    """Each file's content; None, with a line on standard error, for one that cannot be read."""
    for path in _files(paths):
        try:
            yield document_of_file(path)
        except Refusal as refusal:
            say_error(refusal_text(refusal, words))
            yield None


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.is_file() and each.name[0] != ".")
        else:
            yield path


def _object(document: Document, results: Sequence[IntakeResult]) -> dict[str, Any]:
    """One object a document; several demands in it stand under ``parts``."""
    first = results[0]
    described: dict[str, Any] = {"file": document.name, "outcome": first.outcome, **_described(first)}
    if len(results) > 1:
        taken = {RawOutcome.LEAD, RawOutcome.TOUCH} & {result.outcome for result in results}
        described["outcome"] = RawOutcome.LEAD if taken else first.outcome
        described["parts"] = [
            {"part": result.part, "outcome": result.outcome, **_described(result)} for result in results
        ]
    return described


def _described(result: IntakeResult) -> dict[str, Any]:
    return {
        "fields": result.fields,
        "reason": result.reason or None,
        "filed_as": result.filed_as,
        "reader": result.reader,
        "lead": result.lead_id,
        "line": result.line,
        "raw": result.raw_id,
    }


def _row(document: Document, result: IntakeResult, words: Words) -> tuple[object, ...]:
    file = f"{document.name} #{result.part}" if result.part else document.name
    if result.line is not None:
        file = f"{document.name}:{result.line}"
    return file, words(f"cli.outcome_{result.outcome.value}"), result.lead_id, _what(result, words)


def _what(result: IntakeResult, words: Words) -> str:
    """Why it was filed or is to sort, or whom the demand is from."""
    if result.reason:
        for key in (f"intake.{result.reason}", f"reading.reason.{result.reason}"):
            with suppress(FileNotFoundError):
                if words.has(key):
                    return words(key)
        return result.reason
    name = result.fields.get("name")
    if isinstance(name, dict):
        return " ".join(str(name[part]) for part in ("first", "last") if name.get(part)) or str(
            name.get("full") or ""
        )
    return str(name or "")
