"""Response time by hour of the day as bars of block characters: light, sharp, and each bar can be opened."""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from rules.values.figures import HourFigure
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.line import Line, Piece

EIGHTHS = " ▁▂▃▄▅▆▇█"
WIDEST = 7
"""Cells of one hour at most; the bar leaves one of them free."""
DAY = (8, 20)
"""Hours that are shown even when nothing came."""


class HourChart(Bar, can_focus=True):
    """The median over each bar in minutes, the count under its hour. Arrows choose an hour: ``hour``."""

    class Opened(Message):
        """A bar was clicked."""

    def __init__(self, seat: Seat, id: str) -> None:
        super().__init__(id=id, classes="pane")
        self.seat = seat
        self.hours: Sequence[HourFigure] = ()
        self.hour: int | None = None

    def show(self, hours: Sequence[HourFigure]) -> None:
        """Every hour of the day that has something, and the working day in any case."""
        busy = [figure.hour for figure in hours if figure.count]
        first, last = min([*busy, DAY[0]]), max([*busy, DAY[1] - 1])
        known = {figure.hour: figure for figure in hours}
        self.hours = [known.get(hour, HourFigure(hour, 0, None)) for hour in range(first, last + 1)]
        if self.hour is None or not first <= self.hour <= last:
            slowest = max(self.hours, key=lambda figure: figure.median_s or 0)
            self.hour = slowest.hour
        self.redraw()

    def lines(self) -> Sequence[Line]:
        height, room = self.size.height, self.size.width - 2
        if not self.hours or height < 4:
            return ()
        if not any(figure.count for figure in self.hours):
            return ([(" " + self.seat.words("supervision.no_hours"), "muted")],)
        wide = max(3, min(WIDEST, room // len(self.hours)))
        bars = height - 3
        most = max(figure.median_s or 0 for figure in self.hours) or 1
        lines: list[Line] = []
        for row in range(bars, -1, -1):  # one line more than the bars: the value over the highest
            line: list[Piece] = [(" ", "")]
            for figure in self.hours:
                line.append(self._cell(figure, row, bars, most, wide))
            lines.append(line)
        lines.append([(" ", ""), *(self._hour(figure, wide) for figure in self.hours)])
        counts = [(f"{figure.count or '':>{wide - 1}} ", "muted") for figure in self.hours]
        return [*lines, [(" ", ""), *counts]]

    def _cell(self, figure: HourFigure, row: int, bars: int, most: int, wide: int) -> Piece:
        """One line of one bar, counted from the bottom; the value stands on the line over the bar."""
        eighths = round((figure.median_s or 0) / most * bars * 8)
        if figure.median_s is not None:
            eighths = max(1, eighths)
        full, part = divmod(eighths, 8)
        top = full + (1 if part else 0)
        ink = self._ink(figure)
        if row < top:
            is_plain = self.seat.glyphs.rule == "-"
            block = "#" if is_plain else EIGHTHS[8 if row < full else part]
            return f" {block * (wide - 2)} ", ink
        if row == top and figure.median_s is not None:
            return f"{_short(figure.median_s):>{wide - 1}} ", "text" if ink == "muted" else ink
        return " " * wide, ""

    def _hour(self, figure: HourFigure, wide: int) -> Piece:
        text = f"{figure.hour}h" if wide >= 4 else str(figure.hour)
        return f"{text:>{wide - 1}} ", "selected" if self._is_chosen(figure) else "muted"

    def _ink(self, figure: HourFigure) -> str:
        return "accent" if self._is_chosen(figure) else "muted"

    def _is_chosen(self, figure: HourFigure) -> bool:
        return self.has_focus and figure.hour == self.hour

    def on_key(self, event: events.Key) -> None:
        if event.key not in ("left", "right") or not self.hours or self.hour is None:
            return
        event.stop()
        first, last = self.hours[0].hour, self.hours[-1].hour
        self.hour = max(first, min(last, self.hour + (1 if event.key == "right" else -1)))
        self.redraw()

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        if not self.hours:
            return
        wide = max(3, min(WIDEST, (self.size.width - 2) // len(self.hours)))
        index = (event.x - self.gutter.left - 1) // wide
        if 0 <= index < len(self.hours):
            self.hour = self.hours[index].hour
            self.redraw()
            self.post_message(self.Opened())


def _short(seconds: int) -> str:
    """Minutes in three cells: ``<1``, ``4``, ``59``, then hours: ``2h``."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return "<1"
    return str(minutes) if minutes < 100 else f"{round(seconds / 3600)}h"
