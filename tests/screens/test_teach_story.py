"""A mail nobody could read, at the keyboard over the real services: its portal is described, and it is a lead."""

from sqlmodel import select

from data.store import Store
from data.tables import PortalVersionRow, RawInputRow
from rules.vocabulary import RawOutcome
from screens.app import ConsoleApp
from screens.to_sort.teach_drawer import TeachDrawer
from tests.screens.console import eventually
from tests.screens.lead_pilot import press, until
from tests.services.center import Center
from tests.services.test_teaching import completed, unread
from vo_callcenter.bootstrap import Application


async def test_a_portal_is_described_from_its_mail(sqlite_store: Store) -> None:
    center = Center(sqlite_store)
    raw_id = unread(center)
    application = Application(sqlite_store, center.wall)
    anne = center.who("anne")
    console = ConsoleApp(lambda: application, lambda _: anne, lang="fr", now=center.wall)
    async with console.run_test(size=(160, 45)) as pilot:
        await until(pilot, "Par source")
        await press(pilot, "g", "b")
        await until(pilot, "Acheteur pour")
        await press(pilot, "t")
        await until(pilot, "autobourse.example.com")
        drawer = pilot.app.screen
        assert isinstance(drawer, TeachDrawer)
        drawer.description.text = completed(drawer.description.text)
        await press(pilot, "ctrl+s")
        await until(pilot, "Ce mail devient une demande")
        await press(pilot, "ctrl+s")
        await eventually(pilot, lambda: not isinstance(pilot.app.screen, TeachDrawer))
        await until(pilot, "Description gardée")
    with sqlite_store.reading() as session:
        assert session.get_one(RawInputRow, raw_id).outcome == RawOutcome.LEAD
        assert session.exec(select(PortalVersionRow.version)).one() == 1
