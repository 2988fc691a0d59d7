"""The lanes of the queue with what waits in each: a column on the left, or one line of tabs where it is narrow."""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from rules.values.queue import LaneCount, MyDay
from rules.vocabulary import Lane
from screens.safe_text import width_of
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.line import Line, Piece, two_sided

LEAD_IN = 3
"""Cells before a lane's name: the cursor's mark, its number, a blank."""


class LaneChosen(Message):
    """A lane was clicked."""

    def __init__(self, lane: Lane) -> None:
        super().__init__()
        self.lane = lane


class Lanes(Bar):
    """State comes from the screen with ``show``; a click is posted as ``LaneChosen``."""

    def __init__(self, seat: Seat, *, are_tabs: bool, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self.seat = seat
        self.are_tabs = are_tabs
        self.current = Lane.TO_TAKE
        self.counts: dict[Lane, LaneCount] = {}
        self.rung: frozenset[Lane] = frozenset()
        self.day: MyDay | None = None
        self._tabs: list[tuple[int, int, Lane]] = []

    def show(
        self, current: Lane, counts: dict[Lane, LaneCount], rung: frozenset[Lane], day: MyDay | None
    ) -> None:
        """The lane shown, how many wait in each, where something new rang, and my day so far."""
        self.current, self.counts, self.rung, self.day = current, counts, rung, day
        self.redraw()

    def lines(self) -> Sequence[Line]:
        return (self._tab_line(),) if self.are_tabs else self._column()

    def _column(self) -> list[Line]:
        width = self.size.width
        lines: list[Line] = []
        for number, lane in enumerate(Lane, start=1):
            is_current = lane is self.current
            mark = self.seat.glyphs.cursor if is_current else " "
            figures = self._figures(lane)
            name = self.seat.words(f"vocabulary.lane.{lane}")
            if LEAD_IN + width_of(name) + sum(width_of(text) for text, _ in figures) >= width > 0:
                name = self.seat.words(f"queue.tab_{lane}")
            left: list[Piece] = [
                (mark, "accent"),
                (f"{number} ", "muted"),
                (name, "selected" if is_current else "text"),
            ]
            lines.append(two_sided(left, figures, width))
        if self.day is not None:
            words, wording = self.seat.words, self.seat.wording
            lines += [[], [(" " + words("queue.my_day"), "muted")]]
            lines.append([(" " + words.plural("queue.taken", self.day.taken), "text")])
            if self.day.median_s is not None:
                lines.append(
                    [(" " + words("queue.median", median=wording.lasting(self.day.median_s)), "text")]
                )
            if self.day.p90_s is not None:
                lines.append([(" " + words("queue.p90", p90=wording.lasting(self.day.p90_s)), "text")])
        return lines

    def _figures(self, lane: Lane) -> list[Piece]:
        count = self.counts.get(lane)
        if count is None:
            return []
        pieces: list[Piece] = []
        if lane in self.rung:
            pieces.append((f"{self.seat.glyphs.unread} ", "soon"))
        if count.late:
            pieces.append((f"{self.seat.glyphs.late}{count.late} ", "late"))
        pieces.append((f"{count.total:>3}", "text" if count.total else "muted"))
        return pieces

    def _tab_line(self) -> Line:
        """Every lane with its name as long as they fit, closer together before names are left out from the right."""
        lanes = list(Lane)
        named = set(lanes)
        line, self._tabs = self._tabs_with(named, gap=2)
        for lane in (None, *reversed(lanes)):
            if self._tabs[-1][1] <= self.size.width:
                break
            if lane is not self.current:
                named.discard(lane)
                line, self._tabs = self._tabs_with(named, gap=1)
        return line

    def _tabs_with(self, named: set[Lane], gap: int) -> tuple[list[Piece], list[tuple[int, int, Lane]]]:
        line: list[Piece] = [(" ", "")]
        places: list[tuple[int, int, Lane]] = []
        x = 1
        for number, lane in enumerate(Lane, start=1):
            count = self.counts.get(lane)
            is_current = lane is self.current
            name = f" {self.seat.words(f'queue.tab_{lane}')}" if lane in named else ""
            pieces: list[Piece] = [(str(number), "muted"), (name, "selected" if is_current else "text")]
            if count is not None:
                ink = "late" if count.late else "soon" if lane in self.rung else "muted"
                mark = (
                    self.seat.glyphs.late
                    if count.late
                    else self.seat.glyphs.unread
                    if lane in self.rung
                    else self.seat.glyphs.calm
                )
                pieces.append((f"{mark}{count.total}", ink))
            taken = sum(width_of(text) for text, _ in pieces)
            places.append((x, x + taken, lane))
            line += [*pieces, (" " * gap, "")]
            x += taken + gap
        return line, places

    def on_click(self, event: events.Click) -> None:
        if self.are_tabs:
            for start, end, lane in self._tabs:
                if start <= event.x < end:
                    self.post_message(LaneChosen(lane))
            return
        y = event.y - self.gutter.top
        if 0 <= y < len(Lane):
            self.post_message(LaneChosen(list(Lane)[y]))
