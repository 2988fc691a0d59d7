"""A lead whose car was sold says so, with the nearest others and why, on a wide and on a narrow terminal."""

from dataclasses import replace
from datetime import date
from threading import Event

import pytest
from textual.pilot import Pilot

from rules.stock.labels import PossibleLabel
from rules.values.staff import Actor
from rules.vocabulary import CarStatus
from screens.lead.car_lines import side_text
from screens.lead.cars_pane import CarsPane
from tests.screens.console import eventually, open_console, screen_text, settle, status_text
from tests.screens.fakes import CAR, FakeServices
from tests.screens.showroom import lead_card

ALIKE = replace(
    CAR,
    id=21,
    price=12_490,
    reasons=(("same_model", {}), ("cheaper", {"euros": 500}), ("newer", {"count": 2}), ("fewer_km", {"km": 9_000})),
)  # fmt: skip
LABEL = PossibleLabel("Occasions du Lion Premium", 12, 0, 100, date(2018, 1, 1))


def sold() -> FakeServices:
    services = FakeServices()
    car = replace(CAR, status=CarStatus.SOLD, labels=(LABEL,))
    card = replace(lead_card(services.floor.rows[1]), car=car, alternatives=(ALIKE,))
    services.floor.cards[1] = card
    return services


@pytest.mark.parametrize(
    ("lang", "notice", "reasons", "label"),
    [
        ("fr", "Voiture vendue", "même modèle, 500", "Labels possibles (chiffres de 2018)"),
        ("en", "This car is sold", "same model, €500 less", "Labels in reach (figures of 2018)"),
    ],
)
async def test_a_sold_car_is_said_with_the_nearest_others_and_why(
    lang: str, notice: str, reasons: str, label: str
) -> None:
    async with open_console(sold(), lang=lang) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        text = " ".join(screen_text(pilot).split())
        for said in (notice, reasons, label, "Occasions du Lion Premium"):
            assert said in text


async def test_a_narrow_terminal_says_it_too_without_leaving_the_conversation() -> None:
    async with open_console(sold(), size=(80, 24)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert "Voiture vendue" in screen_text(pilot)


async def test_a_car_that_can_be_had_has_no_notice() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        card = lead_card(services.floor.rows[1])
        lines = side_text(card, pilot.app.seat, 40).lines  # type: ignore[attr-defined] # the console's
        assert not any("vendue" in text for line in lines for text, _ in line)


async def to_the_cars(pilot: Pilot[None]) -> None:
    """F6 until the pane with the alternatives has the keys."""
    await pilot.press("enter")
    await settle(pilot)
    for _ in range(3):
        if isinstance(pilot.app.focused, CarsPane) and "même modèle" in pilot.app.focused.text:
            return
        await pilot.press("f6")
        await settle(pilot)
    raise AssertionError("no pane with alternatives")


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (160, 45)])
async def test_an_alternative_is_chosen_by_arrow_and_enter_and_becomes_the_car_of_the_lead(
    size: tuple[int, int],
) -> None:
    services = sold()
    other = replace(ALIKE, id=22, title="Peugeot 2008 GT")
    services.floor.cards[1] = replace(services.floor.cards[1], alternatives=(ALIKE, other))
    async with open_console(services, size=size) as pilot:
        await to_the_cars(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "↓ choisit une semblable" in status_text(pilot)
        await pilot.press("down", "down", "down", "up", "down")
        await settle(pilot)
        assert "Entrée en fait la voiture de la demande" in status_text(pilot)
        assert "Peugeot 2008 GT" in screen_text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert ("choose_car", 1, 22) in services.floor.calls
        assert "La demande porte maintenant sur Peugeot 2008 GT" in status_text(pilot)


async def test_an_undo_typed_at_once_is_for_the_choice_and_not_for_what_was_done_before() -> None:
    services, answers = sold(), Event()
    choose = services.desk.choose_car

    def slow(actor: Actor, lead_id: int, car_id: int) -> None:
        answers.wait(30)
        choose(actor, lead_id, car_id)

    services.desk.choose_car = slow  # type: ignore[method-assign] # as a loaded store answers
    async with open_console(services) as pilot:
        await to_the_cars(pilot)
        await pilot.press("down", "enter", "u")
        answers.set()
        await eventually(pilot, lambda: ("undo", 1) in services.floor.calls)
    asked = [call[0] for call in services.floor.calls if call[0] in ("choose_car", "undo")]
    assert asked == ["choose_car", "undo"]


async def test_from_the_first_alternative_up_leads_back_into_the_text() -> None:
    async with open_console(sold()) as pilot:
        await to_the_cars(pilot)
        await pilot.press("down", "up", "enter")
        await settle(pilot)
        assert "↓ choisit une semblable" in status_text(pilot)


@pytest.mark.parametrize(
    ("lang", "status", "alike", "hint"),
    [
        ("fr", CarStatus.SOLD, True, "Voiture vendue : voir Véhicule"),
        ("fr", CarStatus.GONE, False, "Sortie du stock : rien de proche"),
        ("fr", CarStatus.RESERVED, True, "Réservée : voir Véhicule"),
        ("en", CarStatus.SOLD, True, "Car sold: see Car"),
    ],
)
async def test_where_the_sentence_has_no_room_a_short_one_stands_whole(
    lang: str, status: CarStatus, alike: bool, hint: str
) -> None:
    services = sold()
    card = services.floor.cards[1]
    services.floor.cards[1] = replace(
        card, car=replace(CAR, status=status), alternatives=card.alternatives if alike else ()
    )
    async with open_console(services, size=(80, 24), lang=lang) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert hint in screen_text(pilot)
