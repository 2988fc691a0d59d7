"""The queue, as an operator uses it."""

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from rules.values.queue import QueueRow
from rules.vocabulary import Capability, Lane
from screens.app import ConsoleApp
from screens.queue import queue_screen
from screens.queue.queue_screen import QueueScreen
from tests.screens.console import eventually, open_console, screen_text, settle, status_text
from tests.screens.fakes import FakeServices
from tests.screens.lead_pilot import until
from tests.screens.showroom import HOSTILE_NAMES, NOW, OPERATOR, lead_card, queue_row


def queue_of(pilot: Pilot[None]) -> QueueScreen:
    screen = pilot.app.screen
    assert isinstance(screen, QueueScreen)
    return screen


def opened_leads(pilot: Pilot[None]) -> list[tuple[int, str]]:
    """Replaces the Lead screen by a list of what was opened."""
    opened: list[tuple[int, str]] = []
    app = pilot.app
    assert isinstance(app, ConsoleApp)
    app.open_lead = lambda lead_id, action="": opened.append((lead_id, action))  # type: ignore[method-assign]  # its own tests
    return opened


async def test_the_most_urgent_lead_is_on_top_with_its_countdown() -> None:
    async with open_console() as pilot:
        rows = [line for line in screen_text(pilot).splitlines() if "Peugeot 208 GT Line 2019" in line]
        assert "■ +03:12" in rows[0]
        assert "●●● 82" in rows[0]
        assert queue_of(pilot).table.cursor_key == 1
        assert status_text(pilot).startswith("Première réponse : en retard de 3 min")


async def test_next_takes_the_most_urgent_lead_and_opens_it() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        opened = opened_leads(pilot)
        await pilot.press("n")
        await settle(pilot)
        assert opened == [(1, "")]
        assert services.floor.rows[1].owner_id == 1


@pytest.mark.parametrize(
    ("key", "action"), [("enter", ""), ("c", "call"), ("e", "email"), ("f", "form"), ("x", "close")]
)
async def test_a_key_opens_the_lead_and_goes_on_there(key: str, action: str) -> None:
    async with open_console() as pilot:
        opened = opened_leads(pilot)
        await pilot.press("down", key)
        await settle(pilot)
        assert opened == [(2, action)]


async def test_a_refused_key_says_why_and_is_not_in_the_key_line() -> None:
    services = FakeServices()
    card = lead_card(services.floor.rows[1])
    services.floor.cards[1] = replace(card, refusals={"route": ("nothing_to_copy", {})})
    async with open_console(services) as pilot:
        assert "Transmettre" not in screen_text(pilot).splitlines()[-1]
        await pilot.press("r")
        await settle(pilot)
        assert status_text(pilot) == "Ni téléphone ni adresse à copier"
        await pilot.press("down")
        await settle(pilot)
        assert "Transmettre" in screen_text(pilot).splitlines()[-1]


async def test_a_role_that_may_not_take_is_told_so() -> None:
    looker = replace(OPERATOR, capabilities=frozenset({Capability.CONTACT}))
    async with open_console(actor=looker) as pilot:
        await pilot.press("n")
        await settle(pilot)
        assert status_text(pilot) == "Votre rôle ne le permet pas"
        assert "Suivant" not in screen_text(pilot).splitlines()[-1]


async def test_another_console_takes_a_lead_and_the_cursor_stays_on_its_own() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        await pilot.press("down", "down")
        assert queue_of(pilot).table.cursor_key == 3
        services.floor.put(replace(services.floor.rows[1], owner_id=9, version=2))
        await eventually(pilot, lambda: queue_of(pilot).table.cursor == 1)
        assert queue_of(pilot).table.cursor_key == 3
        assert "Peugeot 208 GT Line 2019" not in screen_text(pilot)


async def test_only_the_changed_rows_are_read_again() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        services.floor.calls.clear()
        services.floor.put(replace(services.floor.rows[4], attempts=3, version=2))
        await eventually(pilot, lambda: ("reload", Lane.TO_TAKE, (4,)) in services.floor.calls)
        assert "rows" not in services.floor.names()


async def test_nothing_is_asked_while_nothing_changes() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        services.floor.calls.clear()
        await asyncio.sleep(2.2)
        await pilot.pause()
        assert services.floor.calls == []


async def test_a_held_arrow_asks_for_one_record_only() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        services.floor.calls.clear()
        await pilot.press(*["down"] * 6)
        await settle(pilot)
        await settle(pilot)
        assert services.floor.calls == [("card", 7)]


async def test_a_new_urgent_lead_rings_and_marks_its_lane() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        rung: list[bool] = []
        pilot.app.bell = lambda: rung.append(True)  # type: ignore[method-assign]  # counts the rings
        await pilot.press("2")
        await settle(pilot)
        services.floor.put(queue_row(300, "NOUVEAU Client", minutes=4))
        await eventually(
            pilot,
            lambda: any("À prendre" in line and "•" in line for line in screen_text(pilot).splitlines()),
        )
        assert rung == [True]
        await pilot.press("1")
        await settle(pilot)
        assert "NOUVEAU Client" in screen_text(pilot)


async def test_lanes_are_chosen_with_unshifted_digits_of_a_french_keyboard() -> None:
    async with open_console() as pilot:
        await pilot.press("é")
        await settle(pilot)
        assert queue_of(pilot).lane is Lane.MINE
        await pilot.press("ampersand")
        await settle(pilot)
        assert queue_of(pilot).lane is Lane.TO_TAKE
        await pilot.press("7")
        await settle(pilot)
        assert queue_of(pilot).lane is Lane.ALL


