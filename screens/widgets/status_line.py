"""The line under the body: what was just said, and at rest why things are as they are."""

from collections.abc import Sequence

from screens.widgets.bar import Bar
from screens.widgets.line import Line, Piece

INKS = {"info": "text", "done": "good", "refusal": "soon", "failure": "late"}


class StatusLine(Bar):
    """``say`` shows a sentence for some seconds; ``rest`` sets what stands there otherwise."""

    STAYS = 8.0
    """Seconds a sentence stays."""

    def __init__(self) -> None:
        super().__init__(classes="status-line")
        self._said: Piece | None = None
        self._rest: Line = ()
        self._turn = 0

    @property
    def text(self) -> str:
        """What can be read there now."""
        return "".join(text for text, _ in self.lines()[0]).strip()

    def say(self, text: str, tone: str = "info") -> None:
        self._said = (text, INKS[tone])
        self._turn += 1
        turn = self._turn
        self.redraw()
        self.set_timer(self.STAYS, lambda: self.silence(turn))

    def silence(self, turn: int | None = None) -> None:
        """Take the sentence away; with ``turn``, only if it is still that one."""
        if turn is None or turn == self._turn:
            self._said = None
            self.redraw()

    def rest(self, line: Line) -> None:
        """What stands here while nothing is said."""
        self._rest = line
        if self._said is None:
            self.redraw()

    def lines(self) -> Sequence[Line]:
        line = [self._said] if self._said else self._rest
        return ([(" ", ""), *line],)
