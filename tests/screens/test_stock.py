"""The stock by keyboard: a line finds cars, the card says all of one, Enter goes on to the lead about it."""

import pytest
from syrupy.assertion import SnapshotAssertion

from rules.stock.question import question_of
from screens.stock.stock_screen import StockScreen
from tests.screens.console import eventually, open_console, screen_text, settle, status_text
from tests.screens.fakes import FakeServices
from tests.screens.lead_pilot import still
from tests.screens.pictures import picture

__all__ = ["picture"]

SIZES = {"80x24": (80, 24), "160x45": (160, 45)}


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_a_line_finds_cars_as_one_types_and_says_how_it_was_understood(size: tuple[int, int]) -> None:
    services = FakeServices()
    async with open_console(services, size=size) as pilot:
        await pilot.press("g", "k")
        await settle(pilot)
        assert ("stock", "", False) in services.floor.calls
        await pilot.press("f", *"208 diesel <15000")
        await eventually(pilot, lambda: ("stock", "208 diesel <15000", False) in services.floor.calls)
        assert "208 · diesel · jusqu’à 15" in screen_text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "entries"


async def test_a_card_is_read_and_leads_on_to_the_lead_about_the_car() -> None:
    services = FakeServices()
    async with open_console(services, size=(80, 24), lang="en") as pilot:
        await pilot.press("g", "k")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        text = screen_text(pilot)
        assert "€12,990" in text
        assert "256" in text
        await pilot.press("enter")
        await settle(pilot)
        assert ("card", 1) in services.floor.calls


async def test_a_key_that_cannot_work_says_why_and_escape_goes_one_step_back() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        await pilot.press("g", "k")
        await settle(pilot)
        await pilot.press("down", "enter", "enter")
        await settle(pilot)
        assert "Aucune demande ouverte" in status_text(pilot)
        await pilot.press("escape", "f", *"rien")
        await eventually(pilot, lambda: "Aucune voiture" in screen_text(pilot))
        await pilot.press("escape", "y")
        await settle(pilot)
        assert "rien" in status_text(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert type(pilot.app.screen).__name__ == "QueueScreen"


@pytest.mark.parametrize(
    ("lang", "understood", "named"),
    [
        ("fr", "peugot → Peugeot ? 208 ou clio · automatique · 3 ans au plus", "Aucune voiture n’a : « cabriolet »"),
        ("en", "peugot → Peugeot? 208 or clio · automatic · 3 years at most", "No car has: “cabriolet”"),
    ],
)  # fmt: skip
async def test_a_misspelt_make_and_a_word_no_car_has_are_said(lang: str, understood: str, named: str) -> None:
    async with open_console(FakeServices(), size=(80, 24), lang=lang) as pilot:
        await pilot.press("g", "k", "f", *"peugot 208 ou clio boite auto 3 ans max")
        await eventually(pilot, lambda: understood in screen_text(pilot))
        await pilot.press("enter", "f", *"208 cabriolet")
        await eventually(pilot, lambda: screen_text(pilot).count(named) == 2)


@pytest.mark.parametrize(
    ("lang", "asked", "advice"),
    [
        ("fr", "Distance à partir d’où ? Ajoutez un code postal.", "Une ville ? Écrivez son code postal."),
        ("en", "Distance from where? Add a postcode.", "A town? Write its postcode."),
    ],
)  # fmt: skip
async def test_a_distance_from_a_town_asks_for_its_postcode(lang: str, asked: str, advice: str) -> None:
    async with open_console(FakeServices(), size=(80, 24), lang=lang) as pilot:
        await pilot.press("g", "k", "f", *"cabriolet 30km")
        await eventually(pilot, lambda: asked in screen_text(pilot) and advice in screen_text(pilot))


async def test_another_question_begins_at_the_first_car() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        await pilot.press("g", "k", "f")
        screen = pilot.app.screen
        assert isinstance(screen, StockScreen)

        def is_answered(text: str) -> bool:
            """The list is for that question: nothing on its way would move the cursor."""
            return screen.found is not None and screen.found.question == question_of(text)

        await eventually(pilot, lambda: is_answered(""))
        await pilot.press("down")
        await eventually(pilot, lambda: screen.list.cursor == 1)
        await pilot.press(*"clio")
        await eventually(pilot, lambda: is_answered("clio"))
        assert screen.list.cursor == 0
        await pilot.press("enter", "down", "v")
        await eventually(pilot, lambda: ("stock", "clio", True) in services.floor.calls)
        await settle(pilot)
        assert screen.list.cursor == 1


async def test_sold_cars_are_shown_on_demand() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        await pilot.press("g", "k")
        await settle(pilot)
        await pilot.press("v")
        await settle(pilot)
        assert ("stock", "", True) in services.floor.calls
        assert "sorties comprises" in screen_text(pilot)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_stock_is_recognised(picture: SnapshotAssertion, size: str, lang: str) -> None:
    async with open_console(FakeServices(), size=SIZES[size], lang=lang) as pilot:
        await pilot.press("g", "k")
        await settle(pilot)
        await pilot.press("f", *"208 250/mois 60000km", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert await still(pilot) == picture
