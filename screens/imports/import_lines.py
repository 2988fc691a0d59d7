"""A file's columns with what each holds, and what became of its rows, as lines of a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rules.values.imports import ImportedRow, ImportPreview, ImportReport
from rules.vocabulary import RawOutcome
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.line import Piece

TAKEN = frozenset({RawOutcome.LEAD, RawOutcome.TOUCH})
_INKS = {RawOutcome.LEAD: "good", RawOutcome.TOUCH: "good", RawOutcome.TO_SORT: "soon"}


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A column of the file, by its place, or a row that was taken in."""

    number: int
    cells: tuple[Piece, ...]
    lead_id: int | None = None


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
    return [ImportLine(place, _report_cells(row, seat), row.lead_id) for place, row in rows]


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


def report_columns(seat: Seat) -> Sequence[Column[ImportLine]]:
    words = seat.words
    return (
        Column(words("imports.col_line"), _cell(0), 7, align="right"),
        Column(words("imports.col_outcome"), _cell(1), 16),
        Column(words("imports.col_who"), _cell(2), 18, grows=1),
        Column(words("imports.col_reason"), _cell(3), 18, grows=2),
    )


def _cell(place: int) -> Callable[[ImportLine], Piece]:
    return lambda line: line.cells[place]
