"""How a screen asks a service: in a worker thread, with the answer brought back to the screen.

A refusal or a failure becomes one line in the status line; nothing that goes wrong in a service ends the console.
A question asked again under the same name replaces the one before (its answer is dropped); a write has no name,
and is carried to its end even when the screen that asked has been left.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from rules.refusal import Refusal

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from screens.app import ConsoleApp
else:
    # What is mixed in must be no node of Textual's: it looks for styles along the first base that is one, and a
    # screen would be none to the stylesheet (without ground: what lies beneath would be drawn and redrawn with it).
    DOMNode = object

T = TypeVar("T")
log = logging.getLogger("screens")
log.addHandler(logging.NullHandler())  # else Python's last resort writes warnings over the screen


class Asking(DOMNode):
    """Gives a screen or widget ``ask``."""

    _asked: dict[str, int]
    _awaited: set[str]
    """Names of the questions that keys wait for: the one that replaces them is waited for as well."""

    @property
    def console(self) -> "ConsoleApp":
        """The application, with its own type."""
        app: Any = self.app
        console: ConsoleApp = app
        return console

    def ask(
        self,
        call: Callable[[], T],
        then: Callable[[T], object] | None = None,
        *,
        name: str = "",
        keys_wait: bool = False,
        refused: Callable[[Refusal], None] | None = None,
    ) -> None:
        """Run ``call`` in a thread, then ``then(answer)`` here if this screen still stands.

        ``keys_wait``: what is typed meanwhile is for what the answer brings (another screen, the focus elsewhere).
        ``refused`` takes a refusal in place of the status line.
        """
        if not hasattr(self, "_asked"):
            self._asked, self._awaited = {}, set()
        turn = self._asked[name] = self._asked.get(name, 0) + 1
        console = self.console
        release: Callable[[], None] | None = None
        if keys_wait or name in self._awaited:
            release = console.hold_keys()
            if name:
                self._awaited.add(name)

        async def carry() -> None:
            try:
                await answered()
            finally:
                if self._asked[name] == turn:
                    self._awaited.discard(name)
                if release is not None:
                    release()

        async def answered() -> None:
            try:
                answer = await asyncio.to_thread(call)
            except Refusal as refusal:
                if refused is not None and self.is_attached:
                    refused(refusal)
                else:
                    console.say_refusal(refusal)
                return
            except Exception as error:
                console.say_failure(error)
                return
            if then is None or not self.is_attached or (name and self._asked[name] != turn):
                return
            try:
                then(answer)
            except Exception as error:
                console.say_failure(error)

        # The application's worker, not the screen's: leaving a screen must not cancel a write.
        console.run_worker(carry(), exit_on_error=False)
