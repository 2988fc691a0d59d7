"""A list in sections, each under its heading: a day of the agenda, a part of the desk. The cursor passes over headings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from screens.safe_text import clean, width_of
from screens.widgets.columns import Column
from screens.widgets.line import Line, Piece
from screens.widgets.row_list import RowList

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's first line: its title, a few words behind it, and a rule to the edge. Without a title only words."""

    title: str
    note: str = ""
    ink: str = "strong"
    note_ink: str = "muted"


@dataclass(frozen=True, slots=True)
class Section(Generic[Row]):
    """Rows under a heading; ``empty`` is said where there are none."""

    heading: Heading
    rows: Sequence[Row]
    empty: str = ""


class SectionRows(Generic[Row]):
    """The sections as rows of one list. Headings have negative keys; ``key`` gives every row one of its own."""

    def __init__(self, sections: Sequence[Section[Row]], key: Callable[[Row], int]) -> None:
        self._lines: list[tuple[int, Row | Heading]] = []
        for section in sections:
            self._add_heading(section.heading)
            self._lines += [(key(row), row) for row in section.rows]
            if section.empty and not section.rows:
                self._add_heading(Heading("", section.empty))
        self._places = {key: index for index, (key, _) in enumerate(self._lines)}

    def _add_heading(self, heading: Heading) -> None:
        self._lines.append((-1 - len(self._lines), heading))

    def __len__(self) -> int:
        return len(self._lines)

    def key(self, index: int) -> int:
        return self._lines[index][0]

    def row(self, index: int) -> Row | Heading:
        return self._lines[index][1]

    def find(self, key: int) -> int | None:
        return self._places.get(key) if key >= 0 else None


class SectionList(RowList[Row | Heading], Generic[Row]):
    """Given ``SectionRows``; ``chosen`` is the row under the cursor, None while there is no row at all."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        rule: str = "─",
        cursor_mark: str = "▌",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            [_over_headings(column) for column in columns],
            has_headings=False,
            cursor_mark=cursor_mark,
            id=id,
            classes=classes,
        )
        self._rule = rule

    @property
    def chosen(self) -> Row | None:
        row = self.current
        return None if isinstance(row, Heading) else row

    def show_sections(self, rows: SectionRows[Row]) -> None:
        """Take these sections in place of the former ones."""
        self.show(rows)
        if isinstance(self.current, Heading):
            self.move_to(self.cursor)

    def move_to(self, index: int) -> None:
        """The row at ``index``, or the next one in the direction of the move."""
        last = len(self.rows) - 1
        index = max(0, min(index, last))
        step = -1 if index < self.cursor else 1
        for direction in (step, -step):
            place = index
            while 0 <= place <= last and isinstance(self.rows.row(place), Heading):
                place += direction
            if 0 <= place <= last:
                super().move_to(place)
                if all(isinstance(self.rows.row(above), Heading) for above in range(place)):
                    self._scroll_to_line(0)
                return

    def over_all(self, row: Row | Heading, width: int) -> Line | None:
        if not isinstance(row, Heading):
            return None
        if not row.title:
            return [("  ", ""), (row.note, row.note_ink)]
        title, note = clean(row.title), clean(row.note)
        pieces: list[Piece] = [(" ", ""), (title, row.ink)]
        if note:
            pieces.append((f"  {note}", row.note_ink))
        used = sum(width_of(text) for text, _ in pieces)
        return [*pieces, (" " + self._rule * max(0, width - used - 2), "rule")]


def _over_headings(column: Column[Row]) -> Column[Row | Heading]:
    cell = column.cell

    def safe(row: Row | Heading) -> Piece:
        return ("", "") if isinstance(row, Heading) else cell(row)

    return replace(column, cell=safe)  # type: ignore[return-value]  # the same column over a wider kind of row
