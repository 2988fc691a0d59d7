"""Two consoles on one store and one lead: one takes it, the other reads who has it."""

import asyncio

from data.store import Store
from rules.vocabulary import EventKind
from screens.app import ConsoleApp
from tests.screens.console import settle, status_text
from tests.screens.lead_pilot import press, until
from tests.services.center import Center
from vo_callcenter.bootstrap import Application


async def test_the_second_to_take_a_lead_reads_who_has_it(sqlite_store: Store) -> None:
    center = Center(sqlite_store)
    lead = center.lead(last_name="Dupont")
    seats = [center.who("camille"), center.who("samir")]
    consoles = [
        ConsoleApp(
            lambda: Application(Store(str(sqlite_store.path)), center.wall),
            lambda _, actor=actor: actor,  # type: ignore[misc]  # bound here, not when it is called
            lang="fr",
            now=center.wall,
        )
        for actor in seats
    ]
    async with consoles[0].run_test(size=(160, 45)) as first, consoles[1].run_test(size=(160, 45)) as second:
        await asyncio.gather(until(first, "DUPONT Jean"), until(second, "DUPONT Jean"))
        # The second console has the lead open, as it was before the first took it.
        await press(second, "enter")
        await until(second, "Échanges")
        await press(first, "t")
        await settle(first)
        assert center.field(lead, "owner_id") == seats[0].id
        await press(second, "t")
        await until(second, "Camille")
        assert status_text(second) == "Seul un responsable peut reprendre la demande d’un collègue."
    assert center.kinds(lead).count(EventKind.CLAIMED.value) == 1
    assert center.field(lead, "owner_id") == seats[0].id
