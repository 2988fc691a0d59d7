"""What stands while the store is being opened."""

from threading import Event

from screens.app import ConsoleApp
from tests.screens.console import screen_text, settle
from tests.screens.fakes import FakeServices
from tests.screens.showroom import OPERATOR


async def test_what_takes_long_is_told_with_how_far_it_is() -> None:
    may_open = Event()
    told = Event()

    def open_services() -> FakeServices:
        app.tell_opening("shell.opening_demo", "shell.demo_leads", done=114, total=214)
        told.set()
        may_open.wait(30)
        return FakeServices()

    app = ConsoleApp(open_services, lambda _: OPERATOR, lang="fr")
    async with app.run_test(size=(80, 24)) as pilot:
        try:
            while not told.is_set() or "114" not in screen_text(pilot):
                await pilot.pause(0.02)
            assert "Préparation de la démonstration" in screen_text(pilot)
            assert "demandes de clients : 114 sur 214" in screen_text(pilot)
        finally:
            may_open.set()
        await settle(pilot)
        assert "À prendre" in screen_text(pilot)
