"""A whole lead at the keyboard over the real services: taken, called, qualified, written to, handed over."""

from data.store import Store
from rules.vocabulary import Stage
from screens.app import ConsoleApp
from tests.screens.console import status_text
from tests.screens.lead_pilot import press, until, write
from tests.services.center import Center
from vo_callcenter.bootstrap import Application


async def test_a_lead_from_the_queue_to_a_salesperson(sqlite_store: Store) -> None:
    center = Center(sqlite_store)
    lead = center.lead(last_name="Dupont")
    application = Application(sqlite_store, center.wall)
    camille = center.who("camille")
    console = ConsoleApp(lambda: application, lambda _: camille, lang="fr", now=center.wall)
    async with console.run_test(size=(160, 45)) as pilot:
        await until(pilot, "DUPONT Jean")
        await press(pilot, "n")
        await until(pilot, "encore disponible")
        assert center.field(lead, "owner_id") == camille.id

        await press(pilot, "c")
        await until(pilot, "en cours")
        await write(pilot, "1")
        await until(pilot, "Appel noté")

        await press(pilot, "f")
        await until(pilot, "Fiche de qualification")
        await press(pilot, "1", "1")
        await write(pilot, "12 000")
        await press(pilot, "enter", "1", "2", "1")
        await press(pilot, "f4")
        await until(pilot, "Qualifiée")
        assert center.field(lead, "stage") == Stage.QUALIFIED

        await press(pilot, "e")
        await until(pilot, "Tel qu’il partira")
        await press(pilot, "tab")
        await write(pilot, "Votre visite")
        await press(pilot, "tab")
        await write(pilot, "A bientot")
        await press(pilot, "ctrl+s")
        await until(pilot, "E-mail confié")

        await press(pilot, "r")
        await until(pilot, "recommandé")
        await press(pilot, "enter")
        await until(pilot, "Proposée à")
        assert center.field(lead, "stage") == Stage.OFFERED
        assert center.offered_to(lead) in ("louis", "ines")
        assert "n : demande suivante" in status_text(pilot)
    kinds = center.kinds(lead)
    for kind in ("claimed", "called", "call_ended", "form_filled", "qualified", "message_queued", "offered"):
        assert kind in kinds
