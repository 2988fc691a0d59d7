"""What stands while the store is being opened: the console's name, at once."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.screen import Screen

from rules.words import Words
from screens.safe_text import wrap
from screens.widgets.bar import Bar
from screens.widgets.line import Line

REASON_LINES = 6
"""Lines of a reason at most: a path in it may be long."""


class OpeningLine(Bar):
    """A sentence, and below it how far what takes long is; the reason when the store cannot be opened."""

    def __init__(self, words: Words) -> None:
        super().__init__(classes="opening")
        self.words = words
        self.reason = ""
        self.said = words("shell.opening")
        self.step = ""

    def tell(self, said: str, step: str) -> None:
        """What is going on, and how far it is."""
        self.said, self.step = said, step
        self.redraw()

    def fail(self, reason: str) -> None:
        self.reason = reason
        self.redraw()

    def lines(self) -> Sequence[Line]:
        if self.reason:
            return (
                [(" VO Call Center", "strong")],
                [],
                *([(" " + line, "late")] for line in wrap(self.reason, self.size.width - 1)[:REASON_LINES]),
                [(" " + self.words("shell.cannot_open"), "muted")],
            )
        return (
            [(" VO Call Center", "strong")],
            [],
            [(" " + self.said, "text" if self.step else "muted")],
            [(" " + self.step, "muted")],
        )


class OpeningScreen(Screen[None]):
    BINDINGS = [("ctrl+q", "app.quit")]

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.line = OpeningLine(words)

    def compose(self) -> ComposeResult:
        yield self.line
