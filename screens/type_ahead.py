"""Keys wait for one another: all that a key leads to has happened before the next one is given out.

Textual hands a key to whatever has the focus as it arrives, even while the key before is still moving the focus, opening
a drawer or asking the store: what a fast typist, or a slow machine, sends after it would land in the old place.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen

WAITS_AT_MOST = 3.0
"""Seconds after which the next key is given out whatever a handler or the store is still at: no keyboard goes dead."""


class TypeAhead(App[None]):
    """The application gives out what is typed, pasted text too, one at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._turn = 0
        """Counts what was given out or answered; a way followed for an earlier turn no longer matters."""
        self._is_following = False
        self._holds: set[object] = set()
        self._give_up: asyncio.TimerHandle | None = None

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed.append(event)
            await self._give_next()
        else:
            await super().on_event(event)

    def hold_keys(self) -> Callable[[], None]:
        """Keep what is typed until the returned function is called: the answer decides where it belongs."""
        hold = object()
        self._holds.add(hold)

        def release() -> None:
            if hold in self._holds:
                self._holds.discard(hold)
                if not self._holds and self.is_running:
                    self._follow(self.screen)

        asyncio.get_running_loop().call_later(WAITS_AT_MOST, release)
        return release

    def forget_typed(self) -> None:
        """What was typed for something that has not come about is not for anything else."""
        self._typed.clear()

    async def _give_next(self) -> None:
        if self._is_following or self._holds or not self._typed:
            return
        place = self.focused or self.screen
        await super().on_event(self._typed.popleft())
        self._follow(place)

    def _follow(self, place: MessagePump) -> None:
        """Wait until every queue has been emptied that messages of ``place`` go through, then those of a new screen.

        Up to the application twice: a key that nobody stops comes back down as an action, whose messages go up again.
        """
        self._turn += 1
        self._is_following = True
        screen = self.screen
        way: list[MessagePump] = []
        node: Any = place
        while node is not None:
            way += [node, node]  # twice: a message's handler may send another one to itself
            node = node.parent
        if self._give_up is not None:
            self._give_up.cancel()
        self._give_up = asyncio.get_running_loop().call_later(
            WAITS_AT_MOST, self.call_later, self._end, self._turn
        )
        _Way(self, deque(way + way), [screen], self._turn).go_on()

    async def _end(self, turn: int) -> None:
        """Everything that the key given out at ``turn`` led to has happened."""
        if turn == self._turn and self._is_following:
            self._is_following = False
            await self._give_next()


class _Way:
    """Where messages of a key go through, stop by stop."""

    def __init__(self, app: TypeAhead, stops: deque[MessagePump], seen: list[Screen[Any]], turn: int) -> None:
        self._app = app
        self._stops = stops
        self._seen = seen
        self._turn = turn

    def go_on(self) -> None:
        """Queue behind what waits at the next stop."""
        app = self._app
        while self._stops or app.screen not in self._seen:
            if not self._stops:
                self._seen.append(app.screen)
                self._stops.extend([app.screen, app.screen, app, app])
            # What call_later does, without a partial: Textual inspects the signature of each one anew, at every stop.
            if self._stops.popleft().post_message(events.Callback(callback=self.go_on)):
                return
        app.call_later(app._end, self._turn)
