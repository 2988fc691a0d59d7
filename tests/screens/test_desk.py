"""The salesperson's desk: offers, the day, own leads, each with the keys that move it on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.refusal import Refusal
from rules.vocabulary import AppointmentKind, CallOutcome, RefuseReason
from rules.words import Words
from screens.asks import Changed
from screens.desk.desk_screen import DeskScreen
from tests.screens.busy_day import BusySales, busy_desk, busy_services, offer, own_lead
from tests.screens.console import eventually, open_console, screen_text, settle, status_text
from tests.screens.fakes import FakeServices
from tests.screens.showroom import NOW, OPERATOR, SALESPERSON


def sales_of(services: FakeServices) -> BusySales:
    assert isinstance(services.sales, BusySales)
    return services.sales


async def test_a_salesperson_starts_on_the_desk_with_the_first_offer_under_the_cursor() -> None:
    async with open_console(busy_services(), SALESPERSON) as pilot:
        assert isinstance(pilot.app.screen, DeskScreen)
        shown = screen_text(pilot)
        for part in ("Propositions", "DUPONT Jean", "02:42", "1 en retard", "3 ventes ce mois"):
            assert part in shown
        assert "Pourquoi vous : voiture sur son site" in status_text(pilot)


async def test_plus_accepts_the_offer_and_the_cursor_goes_on_with_the_lead() -> None:
    services = busy_services()
    async with open_console(services, SALESPERSON) as pilot:
        desk = busy_desk()
        mine = own_lead(1, 1.0, "Bonjour", ours=False)
        sales_of(services).now_on_desk = replace(desk, offers=desk.offers[1:], leads=(mine, *desk.leads))
        await pilot.press("plus")
        await settle(pilot)
        assert ("accept", 1) in services.floor.calls
        assert "Acceptée : DUPONT Jean" in status_text(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, DeskScreen)
        assert screen.lead_under_cursor() == mine.row


async def test_minus_asks_why_and_one_key_answers() -> None:
    services = busy_services()
    async with open_console(services, SALESPERSON) as pilot:
        await pilot.press("minus")
        await settle(pilot)
        assert "pas mon secteur" in screen_text(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert ("refuse", 1, RefuseReason.NOT_MY_TERRITORY) in services.floor.calls
        assert "proposée au suivant" in status_text(pilot)


async def test_two_keys_log_a_contact_with_the_proposed_next_moment() -> None:
    services = busy_services()
    async with open_console(services, SALESPERSON) as pilot:
        await pilot.press("end", "home", "down", "down")
        await pilot.press("l")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        logged = next(call for call in services.floor.calls if call[0] == "log_contact")
        proposed = (NOW + timedelta(days=1, minutes=18)).replace(second=0)
        assert logged == ("log_contact", 2, CallOutcome.REACHED, proposed)
        assert "Contact noté, prochaine action demain 10:00" in status_text(pilot)


async def test_an_unanswered_call_is_logged_with_the_moment_one_typed() -> None:
    services = busy_services()
    async with open_console(services, SALESPERSON) as pilot:
        await pilot.press("down", "down", "i")
        await settle(pilot)
        field = pilot.app.screen.query_one("Input")
        field.value = "n’importe quand"  # type: ignore[attr-defined]  # an Input
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "log_contact" not in services.floor.names()
        field.value = "+2h"  # type: ignore[attr-defined]  # an Input
        await pilot.press("ctrl+s")
        await settle(pilot)
        logged = next(call for call in services.floor.calls if call[0] == "log_contact")
        assert logged[2] is CallOutcome.NO_ANSWER
        assert abs(logged[3] - NOW - timedelta(hours=2)) < timedelta(minutes=1)


async def test_an_appointment_is_made_without_leaving_the_desk() -> None:
    services = busy_services()
    async with open_console(services, SALESPERSON) as pilot:
        await pilot.press("down", "down", "d")
        await settle(pilot)
        await pilot.press("2", *"+3h", "enter")
        await settle(pilot)
        appointed = next(call for call in services.floor.calls if call[0] == "appoint")
        assert appointed[1] == 2
        assert appointed[3] is AppointmentKind.TEST_DRIVE
        assert isinstance(pilot.app.screen, DeskScreen)


@pytest.mark.parametrize(("key", "line"), [("plus", 2), ("minus", 2), ("l", 0), ("c", 0), ("dollar_sign", 0)])
async def test_a_key_that_does_not_fit_the_line_says_why(key: str, line: int) -> None:
    async with open_console(busy_services(), SALESPERSON) as pilot:
        for _ in range(line):
            await pilot.press("down")
        await pilot.press(key)
        await settle(pilot)
        words = Words("fr")
        assert status_text(pilot) in (words("refusal.no_offer_chosen"), words("refusal.accept_first"))


async def test_an_offer_somebody_else_got_says_so_and_stays_calm() -> None:
    services = busy_services()
    services.floor.refuse["accept"] = Refusal("offer_over")
    async with open_console(services, SALESPERSON) as pilot:
        await pilot.press("plus")
        await settle(pilot)
        assert status_text(pilot)
        assert isinstance(pilot.app.screen, DeskScreen)


async def test_a_new_offer_rings_and_the_cursor_stays_on_its_line() -> None:
    services = busy_services()
    async with open_console(services, SALESPERSON) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, DeskScreen)
        await pilot.press("down", "down", "down")
        before = screen.list.chosen
        rung: list[int] = []
        screen.console.ring = lambda: rung.append(1)  # type: ignore[method-assign]  # a bell one can count
        desk = busy_desk()
        sales_of(services).now_on_desk = replace(desk, offers=(*desk.offers, offer(4, 0.5)))
        screen._not_before = 0.0
        services.floor.changes.append(Changed("lead", frozenset({4})))
        await eventually(pilot, lambda: rung)
        assert "Nouvelle proposition : MARTIN Zoé" in status_text(pilot)
        assert screen.list.chosen == before


async def test_an_empty_desk_says_what_will_come() -> None:
    services = busy_services()
    sales_of(services).now_on_desk = replace(
        busy_desk(), offers=(), appointments=(), tasks=(), leads=(), sold_this_month=0
    )
    async with open_console(services, SALESPERSON, lang="en") as pilot:
        shown = screen_text(pilot)
        assert "A new one will ring here" in shown
        assert "0 sales this month" in shown
        await pilot.press("plus")
        await settle(pilot)
        assert "Put the cursor on an offer" in status_text(pilot)


async def test_an_operator_is_not_let_to_the_desk() -> None:
    async with open_console(busy_services(), OPERATOR) as pilot:
        await pilot.press("g", "d", "enter")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, DeskScreen)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_hostile_texts_are_shown_as_text(size: tuple[int, int]) -> None:
    async with open_console(busy_services(), SALESPERSON, size=size) as pilot:
        await pilot.press("end")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "AAAA" in shown
