"""Importing a file: its columns confirmed by eye, how far it is, what became of each row; pictures of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.screen import Screen

from rules.refusal import Refusal
from rules.values.imports import ImportedRow, ImportPreview, ImportReport
from rules.vocabulary import Capability, RawOutcome
from screens.imports.imports_screen import ImportsScreen
from screens.lead.lead_screen import LeadScreen
from screens.to_sort.to_sort_screen import ToSortScreen
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
SORTS = replace(MANAGER, capabilities=MANAGER.capabilities | {Capability.SORT})
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


async def test_without_a_path_it_is_asked_for_and_a_file_without_rows_is_not_imported() -> None:
    fakes = services()
    fakes.imports.preview = replace(PREVIEW, rows=(), count=0)
    async with open_console(fakes, MANAGER) as pilot:
        await press(pilot, "g", "i", "enter")
        await until(pilot, "Indiquez d’abord un fichier")
        assert not calls(fakes, "look")
        await write(pilot, "salon.csv")
        await press(pilot, "enter")
        await until(pilot, "0 ligne")
        await press(pilot, "ctrl+s")
        await until(pilot, "Rien à importer")
        await until(pilot, "Kunde")
        assert not calls(fakes, "run")


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


async def test_whoever_comes_back_finds_the_import_that_runs_and_then_its_report() -> None:
    fakes = services(ends=False)
    async with open_console(fakes, MANAGER) as pilot:
        await press(pilot, "g", "i", "x", "enter")
        await pilot.press("ctrl+s")
        await shown(pilot, "Import de salon.csv en cours")
        await pilot.press("escape", "g", "i")
        await shown(pilot, "500 sur 1")
        screen = pilot.app.screen
        assert isinstance(screen, ImportsScreen)
        assert "Vérifiez" not in screen_text(pilot)
        await pilot.press("ctrl+s")
        await shown(pilot, "est en cours")
        fakes.imports.waits.set()

        def is_told() -> bool:
            screen.on_tick()
            return screen.report is REPORT

        await eventually(pilot, is_told)
        await press(pilot, "escape", "g", "i")
        await until(pilot, "Rapport : salon.csv")


async def shown(pilot: Pilot[Any], text: str) -> None:
    """Wait for ``text`` beside a call that is not answered yet."""
    for _ in range(500):
        if text in screen_text(pilot).replace("\u202f", " "):
            return
        await pilot.pause(0.02)
    raise AssertionError(f"{text!r} is not in:\n{screen_text(pilot)}")


async def test_a_file_that_came_before_says_when_and_what_it_had_become() -> None:
    fakes = services()
    fakes.imports.report = replace(REPORT, before_at=datetime(2026, 11, 3, 8, 15, tzinfo=UTC))
    async with open_console(fakes, MANAGER) as pilot:
        await press(pilot, "g", "i", "x", "enter", "ctrl+s")
        await until(pilot, "Déjà importé")
        assert "Demandes : 1" in status_text(pilot)
        await until(pilot, "importé le")


async def test_a_row_to_sort_opens_where_it_is_sorted_and_the_key_line_says_so() -> None:
    fakes = services()
    fakes.imports.report = replace(REPORT, rows=(replace(REPORT.rows[2], raw_id=2), *REPORT.rows[:2]))
    async with open_console(fakes, SORTS, size=(80, 24)) as pilot:
        await press(pilot, "g", "i", "x", "enter", "ctrl+s")
        await until(pilot, "Aucun téléphone ni e-mail du client")
        assert "Ouvrir" in screen_text(pilot).splitlines()[-1]
        await press(pilot, "enter")
        opened: Screen[Any] = pilot.app.screen
        assert isinstance(opened, ToSortScreen)
        current = opened.list.current
        assert current is not None
        assert current.id == 2
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ImportsScreen)


async def test_a_row_opens_though_so_much_is_more_urgent_that_the_list_ends_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fakes = services()
    fakes.imports.report = replace(REPORT, rows=(replace(REPORT.rows[2], raw_id=2),))
    entries, opened = fakes.sorting.entries(SORTS), fakes.sorting.detail(SORTS, 2)
    monkeypatch.setattr(fakes.sorting, "entries", lambda *_, **__: [each for each in entries if each.id != 2])
    monkeypatch.setattr(fakes.sorting, "detail", lambda *_: opened)
    async with open_console(fakes, SORTS) as pilot:
        await press(pilot, "g", "i", "x", "enter", "ctrl+s")
        await until(pilot, "Aucun téléphone ni e-mail du client")
        await press(pilot, "enter")
        screen: Screen[Any] = pilot.app.screen
        assert isinstance(screen, ToSortScreen)
        await eventually(pilot, lambda: screen.list.current is not None and screen.list.current.id == 2)


async def test_the_footer_says_what_enter_does_in_the_field_on_a_column_and_on_a_row() -> None:
    async with open_console(services(), MANAGER, size=(80, 24)) as pilot:
        await press(pilot, "g", "i")
        await until(pilot, "⏎ Lire le fichier")
        await press(pilot, "x", "enter")
        await until(pilot, "⏎ Changer")
        await press(pilot, "ctrl+s")
        await until(pilot, "à voir : 1")
        assert "⏎" not in screen_text(pilot), "nothing to open of the first row"
        await press(pilot, "down")
        await until(pilot, "⏎ Ouvrir")
        await press(pilot, "tab")
        await until(pilot, "⏎ Lire le fichier")
        await press(pilot, "enter")
        await until(pilot, "⏎ Changer")


async def test_where_there_is_no_room_a_sentence_goes_on_below() -> None:
    async with open_console(services(), MANAGER, size=(80, 24)) as pilot:
        await press(pilot, "g", "i")
        words = " ".join(screen_text(pilot).replace("│", " ").split())
        assert pilot.app.words("imports.start") in words  # type: ignore[attr-defined] # the console has words


async def test_a_row_that_somebody_sorted_meanwhile_says_so() -> None:
    fakes = services()
    fakes.imports.report = replace(REPORT, rows=(replace(REPORT.rows[2], raw_id=987_654),))
    async with open_console(fakes, MANAGER) as pilot:
        await press(pilot, "g", "i", "x", "enter", "ctrl+s", "enter")
        assert "pas ouvert à votre rôle" in status_text(pilot)
    async with open_console(fakes, SORTS) as pilot:
        await press(pilot, "g", "i", "enter")
        await until(pilot, "déjà")


async def test_the_field_s_own_name_comes_before_one_that_holds_it_and_a_column_that_lost_it_is_named() -> (
    None
):
    fakes = services()
    fakes.imports.preview = replace(
        PREVIEW, columns=("Vorname", "Nachname", "Tel"), fields=("first_name", None, "phone"), rows=()
    )
    fakes.imports.all_fields = ("first_name", "full_name", "last_name", "phone")
    async with open_console(fakes, MANAGER) as pilot:
        await press(pilot, "g", "i", "x", "enter", "down", "enter")
        await write(pilot, "nom")
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ImportsScreen)
        assert screen.fields == ["first_name", "last_name", "phone"]
        await press(pilot, "enter")
        await write(pilot, "tel")
        await press(pilot, "enter")
        assert screen.fields == ["first_name", "phone", None]
        assert "« Téléphone » n’est plus dans la colonne « Tel »" in status_text(pilot)


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
