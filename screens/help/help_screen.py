"""``?``: every key that holds on the screen one came from, with what it does."""

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget

from screens.console_screen import ConsoleScreen
from screens.keys import CONTEXTS, GROUPS, Key
from screens.safe_text import clean, width_of
from screens.seat import Seat
from screens.widgets.line import Line
from screens.widgets.text_pane import TextPane

KEY_CELLS = 10
SIDE_BY_SIDE = 130
"""Cells from which two columns fit."""


class HelpScreen(ConsoleScreen[None]):
    """Made from the table of keys alone; two columns where there is room."""

    CONTEXT = "help"
    CSS_PATH = "help_screen.tcss"

    def __init__(self, seat: Seat, context: str) -> None:
        super().__init__(seat)
        self.about = context
        self.pane = TextPane(id="help", classes="pane")

    def compose_body(self) -> Iterable[Widget]:
        yield self.pane

    def on_mount(self) -> None:
        words = self.seat.words
        place = (
            words(f"shell.place_{self.about}") if words.has(f"shell.place_{self.about}") else "VO Call Center"
        )
        self.pane.border_title = Content(clean(words("shell.help", place=place)))
        self.pane.focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        blocks = self._blocks()
        width = self.pane.size.width - 2
        lines: list[Line] = [[(self.seat.words("shell.help_intro"), "muted")], []]
        if width < SIDE_BY_SIDE:
            for block in blocks:
                lines += [*block, []]
        else:
            left, right = _balanced(blocks)
            half = width // 2
            for number in range(max(len(left), len(right))):
                a: Line = left[number] if number < len(left) else ()
                b: Line = right[number] if number < len(right) else ()
                used = sum(width_of(text) for text, _ in a)
                lines.append([*a, (" " * max(2, half - used), ""), *b])
        self.pane.show(lines)

    def _blocks(self) -> list[list[Line]]:
        """One block a heading; groups under the same heading stand together."""
        blocks: dict[str, list[Line]] = {}
        for group in CONTEXTS[self.about]:
            heading = self.seat.words(f"keys.group_{group}")
            block = blocks.setdefault(heading, [[(heading, "strong")]])
            for written, key in self._merged(GROUPS[group]):
                block.append([(f"  {written:<{KEY_CELLS}}", "key"), (self._help(key), "text")])
        return list(blocks.values())

    def _help(self, key: Key) -> str:
        own = f"keys.{self.about}.{key.word}_help"
        return self.seat.words(own if self.seat.words.has(own) else f"keys.{key.word}_help")

    def _merged(self, keys: tuple[Key, ...]) -> list[tuple[str, Key]]:
        """Keys with the same words stand on one line: ``1…7``."""
        found: dict[str, list[Key]] = {}
        for key in keys:
            found.setdefault(key.word, []).append(key)
        return [
            (self._written(same[0]) if len(same) == 1 else f"{same[0].shown}…{same[-1].shown}", same[0])
            for same in found.values()
        ]

    def _written(self, key: Key) -> str:
        """The key's symbol in the key line, where it has one, and its name."""
        return f"{self.seat.glyphs.of_key(key.keys[0])} {key.written(self.seat.words)}".strip()

    def action_help(self) -> None:
        """The key that opened it closes it."""
        self.action_back()


def _balanced(blocks: list[list[Line]]) -> tuple[list[Line], list[Line]]:
    left: list[Line] = []
    right: list[Line] = []
    for block in sorted(blocks, key=len, reverse=True):
        side = left if len(left) <= len(right) else right
        side += [*block, []]
    return left, right
