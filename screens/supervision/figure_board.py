"""The tiles on top of Supervision: four figures with those of the period before, and the counts of what is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from rules.values.figures import ClockFigure, Supervision
from rules.vocabulary import Clock
from screens.safe_text import cut, width_of
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.line import Line, Piece

TILES = ("median", "p90", "attainment", "late")
COUNTS = ("at_risk", "without_action", "unowned", "open")
GOOD, FAIR = 0.9, 0.75
"""Shares met in time that are well and just about right."""

ROOMY = 104
"""Cells from which a tile says in full what it is compared with."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name, its value, what it is compared with and whether that is for the better."""

    code: str
    label: str
    value: str
    ink: str
    before: str = ""
    trend: str = ""
    trend_ink: str = "muted"


class FigureBoard(Bar, can_focus=True):
    """Arrows choose a figure; ``chosen`` is its code. A click on one posts ``Opened``."""

    class Opened(Message):
        """A figure was clicked."""

    def __init__(self, seat: Seat, id: str) -> None:
        super().__init__(id=id, classes="pane")
        self.seat = seat
        self.days = 1
        self.figures: Supervision | None = None
        self.chosen = TILES[0]

    def show(self, figures: Supervision, days: int) -> None:
        """These figures of the last ``days`` days."""
        self.figures, self.days = figures, days
        self.redraw()

    # ---- what stands in it

    def lines(self) -> Sequence[Line]:
        if self.figures is None:
            return ([(" " + self.seat.words("queue.loading"), "muted")],)
        width = self.size.width // len(TILES)
        tiles = [self._tile(code, self.figures) for code in TILES]
        counts = [self._count(code, self.figures) for code in COUNTS]
        lines: list[Line] = []
        for part in range(3):
            line: list[Piece] = []
            for tile in tiles:
                line += self._fitted([self._mark(tile), *_tile_line(tile, part)], width)
            lines.append(line)
        below: list[Piece] = []
        for count in counts:
            pieces: list[Piece] = [self._mark(count), (count.value, count.ink), (f" {count.label}", "muted")]
            below += self._fitted(pieces, width)
        return [*lines, [], below]

    def _mark(self, figure: Figure) -> Piece:
        is_here = self.has_focus and figure.code == self.chosen
        return (f"{self.seat.glyphs.cursor} " if is_here else "  ", "accent")

    def _fitted(self, pieces: Sequence[Piece], width: int) -> list[Piece]:
        room, fitted = width - 1, list[Piece]()
        for text, ink in pieces:
            taken = width_of(text)
            if taken > room:
                text, taken = cut(text, room), max(0, room)
            fitted.append((text, ink))
            room -= taken
        return [*fitted, (" " * (room + 1), "")]

    def _tile(self, code: str, figures: Supervision) -> Figure:
        now, before = first_response(figures.clocks), first_response(figures.before)
        words, wording, glyphs = self.seat.words, self.seat.wording, self.seat.glyphs
        label = words(f"supervision.tile_{code}")
        if code in ("median", "p90"):
            value, was = (now.median_s, before.median_s) if code == "median" else (now.p90_s, before.p90_s)
            return Figure(
                code,
                label,
                glyphs.none if value is None else wording.lasting(value),
                "strong",
                self._compared(None if was is None else wording.lasting(was)),
                *self._trend(value, was, less_is_better=True),
            )
        if code == "attainment":
            share, past = now.attainment, before.attainment
            return Figure(
                code,
                label,
                glyphs.none if share is None else wording.percent(share),
                share_ink(share),
                self._compared(None if past is None else wording.percent(past)),
                *self._trend(share, past, less_is_better=False),
            )
        missed, was_missed = _missed(figures.clocks), _missed(figures.before)
        late = f"{glyphs.late} {figures.late_now}" if figures.late_now else "0"
        is_wide = self.size.width >= ROOMY
        compared = self._compared(str(was_missed))
        text = words.plural("supervision.missed", missed)
        return Figure(
            code,
            label,
            late,
            "late" if figures.late_now else "good",
            f"{text} {glyphs.dot} {compared}" if is_wide else f"{text} ({was_missed})",
        )

    def _compared(self, value: str | None) -> str:
        return self.seat.words(f"supervision.before_{self.days}", value=value or self.seat.glyphs.none)

    def _trend(self, now: float | None, before: float | None, *, less_is_better: bool) -> tuple[str, str]:
        if now is None or before is None or now == before:
            return "", "muted"
        is_less = now < before
        glyph = self.seat.glyphs.down if is_less else self.seat.glyphs.up
        return glyph, "good" if is_less == less_is_better else "soon"

    def _count(self, code: str, figures: Supervision) -> Figure:
        value = {
            "at_risk": figures.at_risk,
            "without_action": figures.without_next_action,
            "unowned": figures.unowned,
            "open": figures.open_leads,
        }[code]
        ink = "soon" if value and code in ("at_risk", "without_action") else "text"
        return Figure(code, self.seat.words(f"supervision.count_{code}"), str(value), ink)

    # ---- choosing

    def on_key(self, event: events.Key) -> None:
        rows = (TILES, COUNTS)
        row = next(codes for codes in rows if self.chosen in codes)
        at = row.index(self.chosen)
        if event.key in ("left", "right"):
            at = max(0, min(len(row) - 1, at + (1 if event.key == "right" else -1)))
        elif event.key in ("up", "down"):
            row = rows[event.key == "down"]
        else:
            return
        event.stop()
        self.chosen = row[at]
        self.redraw()

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        width = max(1, self.size.width // len(TILES))
        column = min(len(TILES) - 1, max(0, (event.x - self.gutter.left) // width))
        self.chosen = (TILES if event.y - self.gutter.top < 3 else COUNTS)[column]
        self.redraw()
        self.post_message(self.Opened())


def _tile_line(tile: Figure, part: int) -> list[Piece]:
    if part == 0:
        return [(tile.label, "muted")]
    if part == 1:
        return [(tile.value, tile.ink), (f" {tile.trend}" if tile.trend else "", tile.trend_ink)]
    return [(tile.before, "muted")]


def first_response(figures: Sequence[ClockFigure]) -> ClockFigure:
    """The line of the first response; an empty one where there is none."""
    for figure in figures:
        if figure.clock is Clock.FIRST_RESPONSE:
            return figure
    return ClockFigure(Clock.FIRST_RESPONSE, 0, None, None, None, 0)


def _missed(figures: Sequence[ClockFigure]) -> int:
    figure = first_response(figures)
    return round(figure.count * (1 - figure.attainment)) if figure.attainment is not None else 0


def share_ink(share: float | None) -> str:
    """Well, just about right, or not; muted where there is nothing to say."""
    if share is None:
        return "muted"
    return "good" if share >= GOOD else "soon" if share >= FAIR else "late"
