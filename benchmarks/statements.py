"""P14: what a key press and a tick ask of the store, counted in the real console over real services."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import event
from textual.pilot import Pilot

from benchmarks.goals import Finding, Limit, counted
from screens.app import ConsoleApp
from screens.lead.lead_screen import LeadScreen
from screens.live_watch import EVERY
from screens.queue import preview_pane
from screens.queue.queue_screen import QueueScreen
from screens.widgets.status_line import StatusLine
from vo_callcenter.bootstrap import Application, bootstrap

P14_KEY = Limit("P14", "SQL statements a key of the queue", most=2, unit="statements")
P14_PREVIEW = Limit("P14", "SQL statements of the preview, once the cursor rests", most=2, unit="statements")
P14_READ = Limit("P14", "SQL statements a key in an open lead", most=2, unit="statements")
P14_OPEN = Limit(
    "P14", "SQL statements to open a lead, presence and echo included", most=2, unit="statements"
)
P14_TICK = Limit("P14", "SQL statements a tick, nothing changed", most=0, unit="statements")

MOVES = ("down", "up", "pagedown", "pageup", "end", "home", "down")
"""Keys that move through the list; the preview follows once the cursor rests."""
IN_PLACE = ("space", "space", "f6", "f6", "tab", "question_mark", "escape", "slash", "escape", "g", "escape")
"""Keys that open something over the queue, and close it."""
IN_LEAD = ("e", "s", "r", "f", "p", "x", "space", "f6")
"""Keys in an open lead that read: most open a drawer, which is closed again."""
DRAWERS = frozenset({"e", "s", "f", "p", "x"})
"""Those of them that do so on any lead of one's own."""
RESTS_S = 0.8
_LOOK_AT_ENGINE = ("FROM lease", "'engine_troubles'")
"""Asked four times a minute while an engine runs, whatever is typed."""
_COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
"""A transaction's begin and end, and pragmas, are not statements on the store's rows."""
LANES = ("1", "3", "4", "5", "7", "2")
"""Ends with one's own leads: on a free one, a key of a drawer would take it first, or be refused."""


class Counter:
    """Counts what the drivers of one store are asked, whoever asks; but for the watch's look at the engine."""

    def __init__(self, application: Application) -> None:
        self.statements: list[str] = []
        self._guard = threading.Lock()
        # Before anything was asked: every connection is made from here on.
        event.listen(application.store.engine, "connect", self._listen)

    def _listen(self, driver: Any, _record: object) -> None:
        driver.set_trace_callback(self._note)

    def _note(self, statement: str) -> None:
        is_look = any(words in statement for words in _LOOK_AT_ENGINE)
        if statement.lstrip("( ").startswith(_COUNTED) and not is_look:
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


async def previewed(pilot: Pilot[None]) -> None:
    """Wait until the preview shows the lead under the cursor."""
    for _ in range(100):
        await settled(pilot, 0.1)
        screen = pilot.app.screen
        if not isinstance(screen, QueueScreen):
            return
        row = screen.lead_under_cursor()
        if not screen.preview.is_following and (row is None or screen.preview.card_of(row) is not None):
            return
    raise RuntimeError("the preview never came")


async def count_lead(
    pilot: Pilot[None], counter: Counter, found: dict[str, int], say: Callable[[str], None]
) -> None:
    """Open the lead under the cursor, the operator's own, press each key that reads in it, and leave it again."""

    def is_covered() -> bool:
        return not isinstance(pilot.app.screen, LeadScreen)

    async def counted_key(key: str, name: str) -> None:
        say(name)
        await settled(pilot, 6 * EVERY)
        counter.taken()
        await pilot.press(key)
        # Who has it open is told to everybody, ourselves too: what comes back is counted.
        await settled(pilot, 6 * EVERY)
        found[name] = max(found.get(name, 0), len(counter.taken()))

    await counted_key("enter", "open a lead")
    for key in IN_LEAD:
        await counted_key(key, f"in the lead {key}")
        if is_covered():
            await counted_key("escape", f"in the lead escape from {key}")
        elif key in DRAWERS:
            raise RuntimeError(f"{key} opened nothing: {pilot.app.screen.query_one(StatusLine).text}")
    await counted_key("escape", "leave the lead")
    if not isinstance(pilot.app.screen, QueueScreen):
        raise RuntimeError(f"the lead was left for {pilot.app.screen}")


async def count(
    store: Path, say: Callable[[str], None] = lambda _: None, *, is_lead_opened: bool = True
) -> dict[str, int]:
    """How many statements each key of the queue needs, the rest of the cursor after it, and a quiet second.

    With the keys of an open lead, unless ``is_lead_opened`` is false: each of those waits for what it is told itself.
    """
    # Under load a pilot's key outlasts the short rest after which the preview follows: here it follows later.
    follows_later = patch.object(preview_pane, "FOLLOWS_AFTER", RESTS_S)
    read_on = patch.object(QueueScreen, "_read_on", autospec=True, side_effect=QueueScreen._read_on)
    with follows_later, read_on as reads_on, _application(store) as application:
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
                    await settled(pilot)
                    counter.taken()
                    await pilot.press(key)
                    # A held key never rests: what it costs is what it asks before the preview follows.
                    await settled(pilot)
                    # The rest of a long lane is read on behind its first rows, a statement a page.
                    pages = reads_on.call_count
                    reads_on.reset_mock()
                    found[f"key {key}"] = len(counter.taken()) - pages
                    found[f"pages after {key}"] = pages
                    await previewed(pilot)
                    found[f"rest after {key}"] = len(counter.taken())
            if is_lead_opened:
                await count_lead(pilot, counter, found, say)
            app.ticking = True
            app._tick()  # counts the lanes anew, for a lead was opened
            await settled(pilot, 6 * EVERY)
            counter.taken()
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
    quiet = max(found["tick"], found["quiet second"])
    return [
        counted(P14_KEY, most(found, "key ")),
        counted(P14_PREVIEW, most(found, "rest after ")),
        counted(P14_READ, most(found, "in the lead ")),
        counted(P14_OPEN, found["open a lead"]),
        counted(P14_TICK, quiet),
    ], found


def most(found: Mapping[str, int], kind: str) -> int:
    """The most of one kind of key."""
    return max(number for name, number in found.items() if name.startswith(kind))
