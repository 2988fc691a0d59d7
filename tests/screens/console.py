"""Opening the console over fake services, and waiting until it has settled."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from textual.pilot import Pilot

from rules.values.staff import Actor
from screens.app import ConsoleApp
from screens.queue.preview_pane import PreviewPane
from tests.screens.fakes import FakeServices
from tests.screens.showroom import NOW, OPERATOR


def console(
    services: FakeServices | None = None,
    actor: Actor | None = OPERATOR,
    lang: str = "fr",
    theme: str = "dark",
    glyphs: str = "unicode",
    now: Callable[[], datetime] = lambda: NOW,
) -> ConsoleApp:
    """The console over fakes, its clock standing still; without an actor it asks who sits here."""
    fakes = services or FakeServices()
    return ConsoleApp(
        lambda: fakes, (lambda _: actor) if actor else None, lang=lang, theme=theme, glyphs=glyphs, now=now
    )


async def settle(pilot: Pilot[None]) -> None:
    """Wait until no service is being asked and the preview has followed the cursor."""
    quiet = 0
    while quiet < 3:
        await pilot.pause(0.02)
        await pilot.app.workers.wait_for_complete()
        panes = pilot.app.screen_stack[-1].query(PreviewPane)
        quiet = 0 if any(pane.is_following for pane in panes) else quiet + 1


async def eventually(pilot: Pilot[None], holds: Callable[[], object]) -> None:
    """Wait until it holds, however busy the machine is."""
    for _ in range(200):
        await settle(pilot)
        if holds():
            return
    raise AssertionError("it never came about")


@asynccontextmanager
async def open_console(
    services: FakeServices | None = None,
    actor: Actor | None = OPERATOR,
    *,
    size: tuple[int, int] = (160, 45),
    lang: str = "fr",
    now: Callable[[], datetime] = lambda: NOW,
) -> AsyncIterator[Pilot[None]]:
    """A running console, its first screen filled."""
    async with console(services, actor, lang, now=now).run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


def status_text(pilot: Pilot[None]) -> str:
    """What the status line says."""
    status = pilot.app.screen.status  # type: ignore[attr-defined]  # every screen of the console has one
    return str(status.text)


def screen_text(pilot: Pilot[None]) -> str:
    """Everything that can be read on the terminal now."""
    height = pilot.app.size.height
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips[:height])
