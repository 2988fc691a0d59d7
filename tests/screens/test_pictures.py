"""What a user must recognise: one picture a state. Keep new ones with ``pytest --snapshot-update`` after looking at them."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.screens.console import console, open_console, settle
from tests.screens.lead_pilot import still
from tests.screens.pictures import picture

__all__ = ["picture"]

SIZES = {"80x24": (80, 24), "160x45": (160, 45)}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_queue(picture: SnapshotAssertion, size: str, lang: str) -> None:
    async with open_console(size=SIZES[size], lang=lang) as pilot:
        assert await still(pilot) == picture


async def test_the_queue_with_its_preview_in_a_small_terminal(picture: SnapshotAssertion) -> None:
    async with open_console(size=SIZES["80x24"]) as pilot:
        await pilot.press("down", "space")
        await settle(pilot)
        assert await still(pilot) == picture


async def test_an_empty_lane(picture: SnapshotAssertion) -> None:
    async with open_console(size=SIZES["80x24"]) as pilot:
        await pilot.press("2")
        await settle(pilot)
        assert await still(pilot) == picture


async def test_signing_in(picture: SnapshotAssertion) -> None:
    async with open_console(actor=None, size=SIZES["80x24"]) as pilot:
        assert await still(pilot) == picture


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_help(picture: SnapshotAssertion, lang: str) -> None:
    async with open_console(size=SIZES["160x45"], lang=lang) as pilot:
        await pilot.press("question_mark")
        await settle(pilot)
        assert await still(pilot) == picture


async def test_the_palette(picture: SnapshotAssertion) -> None:
    async with open_console(size=SIZES["80x24"]) as pilot:
        await pilot.press("ctrl+p")
        await settle(pilot)
        assert await still(pilot) == picture


@pytest.mark.parametrize("theme", ["light", "contrast"])
async def test_the_other_themes(picture: SnapshotAssertion, theme: str) -> None:
    async with console(theme=theme).run_test(size=SIZES["80x24"]) as pilot:
        await settle(pilot)
        assert await still(pilot) == picture


async def test_the_queue_in_plain_symbols(picture: SnapshotAssertion) -> None:
    async with console(glyphs="ascii").run_test(size=SIZES["80x24"]) as pilot:
        await settle(pilot)
        assert await still(pilot) == picture


def test_no_picture_holds_an_outside_address() -> None:
    for path in (Path(__file__).parent / "__snapshots__").rglob("*.svg"):
        addresses = path.read_text(encoding="utf-8").split("://")[1:]
        assert all(address.startswith("www.w3.org") for address in addresses), path.name
