"""Quick entry: what is chosen is what stands under the cursor, for the words it was found for; pictures of it."""

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from rules.refusal import Refusal
from rules.values.entry import Caller, CarFound, Entry, OpenLead
from rules.vocabulary import Source, Stage
from screens.entry import proposing_field
from screens.entry.entry_drawer import EntryDrawer
from screens.lead.lead_screen import LeadScreen
from tests.screens.busy_day import busy_services
from tests.screens.console import eventually, open_console, screen_text, settle, status_text
from tests.screens.fakes import FakeServices
from tests.screens.lead_pilot import calls, press, still, until, write
from tests.screens.pictures import picture
from tests.screens.showroom import NOW, OPERATOR

__all__ = ["picture"]

ZOE = Caller(
    7,
    "MARTIN Zoé",
    "+33639984410",
    "69003 Lyon",
    True,
    True,
    (
        OpenLead(3, "Peugeot 208", Stage.CONTACTED, "Lyon", "Samir B.", NOW),
        OpenLead(4, "Dacia Sandero", Stage.NEW, "Vienne", "", NOW),
    ),
)
JEAN = Caller(8, "MARTIN Jean", "", "", False, True, ())
STOCK = (
    CarFound(11, "Peugeot 208 GT Line", "AB-123-CD", 12_990, 1, "Lyon"),
    CarFound(12, "Peugeot 208 Allure", "AB-124-CD", 13_490, 2, "Vienne"),
)


def services(*known: Caller) -> FakeServices:
    fakes = busy_services()
    fakes.entry.known = known or (ZOE, JEAN)
    fakes.entry.stock = STOCK
    return fakes


def captured(fakes: FakeServices) -> Entry:
    [(entry,)] = calls(fakes, "capture")
    assert isinstance(entry, Entry)
    return entry


async def test_enter_goes_from_field_to_field_choices_among_them() -> None:
    async with open_console(services()) as pilot:
        await press(pilot, "f3", "enter", "enter", "enter")
        await write(pilot, "208")
        await eventually(pilot, lambda: "AB-123-CD" in screen_text(pilot))
        await press(pilot, "enter")
        await write(pilot, "rappeler")
        await press(pilot, "enter")
        drawer = pilot.app.screen
        assert isinstance(drawer, EntryDrawer)
        assert (drawer.about.value, drawer.request.value) == ("208", "rappeler")
        assert drawer.focused is drawer.site


async def test_whose_number_it_is_stands_under_the_cursor_and_the_lead_opens() -> None:
    fakes = services()
    async with open_console(fakes) as pilot:
        await press(pilot, "f3")
        await write(pilot, "martin zo")
        await until(pilot, "Peugeot 208")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, LeadScreen)
    entry = captured(fakes)
    assert (entry.person_id, entry.lead_id, entry.is_new_person) == (7, None, False)
    assert (entry.who, entry.source) == ("martin zo", Source.PHONE)


async def test_a_name_alone_chooses_nobody_and_arrows_choose_a_lead() -> None:
    fakes = services(replace(ZOE, is_exact=False), JEAN)
    async with open_console(fakes) as pilot:
        await press(pilot, "f3")
        await write(pilot, "martin")
        await until(pilot, "MARTIN Jean")
        drawer = pilot.app.screen
        assert isinstance(drawer, EntryDrawer)
        assert drawer.entry().is_new_person
        await press(pilot, "down", "down")
        assert (drawer.entry().lead_id, drawer.entry().person_id) == (3, None)
        await write(pilot, "x")
        assert (drawer.entry().lead_id, drawer.entry().is_new_person) == (None, False)


async def test_a_car_of_the_stock_is_chosen_by_arrow_else_its_words_stay() -> None:
    fakes = services()
    async with open_console(fakes) as pilot:
        await press(pilot, "f3", "tab", "tab", "2")
        await write(pilot, "208")
        await until(pilot, "Peugeot 208 Allure")
        drawer = pilot.app.screen
        assert isinstance(drawer, EntryDrawer)
        assert (drawer.entry().about, drawer.entry().car_id) == ("208", None)
        await press(pilot, "down")
        assert (drawer.entry().about, drawer.entry().car_id, drawer.entry().source) == (
            "",
            11,
            Source.WALK_IN,
        )


async def test_the_car_chosen_is_there_again_when_the_entry_was_left_or_cleared_by_mistake() -> None:
    async with open_console(services()) as pilot:
        await press(pilot, "f3", "tab", "tab", "2")
        await write(pilot, "208")
        await until(pilot, "Peugeot 208 Allure")
        await press(pilot, "down", "down", "escape", "f3")
        await until(pilot, "Peugeot 208 Allure")
        drawer = pilot.app.screen
        assert isinstance(drawer, EntryDrawer)
        assert (drawer.entry().about, drawer.entry().car_id) == ("", 12)
        await press(pilot, "f3")
        assert (drawer.entry().about, drawer.entry().car_id) == ("", None)
        await press(pilot, "f3")
        await until(pilot, "Peugeot 208 Allure")
        assert (drawer.entry().about, drawer.entry().car_id) == ("", 12)


async def test_whose_number_it_is_shows_under_another_name_and_is_not_chosen() -> None:
    async with open_console(services(replace(ZOE, is_named=False))) as pilot:
        await press(pilot, "f3")
        await write(pilot, "+33639984410")
        await until(pilot, "MARTIN Zoé")
        drawer = pilot.app.screen
        assert isinstance(drawer, EntryDrawer)
        assert drawer.entry().person_id is None


