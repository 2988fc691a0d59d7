"""P14: what a key press and a tick ask of the store, counted in the real console over real services."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy import event
from textual.pilot import Pilot

from benchmarks.goals import Finding, Limit, counted
from screens.app import ConsoleApp
from screens.live_watch import EVERY
from screens.queue import preview_pane
from vo_callcenter.bootstrap import Application, bootstrap

P14_KEY = Limit("P14", "SQL statements a key press", most=2, unit="statements")
P14_TICK = Limit("P14", "SQL statements a tick, nothing changed", most=0, unit="statements")

MOVES = ("down", "up", "pagedown", "pageup", "end", "home", "down")
"""Keys that move through the list; the preview follows once the cursor rests."""
IN_PLACE = ("space", "space", "f6", "f6", "tab", "question_mark", "escape", "slash", "escape", "g", "escape")
"""Keys that open something over the queue, and close it."""
RESTS_S = 0.8
_LEASE = "FROM lease"
"""Asked four times a minute, whatever is typed."""
LANES = ("2", "3", "4", "5", "7", "1")


class Counter:
    """Counts statements of one store, those of the watch for changes too; but for its look at the engine's lease."""

    def __init__(self, application: Application) -> None:
        self.statements: list[str] = []
        self._guard = threading.Lock()
        self._engine: sa.Engine = application.store.engine
        event.listen(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if _LEASE not in statement:
            with self._guard:
                self.statements.append(statement)

    def taken(self) -> list[str]:
        with self._guard:
            found, self.statements = self.statements, []
        return found


@contextmanager
def _application(store: Path) -> Iterator[Application]:
    application = bootstrap(str(store))
    try:
        yield application
    finally:
        application.close()


async def settled(pilot: Pilot[None], seconds: float = 0.0) -> None:
    """Wait until nobody asks the store any more."""
    await pilot.pause(seconds)
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def count(store: Path, say: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """How many statements each key of the queue needs, the rest of the cursor after it, and a quiet second."""
    # Under load a pilot's key outlasts the short rest after which the preview follows: here it follows later.
    with patch.object(preview_pane, "FOLLOWS_AFTER", RESTS_S), _application(store) as application:
        counter = Counter(application)
        people = application.sign_in.people()
        operator = next(one.id for one in people if one.role == "operator")
        actor = application.sign_in.sign_in(operator)
        app = ConsoleApp(lambda: application, lambda _: actor, ticking=False)
        found: dict[str, int] = {}
        async with app.run_test(size=(160, 45)) as pilot:
            await pilot.app.workers.wait_for_complete()
            await settled(pilot, 1.0)
            for name, keys in (("move", MOVES), ("in place", IN_PLACE), ("lane", LANES)):
                for key in keys:
                    say(f"{name}: {key}")
                    await settled(pilot, RESTS_S + 0.3)
                    counter.taken()
                    await pilot.press(key)
                    # A held key never rests: what it costs is what it asks before the preview follows.
                    await settled(pilot)
                    found[f"key {key}"] = len(counter.taken())
                    await settled(pilot, RESTS_S + 0.3)
                    found[f"rest after {key}"] = len(counter.taken())
            await settled(pilot, 6 * EVERY)
            counter.taken()
            app.ticking = True
            for _ in range(3):
                app._tick()
                await settled(pilot)
            found["tick"] = len(counter.taken())
            await settled(pilot, 4 * EVERY)
            found["quiet second"] = len(counter.taken())
        return found


def statements(store: Path, say: Callable[[str], None]) -> tuple[list[Finding], dict[str, int]]:
    """P14, and every count."""
    found = asyncio.run(count(store, say))
    worst = max(number for name, number in found.items() if name.startswith("key "))
    quiet = max(found["tick"], found["quiet second"])
    return [counted(P14_KEY, worst), counted(P14_TICK, quiet)], found
