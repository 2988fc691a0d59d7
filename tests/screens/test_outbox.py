"""The outbox: what a message's state allows, and who decides about an uncertain one."""

import pytest

from tests.screens.busy_day import busy_services
from tests.screens.console import open_console, screen_text, settle, status_text


@pytest.mark.parametrize(
    ("line", "keys", "asked"),
    [
        (0, ("r",), ("retry", 1)),
        (1, ("d", "1"), ("settle", 2, True)),
        (1, ("d", "2"), ("settle", 2, False)),
        (3, ("x",), ("cancel_message", 4)),
    ],
)
async def test_a_key_does_what_the_state_allows(
    line: int, keys: tuple[str, ...], asked: tuple[object, ...]
) -> None:
    services = busy_services()
    async with open_console(services) as pilot:
        await pilot.press("g", "o")
        await settle(pilot)
        await pilot.press(*["down"] * line)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        assert asked in services.floor.calls


async def test_a_delivered_message_can_neither_be_cancelled_nor_sent_again() -> None:
    services = busy_services()
    async with open_console(services) as pilot:
        await pilot.press("g", "o")
        await settle(pilot)
        await pilot.press("down", "down", "x")
        assert "Trop tard pour annuler" in status_text(pilot)
        await pilot.press("r")
        assert "Rien à renvoyer" in status_text(pilot)


async def test_problems_alone_can_be_shown_and_the_message_read_whole() -> None:
    services = busy_services()
    async with open_console(services, size=(80, 24), lang="en") as pilot:
        await pilot.press("g", "o")
        await settle(pilot)
        await pilot.press("v")
        await settle(pilot)
        assert "delivered" not in screen_text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Bonjour Jean" in screen_text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert ("card", 1) in services.floor.calls
