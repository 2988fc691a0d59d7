"""A file imported at the keyboard over the real services; the second file with the same columns is known."""

from pathlib import Path

from sqlmodel import select

from data.store import Store
from data.tables import LeadRow
from screens.app import ConsoleApp
from screens.imports.imports_screen import ImportsScreen
from tests.rules.reading.workbooks import workbook
from tests.screens.console import eventually
from tests.screens.lead_pilot import press, until, write
from tests.services.center import Center
from vo_callcenter.bootstrap import Application


async def test_a_workbook_with_columns_of_its_own_is_imported_and_remembered(
    sqlite_store: Store, tmp_path: Path
) -> None:
    center = Center(sqlite_store)
    (tmp_path / "salon.xlsx").write_bytes(
        workbook(("Kunde", "Rufnummer"), ("Zoé Martin", 639989901), ("Jean Dupont", None))
    )
    (tmp_path / "foire.csv").write_text("Rufnummer;Kunde\n06 39 98 99 02;Anne Leroy\n", encoding="utf-8")
    application = Application(sqlite_store, center.wall)
    anne = center.who("anne")
    console = ConsoleApp(lambda: application, lambda _: anne, lang="en", now=center.wall)
    async with console.run_test(size=(160, 45)) as pilot:
        await until(pilot, "By source")
        await press(pilot, "g", "i")
        await eventually(pilot, lambda: isinstance(pilot.app.screen, ImportsScreen))
        screen = pilot.app.screen
        assert isinstance(screen, ImportsScreen)
        screen.path.value = str(tmp_path / "salon.xlsx")
        await press(pilot, "enter")
        await until(pilot, "Zoé Martin")
        await press(pilot, "ctrl+s")
        await until(pilot, "e-mail, phone or mobile is needed")
        for word in ("full name", "telephone"):
            await press(pilot, "enter")
            await write(pilot, word)
            await press(pilot, "enter", "down")
        await press(pilot, "ctrl+s")
        await until(pilot, "Enquiries: 1, more contacts: 0, to look at: 1")
        screen.path.focus()
        screen.path.value = str(tmp_path / "foire.csv")
        await press(pilot, "enter")
        await until(pilot, "Anne Leroy")
        await until(pilot, "Known columns: “salon”")
        await press(pilot, "ctrl+s")
        await until(pilot, "Enquiries: 1, more contacts: 0, to look at: 0")
        (tmp_path / "foire.csv").write_text(
            "Rufnummer;Kunde\n06 39 98 99 02;Anne Leroy\n06 39 98 99 03;Luc Petit\n", encoding="utf-8"
        )
        screen.path.focus()
        await press(pilot, "enter")
        await until(pilot, "Luc Petit")
        await press(pilot, "ctrl+s")
        await until(pilot, "Enquiries: 1, more contacts: 0, known already: 1, to look at: 0")
    with sqlite_store.reading() as session:
        assert len(session.exec(select(LeadRow.id)).all()) == 3
