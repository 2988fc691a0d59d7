"""A pane of text lines that scrolls: a card, a conversation. Repaints only the lines that changed."""

from collections.abc import Sequence

from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.glyphs import UNICODE
from screens.safe_text import wrap
from screens.themes import inks_of
from screens.widgets.line import Line, Piece, strip_of, two_sided


class TextPane(ScrollView, can_focus=True):
    """``show(lines)`` gives it its lines, as wide as they are: fold long text with ``folded_lines``.

    How many lie above and below what is in view stands at the end of its first and last line.
    """

    DEFAULT_CSS = "TextPane { height: 1fr; width: 1fr; scrollbar-size: 0 0; overflow: hidden scroll; }"
    BINDINGS = [
        Binding("up", "scroll_up", show=False),
        Binding("down", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    class Resized(Message):
        """Its lines were folded for another width."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Line] = ()

    def on_resize(self, event: events.Resize) -> None:
        self.post_message(self.Resized())

    @property
    def text(self) -> str:
        """What can be read in it, shown or scrolled away."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def show(self, lines: Sequence[Line], *, at_end: bool = False) -> None:
        """Take these lines; with ``at_end`` scroll to the last one."""
        before, self._lines = self._lines, lines
        size = Size(1, len(lines))
        top = self.scroll_offset.y
        if size != self.virtual_size:
            if self.styles.is_auto_height:
                self.virtual_size = size
            else:  # set as usual it would lay out the whole screen anew, for nothing
                self.set_reactive(TextPane.virtual_size, size)
        if at_end:
            self.scroll_to(y=max(0, len(lines) - self.size.height), animate=False, force=True, immediate=True)
        elif top > max(0, len(lines) - self.size.height):
            self.scroll_to(y=0, animate=False, force=True, immediate=True)
        if self.scroll_offset.y != top:
            return
        last = self.size.height - 1
        changed = [
            Region(0, y, self.size.width, 1)
            for y in range(self.size.height)
            if _line(before, y + top) != _line(lines, y + top) or (y == last and len(before) != len(lines))
        ]
        if changed:
            self.refresh(*changed)

    def mark_of(self, y: int) -> Piece:
        """What stands in the first cell of line ``y`` of the text."""
        return " ", ""

    def render_line(self, y: int) -> Strip:
        width, top = self.size.width, self.scroll_offset.y
        line: Line = [self.mark_of(y + top), *_line(self._lines, y + top)]
        marks = getattr(self.app, "glyphs", UNICODE)
        below = len(self._lines) - top - self.size.height
        if y == self.size.height - 1 and below > 0:
            line = two_sided(line, [(f" {marks.down} {below} ", "accent")], width)
        elif y == 0 and top > 0:
            line = two_sided(line, [(f" {marks.up} {top} ", "accent")], width)
        return strip_of(line, inks_of(self.app.theme), width)


def _line(lines: Sequence[Line], y: int) -> Line:
    return lines[y] if y < len(lines) else ()


def folded_lines(text: str, ink: str, width: int, most: int = 1_000) -> list[Line]:
    """A text of several lines folded to ``width`` cells; after ``most`` lines an ellipsis stands for the rest."""
    lines = wrap(text, width)
    if len(lines) > most:
        lines = [*lines[: most - 1], "…"]
    return [[(line, ink)] for line in lines]
