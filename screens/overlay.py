"""A small window over the screen: one field to narrow a list down, the list, and Enter to choose."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from screens.console_screen import HORIZONTAL, VERTICAL, Fitting, KeyAnswering
from screens.folded import folded
from screens.keys import bindings
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.key_line import KeyLine
from screens.widgets.notice import TooSmall
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows

Result = TypeVar("Result")
Row = TypeVar("Row")


SHARE = 0.9
"""How much of the height below its margin a window takes at most, as its style sheet says."""
MARGIN = 3


class Overlay(KeyAnswering, Fitting, ModalScreen[Result | None], Generic[Result, Row]):
    """Typing narrows the list (accents and case do not matter), arrows move in it, ``Enter`` chooses, ``Esc`` leaves.

    A subclass gives its title, its columns, its rows and the result of a row.
    """

    CONTEXT: ClassVar[str] = "overlay"
    HORIZONTAL_BREAKPOINTS = HORIZONTAL
    VERTICAL_BREAKPOINTS = VERTICAL
    AUTO_FOCUS = "Input"
    MOST = 14
    """Lines of the list at most."""
    AROUND = 4
    """Lines of the window beside the list: its frame, the field, the key line."""

    def __init_subclass__(cls, **options: Any) -> None:
        cls.BINDINGS = bindings(cls.CONTEXT)
        super().__init_subclass__(**options)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.all_rows: Sequence[Row] = ()
        self.field = Input(placeholder=self.hint(), id="filter")
        self.list: RowList[Row] = RowList(self.columns(), has_headings=False, cursor_mark=seat.glyphs.cursor)
        self.key_line = KeyLine(self.CONTEXT, seat.words, seat.glyphs, self.refusal_for)

    def title_text(self) -> str:
        return ""

    def hint(self) -> str:
        """What the empty field says."""
        return ""

    def columns(self) -> Sequence[Column[Row]]:
        raise AssertionError("an overlay has columns")

    def text_of(self, row: Row) -> str:
        """What the field is compared with."""
        return ""

    def result_of(self, row: Row) -> Result | None:
        raise AssertionError("an overlay has results")

    def compose(self) -> ComposeResult:
        with Vertical(classes="overlay") as frame:
            yield from self.compose_top()
            yield self.list
            yield self.key_line
        frame.border_title = Content(clean(self.title_text()))
        yield TooSmall(self.seat.words)

    def compose_top(self) -> Iterable[Widget]:
        yield self.field

    def fill(self, rows: Sequence[Row]) -> None:
        """The rows to choose from."""
        self.all_rows = rows
        self.narrow()

    def narrow(self) -> None:
        """Keep the rows that hold every word of the field."""
        wanted = folded(self.field.value).split()
        self.show_rows(
            [row for row in self.all_rows if all(word in folded(self.text_of(row)) for word in wanted)]
        )

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These rows, the cursor on the first."""
        self.list.show(ListedRows(rows, id))
        self.list.move_to(0)
        self.fit_list()

    def fit_list(self) -> None:
        """As high as its rows, as far as the terminal has room for them and for the key line below."""
        room = int((self.app.size.height - MARGIN) * SHARE) - self.AROUND
        self.list.styles.height = max(1, min(self.MOST, room, len(self.list.rows)))

    def on_resize(self) -> None:
        if self.list.is_mounted:
            self.fit_list()

    def on_row_list_beyond(self, event: RowList.Beyond) -> None:
        """Say in the frame that there is more than what can be seen."""
        words, glyphs = self.seat.words, self.seat.glyphs
        parts = []
        if event.above:
            parts.append(f"{glyphs.up} {words('shell.more_above', count=event.above)}")
        if event.below:
            parts.append(f"{glyphs.down} {words('shell.more_below', count=event.below)}")
        self.query_one(".overlay").border_subtitle = Content(f"  {glyphs.dot}  ".join(parts))

    def on_input_changed(self, event: Input.Changed) -> None:
        self.narrow()

    def on_key(self, event: events.Key) -> None:
        """Arrows move in the list while the field has the focus."""
        moves = {"up": "line_up", "down": "line_down", "pageup": "page_up", "pagedown": "page_down"}
        if event.key in moves and self.list is not self.focused:
            event.stop()
            self.list.action_move(moves[event.key])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.action_choose()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        row = self.list.current
        if row is not None:
            self.dismiss(self.result_of(row))

    def action_leave(self) -> None:
        self.dismiss(None)
