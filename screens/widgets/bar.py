"""A widget of a few lines drawn piece by piece, which repaints only the lines that changed."""

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from screens.themes import inks_of
from screens.widgets.line import Line, strip_of


class Bar(Widget):
    """Subclasses give ``lines()``; ``redraw()`` compares them with what stands and repaints the difference."""

    DEFAULT_CSS = "Bar { height: 1; width: 1fr; }"
    GROUND = "background"
    """The colour it is drawn on, by its name in the palette."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Line] | None = None

    def lines(self) -> Sequence[Line]:
        """The lines as they should be now, for ``self.size.width`` cells."""
        return ()

    def redraw(self) -> None:
        """Repaint the lines that changed."""
        if not self.is_attached or not self.size.width:
            return
        before, self._lines = self._lines, self.lines()
        if before is None:
            self.refresh()
            return
        changed = [
            Region(0, y, self.size.width, 1)
            for y in range(max(len(before), len(self._lines)))
            if _line(before, y) != _line(self._lines, y)
        ]
        if changed:
            self.refresh(*changed)

    def watch_has_focus(self, has_focus: bool) -> None:
        # Not on_focus and on_blur: those run before the focus is known to have changed.
        super().watch_has_focus(has_focus)
        self.redraw()

    def on_resize(self) -> None:
        self._lines = None
        self.redraw()

    def render_line(self, y: int) -> Strip:
        if self._lines is None:
            self._lines = self.lines()
        return strip_of(_line(self._lines, y), inks_of(self.app.theme, self.GROUND), self.size.width)


def _line(lines: Sequence[Line], y: int) -> Line:
    return lines[y] if y < len(lines) else ()
