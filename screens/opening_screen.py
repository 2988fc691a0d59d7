"""What stands while the store is being opened: the console's name, at once."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.screen import Screen

from rules.words import Words
from screens.widgets.bar import Bar
from screens.widgets.line import Line


class OpeningLine(Bar):
    """One sentence, replaced by the reason when the store cannot be opened."""

    def __init__(self, words: Words) -> None:
        super().__init__(classes="opening")
        self.words = words
        self.reason = ""

    def fail(self, reason: str) -> None:
        self.reason = reason
        self.redraw()

    def lines(self) -> Sequence[Line]:
        if self.reason:
            return (
                [(" VO Call Center", "strong")],
                [],
                [(" " + self.reason, "late")],
                [(" " + self.words("shell.cannot_open"), "muted")],
            )
        return ([(" VO Call Center", "strong")], [], [(" " + self.words("shell.opening"), "muted")])


class OpeningScreen(Screen[None]):
    BINDINGS = [("ctrl+q", "app.quit")]

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.line = OpeningLine(words)

    def compose(self) -> ComposeResult:
        yield self.line
