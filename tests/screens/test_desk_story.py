"""An offer at the keyboard over the real services: accepted, met, sold; the manager then sees the true figures."""

from data.store import Store
from rules.vocabulary import Clock, Stage
from screens.app import ConsoleApp
from screens.desk.desk_screen import DeskScreen
from screens.supervision.drilled_screen import RunsScreen
from tests.screens.console import settle, status_text
from tests.screens.lead_pilot import press, until, write
from tests.services.center import Center
from vo_callcenter.bootstrap import Application


async def test_an_offer_is_accepted_met_and_sold_from_the_desk(sqlite_store: Store) -> None:
    center = Center(sqlite_store)
    lead = center.offered("louis", last_name="Dupont")
    application = Application(sqlite_store, center.wall)
    louis = center.who("louis")
    console = ConsoleApp(lambda: application, lambda _: louis, lang="fr", now=center.wall)
    async with console.run_test(size=(160, 45)) as pilot:
        await until(pilot, "Pourquoi vous")
        assert isinstance(pilot.app.screen, DeskScreen)
        await press(pilot, "plus")
        await until(pilot, "Acceptée : DUPONT Jean")
        assert center.field(lead, "stage") == Stage.ACCEPTED

        await press(pilot, "l")
        await until(pilot, "Prochaine action")
        await settle(pilot)
        await press(pilot, "enter")
        await until(pilot, "Contact noté")

        await press(pilot, "end", "d")
        await until(pilot, "Quand")
        await press(pilot, "2")
        await write(pilot, "demain 10h")
        await press(pilot, "enter")
        await until(pilot, "Il manque 1 réponse à la fiche")
        await press(pilot, "escape")
        center.qualification.fill(louis, lead, {"test_drive": "oui"})

        await press(pilot, "d")
        await until(pilot, "Quand")
        await press(pilot, "2")
        await write(pilot, "demain 10h")
        await press(pilot, "enter")
        await until(pilot, "Rendez-vous pris")
        await settle(pilot)
        assert "appointment_made" in center.kinds(lead)
        assert isinstance(pilot.app.screen, DeskScreen)

        await press(pilot, "dollar_sign")
        await settle(pilot)
        await press(pilot, "1")
        await settle(pilot)
        await write(pilot, "12 500")
        await press(pilot, "ctrl+s")
        await settle(pilot)
        assert center.field(lead, "stage") == Stage.SOLD
    for kind in ("offer_accepted", "called", "appointment_made", "sold"):
        assert kind in center.kinds(lead)


async def test_the_manager_opens_a_figure_down_to_its_runs(sqlite_store: Store) -> None:
    center = Center(sqlite_store)
    center.accepted("louis", last_name="Dupont")
    application = Application(sqlite_store, center.wall)
    anne = center.who("anne")
    figures = center.supervision.figures(anne, 1)
    first = next(each for each in figures.clocks if each.clock is Clock.FIRST_RESPONSE)
    console = ConsoleApp(lambda: application, lambda _: anne, lang="en", now=center.wall)
    async with console.run_test(size=(160, 45)) as pilot:
        await until(pilot, "By source")
        assert first.count == 1
        await press(pilot, "enter")
        await until(pilot, "1 line")
        screen = pilot.app.screen
        assert isinstance(screen, RunsScreen)
        run = screen.list.rows.row(0)[1]
        assert run.business_s == first.median_s
        assert "in opening hours" in status_text(pilot)
