"""A list of rows of any length: draws only the lines in view, and of those only the ones that changed.

The cursor belongs to a row's key, not to a line: when rows come, go or move, it stays on its row and, where it can,
on its line of the screen. A cursor move repaints two lines, a tick only the cells whose countdown changed.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.glyphs import UNICODE
from screens.keys import list_bindings
from screens.themes import inks_of
from screens.widgets.columns import Column
from screens.widgets.line import Line, strip_of
from screens.widgets.row_lines import Look, RowLines
from screens.widgets.rows import ListedRows, Rows
from screens.widgets.text_pane import folded_lines

Row = TypeVar("Row")


class RowList(ScrollView, Generic[Row], can_focus=True):
    """``show(rows)`` gives it rows; it posts ``Moved`` when the cursor goes to another row and ``Chosen`` on a click."""

    DEFAULT_CSS = "RowList { height: 1fr; width: 1fr; scrollbar-size: 0 0; overflow: hidden scroll; }"
    BINDINGS = list_bindings()
    shows_cursor_always = True
    """False marks the cursor's line only while the list has the focus: for one of several lists."""

    class Moved(Message):
        """The cursor stands on another row, or on none."""

        def __init__(self, rows: "RowList[Any]", key: int | None) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> "RowList[Any]":
            return self.rows

    class Chosen(Message):
        """A row under the cursor was clicked."""

        def __init__(self, rows: "RowList[Any]", key: int) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> "RowList[Any]":
            return self.rows

    class Beyond(Message):
        """Other numbers of rows lie above and below what is in view."""

        def __init__(self, rows: "RowList[Any]", above: int, below: int) -> None:
            super().__init__()
            self.rows = rows
            self.above = above
            self.below = below

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        has_headings: bool = True,
        cursor_mark: str = "▌",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = columns
        self.rows: Rows[Row] = ListedRows[Row]((), lambda row: 0)
        self.cursor = 0
        """Line of the cursor, counted in rows."""
        self.cursor_key: int | None = None
        self._head = 1 if has_headings else 0
        self._empty: Sequence[Line] = ()
        self._lines = RowLines[Row](cursor_mark, self.over_all)
        self._beyond = (0, 0)

    # ---- rows

    def show(self, rows: Rows[Row]) -> None:
        """Take these rows in place of the former ones and repaint the lines that differ."""
        before = self._lines_in_view()
        line_of_cursor = self.cursor - self.scroll_offset.y
        self.rows = rows
        place_now = None if self.cursor_key is None else rows.find(self.cursor_key)
        former = self.cursor_key
        self.cursor = max(0, min(self.cursor, len(rows) - 1)) if place_now is None else place_now
        self.cursor_key = rows.key(self.cursor) if len(rows) else None
        size = Size(1, len(rows) + self._head)
        if size != self.virtual_size:
            if self.styles.is_auto_height:
                self.virtual_size = size
            else:  # set as usual it would lay out the whole screen anew, for nothing
                self.set_reactive(RowList.virtual_size, size)
        top = self.scroll_offset.y
        if place_now is not None and place_now - line_of_cursor != top:
            self._scroll_to_line(place_now - line_of_cursor)
        self._keep_in_view()
        if self.scroll_offset.y == top:
            self._repaint_changed(before)
        self._note_beyond()
        if self.cursor_key != former:
            self.post_message(self.Moved(self, self.cursor_key))

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows.row(self.cursor) if self.cursor < len(self.rows) else None

    def say_empty(self, lines: Sequence[Line]) -> None:
        """What to read where there are no rows."""
        self._empty = lines
        if not len(self.rows):
            self.refresh()

    def show_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Other columns for the same kind of rows."""
        self.columns = columns
        self._lines.forget()
        self.refresh()

    def _lines_in_view(self) -> list[tuple[int, Row]]:
        top = self.scroll_offset.y
        return [
            (self.rows.key(index), self.rows.row(index))
            for index in range(top, min(top + self._page, len(self.rows)))
        ]

    def _repaint_changed(self, before: list[tuple[int, Row]]) -> None:
        now = self._lines_in_view()
        if not before or not now:
            self.refresh()
            return
        width = self.size.width
        changed = [
            Region(0, y + self._head, width, 1)
            for y in range(max(len(before), len(now)))
            if y >= len(before) or y >= len(now) or before[y] != now[y]
        ]
        if changed:
            self.refresh(*changed)

    # ---- moving

    @property
    def _page(self) -> int:
        return max(1, self.size.height - self._head)

    def action_move(self, how: str) -> None:
        page, last = self._page, len(self.rows) - 1
        steps = {
            "line_up": -1,
            "line_down": 1,
            "page_up": -page,
            "page_down": page,
            "first": -last - 1,
            "last": last + 1,
        }
        self.move_to(self.cursor + steps[how])

    def move_to(self, index: int) -> None:
        """Put the cursor on the row at ``index``, or the nearest there is."""
        new = max(0, min(index, len(self.rows) - 1))
        if not len(self.rows) or (new == self.cursor and self.cursor_key is not None):
            return
        old, self.cursor = self.cursor, new
        self.cursor_key = self.rows.key(new)
        top = self.scroll_offset.y
        if not self._keep_in_view():
            width = self.size.width
            self.refresh(
                Region(0, old - top + self._head, width, 1), Region(0, new - top + self._head, width, 1)
            )
        self.post_message(self.Moved(self, self.cursor_key))

    def _keep_in_view(self) -> bool:
        """Scroll when the cursor is out of view: by half a page past an edge, so that what comes can be seen."""
        top, page = self.scroll_offset.y, self._page
        if top <= self.cursor < top + page:
            return False
        past = self.cursor - (top + page - 1) if self.cursor >= top + page else top - self.cursor
        if past >= page:
            goal = self.cursor if self.cursor < top else self.cursor - page + 1 if past > page else top + past
        else:
            goal = self.cursor - page // 2
        return self._scroll_to_line(goal)

    def _scroll_to_line(self, line: int) -> bool:
        top = self.scroll_offset.y
        goal = max(0, min(line, len(self.rows) - self._page))
        if goal != top:
            self.scroll_to(y=goal, animate=False, force=True, immediate=True)
        return self.scroll_offset.y != top

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._note_beyond()

    def _note_beyond(self) -> None:
        """Say in the frame how much lies above and below, where not everything is in view."""
        above = self.scroll_offset.y
        now = (above, max(0, len(self.rows) - above - self._page))
        if now != self._beyond and self.size.height:
            self._beyond = now
            marks: Any = getattr(self.app, "glyphs", UNICODE)
            parts = [
                f"{mark} {count}" for mark, count in zip((marks.up, marks.down), now, strict=True) if count
            ]
            # Set as usual it would repaint the whole list with its frame: a quarter of what a page writes.
            self._border_subtitle = Content(f" {marks.dot} ".join(parts))
            self.refresh(Region(-1, self.size.height, self.outer_size.width, 1))
            self.post_message(self.Beyond(self, *now))

    def on_click(self, event: events.Click) -> None:
        index = event.y - self.gutter.top - self._head + self.scroll_offset.y
        if event.y - self.gutter.top < self._head or index >= len(self.rows):
            return
        event.stop()
        if index == self.cursor:
            self.post_message(self.Chosen(self, self.rows.key(index)))
        else:
            self.move_to(index)

    # ---- painting

    def tick(self) -> None:
        """A second passed: repaint the ticking cells that read otherwise now."""
        if not len(self.rows) or not self._lines.next_second():
            return
        top = self.scroll_offset.y
        runs: list[tuple[int, int]] = []
        for y in range(min(self._page, len(self.rows) - top)):
            index = y + top
            row, key = self.rows.row(index), self.rows.key(index)
            if self._lines.has_ticked(row, key, has_cursor=self._has_cursor(index)):
                if runs and sum(runs[-1]) == y:
                    runs[-1] = (runs[-1][0], runs[-1][1] + 1)
                else:
                    runs.append((y, 1))
        if runs:
            self.refresh(
                *(
                    Region(placed.x, y + self._head, placed.width, height)
                    for placed in self._lines.ticking
                    for y, height in runs
                )
            )

    def on_resize(self) -> None:
        self._lines.forget()
        self._keep_in_view()
        self._note_beyond()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of rows are kept whole, with frame and filters: Textual would put each together anew at each page."""
        self._lines.laid_out(self.columns, self.size.width, self.app.theme)
        first = self.styles.gutter.top + self._head
        above = min(max(first, crop.y), crop.bottom)
        below = min(max(first + min(self._page, len(self.rows) - self.scroll_offset.y), above), crop.bottom)
        strips: list[Strip] = []
        if crop.y < above:
            strips += super().render_lines(Region(crop.x, crop.y, crop.width, above - crop.y))
        if above < below:
            top = self.scroll_offset.y - first
            rows = self._framed_rows(first, range(above + top, below + top))
            is_whole = crop.column_span == (0, self.outer_size.width)
            strips += rows if is_whole else [row.crop(*crop.column_span) for row in rows]
        if below < crop.bottom:
            strips += super().render_lines(Region(crop.x, below, crop.width, crop.bottom - below))
        return strips

    def _framed_rows(self, first: int, indexes: range) -> list[Strip]:
        """Rows as they stand on the screen; the frame is that of line ``first`` as Textual draws it."""
        outer, gutter = self.outer_size.width, self.styles.gutter
        drawn = super().render_lines(Region(0, first, outer, 1))[0]
        frame = drawn.crop(0, gutter.left), drawn.crop(outer - gutter.right, outer)
        self._lines.looks(Look(frame, self.get_line_filters(), self.background_colors[1], self.has_focus))
        rows = self.rows
        return [
            self._lines.line(rows.row(index), rows.key(index), has_cursor=self._has_cursor(index))
            for index in indexes
        ]

    def over_all(self, row: Row, width: int) -> Line | None:
        """The line of a row that is one text of ``width`` cells over all columns; None where each has its cell."""
        return None

    def _has_cursor(self, index: int) -> bool:
        return index == self.cursor and (self.shows_cursor_always or self.has_focus)

    def render_line(self, y: int) -> Strip:
        if y < self._head:
            return self._lines.heading()
        width, index = self.size.width, y - self._head
        # A line with a row is drawn by render_lines; here only its frame matters.
        empty = [] if len(self.rows) else self._folded_empty(width - 2)
        line: Line = empty[index] if index < len(empty) else ()
        return strip_of([(" ", ""), *line], inks_of(self.app.theme), width)

    def _folded_empty(self, width: int) -> list[Line]:
        """What stands where there are no rows; a sentence that is longer than the list is wide goes on below."""
        return [
            part
            for line in self._empty
            for part in (folded_lines(*line[0], width) if len(line) == 1 else [line])
        ]
