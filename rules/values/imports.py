"""A file of leads before and after it is taken in."""

from dataclasses import dataclass

from rules.vocabulary import RawOutcome


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The columns of a file, what each is taken for, and its first rows, each as long as ``columns``."""

    file: str
    columns: tuple[str, ...]
    fields: tuple[str | None, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int
    """Rows in all."""
    mapping: str | None
    """The name of what was remembered for these columns."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of one row."""

    line: int | None
    """In the file, from 1; None for a row that an earlier run had taken in."""
    outcome: RawOutcome
    reason: str
    lead_id: int | None
    who: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    file: str
    rows: tuple[ImportedRow, ...]

    def count(self, *outcomes: RawOutcome) -> int:
        return sum(row.outcome in outcomes for row in self.rows)
