"""The thread that notices what other consoles and the engine did: four cheap looks a second."""

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.values.trouble import Trouble
    from screens.asks import Changed, LiveAsks

EVERY = 0.25
"""Seconds between two looks."""
ENGINE_EVERY = 60
"""Looks between two questions whether the engine is alive: 15 s, as long as a takeover may last."""
MISSED_EVERY = 4
"""Looks between two such questions while none is: 1 s, so that the header soon tells the truth."""
STARTS_WITHIN = 80
"""Looks (20 s) within which a console's first engine is said to be starting rather than stopped."""


class LiveWatch:
    """Calls back, from its own thread, with what changed and with the state of the connection."""

    def __init__(
        self,
        live: "LiveAsks",
        changed: "Callable[[Sequence[Changed]], None]",
        state: Callable[[str], None],
        troubled: "Callable[[Sequence[Trouble]], None]",
    ) -> None:
        self._live = live
        self._changed = changed
        self._state = state
        self._troubled = troubled
        self._is_lost = False
        self._is_alive = False
        self._was_alive = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="live", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def look(self, count: int = 0) -> None:
        """One look. Any failure is the state ``lost``: the next look tries again."""
        try:
            changes = self._live.changes()
            if self._is_lost or count % (ENGINE_EVERY if self._is_alive else MISSED_EVERY) == 0:
                self._look_for_engine(count)
        except Exception:
            self._is_lost = True
            self._state("lost")
            return
        if changes:
            self._changed(changes)

    def _look_for_engine(self, count: int) -> None:
        self._is_alive = self._live.engine_is_alive()
        self._was_alive |= self._is_alive
        if self._is_alive:
            self._state("live")
        else:
            self._state("no_engine" if self._was_alive or count > STARTS_WITHIN else "starting")
        self._troubled(self._live.troubles())
        self._is_lost = False

    def _watch(self) -> None:
        count = 0
        while not self._stop.wait(EVERY if count else 0):
            self.look(count)
            count += 1
