"""One line of text on the screen, made of pieces: what is written, and with which ink."""

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from screens.safe_text import clean, cut, width_of
from screens.themes import Inks

Piece = tuple[str, str]
"""(text, ink). The text is cleaned here, so it may come straight from a lead."""
Line = Sequence[Piece]


def strip_of(line: Iterable[Piece], inks: Inks, width: int, *, is_cursor: bool = False) -> Strip:
    """The line as Textual draws it: cleaned, cut to ``width`` cells with an ellipsis, padded to it."""
    ink = inks.on_cursor if is_cursor else inks.plain
    segments: list[Segment] = []
    left = width
    for text, name in line:
        if left <= 0:
            break
        text = clean(text)
        taken = width_of(text)
        if taken > left:
            text, taken = cut(text, left), left
        left -= taken
        append(segments, text, ink(name))
    if left > 0:
        append(segments, " " * left, ink(""))
    return Strip(segments, width)


def append(segments: list[Segment], text: str, style: Style) -> None:
    """Add text, joined to the last segment when nothing but blanks or the same ink follows: fewer bytes to the terminal."""
    if segments:
        last = segments[-1]
        if last.style is style or (
            text.isspace() and not (style.underline or style.reverse or _is_marked(last.style))
        ):
            segments[-1] = Segment(last.text + text, last.style)
            return
    segments.append(Segment(text, style))


def _is_marked(style: Style | None) -> bool:
    return style is not None and bool(style.underline or style.reverse)


def two_sided(left: Line, right: Line, width: int) -> list[Piece]:
    """``left`` and ``right`` at the two ends of ``width`` cells; the left one is cut when both do not fit."""
    room = width - sum(width_of(clean(text)) for text, _ in right)
    pieces: list[Piece] = []
    for text, ink in left:
        text = clean(text)
        taken = width_of(text)
        if taken > room - 1:
            pieces.append((cut(text, max(0, room - 1)), ink))
            room = min(room, 1)
            break
        pieces.append((text, ink))
        room -= taken
    return [*pieces, (" " * max(0, room), ""), *right]