async def test_an_empty_lane_says_what_to_do() -> None:
    async with open_console() as pilot:
        await pilot.press("2")
        await settle(pilot)
        text = screen_text(pilot)
        assert "n prend la plus urgente de la file" in text
        assert "Prochaine relance 10:30 : MARTIN Zoé (208)" in text
        await pilot.press("c")
        await settle(pilot)
        assert status_text(pilot) == "Aucune demande sous le curseur"


async def test_taking_releasing_and_undoing_happen_in_place() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        await pilot.press("t")
        await settle(pilot)
        assert ("claim", 1) in services.floor.calls
        assert status_text(pilot) == "Prise en charge : DUPONT Jean"
        await pilot.press("u")
        await settle(pilot)
        assert ("undo", 1) in services.floor.calls
        assert status_text(pilot) == "Annulé : prise en charge (DUPONT Jean)"
        services.floor.put(replace(services.floor.rows[1], owner_id=None, owner=""))
        await until(pilot, "Peugeot 208 GT Line")
        assert "urgente" not in status_text(pilot)  # what I brought back myself is nothing new


async def test_the_number_is_copied() -> None:
    async with open_console() as pilot:
        await pilot.press("y")
        await settle(pilot)
        assert pilot.app.clipboard == "06 39 98 12 34"


async def test_space_shows_the_preview_where_it_is_narrow_and_hides_it_where_it_is_wide() -> None:
    async with open_console(size=(80, 24)) as pilot:
        assert "48 200 km" not in screen_text(pilot).replace("\u00a0", " ")
        await pilot.press("space")
        await settle(pilot)
        assert "06 39 98 12 34" in screen_text(pilot)
    async with open_console() as pilot:
        assert "12 990 €" in screen_text(pilot).replace("\u00a0", " ")
        await pilot.press("space")
        await settle(pilot)
        assert "12 990 €" not in screen_text(pilot).replace("\u00a0", " ")


async def test_countdowns_tick_without_anything_being_asked() -> None:
    services = FakeServices()
    clock = [NOW]
    async with open_console(services, now=lambda: clock[0]) as pilot:
        services.floor.calls.clear()
        clock[0] = NOW + timedelta(seconds=5)
        queue_of(pilot).on_tick()
        await pilot.pause()
        assert "■ +03:17" in screen_text(pilot)
        assert services.floor.calls == []


async def test_hostile_names_are_shown_and_do_nothing() -> None:
    services = FakeServices()
    for number, row in list(services.floor.rows.items()):
        name = HOSTILE_NAMES[number % len(HOSTILE_NAMES)]
        services.floor.rows[number] = replace(row, person=name, car=name, site=name)
        services.floor.cards[number] = replace(lead_card(services.floor.rows[number]), last_message=name)
    async with open_console(services) as pilot:
        for _ in range(len(HOSTILE_NAMES)):
            await pilot.press("down")
            await settle(pilot)
            text = screen_text(pilot)
            assert not [
                c
                for c in text
                if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E)
            ]
        assert "{{ 7*7 }}" in screen_text(pilot)


async def test_f6_goes_round_the_panes() -> None:
    async with open_console() as pilot:
        went = []
        for _ in range(3):
            went.append(pilot.app.focused.id if pilot.app.focused else None)
            await pilot.press("f6")
        assert went == ["table", "preview", "table"]


def to_take(services: FakeServices) -> list[int]:
    return [row.id for row in services.queue.rows(OPERATOR, Lane.TO_TAKE)]


async def test_a_long_lane_is_read_page_by_page_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_screen, "FIRST", 2)
    monkeypatch.setattr(queue_screen, "PAGE", 3)
    services = FakeServices()
    for number in range(20, 31):
        services.floor.rows[number] = queue_row(number, f"Client {number}")
    async with open_console(services) as pilot:
        await eventually(pilot, lambda: len(queue_of(pilot).leads) == len(to_take(services)))
        leads = queue_of(pilot).leads
        assert [leads.key(index) for index in range(len(leads))] == to_take(services)


async def test_what_changes_while_a_page_is_read_stays_as_it_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_screen, "FIRST", 2)
    services = FakeServices()
    async with open_console(services) as pilot:
        screen = queue_of(pilot)
        await eventually(pilot, lambda: len(screen.leads) > 2)
        last = screen.leads.row(len(screen.leads) - 1)
        is_gone = threading.Event()

        def late_page(*_: object) -> list[QueueRow]:
            is_gone.wait(20)
            return [last]

        monkeypatch.setattr(services.queue, "rows", late_page)
        screen._read_on(screen.leads.row(1))
        services.floor.rows.pop(last.id)
        screen.on_changed({"lead": frozenset({last.id})})
        while last.id in screen.leads:
            await pilot.pause(0.01)  # not settle: it would wait for the page
        shown = screen.leads
        is_gone.set()
        await eventually(pilot, lambda: screen.leads is not shown)
        assert last.id not in screen.leads


async def test_what_the_store_did_not_answer_is_asked_again_with_the_next_change() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        services.floor.fail["reload"] = OSError("the disk is away")
        services.floor.rows.pop(1)
        queue_of(pilot).on_changed({"lead": frozenset({1})})
        await eventually(pilot, lambda: "le disque" in screen_text(pilot) or "disk" in screen_text(pilot))
        del services.floor.fail["reload"]
        queue_of(pilot).on_changed({"lead": frozenset({2})})
        await eventually(pilot, lambda: 1 not in queue_of(pilot).leads)
