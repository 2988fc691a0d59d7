"""The agenda: days in order, overdue on top, done and cancelled with a key."""

import pytest

from rules.vocabulary import AppointmentState
from screens.agenda.agenda_screen import AgendaScreen
from tests.screens.busy_day import busy_services
from tests.screens.console import open_console, screen_text, settle, status_text
from tests.screens.showroom import SALESPERSON


async def test_overdue_stands_on_top_and_empty_days_share_one_line() -> None:
    async with open_console(busy_services(), SALESPERSON) as pilot:
        await pilot.press("g", "a")
        await settle(pilot)
        assert isinstance(pilot.app.screen, AgendaScreen)
        shown = screen_text(pilot)
        assert shown.index("En retard") < shown.index("aujourd’hui · mar. 24 nov.  4")
        assert "jeu. 26 nov. → ven. 27 nov.  rien de prévu" in shown
        assert "attendu hier 17:00" in status_text(pilot)


async def test_a_task_is_done_and_another_cancelled_with_one_key() -> None:
    services = busy_services()
    async with open_console(services, SALESPERSON) as pilot:
        await pilot.press("g", "a")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        assert ("done", 1) in services.floor.calls
        await pilot.press("down", "x")
        await settle(pilot)
        assert ("cancel_task", 2) in services.floor.calls


async def test_of_an_appointment_one_says_whether_the_customer_came() -> None:
    services = busy_services()
    async with open_console(services, SALESPERSON) as pilot:
        await pilot.press("g", "a")
        await settle(pilot)
        await pilot.press("down", "down", "d")
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert ("end_appointment", 1, AppointmentState.NO_SHOW) in services.floor.calls


async def test_arrows_move_the_first_day_and_enter_opens_the_lead() -> None:
    services = busy_services()
    async with open_console(services, SALESPERSON, size=(80, 24), lang="en") as pilot:
        await pilot.press("g", "a")
        await settle(pilot)
        await pilot.press("right")
        await settle(pilot)
        assert "Agenda ── tomorrow · Wed 25 Nov" in screen_text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert ("card", 4) in services.floor.calls
        assert not isinstance(pilot.app.screen, AgendaScreen)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_hostile_notes_are_shown_as_text(size: tuple[int, int]) -> None:
    async with open_console(busy_services(), SALESPERSON, size=size) as pilot:
        await pilot.press("g", "a")
        await settle(pilot)
        assert "\x1b" not in screen_text(pilot)
