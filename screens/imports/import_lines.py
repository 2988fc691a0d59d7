"""A file's columns with what each holds, and what became of its rows, as lines of a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rules.values.imports import ImportedRow, ImportPreview, ImportReport
from rules.vocabulary import RawOutcome
from screens.safe_text import width_of
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.line import Piece

TAKEN = frozenset({RawOutcome.LEAD, RawOutcome.TOUCH, RawOutcome.REPEATED})
WIDEST_REASON = 36
"""Cells a reason takes at least where it needs them: who it was keeps its room at 80 columns."""
_INKS = {RawOutcome.LEAD: "good", RawOutcome.TOUCH: "good", RawOutcome.TO_SORT: "soon"}


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A column of the file, by its place, or a row that was taken in."""

    number: int
    cells: tuple[Piece, ...]
    lead_id: int | None = None
    raw_id: int | None = None
    """The document to sort that it is; None for all others."""


def column_lines(preview: ImportPreview, fields: Sequence[str | None], seat: Seat) -> list[ImportLine]:
    """Each column with its field and what its first rows hold."""
    words = seat.words

    def held(field: str | None) -> Piece:
        return (words(f"imports.field_{field}"), "accent") if field else (words("imports.unknown"), "soon")

    return [
        ImportLine(
            place,
            ((name, "strong"), held(fields[place]), *((row[place], "text") for row in preview.rows[:3])),
        )
        for place, name in enumerate(preview.columns)
    ]


def column_columns(preview: ImportPreview, seat: Seat) -> Sequence[Column[ImportLine]]:
    words = seat.words
    examples = [
        Column(words("imports.col_example", number=number + 1), _cell(number + 2), 14, grows=2, drops=number)
        for number in range(min(3, len(preview.rows)))
    ]
    return (
        Column(words("imports.col_column"), _cell(0), 16, grows=1),
        Column(words("imports.col_field"), _cell(1), 31),
        *examples,
    )


def report_lines(report: ImportReport, seat: Seat) -> list[ImportLine]:
    """What needs a look first, then the rest, each in the order of the file."""
    rows = sorted(enumerate(report.rows), key=lambda each: (each[1].outcome in TAKEN, each[0]))
    return [
        ImportLine(
            place,
            _report_cells(row, seat),
            row.lead_id,
            row.raw_id if row.outcome is RawOutcome.TO_SORT else None,
        )
        for place, row in rows
    ]


def _report_cells(row: ImportedRow, seat: Seat) -> tuple[Piece, ...]:
    words = seat.words
    key = f"reading.reason.{row.reason}"
    reason = words(key) if row.reason and words.has(key) else row.reason
    return (
        (str(row.line) if row.line is not None else "", "muted"),
        (words(f"imports.outcome_{row.outcome}"), _INKS.get(row.outcome, "muted")),
        (row.who, "text"),
        (reason, "soon"),
    )


def report_columns(lines: Sequence[ImportLine], seat: Seat) -> Sequence[Column[ImportLine]]:
    """As wide as what they hold, so that a reason is read to its end where there is room."""
    words = seat.words

    def widest(place: int, heading: str, at_most: int) -> int:
        return min(at_most, max([width_of(heading), *(width_of(line.cells[place][0]) for line in lines)]))

    line, outcome, who, reason = (
        words(f"imports.col_{each}") for each in ("line", "outcome", "who", "reason")
    )
    return (
        Column(line, _cell(0), widest(0, line, 7), align="right"),
        Column(outcome, _cell(1), widest(1, outcome, 16)),
        Column(who, _cell(2), 12, grows=1),
        Column(reason, _cell(3), widest(3, reason, WIDEST_REASON), grows=2),
    )


def reason_of(line: ImportLine) -> str:
    """Why a row of the report did not become a lead; empty for one that did."""
    return line.cells[3][0]


def _cell(place: int) -> Callable[[ImportLine], Piece]:
    return lambda line: line.cells[place]