async def test_a_fast_typist_asks_once_and_what_was_begun_is_kept_with_its_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proposing_field, "WAITS", 2.0)  # a busy machine types slowly
    fakes = services()
    async with open_console(fakes) as pilot:
        await press(pilot, "f3")
        fakes.floor.calls.clear()
        await pilot.press(*"martin")
        await eventually(pilot, lambda: calls(fakes, "callers"))
        assert "MARTIN Jean" in screen_text(pilot)
        assert calls(fakes, "callers") == [("martin",)]
        drawer = pilot.app.screen
        assert isinstance(drawer, EntryDrawer)
        token = drawer.token
        await press(pilot, "escape", "f3")
        again = pilot.app.screen
        assert isinstance(again, EntryDrawer)
        assert again is not drawer
        assert (again.who.value, again.token) == ("martin", token)


async def test_a_refusal_is_one_line_and_nothing_is_lost() -> None:
    fakes = services()
    fakes.floor.refuse["capture"] = Refusal("entry_number_unreadable", number="06 39")
    async with open_console(fakes) as pilot:
        await press(pilot, "f3")
        await write(pilot, "06 39")
        await press(pilot, "ctrl+s")
        assert "« 06 39 » est incomplet" in status_text(pilot)
        assert isinstance(pilot.app.screen, EntryDrawer)


async def test_what_joined_somebody_elses_lead_is_said_and_not_opened() -> None:
    fakes = services()
    fakes.entry.may_open = False
    async with open_console(fakes) as pilot:
        await press(pilot, "f3")
        await write(pilot, "zoe")
        await press(pilot, "ctrl+s")
        assert "suivie par quelqu’un d’autre" in status_text(pilot)


async def test_who_has_no_contact_with_customers_is_told_so() -> None:
    async with open_console(services(), replace(OPERATOR, capabilities=frozenset())) as pilot:
        await press(pilot, "f3")
        assert not isinstance(pilot.app.screen, EntryDrawer)
        assert "rôle" in status_text(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_hostile_names_and_cars_are_shown_as_text(size: tuple[int, int]) -> None:
    fakes = services(replace(ZOE, name="[/b]zoé\x1b]0;x\x07\u202e{{ 7*7 }}", place="[red]"))
    fakes.entry.stock = (replace(STOCK[0], text="208 [/]\x1b[2J"),)
    async with open_console(fakes, size=size) as pilot:
        await press(pilot, "f3")
        await write(pilot, "zoé")
        await until(pilot, "{{ 7*7 }}")
        await press(pilot, "tab", "tab", "tab")
        await write(pilot, "208")
        await until(pilot, "208 [/]")
        shown = screen_text(pilot)
        assert "\x1b" not in shown
        assert "\u202e" not in shown


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=["80x24", "160x45"])
async def test_a_known_caller(picture: SnapshotAssertion, size: tuple[int, int], lang: str) -> None:
    async with open_console(services(), OPERATOR, size=size, lang=lang) as pilot:
        await press(pilot, "f3")
        await write(pilot, "martin")
        await until(pilot, "MARTIN Jean")
        await press(pilot, "enter", "enter", "1")
        await write(pilot, "208")
        await until(pilot, "Peugeot 208 Allure")
        await press(pilot, "down")
        await settle(pilot)
        assert await still(pilot) == picture


async def test_what_was_left_comes_back_and_f3_clears_it_for_the_next_caller() -> None:
    fakes = services()
    async with open_console(fakes) as pilot:
        await press(pilot, "f3")
        await write(pilot, "martin")
        await press(pilot, "escape", "f3")
        await until(pilot, "Saisie reprise")
        drawer = pilot.app.screen
        assert isinstance(drawer, EntryDrawer)
        left = drawer.token
        await press(pilot, "f3")
        await until(pilot, "Saisie vidée")
        assert (drawer.who.value, drawer.token == left) == ("", False)
        assert drawer.focused is drawer.who


async def test_what_was_cleared_by_mistake_comes_back_with_the_same_key() -> None:
    fakes = services()
    async with open_console(fakes) as pilot:
        await press(pilot, "f3")
        await write(pilot, "martin zo")
        await press(pilot, "escape", "f3", "f3")  # the second one by somebody who saw nothing open yet
        await until(pilot, "F3 remet ce qui y était")
        assert "F3 Remettre" in screen_text(pilot)
        await press(pilot, "f3")
        await until(pilot, "F3 Vider")
        drawer = pilot.app.screen
        assert isinstance(drawer, EntryDrawer)
        assert drawer.who.value == "martin zo"
        await press(pilot, "f3")
        await write(pilot, "x")
        await until(pilot, "F3 Vider")
        await press(pilot, "f3", "f3")
        assert drawer.who.value == "x"


async def test_lines_out_of_sight_are_counted_above_the_field() -> None:
    crowd = [replace(JEAN, person_id=number, name=f"MARTIN {number}") for number in range(10, 19)]
    async with open_console(services(*crowd), size=(80, 24)) as pilot:
        await press(pilot, "f3")
        await write(pilot, "martin")
        await until(pilot, "6 lignes de plus")
        await press(pilot, *(["down"] * 9))
        await until(pilot, "MARTIN 18")


async def test_whoever_has_no_room_for_the_new_lead_is_told_so() -> None:
    fakes = services()
    fakes.entry.waits = Refusal("too_many_claims", count=5)
    async with open_console(fakes) as pilot:
        await press(pilot, "f3")
        await write(pilot, "martin")
        await press(pilot, "ctrl+s")
        await until(pilot, "laissée dans la file")
        assert isinstance(pilot.app.screen, LeadScreen)
