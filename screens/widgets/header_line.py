"""The first line: whose console this is, whether it is live, the time, who sits here, and mail that needs a look."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.geometry import Region

from screens.safe_text import clean, width_of
from screens.widgets.bar import Bar
from screens.widgets.line import Line, Piece

if TYPE_CHECKING:
    from screens.app import ConsoleApp


class HeaderLine(Bar):
    """Reads the application's state; repaints only the clock as it ticks."""

    GROUND = "bar"

    def __init__(self) -> None:
        super().__init__(classes="header-line")
        self._clock_at = (0, 0)

    @property
    def console(self) -> "ConsoleApp":
        app: Any = self.app
        console: ConsoleApp = app
        return console

    def lines(self) -> Sequence[Line]:
        console = self.console
        words, glyphs, width = console.words, console.glyphs, self.size.width
        left: list[Piece] = [(" VO Call Center", "strong")]
        seat = console.seat
        if seat is None:
            return (left,)
        group = clean(seat.services.group_name)
        if group and width >= 100:
            left += [(f" {glyphs.dot} ", "muted"), (group, "muted")]
        live = console.live_state
        dot = {
            "live": (glyphs.live, "good"),
            "starting": (glyphs.empty, "muted"),
            "no_engine": (glyphs.stopped, "soon"),
        }.get(live, (glyphs.no, "late"))
        state: list[Piece] = [dot, (f" {words('shell.' + live)}", "muted")]
        now = seat.wording.headline(seat.now())
        when = now if width >= 100 else now[-8:]
        me: list[Piece] = [(clean(seat.actor.name), "text")]
        status = console.my_status
        me += [
            (
                f"  {glyphs.me if status == 'available' else glyphs.empty} ",
                "good" if status == "available" else "soon",
            ),
            (words(f"vocabulary.staff_status.{status}"), "muted"),
        ]
        mail: list[Piece] = []
        if console.outbox_problems:
            mail = [(f"   {glyphs.letter} {console.outbox_problems}", "late")]
        used = _width(left) + width_of(when) + _width(me) + _width(mail) + 1
        if live == "live" and used + _width(state) + 6 > width:
            state = [dot]
        used += _width(state)
        gap = max(2, (width - used) // 3)
        line: list[Piece] = [*left, (" " * gap, ""), *state, (" " * gap, "")]
        clock_x = _width(line)
        self._clock_at = (clock_x + width_of(when) - 8, 8)
        line.append((when, "text"))
        rest = _width(me) + _width(mail)
        line += [(" " * max(2, width - _width(line) - rest - 1), ""), *me, *mail]
        return (line,)

    def tick(self) -> None:
        """A second passed: repaint the clock, or the whole line when more than it changed."""
        before, self._lines = self._lines, self.lines()
        if before is None:
            self.refresh()
        elif before != self._lines:
            old, new = before[0], self._lines[0]
            same = [(a, b) for a, b in zip(old, new, strict=False) if a != b]
            only_clock = len(old) == len(new) and len(same) == 1 and same[0][0][0][:-8] == same[0][1][0][:-8]
            if only_clock:
                x, width = self._clock_at
                self.refresh(Region(x, 0, width, 1))
            else:
                self.refresh()


def _width(pieces: Sequence[Piece]) -> int:
    return sum(width_of(text) for text, _ in pieces)
