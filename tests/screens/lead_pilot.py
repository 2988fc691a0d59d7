"""Opening a lead under the pilot, and typing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from rules.values.lead import LeadCard
from rules.values.staff import Actor
from screens.app import ConsoleApp
from tests.screens.console import open_console, screen_text, settle
from tests.screens.fakes import FakeServices
from tests.screens.lead_room import LEAD, full_card, with_card
from tests.screens.pictures import picture_of
from tests.screens.showroom import OPERATOR


@asynccontextmanager
async def open_lead(
    card: LeadCard | None = None,
    *,
    services: FakeServices | None = None,
    actor: Actor = OPERATOR,
    size: tuple[int, int] = (160, 45),
    action: str = "",
    **how: Any,
) -> AsyncIterator[tuple[Pilot[None], FakeServices]]:
    """The Lead screen, settled, over fakes whose lead 1 is ``card``."""
    fakes = services or with_card(card or full_card())
    async with open_console(fakes, actor, size=size, **how) as pilot:
        console: Any = pilot.app
        assert isinstance(console, ConsoleApp)
        console.open_lead(LEAD, action)
        await settle(pilot)
        yield pilot, fakes


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, then wait until everything has been answered."""
    await pilot.press(*keys)
    await settle(pilot)


async def until(pilot: Pilot[None], text: str) -> None:
    """Wait until ``text`` can be read, however busy the machine is."""
    for _ in range(60):
        await settle(pilot)
        if text in screen_text(pilot):
            return
    raise AssertionError(f"{text!r} is not in:\n{screen_text(pilot)}")


async def write(pilot: Pilot[None], text: str) -> None:
    """Type a text into whatever has the focus."""
    names = {" ": "space", "\n": "enter", ":": "colon", "/": "slash", "+": "plus"}
    await pilot.press(*(names.get(character, character) for character in text))


async def still(pilot: Pilot[None]) -> str:
    """A picture in which no cursor blinks."""
    for field in (*pilot.app.screen.query(Input), *pilot.app.screen.query(TextArea)):
        field.cursor_blink = False
        # A text area keeps the line it drew while its cursor was dark, and shows it again without blinking.
        field.notify_style_update()
        field.refresh()
    await settle(pilot)
    return picture_of(pilot)


def calls(services: FakeServices, name: str) -> list[tuple[Any, ...]]:
    """What was asked of the services under this name."""
    return [call[1:] for call in services.floor.calls if call[0] == name]
