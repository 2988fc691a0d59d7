"""The names of a lead's panes on one line, where only one of them has room."""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from screens.safe_text import cut, width_of
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.line import Line, Piece

_LEAST_ASKED = 12
"""Cells below which a question would only be a riddle."""
NAMES = ("lead.pane_conversation", "lead.pane_person", "lead.pane_car")


class PaneTabs(Bar):
    """``show`` tells which one stands open; a click chooses another."""

    class Chosen(Message):
        """A name was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, seat: Seat) -> None:
        super().__init__(id="pane-tabs")
        self.seat = seat
        self.current = 0
        self.asked: tuple[str, ...] = ()
        self.keys = ""
        self._places: list[tuple[int, int]] = []

    def show(self, current: int) -> None:
        self.current = current
        self.redraw()

    def ask(self, *forms: str, keys: str = "") -> None:
        """Say at the end of the line what somebody should decide; nothing without a form.

        The first form that fits is said, the last one is cut. ``keys`` answer it and are never cut.
        """
        self.asked, self.keys = forms, keys
        self.redraw()

    def lines(self) -> Sequence[Line]:
        line: list[Piece] = [(" ", "")]
        self._places = []
        x = 1
        for number, key in enumerate(NAMES):
            name = self.seat.words(key)
            mark = self.seat.glyphs.cursor if number == self.current else " "
            line += [(mark, "accent"), (name, "selected" if number == self.current else "muted"), ("   ", "")]
            self._places.append((x, x + width_of(name) + 1))
            x += width_of(name) + 4
        said = "" if self.asked else f" {self.seat.words('lead.next_pane')}"
        line += [("F6", "key"), (said, "muted")]
        return ([*line, *self._question(self.size.width - x - len("F6 "))],)

    def _question(self, room: int) -> list[Piece]:
        keys = f" {self.keys}" if self.keys else ""
        left = room - 3 - width_of(keys)
        if not self.asked or left < _LEAST_ASKED:
            return []
        said = next((form for form in self.asked if width_of(form) <= left), cut(self.asked[-1], left))
        return [(" " * (room - width_of(said + keys)), ""), (said, "soon"), (keys, "key")]

    def on_click(self, event: events.Click) -> None:
        for number, (start, end) in enumerate(self._places):
            if start <= event.x < end:
                self.post_message(self.Chosen(number))
