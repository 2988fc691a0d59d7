"""The line under the body: what was just said, and at rest why things are as they are."""

from collections.abc import Sequence
from typing import Any

from rules.values.trouble import Trouble, TroubleKind
from screens.safe_text import clean, cut, width_of
from screens.widgets.bar import Bar
from screens.widgets.line import Line, Piece, two_sided

INKS = {"info": "text", "done": "good", "refusal": "soon", "failure": "late"}

_NAME = 24
"""Cells of the name of what is in trouble: files may have long ones, and what to do about it stands behind."""


class StatusLine(Bar):
    """``say`` shows a sentence for some seconds; ``rest`` sets what stands there otherwise."""

    STAYS = 8.0
    """Seconds a sentence stays."""

    def __init__(self, *, tells_troubles: bool = False) -> None:
        super().__init__(classes="status-line")
        self._tells_troubles = tells_troubles
        self._said: Piece | None = None
        self._rest: Line = ()
        self._turn = 0

    @property
    def text(self) -> str:
        """What can be read there now."""
        return "".join(text for text, _ in self.lines()[0]).strip()

    def say(self, text: str, tone: str = "info") -> None:
        """``tone`` is info, done, refusal or failure. News never takes the place of why a key did nothing."""
        if tone == "info" and self._said is not None and self._said[1] in (INKS["refusal"], INKS["failure"]):
            return
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
        if self._said:
            return ([(" ", ""), self._said],)
        trouble = self._trouble() if self._tells_troubles else ""
        if trouble:
            return (two_sided([(" ", ""), *self._rest], [(trouble, "soon")], self.size.width),)
        return ([(" ", ""), *self._rest],)

    def _trouble(self) -> str:
        """What goes wrong behind the console, and which command tells more; empty when all is well."""
        console: Any = self.app
        found: Sequence[Trouble] = console.troubles
        if not found:
            return ""
        words, first = console.words, found[0]
        name = (
            words(f"shell.job_{first.name}") if first.kind is TroubleKind.JOB else _short(clean(first.name))
        )
        more = f" +{len(found) - 1}" if len(found) > 1 else ""
        said = words(f"shell.trouble_{first.kind}", name=name)
        return f"{console.glyphs.warning} {said}{more} {console.glyphs.dot} vo-callcenter doctor "


def _short(name: str) -> str:
    return name if width_of(name) <= _NAME else cut(name, _NAME).rstrip()
