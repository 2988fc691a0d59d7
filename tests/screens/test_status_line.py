"""The line under the body, when something goes wrong behind the console."""

import pytest

from rules.values.trouble import Trouble, TroubleKind
from tests.screens.console import open_console, status_text
from tests.screens.fakes import FakeServices
from tests.screens.lead_pilot import until

FAILING = Trouble(TroubleKind.JOB, "relaunches")
NOT_TAKEN = Trouble(TroubleKind.FILE, "Vienne/" + "export " * 30 + ".csv")
UNREADABLE = Trouble(TroubleKind.TEMPLATE, "Première réponse")


@pytest.mark.parametrize(
    ("troubles", "said"),
    [
        ((FAILING,), "échec : relances · vo-callcenter doctor"),
        ((FAILING, UNREADABLE), "échec : relances +1 · vo-callcenter doctor"),
        ((UNREADABLE,), "modèle illisible : Première réponse · vo-callcenter doctor"),
    ],
)
async def test_what_goes_wrong_stands_at_its_end_with_the_command_that_tells_more(
    troubles: tuple[Trouble, ...], said: str
) -> None:
    services = FakeServices()
    services.floor.troubles = troubles
    async with open_console(services, size=(80, 24)) as pilot:
        await until(pilot, said)
        assert status_text(pilot).startswith("Première réponse")


async def test_the_name_of_a_file_leaves_room_for_the_command() -> None:
    services = FakeServices()
    services.floor.troubles = (NOT_TAKEN,)
    async with open_console(services, size=(80, 24)) as pilot:
        await until(pilot, "fichier déposé non pris : Vienne/export export ex… · vo-callcenter doctor")


async def test_it_gives_way_to_what_is_being_said() -> None:
    services = FakeServices()
    services.floor.troubles = (FAILING,)
    async with open_console(services) as pilot:
        await until(pilot, "échec")
        pilot.app.say("Fait", "done")  # type: ignore[attr-defined]  # the console
        assert status_text(pilot) == "Fait"


async def test_a_first_engine_is_said_to_be_starting() -> None:
    services = FakeServices()
    services.floor.engine_is_alive = False
    async with open_console(services, size=(80, 24)) as pilot:
        await until(pilot, "moteur démarre…")
