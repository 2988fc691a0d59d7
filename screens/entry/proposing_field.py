"""A text field that proposes: below it, while one types, what its words may mean."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from textual import events
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Label

from screens.asking import Asking
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows

WAITS = 0.12
"""Seconds without a key before it asks, so that a fast typist asks once."""
LINES = 4
"""Of each list at most on a terminal of 24 lines: with them a whole form stands there."""
ROOMY = 34
"""Lines of a terminal from which on the lists grow, by one for every two more."""
MOVES = {"up": "line_up", "down": "line_down", "pageup": "page_up", "pagedown": "page_down"}


class Numbered(Protocol):
    """A line of the list."""

    @property
    def number(self) -> int: ...


Found = TypeVar("Found")
Row = TypeVar("Row", bound=Numbered)


class ProposingField(Asking, Vertical, Generic[Found, Row]):
    """What is under the cursor of the list is what is chosen, for the words it was found for and no others.

    A subclass gives its columns, asks for what fits a text, and makes lines of it.
    """

    DEFAULT_CSS = "ProposingField { height: auto; } ProposingField RowList { height: 1; }"

    def __init__(self, seat: Seat, label: str, *, code: str, text: str = "", hint: str = "") -> None:
        super().__init__()
        self.seat = seat
        self.label = label
        self.heading = Label(label, classes="field-label", markup=False)
        """Names the field, and says when its list holds more than can be seen."""
        self.input = Input(value=text, id=code, placeholder=hint)
        self.list: RowList[Row] = RowList(
            self.columns(), has_headings=False, cursor_mark=seat.glyphs.cursor, id=f"{code}_list"
        )
        self.list.can_focus = False
        self._pause: Timer | None = None
        self._looked_for: str | None = None
        """The text that was asked about last."""
        self._answered = ""
        """The text that the list on screen is for."""

    def columns(self) -> Sequence[Column[Row]]:
        raise AssertionError("a field that proposes has columns")

    def question(self, text: str) -> Callable[[], Sequence[Found]]:
        """Asks the service what fits the text."""
        raise AssertionError("a field that proposes asks")

    def lines(self, text: str, found: Sequence[Found]) -> Sequence[Row]:
        raise AssertionError("a field that proposes has lines")

    def likeliest(self, lines: Sequence[Row]) -> int:
        """The place of the line the cursor begins on."""
        return 0

    def compose(self) -> Iterable[Widget]:
        yield self.heading
        yield self.input
        yield self.list

    @property
    def text(self) -> str:
        """What was typed, without blanks around it."""
        return self.input.value.strip()

    @property
    def chosen(self) -> Row | None:
        """The line under the cursor; None while the list is for other words than those in the field."""
        return self.list.current if self._answered == self.text else None

    def on_mount(self) -> None:
        self._show("", ())
        self.look()

    def on_input_changed(self, event: Input.Changed) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(WAITS, self._look_for_other_words)

    def _look_for_other_words(self) -> None:
        if self.text != self._looked_for:  # else the list would lose what was chosen in it
            self.look()

    def look(self) -> None:
        """Ask what fits the words in the field now."""
        text = self._looked_for = self.text
        self.ask(self.question(text), lambda found: self._show(text, found), name="found")

    def _show(self, text: str, found: Sequence[Found]) -> None:
        self._answered = text
        lines = self.lines(text, found)
        self.list.show(ListedRows(lines, lambda line: line.number))
        self.list.move_to(self.likeliest(lines))
        self.fit()

    def fit(self) -> None:
        """The list as high as its lines, as far as the terminal has room for the whole form."""
        if self.list.is_mounted:
            most = LINES + max(0, (self.app.size.height - ROOMY) // 2)
            self.list.styles.height = min(most, len(self.list.rows))
            self.list.display = bool(len(self.list.rows))

    def on_row_list_beyond(self, event: RowList.Beyond) -> None:
        """Say above the field how many lines of its list are out of sight."""
        event.stop()
        words, hidden = self.seat.words, event.above + event.below
        more = f"   {self.seat.glyphs.down} {words('entry.unseen', count=hidden)}" if hidden else ""
        self.heading.update(self.label + more)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        event.stop()

    def on_key(self, event: events.Key) -> None:
        """Arrows choose in the list below while one types."""
        if event.key in MOVES and self.input.has_focus:
            event.stop()
            self.list.action_move(MOVES[event.key])
