"""The drawer, with the two fields that drawers are made of: a moment and a choice."""

from collections.abc import Iterable
from datetime import datetime

from textual.pilot import Pilot
from textual.widget import Widget

from rules.refusal import Refusal
from screens.app import ConsoleApp
from screens.drawer import Drawer
from screens.seat import Seat
from screens.widgets.choice_list import Choice, ChoiceList
from screens.widgets.moment_input import MomentInput
from tests.screens.console import open_console, screen_text, settle, status_text
from tests.screens.fakes import FakeServices
from tests.screens.showroom import HOSTILE_NAMES, OPERATOR


class PlanDrawer(Drawer[datetime]):
    """When to call back."""

    def __init__(self, seat: Seat, title: str = "Rappeler DUPONT Jean") -> None:
        super().__init__(seat)
        self.title_of_it = title
        self.moment = MomentInput(seat)
        self.choices = ChoiceList([Choice("phone", "téléphone"), Choice("sms", "SMS")], chosen="sms")
        self.kept = ""

    def title_text(self) -> str:
        return self.title_of_it

    def compose_form(self) -> Iterable[Widget]:
        yield self.moment
        yield self.choices

    def commit(self) -> None:
        moment, desk = self.moment.moment, self.seat.services.desk
        if moment is None:
            raise Refusal("no_lead_chosen")
        self.ask_once(lambda: desk.claim(self.seat.actor, 1), lambda _: self.dismiss(moment))

    def keep_draft(self) -> None:
        self.kept = self.moment.field.value


async def opened(
    pilot: Pilot[None], drawer: PlanDrawer | None = None
) -> tuple[PlanDrawer, list[datetime | None]]:
    app = pilot.app
    assert isinstance(app, ConsoleApp)
    assert app.seat is not None
    drawer = drawer or PlanDrawer(app.seat)
    results: list[datetime | None] = []
    await app.push_screen(drawer, results.append)
    await settle(pilot)
    return drawer, results


async def test_it_shows_what_was_understood_and_commits_with_control_s() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        _drawer, results = await opened(pilot)
        await pilot.press(*"demain 10h")
        await settle(pilot)
        assert "→ mer. 25 nov. 2026 10:00" in screen_text(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert [f"{result:%d %H:%M}" for result in results if result] == ["25 09:00"]
        assert ("claim", 1) in services.floor.calls


async def test_letters_are_text_inside_a_field() -> None:
    async with open_console() as pilot:
        drawer, _results = await opened(pilot)
        await pilot.press(*"nxu?/g")
        await settle(pilot)
        assert drawer.moment.field.value == "nxu?/g"
        assert "Non compris" in screen_text(pilot)


async def test_leaving_keeps_the_draft() -> None:
    async with open_console() as pilot:
        drawer, results = await opened(pilot)
        await pilot.press(*"lun 9h", "ctrl+g")
        await settle(pilot)
        assert drawer.kept == "lun 9h"
        assert results == [None]


async def test_a_refused_commit_says_why_and_can_be_tried_again() -> None:
    services = FakeServices()
    services.floor.refuse["claim"] = Refusal("not_your_role")
    async with open_console(services) as pilot:
        _drawer, results = await opened(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert status_text(pilot) == "Aucune demande sous le curseur"
        await pilot.press(*"+2h", "ctrl+s")
        await settle(pilot)
        assert status_text(pilot) == "Votre rôle ne le permet pas"
        services.floor.refuse.clear()
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert len(results) == 1


async def test_a_choice_has_its_own_key_and_starts_where_it_was() -> None:
    async with open_console() as pilot:
        drawer, _results = await opened(pilot)
        assert drawer.choices.chosen == "sms"
        drawer.choices.focus()
        await pilot.press("1")
        await settle(pilot)
        assert drawer.choices.chosen == "phone"


async def test_the_lead_stays_in_view_where_it_is_wide_and_a_hostile_title_is_only_text() -> None:
    async with open_console() as pilot:
        app = pilot.app
        assert isinstance(app, ConsoleApp)
        assert app.seat is not None
        assert app.seat.actor == OPERATOR
        await opened(pilot, PlanDrawer(app.seat, HOSTILE_NAMES[0]))
        text = screen_text(pilot)
        assert "[/b]O’Brien [red]Zoé[/]" in text
        assert "DUPONT Jean" in text  # the queue beneath


async def test_it_takes_the_whole_screen_where_it_is_narrow() -> None:
    async with open_console(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "Peugeot" not in screen_text(pilot)
