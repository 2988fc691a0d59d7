"""A file of leads before and after it is taken in."""

from dataclasses import dataclass
from datetime import datetime

from rules.refusal import Refusal
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
    raw_id: int | None = None
    """Its document in the store."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    file: str
    rows: tuple[ImportedRow, ...]
    before_at: datetime | None = None
    """When the same file had been taken in already: then this is what it had become."""

    def count(self, *outcomes: RawOutcome) -> int:
        return sum(row.outcome in outcomes for row in self.rows)


@dataclass(frozen=True, slots=True)
class ImportGoing:
    """The file that is being taken in, or was last: whoever comes back to the screen finds it again."""

    file: str
    done: int
    total: int
    """Rows settled, of how many; 0 until they were counted."""
    is_over: bool = False
    report: ImportReport | None = None
    refusal: Refusal | None = None
    """Why nothing came of it; None as well where it broke off."""
