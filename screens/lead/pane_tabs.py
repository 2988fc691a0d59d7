"""The names of a lead's panes on one line, where only one of them has room."""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from screens.safe_text import fit, width_of
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
        self.asked = self.short = ""
        self._places: list[tuple[int, int]] = []

    def show(self, current: int) -> None:
        self.current = current
        self.redraw()

    def ask(self, text: str, short: str = "") -> None:
        """Say at the end of the line what somebody should decide; nothing when empty. ``short`` where it has no room."""
        self.asked, self.short = text, short
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
        line += [("F6", "key"), (f" {self.seat.words('lead.next_pane')}", "muted")]
        x += len("F6 ") + width_of(self.seat.words("lead.next_pane"))
        room = self.size.width - x - 3
        if self.asked and room > _LEAST_ASKED:
            said = self.short if self.short and width_of(self.asked) > room else self.asked
            line += [("   ", ""), (fit(said, room, "right"), "soon")]
        return (line,)

    def on_click(self, event: events.Click) -> None:
        for number, (start, end) in enumerate(self._places):
            if start <= event.x < end:
                self.post_message(self.Chosen(number))
