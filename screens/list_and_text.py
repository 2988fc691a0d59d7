"""A list and the whole of what is under its cursor, beside it or, where it is narrow, below it once it was opened."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from rules.refusal import Refusal
from screens.console_screen import ConsoleScreen
from screens.refreshing import Refreshing
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.line import Line
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows
from screens.widgets.text_pane import TextPane

Row = TypeVar("Row")


class ListAndText(Refreshing, ConsoleScreen[None], Generic[Row]):
    """A subclass gives columns, ``question``, ``answered`` (which ends with ``show_rows``) and ``detail_lines``.

    Enter goes to the text, Escape comes back to the list.
    """

    CSS_PATH = Path(__file__).with_name("list_and_text.tcss")
    TITLE_KEY: ClassVar[str]
    TOUCHES: ClassVar[frozenset[str]] = frozenset()
    """Subjects of changes after which the list is read anew."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.list: RowList[Row] = RowList(
            self.columns(), cursor_mark=seat.glyphs.cursor, id="entries", classes="pane entries"
        )
        self.detail = TextPane(id="detail", classes="pane detail")

    def columns(self) -> Sequence[Column[Row]]:
        raise AssertionError("a list has columns")

    def key_of(self, row: Row) -> int:
        raise AssertionError("a row has a key")

    def empty_text(self) -> str:
        """What to read where there is nothing."""
        return ""

    def title_text(self, count: int) -> str:
        """What stands in the list's frame."""
        return f"{self.seat.words(self.TITLE_KEY)} {self.seat.glyphs.rule * 2} {count}"

    def detail_lines(self, row: Row, width: int) -> Sequence[Line]:
        """The whole of ``row``, folded to ``width`` cells."""
        return ()

    def detail_title(self, row: Row) -> str:
        """What stands in the text's frame."""
        return ""

    def rest_line(self, row: Row | None) -> Line:
        """The status line at rest."""
        return ()

    def compose_body(self) -> Iterable[Widget]:
        yield Container(self.list, self.detail, classes="body")

    def on_mount(self) -> None:
        self.list.border_title = Content(self.seat.words(self.TITLE_KEY))
        self.list.say_empty([[], [(self.seat.words("queue.loading"), "muted")]])
        self.list.focus()
        self.reload()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These rows; the cursor stays on its own."""
        self.list.show(ListedRows(rows, self.key_of))
        self.list.say_empty([[], [(self.empty_text(), "text")]])
        self.list.border_title = Content(clean(self.title_text(len(rows))))
        self.show_detail()
        self.keys_changed()

    def show_detail(self) -> None:
        """Draw the text of the row under the cursor."""
        row = self.list.current
        width = max(20, self.detail.size.width - 2)
        self.detail.border_title = Content(clean(self.detail_title(row))) if row is not None else None
        self.detail.show(self.detail_lines(row, width) if row is not None else ())
        self.status.rest(self.rest_line(row))

    def on_changed(self, changed: dict[str, frozenset[int]]) -> None:
        if self.TOUCHES & changed.keys():
            self.reload_soon()

    def on_row_list_moved(self) -> None:
        self.detail.scroll_home(animate=False)
        self.show_detail()
        self.keys_changed()

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_detail)

    def refusal_for(self, code: str) -> Refusal | None:
        if code == "open" and self.list.current is None:
            return Refusal("nothing_chosen")
        return None

    def action_open(self) -> None:
        """Go to the text; from there, on to what it is about."""
        if self.focused is self.detail:
            row = self.list.current
            if row is not None:
                self.go_on(row)
            return
        self.add_class("-detail")
        self.call_after_refresh(self._to_detail)

    def go_on(self, row: Row) -> None:
        """Enter was pressed in the text."""

    def _to_detail(self) -> None:
        self.show_detail()
        self.detail.focus()

    def action_back(self) -> None:
        """From the text to the list, from the list to where one came from."""
        if self.focused is self.detail or (self.has_class("-detail") and self.has_class("-narrow")):
            self.remove_class("-detail")
            self.list.focus()
            self.call_after_refresh(self.show_detail)
        else:
            super().action_back()
