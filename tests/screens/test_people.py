"""People: added, away, sent home knowing what becomes of their leads."""

from rules.vocabulary import Role
from tests.screens.busy_day import busy_services
from tests.screens.console import open_console, screen_text, settle, status_text
from tests.screens.showroom import ADMINISTRATOR, MANAGER


async def test_an_administrator_starts_on_the_people_with_sites_and_hours_beside() -> None:
    async with open_console(busy_services(), ADMINISTRATOR) as pilot:
        shown = screen_text(pilot)
        for part in ("Équipe", "Karim Haddad", "3/12", "Vienne", "lun.-sam. 09:00-12:00 14:00-19:00"):
            assert part in shown


async def test_somebody_is_added_at_the_keyboard() -> None:
    services = busy_services()
    async with open_console(services, ADMINISTRATOR) as pilot:
        await pilot.press("plus")
        await settle(pilot)
        await pilot.press(*"Ana", "tab", *"ana", "tab", "2", "2")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert ("add", "ana", "Ana", Role.SALESPERSON, 1, "", "fr") in services.floor.calls


async def test_an_absence_needs_both_its_ends() -> None:
    services = busy_services()
    async with open_console(services, ADMINISTRATOR) as pilot:
        await pilot.press("a")
        await settle(pilot)
        await pilot.press(*"14:00", "ctrl+s")
        await settle(pilot)
        assert "add_absence" not in services.floor.names()
        await pilot.press(*"18:00", "enter", "enter")
        await settle(pilot)
        asked = next(call for call in services.floor.calls if call[0] == "add_absence")
        assert asked[2] < asked[3]
        assert "Absence planifiée" in status_text(pilot)


async def test_what_becomes_of_the_leads_is_said_before_somebody_is_deactivated() -> None:
    services = busy_services()
    async with open_console(services, ADMINISTRATOR) as pilot:
        await pilot.press("down", "x")
        await settle(pilot)
        assert "3 demandes ouvertes" in screen_text(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert "deactivate" in services.floor.names()


async def test_nobody_deactivates_themselves() -> None:
    async with open_console(busy_services(), ADMINISTRATOR) as pilot:
        await pilot.press("home")
        await pilot.press("x")
        await settle(pilot)
        assert status_text(pilot)


async def test_a_manager_gets_there_and_sees_the_people() -> None:
    async with open_console(busy_services(), MANAGER, size=(80, 24), lang="en") as pilot:
        await pilot.press("g", "p")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "3 open enquiries of 12" in screen_text(pilot)
