"""Programs that do next to nothing, to measure against: ``python -m benchmarks.floors bare|table|ticking``.

``bare`` is a Textual program with a list drawn line by line and as many widgets as the queue; ``table`` is Textual's
DataTable with 1,000 rows; ``ticking`` the same with a countdown in every visible row, once a second.
"""

import sys
import time
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import DataTable, Static

ROWS = 5_000
TABLE_ROWS = 1_000
STATICS = 8
"""With the list: as many widgets as the queue screen has."""
HEADINGS = (("Ref", 10), ("Name", 20), ("Phone", 16), ("Source", 13), ("Due", 9), ("Note", 60))


def cells(number: int) -> tuple[str, ...]:
    """A made-up row."""
    return (
        f"L{number:08x}",
        f"Name {number % 997}",
        f"+33639980{number:05d}",
        "web-form",
        left(number, 0),
        "after work",
    )


def left(number: int, now: int) -> str:
    """A countdown."""
    seconds = (number * 37) % 7200 - now % 7200
    sign, seconds = ("-", -seconds) if seconds < 0 else (" ", seconds)
    return f"{sign}{seconds // 3600:d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


class Lines(ScrollView, can_focus=True):
    """Draws visible rows only, and two lines a cursor move."""

    DEFAULT_CSS = "Lines { height: 1fr; scrollbar-size: 0 0; }"
    BINDINGS = [Binding(key, f"go('{key}')") for key in ("up", "down", "pageup", "pagedown", "home", "end")]
    PLAIN, CURSOR = Style(color="white"), Style(color="black", bgcolor="cyan")

    def __init__(self) -> None:
        super().__init__()
        self.cursor = 0
        self.virtual_size = Size(1, ROWS)

    def render_line(self, y: int) -> Strip:
        row, width = self.scroll_offset.y + y, self.size.width
        pairs = zip(cells(row), HEADINGS, strict=True)
        text = " ".join(cell[:wide].ljust(wide) for cell, (_, wide) in pairs)[:width].ljust(width)
        return Strip([Segment(text, self.CURSOR if row == self.cursor else self.PLAIN)], width)

    def action_go(self, key: str) -> None:
        page, last, old = self.size.height, ROWS - 1, self.cursor
        step = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "home": -last, "end": last}[key]
        self.cursor = max(0, min(last, old + step))
        top, width = self.scroll_offset.y, self.size.width
        if top <= self.cursor < top + page:
            self.refresh(Region(0, old - top, width, 1), Region(0, self.cursor - top, width, 1))
        else:
            below = self.cursor - page + 1 if key == "down" else min(self.cursor, ROWS - page)
            goal = self.cursor if self.cursor < top else below
            self.scroll_to(y=goal, animate=False, force=True, immediate=True)
        foot: Static = self.app.query_one("#foot", Static)
        foot.update(f"Cur {self.cursor}", layout=False)


class Bare(App[None]):
    ENABLE_COMMAND_PALETTE = False
    CSS = "Static { height: 1; } #foot { dock: bottom; }"

    def compose(self) -> ComposeResult:
        yield Static("READY", markup=False)
        for number in range(STATICS - 2):
            yield Static(f"line {number}", markup=False)
        yield Lines()
        yield Static("Cur 0", id="foot", markup=False)

    def on_mount(self) -> None:
        self.query_one(Lines).focus()


class Table(App[None]):
    ENABLE_COMMAND_PALETTE = False
    is_ticking = False

    def compose(self) -> ComposeResult:
        yield Static("READY", markup=False)
        table: DataTable[Any] = DataTable(cursor_type="row")
        for heading, width in HEADINGS:
            table.add_column(heading, width=width, key=heading)
        for number in range(TABLE_ROWS):
            table.add_row(*cells(number), key=str(number))
        yield table

    def on_mount(self) -> None:
        self.query_one(DataTable).focus()
        if self.is_ticking:
            self.set_interval(1.0, self.tick)

    def tick(self) -> None:
        table, now = self.query_one(DataTable), int(time.time())
        top = int(table.scroll_offset.y)
        for number in range(top, min(top + table.size.height - 1, TABLE_ROWS)):
            table.update_cell(str(number), "Due", left(number, now))


if __name__ == "__main__":
    kind = sys.argv[1]
    if kind == "bare":
        Bare().run()
    else:
        table = Table()
        table.is_ticking = kind == "ticking"
        table.run()
