"""A call at the keyboard over the real services: the number is known, the car is chosen, the lead opens."""

from data.store import Store
from screens.app import ConsoleApp
from screens.desk.desk_screen import DeskScreen
from screens.lead.lead_screen import LeadScreen
from tests.screens.console import eventually, status_text
from tests.screens.lead_pilot import press, until, write
from tests.services.center import Center
from vo_callcenter.bootstrap import Application


async def test_a_known_caller_about_another_car_in_few_keys(sqlite_store: Store) -> None:
    center = Center(sqlite_store)
    lead = center.lead(last_name="Dupont")
    application = Application(sqlite_store, center.wall)
    camille = center.who("camille")
    console = ConsoleApp(lambda: application, lambda _: camille, lang="fr", now=center.wall)
    async with console.run_test(size=(80, 24)) as pilot:
        await until(pilot, "DUPONT Jean")
        await press(pilot, "f3")
        await until(pilot, "Saisie rapide")
        await write(pilot, "06 39 98 00 01")
        await until(pilot, "DUPONT Jean")
        await press(pilot, "enter", "enter", "1")
        await write(pilot, "sandero")
        await until(pilot, "Dacia Sandero Allure")
        await press(pilot, "enter")
        await write(pilot, "Elle est libre samedi")
        await press(pilot, "ctrl+s")
        await eventually(pilot, lambda: isinstance(pilot.app.screen, LeadScreen))
        screen = pilot.app.screen
        assert isinstance(screen, LeadScreen)
        new = screen.lead_id
        assert new != lead
        assert center.field(new, "person_id") == center.field(lead, "person_id")
        assert center.field(new, "car_id") == center.group.cars[4]
        assert center.field(new, "owner_id") == camille.id
        await until(pilot, "Elle est libre samedi")


async def test_somebody_walks_in_at_the_salesperson_and_a_refusal_is_one_line(sqlite_store: Store) -> None:
    center = Center(sqlite_store)
    application = Application(sqlite_store, center.wall)
    louis = center.who("louis")
    console = ConsoleApp(lambda: application, lambda _: louis, lang="en", now=center.wall)
    async with console.run_test(size=(160, 45)) as pilot:
        await eventually(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        await press(pilot, "f3", "ctrl+s")
        await until(pilot, "Give at least a name")
        await write(pilot, "Zoe Martin")
        await press(pilot, "escape", "f3")
        await until(pilot, "Zoe Martin")
        await press(pilot, "enter", "enter", "2")
        await write(pilot, "une [b]208[/b]")
        await press(pilot, "ctrl+s")
        await eventually(pilot, lambda: isinstance(pilot.app.screen, LeadScreen))
        await until(pilot, "une [b]208[/b]")
        screen = pilot.app.screen
        assert isinstance(screen, LeadScreen)
        assert center.field(screen.lead_id, "salesperson_id") == louis.id
        assert "fail" not in status_text(pilot).casefold()
