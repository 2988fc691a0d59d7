"""Importing a file: its columns confirmed by eye, how far it is, what became of each row; pictures of it."""

import pytest
from syrupy.assertion import SnapshotAssertion

from rules.refusal import Refusal
from rules.values.imports import ImportedRow, ImportPreview, ImportReport
from rules.vocabulary import RawOutcome
from screens.imports.imports_screen import ImportsScreen
from screens.lead.lead_screen import LeadScreen
from tests.screens.busy_day import busy_services
from tests.screens.console import eventually, open_console, screen_text, settle, status_text
from tests.screens.fakes import FakeServices
from tests.screens.lead_pilot import calls, press, still, until, write
from tests.screens.pictures import picture
from tests.screens.showroom import MANAGER, OPERATOR

__all__ = ["picture"]

PREVIEW = ImportPreview(
    "salon.csv",
    ("Kunde", "Tél.", "Souhait", "[/b]\x1b[2J"),
    ("full_name", "phone", None, None),
    (
        ("DUPONT Jean", "06 39 98 00 01", "Peugeot 208", "=cmd|' /C calc'!A0"),
        ("MARTIN Zoé", "06 39 98 00 02", "Clio", "\u202e{{ 7*7 }}"),
    ),
    1_250,
    None,
)
REPORT = ImportReport(
    "salon.csv",
    (
        ImportedRow(2, RawOutcome.LEAD, "", 1, "DUPONT Jean"),
        ImportedRow(3, RawOutcome.TOUCH, "", 2, "MARTIN Zoé"),
        ImportedRow(4, RawOutcome.TO_SORT, "no_contact", None, "[red]LEROY"),
    ),
)


def services(*, ends: bool = True) -> FakeServices:
    fakes = busy_services()
    fakes.imports.preview, fakes.imports.report, fakes.imports.told = PREVIEW, REPORT, (500, 1_250)
    if ends:
        fakes.imports.waits.set()
    return fakes


async def test_columns_are_confirmed_changed_and_taken_in_and_a_row_opens_its_lead() -> None:
    fakes = services()
    async with open_console(fakes, MANAGER) as pilot:
        await press(pilot, "g", "i")
        assert isinstance(pilot.app.screen, ImportsScreen)
        await press(pilot, "ctrl+s")
        assert "d’abord un fichier" in status_text(pilot)
        await write(pilot, "salon.csv")
        await press(pilot, "enter")
        await until(pilot, "DUPONT Jean")
        await press(pilot, "down", "down", "enter")
        await write(pilot, "vehicule")
        await press(pilot, "enter")
        await until(pilot, "Véhicule demandé")
        await press(pilot, "ctrl+s")
        await until(pilot, "Demandes : 1, contacts de plus : 1, à voir : 1")
        await press(pilot, "enter")
        assert "n’est pas devenue" in status_text(pilot)
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, LeadScreen)
    assert calls(fakes, "run") == [
        ("salon.csv", {"Kunde": "full_name", "Tél.": "phone", "Souhait": "vehicle"})
    ]


async def test_what_one_column_holds_no_other_holds_any_more() -> None:
    async with open_console(services(), MANAGER) as pilot:
        await press(pilot, "g", "i", "x", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ImportsScreen)
        await press(pilot, "end", "enter")
        await write(pilot, "telephone")
        await press(pilot, "enter")
        assert screen.fields == ["full_name", None, None, "phone"]


async def test_a_long_import_says_how_far_it_is_and_takes_no_second_one() -> None:
    fakes = services(ends=False)
    async with open_console(fakes, MANAGER) as pilot:
        await press(pilot, "g", "i", "x", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ImportsScreen)
        await pilot.press("ctrl+s")
        for _ in range(200):
            await pilot.pause(0.02)
            screen.on_tick()
            if "500 sur 1" in screen_text(pilot).replace("\u202f", " "):
                break
        assert "500 sur 1" in screen_text(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause(0.05)
        assert "est en cours" in status_text(pilot)
        fakes.imports.waits.set()
        await eventually(pilot, lambda: screen.report is REPORT)


@pytest.mark.parametrize("call", ["look", "run"])
async def test_a_refusal_is_one_line_and_the_columns_stay(call: str) -> None:
    fakes = services()
    fakes.floor.refuse[call] = Refusal("mapping_no_contact")
    async with open_console(fakes, MANAGER) as pilot:
        await press(pilot, "g", "i", "x", "enter", "ctrl+s")
        if call == "run":
            assert "DUPONT Jean" in screen_text(pilot)
            assert "Il faut une colonne" in status_text(pilot)


async def test_an_operator_imports_nothing() -> None:
    async with open_console(services(), OPERATOR) as pilot:
        await press(pilot, "g", "i")
        assert not isinstance(pilot.app.screen, ImportsScreen)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_hostile_columns_and_cells_are_shown_as_text(size: tuple[int, int]) -> None:
    async with open_console(services(), MANAGER, size=size) as pilot:
        await press(pilot, "g", "i", "x", "enter", "end", "enter")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "[/b]" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=["80x24", "160x45"])
@pytest.mark.parametrize("step", ["columns", "report"])
async def test_an_import(picture: SnapshotAssertion, size: tuple[int, int], lang: str, step: str) -> None:
    async with open_console(services(), MANAGER, size=size, lang=lang) as pilot:
        await press(pilot, "g", "i")
        await write(pilot, "salon.csv")
        await press(pilot, "enter")
        if step == "report":
            await press(pilot, "ctrl+s")
        await settle(pilot)
        assert await still(pilot) == picture
