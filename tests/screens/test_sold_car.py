"""A lead whose car was sold says so, with the nearest others and why, on a wide and on a narrow terminal."""

from dataclasses import replace
from datetime import date

import pytest

from rules.stock.labels import PossibleLabel
from rules.vocabulary import CarStatus
from screens.lead.car_lines import side_lines
from tests.screens.console import open_console, screen_text, settle
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
        lines = side_lines(card, pilot.app.seat, 40)  # type: ignore[attr-defined] # the console's
        assert not any("vendue" in text for line in lines for text, _ in line)
