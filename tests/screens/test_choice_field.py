"""A field of many sites: every one of them can be read and chosen, however many the group has."""

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from rules.values.entry import Entry
from rules.values.staff import SiteCard
from screens.lead.choice_field import ChoiceField
from screens.lead.choice_finder import ChoiceFinder
from screens.to_sort.complete_drawer import CompleteDrawer
from tests.screens.busy_day import busy_services
from tests.screens.console import eventually, open_console, screen_text
from tests.screens.fakes import FakeServices
from tests.screens.lead_pilot import calls, press, still, until, write
from tests.screens.pictures import picture
from tests.screens.showroom import ADMINISTRATOR, OPERATOR

__all__ = ["picture"]

TOWNS = (
    *("Annecy", "Annemasse", "Aubenas", "Beaune", "Belley", "Besançon", "Bourg-en-Bresse", "Bourgoin"),
    *(
        "Chalon",
        "Chambéry",
        "Cluses",
        "Dijon",
        "Dole",
        "Feurs",
        "Givors",
        "Grenoble",
        "Le Puy",
        "Lyon Gerland",
    ),
    *(
        "Lyon Vaise",
        "Mâcon",
        "Montélimar",
        "Oyonnax",
        "Privas",
        "Roanne",
        "Romans",
        "Saint-Étienne",
        "Thonon",
    ),
    *("Valence", "Vienne", "Voiron"),
)
FIRST = 101
SIZES = {"80x24": (80, 24), "160x45": (160, 45)}


def group_of(*towns: str) -> FakeServices:
    """The fakes of a group with a site in each town."""
    services = busy_services()
    usual = services.people.sites()[0]
    cards = [replace(usual, id=number, name=town) for number, town in enumerate(towns, FIRST)]

    def sites() -> list[SiteCard]:
        return cards

    services.people.sites = sites  # type: ignore[method-assign] # as a large group has them
    return services


def site_field(pilot: Pilot[None]) -> ChoiceField:
    """The field of the site in the drawer that is open."""
    return next(
        field
        for field in pilot.app.screen.query(ChoiceField)
        if field.id != "source" and len(field.choices) > 6
    )


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
async def test_the_thirtieth_site_is_found_by_typing_its_name_in_a_document(size: tuple[int, int]) -> None:
    services = group_of(*TOWNS)
    async with open_console(services, size=size) as pilot:
        await press(pilot, "g", "b", "f")
        await eventually(pilot, lambda: isinstance(pilot.app.screen, CompleteDrawer))
        drawer = pilot.app.screen
        assert isinstance(drawer, CompleteDrawer)
        drawer.site.focus()
        await until(pilot, "⏎ choisir parmi 31")
        assert "d’après la voiture" in screen_text(pilot)
        await write(pilot, "voi")
        assert isinstance(pilot.app.screen, ChoiceFinder)
        await until(pilot, "Voiron")
        await press(pilot, "enter")
        await until(pilot, "Voiron   ⏎ choisir parmi 31")
        await press(pilot, "ctrl+s")
    [(_, lead)] = calls(services, "complete")
    assert lead.site_id == FIRST + 29


async def test_the_list_opens_on_the_one_chosen_and_leaving_it_changes_nothing() -> None:
    services = group_of(*TOWNS)
    async with open_console(services, OPERATOR, size=(80, 24)) as pilot:
        await press(pilot, "f3")
        await eventually(pilot, lambda: len(pilot.app.screen.query(ChoiceField).last().choices) == 31)
        field = site_field(pilot)
        field.focus()
        await press(pilot, "right", "right", "enter")
        await until(pilot, "en dessous")
        assert "Site" in screen_text(pilot)
        await press(pilot, "pagedown", "escape")
        assert field.value == str(FIRST + 1)
        await press(pilot, "enter", "end", "escape", "enter")
        finder = pilot.app.screen
        assert isinstance(finder, ChoiceFinder)
        assert finder.list.current is not None
        assert finder.list.current.text == "Annemasse"
        await press(pilot, *(["down"] * 28), "enter")
        assert field.value == str(FIRST + 29)
        field.focus()
        await write(pilot, "saint etienne")
        await press(pilot, "enter")
        assert field.value == str(FIRST + TOWNS.index("Saint-Étienne"))
        await press(pilot, "ctrl+s")
    [(entry,)] = calls(services, "capture")
    assert isinstance(entry, Entry)
    assert entry.site_id == FIRST + TOWNS.index("Saint-Étienne")


async def test_somebody_is_added_to_the_last_of_thirty_sites() -> None:
    services = group_of(*TOWNS)
    async with open_console(services, ADMINISTRATOR) as pilot:
        await press(pilot, "plus")
        await write(pilot, "Ana")
        await press(pilot, "tab")
        await write(pilot, "ana")
        site_field(pilot).focus()
        await write(pilot, "voiron")
        await press(pilot, "enter", "ctrl+s")
    [(_, _, _, site_id, _, _)] = calls(services, "add")
    assert site_id == FIRST + 29


async def test_sites_that_have_keys_and_no_room_are_opened_by_enter_and_keep_their_keys() -> None:
    services = group_of(*TOWNS[:12])
    async with open_console(services, size=(80, 24)) as pilot:
        await press(pilot, "f3")
        await eventually(pilot, lambda: len(pilot.app.screen.query(ChoiceField).last().choices) == 13)
        field = site_field(pilot)
        field.focus()
        await until(pilot, "⏎ choisir parmi 13")
        await press(pilot, "enter")
        await write(pilot, "dijon")
        await press(pilot, "enter")
        assert field.value == str(FIRST + 11)
        field.focus()
        await press(pilot, "3")
        assert field.value == str(FIRST + 1)


async def test_sites_that_have_room_stand_side_by_side() -> None:
    async with open_console(group_of(*TOWNS[:6]), size=(160, 45)) as pilot:
        await press(pilot, "f3")
        await until(pilot, "2 Annecy")
        await until(pilot, "7 Besançon")
        assert "choisir parmi" not in screen_text(pilot)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_thirty_sites(picture: SnapshotAssertion, size: str, lang: str) -> None:
    async with open_console(group_of(*TOWNS), size=SIZES[size], lang=lang) as pilot:
        await press(pilot, "g", "b", "f")
        await eventually(pilot, lambda: isinstance(pilot.app.screen, CompleteDrawer))
        site_field(pilot).focus()
        await write(pilot, "l")
        await until(pilot, "Lyon Gerland")
        assert await still(pilot) == picture
