"""The last line: the keys that work now, as the table of keys says; each can be clicked."""

from collections.abc import Callable, Mapping, Sequence

from textual import events

from rules.refusal import Refusal
from rules.words import Words
from screens.glyphs import Glyphs
from screens.keys import Key, footer_of
from screens.safe_text import width_of
from screens.widgets.bar import Bar
from screens.widgets.line import Line, Piece

STAYS = frozenset({"search", "help", "commit", "leave", "back"})
"""Keys that are shown however narrow the terminal is."""
WITHOUT_SEARCH = frozenset({"lead", "to_sort"})
"""Where what one works on is open already: its own keys come before the search."""


class KeyLine(Bar):
    """Keys are left out from the right when the terminal is narrow; the way out and help stay."""

    GROUND = "bar"

    def __init__(
        self, context: str, words: Words, glyphs: Glyphs, refusal_for: Callable[[str], Refusal | None]
    ) -> None:
        super().__init__(classes="key-line")
        self.context = context
        self.words = words
        self.glyphs = glyphs
        self.refusal_for = refusal_for
        self.instead: Mapping[str, str] = {}
        """By code, the word of a key that does something else for now."""
        self._places: list[tuple[int, int, str]] = []

    def shown_keys(self) -> list[Key]:
        """The footer's keys that work now."""
        return [key for key in footer_of(self.context) if self.refusal_for(key.code) is None]

    def lines(self) -> Sequence[Line]:
        parts = [(key, self._pieces(key)) for key in self.shown_keys()]
        width = self.size.width - 1
        stays = STAYS - {"search"} if self.context in WITHOUT_SEARCH else STAYS
        while parts and sum(_width(pieces) for _, pieces in parts) > width:
            victim = next((i for i in range(len(parts) - 1, -1, -1) if parts[i][0].code not in stays), None)
            if victim is None:
                break
            del parts[victim]
        line: list[Piece] = [(" ", "")]
        self._places = []
        x = 1
        for key, pieces in parts:
            self._places.append((x, x + _width(pieces) - 2, key.code))
            x += _width(pieces)
            line.extend(pieces)
        return (line,)

    async def on_click(self, event: events.Click) -> None:
        for start, end, code in self._places:
            if start <= event.x < end:
                await self.screen.run_action(f"press('{code}')")

    def _pieces(self, key: Key) -> list[Piece]:
        written = self.glyphs.of_key(key.keys[0]) or key.written(self.words)
        word = self.instead.get(key.code, key.word)
        own = f"keys.{self.context}.{word}"
        label = self.words(own if self.words.has(own) else f"keys.{word}")
        return [(written, "key"), (f" {label}  ", "muted")]


def _width(pieces: list[Piece]) -> int:
    return sum(width_of(text) for text, _ in pieces)
