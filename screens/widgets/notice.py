"""The message in place of a screen that the terminal is too small for."""

from collections.abc import Sequence

from rules.words import Words
from screens.safe_text import wrap
from screens.widgets.bar import Bar
from screens.widgets.line import Line


class TooSmall(Bar):
    """Shown by the stylesheet alone, below 60 columns or 16 lines; the screen comes back as it was."""

    def __init__(self, words: Words) -> None:
        super().__init__(classes="too-small")
        self.words = words

    def lines(self) -> Sequence[Line]:
        size = self.app.size
        text = self.words("shell.too_small", width=size.width, height=size.height)
        return [[(line, "text")] for line in wrap(text, self.size.width)]
