"""Pictures of the desk, the agenda, sorting, Supervision, the outbox and the people, each in both sizes and languages."""

import pytest
from syrupy.assertion import SnapshotAssertion

from rules.values.entry import CarFound
from rules.values.staff import Actor
from tests.screens.busy_day import busy_services
from tests.screens.console import open_console, settle
from tests.screens.lead_pilot import press, still, until
from tests.screens.pictures import picture
from tests.screens.showroom import ADMINISTRATOR, MANAGER, OPERATOR, SALESPERSON

__all__ = ["picture"]

SIZES = {"80x24": (80, 24), "160x45": (160, 45)}
PLACES: dict[str, tuple[Actor, tuple[str, ...]]] = {
    "desk": (SALESPERSON, ()),
    "agenda": (SALESPERSON, ("g", "a")),
    "to_sort": (OPERATOR, ("g", "b")),
    "supervision": (MANAGER, ()),
    "outbox": (OPERATOR, ("g", "o", "enter")),
    "people": (ADMINISTRATOR, ()),
}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", PLACES)
async def test_a_screen(picture: SnapshotAssertion, place: str, size: str, lang: str) -> None:
    actor, keys = PLACES[place]
    async with open_console(busy_services(), actor, size=SIZES[size], lang=lang) as pilot:
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        await settle(pilot)
        assert await still(pilot) == picture


@pytest.mark.parametrize("size", SIZES)
async def test_completing_a_document(picture: SnapshotAssertion, size: str) -> None:
    async with open_console(busy_services(), OPERATOR, size=SIZES[size]) as pilot:
        for key in ("g", "b", "f"):
            await pilot.press(key)
            await settle(pilot)
        assert await still(pilot) == picture


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_choosing_the_car_of_a_document(picture: SnapshotAssertion, size: str, lang: str) -> None:
    services = busy_services()
    services.entry.stock = (
        CarFound(11, "Peugeot 208 GT Line", "AB-123-CD", 12_990, 1, "Lyon"),
        CarFound(12, "Peugeot 208 Allure", "AB-124-CD", 13_490, 2, "Vienne"),
    )
    async with open_console(services, OPERATOR, size=SIZES[size], lang=lang) as pilot:
        await press(pilot, "g", "b", "f")
        await until(pilot, "Peugeot 208 Allure")
        await press(pilot, "tab", "tab", "tab", "tab", "down", "down")
        assert await still(pilot) == picture


@pytest.mark.parametrize("size", SIZES)
async def test_refusing_an_offer(picture: SnapshotAssertion, size: str) -> None:
    async with open_console(busy_services(), SALESPERSON, size=SIZES[size]) as pilot:
        await pilot.press("minus")
        await settle(pilot)
        assert await still(pilot) == picture


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_describing_a_portal(picture: SnapshotAssertion, size: str, lang: str) -> None:
    async with open_console(busy_services(), ADMINISTRATOR, size=SIZES[size], lang=lang) as pilot:
        for key in ("g", "b", "t", "ctrl+s"):
            await pilot.press(key)
            await settle(pilot)
        assert await still(pilot) == picture
