"""Choosing one of many reasons: a digit takes one of the first five, letters narrow the list, Enter takes the line."""

from collections.abc import Iterable, Sequence

from textual import events
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from screens.folded import folded
from screens.seat import Seat
from screens.widgets.choice_list import Choice
from screens.widgets.columns import Column
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows

DIGITS = "12345"


class DigitPressed(Message):
    """One of the digits that choose was pressed in the field."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


class _Field(Input):
    """Digits choose; everything else is typed."""

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character in DIGITS:
            event.stop()
            event.prevent_default()
            self.post_message(DigitPressed(DIGITS.index(event.character)))


class ReasonPicker(Vertical):
    """``chosen`` is the reason under the cursor; posts ``Picked`` when one is taken."""

    class Picked(Message):
        """A reason was taken."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    def __init__(self, seat: Seat, reasons: Sequence[Choice]) -> None:
        super().__init__(id="reasons")
        self.reasons = reasons
        self.field = _Field(placeholder=seat.words("lead.close_filter"), id="reason")
        columns: tuple[Column[Choice], ...] = (
            Column("", lambda choice: (self._digit(choice), "key"), 1),
            Column("", lambda choice: (choice.text, "text"), 10, grows=1),
        )
        self.list: RowList[Choice] = RowList(columns, has_headings=False, cursor_mark=seat.glyphs.cursor)
        self.list.can_focus = False
        self.list.styles.height = len(reasons)
        self._shown: Sequence[Choice] = reasons

    def compose(self) -> Iterable[Widget]:
        yield self.field
        yield self.list

    def on_mount(self) -> None:
        self._narrow()

    @property
    def chosen(self) -> str | None:
        """The code under the cursor; None when no reason holds what was typed."""
        choice = self.list.current
        return choice.code if choice is not None else None

    def _digit(self, choice: Choice) -> str:
        """The digit that takes it; none after the fifth, where letters narrow the list."""
        place = self._shown.index(choice)
        return DIGITS[place] if place < len(DIGITS) else " "

    def _narrow(self) -> None:
        wanted = folded(self.field.value).split()
        self._shown = [each for each in self.reasons if all(word in folded(each.text) for word in wanted)]
        self.list.show_columns(self.list.columns)
        self.list.show(ListedRows(self._shown, self.reasons.index))
        self.list.move_to(0)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._pick()

    def on_digit_pressed(self, event: DigitPressed) -> None:
        event.stop()
        if event.place < len(self._shown):
            self.list.move_to(event.place)
            self._pick()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self._pick()

    def on_key(self, event: events.Key) -> None:
        """Arrows move in the list while one types."""
        moves = {"up": "line_up", "down": "line_down", "pageup": "page_up", "pagedown": "page_down"}
        if event.key in moves:
            event.stop()
            self.list.action_move(moves[event.key])

    def _pick(self) -> None:
        if self.chosen is not None:
            self.post_message(self.Picked(self.chosen))
