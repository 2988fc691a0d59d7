"""Signing in: who there is, how to find oneself, and that there are more."""

from dataclasses import replace

from tests.screens.console import open_console, screen_text
from tests.screens.fakes import FakeServices
from tests.screens.lead_pilot import press, until, write


async def test_the_list_says_that_there_are_more_and_how_to_find_oneself() -> None:
    services = FakeServices()
    someone = services.sign_in.people()[0]
    crowd = [replace(someone, id=100 + number, name=f"Agent {number:02d}") for number in range(40)]
    services.sign_in.people = lambda: crowd  # type: ignore[method-assign]  # a larger house
    async with open_console(services, actor=None, size=(80, 24)) as pilot:
        await until(pilot, "Agent 00")
        assert "Quelques lettres de votre nom" in screen_text(pilot)
        assert "en dessous" in screen_text(pilot)
        assert "au-dessus" not in screen_text(pilot)
        assert "Ctrl+Q Quitter" in screen_text(pilot)
        await press(pilot, "pagedown", "pagedown")
        assert "au-dessus" in screen_text(pilot)
        await write(pilot, "39")
        await until(pilot, "Agent 39")
        assert "au-dessus" not in screen_text(pilot)
        assert "en dessous" not in screen_text(pilot)


async def test_escape_says_that_somebody_has_to_be_chosen() -> None:
    async with open_console(actor=None, size=(80, 24)) as pilot:
        await press(pilot, "escape")
        assert "Choisissez d’abord qui vous êtes" in screen_text(pilot)
