"""Reading a whole screen's worth again when the store changes: soon, but never so often that it costs."""

from collections.abc import Callable
from time import monotonic
from typing import Any, ClassVar

from screens.asking import Asking

SHARE = 9
"""A read that took a second is followed by nine without one: a tenth of the time at most is spent reading."""


class Refreshing(Asking):
    """``reload()`` reads now; ``reload_soon()`` when the last read is ``EVERY`` seconds or nine times its own length ago.

    A subclass gives ``question()``, a call made in a thread with everything it needs bound, and ``answered()``.
    """

    EVERY: ClassVar[float] = 2.0

    _not_before = 0.0
    _is_reading = False
    _is_planned = False
    _is_old = False

    def question(self) -> Callable[[], Any]:
        """What to read, bound to what the screen shows now."""
        raise AssertionError("a refreshing screen has a question")

    def answered(self, answer: Any) -> None:
        """Show what was read."""

    def reload(self) -> None:
        """Read now, in place of a read under way."""
        self._is_reading, self._is_old = True, False
        question = self.question()

        def timed() -> Any:
            started = monotonic()
            try:
                return question()
            finally:
                took = monotonic() - started
                self._not_before = monotonic() + max(self.EVERY, SHARE * took)
                self._is_reading = False

        def show(answer: Any) -> None:
            self.answered(answer)
            if self._is_old:
                self.reload_soon()

        self.ask(timed, show, name="reload")

    def reload_soon(self) -> None:
        """Something changed: read as soon as it is time to."""
        self._is_old = True
        if self._is_reading or self._is_planned:
            return
        wait = self._not_before - monotonic()
        if wait <= 0:
            self.reload()
        else:
            self._is_planned = True
            self.set_timer(wait, self._planned)

    def _planned(self) -> None:
        self._is_planned = False
        if self._is_old and not self._is_reading:
            self.reload()
