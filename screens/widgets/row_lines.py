"""The lines of a list's rows, kept as they were drawn: a row that did not change is put together once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from screens.safe_text import fit
from screens.themes import Inks, inks_of
from screens.widgets.columns import GAP, MARGIN, Column, Placed, place
from screens.widgets.line import Line, Piece, strip_of

Row = TypeVar("Row")
CACHED = 2_000
"""Lines kept ready."""


@dataclass(slots=True)
class Kept(Generic[Row]):
    """One row's line as it stands on the screen."""

    row: Row
    cells: list[Piece]
    """As wide as their columns; those that tick as they last were."""
    beat: int
    """The second at which those were read."""
    strip: Strip


@dataclass(frozen=True, slots=True)
class Look:
    """What every line has in common: another one makes all lines anew."""

    frame: tuple[Strip, Strip]
    """Left and right of the cells."""
    filters: Sequence[LineFilter]
    ground: Color
    has_focus: bool


class RowLines(Generic[Row]):
    """``laid_out`` and ``looks`` say how lines are drawn; ``line`` gives one."""

    def __init__(self, cursor_mark: str, over_all: Callable[[Row, int], Line | None]) -> None:
        """``over_all`` gives the line of a row that is one text over all columns, such as a heading; None for others."""
        self.ticking: list[Placed[Row]] = []
        """The columns that change with the clock."""
        self._placed: list[Placed[Row]] = []
        self._width = 0
        self._inks: Inks = inks_of("")
        self._theme = ""
        self._look: Look | None = None
        self._kept: dict[tuple[int, bool], Kept[Row]] = {}
        self._beat = 0
        self._cursor_mark = cursor_mark
        self._over_all = over_all

    def forget(self) -> None:
        """Columns, width or colours are others: everything is drawn anew."""
        self._placed, self.ticking = [], []
        self._kept.clear()

    def laid_out(self, columns: Sequence[Column[Row]], width: int, theme: str) -> None:
        """How the columns share ``width`` cells, and in which theme's inks."""
        if self._theme != theme:
            self._theme, self._inks = theme, inks_of(theme)
            self.forget()
        if not self._placed:
            self._width, self._placed = width, place(columns, width)
            self.ticking = [placed for placed in self._placed if placed.column.ticks]

    def looks(self, look: Look) -> None:
        """What stands around the cells from now on."""
        if look != self._look or len(self._kept) > CACHED:
            self._look = look
            self._kept.clear()

    def next_second(self) -> bool:
        """Cells that tick are read again when their line is asked for; False where there is nothing to read."""
        if not self.ticking or self._look is None:
            return False
        self._beat += 1
        return True

    def has_ticked(self, row: Row, key: int, *, has_cursor: bool) -> bool:
        """Whether the line reads otherwise than when it was asked for last."""
        kept = self._kept.get((key, has_cursor))
        before = kept.strip if kept is not None else None
        return self.line(row, key, has_cursor=has_cursor) is not before

    def line(self, row: Row, key: int, *, has_cursor: bool) -> Strip:
        """The line of that row as of now, in its frame."""
        kept = self._kept.get((key, has_cursor))
        if kept is None or kept.row is not row:
            cells = [_cell(placed, row) for placed in self._placed]
            kept = Kept(row, cells, self._beat, self._drawn(row, cells, has_cursor))
            self._kept[key, has_cursor] = kept
        elif kept.beat != self._beat:
            kept.beat = self._beat
            cells = [
                _cell(placed, row) if placed.column.ticks else cell
                for placed, cell in zip(self._placed, kept.cells, strict=True)
            ]
            if cells != kept.cells:
                kept.cells, kept.strip = cells, self._drawn(row, cells, has_cursor)
        return kept.strip

    def heading(self) -> Strip:
        """The columns' names."""
        text = " " * MARGIN + _GAP.join(
            fit(placed.column.heading, placed.width, placed.column.align) for placed in self._placed
        )
        return strip_of([(text, "muted")], self._inks, self._width)

    def _drawn(self, row: Row, cells: Sequence[Piece], has_cursor: bool) -> Strip:
        """One line in its frame, as Textual's filters leave it."""
        look = self._look
        assert look is not None
        left, right = look.frame
        whole = self._over_all(row, self._width)
        if whole is not None:
            segments = list(strip_of(whole, self._inks, self._width))
        else:
            segments = self._segments(cells, has_cursor, is_marked=has_cursor and look.has_focus)
        strip = Strip([*left, *segments, *right], left.cell_length + self._width + right.cell_length)
        for each in look.filters:
            strip = strip.apply_filter(each, look.ground)
        return strip

    def _segments(self, cells: Sequence[Piece], has_cursor: bool, *, is_marked: bool) -> list[Segment]:
        """One line without its frame, neighbouring cells of one ink joined: this is what a page of rows costs."""
        inks = self._inks
        ink = inks.on_cursor if has_cursor else inks.plain
        segments = [Segment(self._cursor_mark, inks.cursor_bar)] if is_marked else []
        run, run_ink = " " if is_marked else "  ", ""
        for text, name in cells:
            if name != run_ink and not text.isspace():
                if run:
                    segments.append(Segment(run, ink(run_ink)))
                run, run_ink = "", name
            run += text + _GAP
        run = run[: -len(_GAP)]
        last = self._placed[-1]
        run += " " * (self._width - last.x - last.width)
        segments.append(Segment(run, ink(run_ink)))
        return segments


def _cell(placed: Placed[Row], row: Row) -> Piece:
    text, name = placed.column.cell(row)
    return fit(text, placed.width, placed.column.align), name


_GAP = " " * GAP
