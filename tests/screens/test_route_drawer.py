"""Handing a lead over at the keyboard."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from rules.refusal import Refusal
from rules.values.route import Candidate, Reason, RouteReason
from rules.values.staff import Actor
from tests.screens.console import screen_text, status_text
from tests.screens.fakes import FakeRoute, FakeServices
from tests.screens.lead_pilot import calls, open_lead, press, still
from tests.screens.lead_room import LEAD, full_card, with_card
from tests.screens.pictures import picture
from tests.screens.showroom import HOSTILE_NAMES, NOW

__all__ = ["picture"]

SIZES = {"80x24": (80, 24), "160x45": (160, 45)}


class Ranked(FakeRoute):
    """Three salespeople with what speaks for and against each."""

    def candidates(self, actor: Actor, lead_id: int) -> Sequence[Candidate]:
        return [
            Candidate(
                2,
                38,
                (
                    Reason(RouteReason.CAR_ON_SITE, "for", 30),
                    Reason(RouteReason.KNOWS_CUSTOMER, "for", 20),
                    Reason(RouteReason.LOAD, "against", -12, {"open": 6, "capacity": 12}),
                ),
                True,
                "site",
                "Karim Haddad",
                "Lyon",
                6,
                12,
            ),
            Candidate(
                5, 11, (Reason(RouteReason.SAME_SITE, "for", 11),), True, "site", "Lucie Vidal", "Lyon", 2, 12
            ),
            Candidate(
                6,
                0,
                (Reason(RouteReason.ABSENT, "blocker", 0, {"until": NOW + timedelta(hours=5)}),),
                False,
                "fallback_site",
                HOSTILE_NAMES[0],
                "Vienne",
                0,
                12,
            ),
        ]


def services(**changes: object) -> FakeServices:
    fakes = with_card(full_card(**changes))
    fakes.route = Ranked(fakes.floor)
    return fakes


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_candidates_with_their_reasons(picture: SnapshotAssertion, size: str, lang: str) -> None:
    async with open_lead(services=services(), size=SIZES[size], lang=lang, action="route") as (pilot, _):
        assert await still(pilot) == picture


async def test_enter_offers_to_the_recommended_one_and_the_next_lead_is_proposed() -> None:
    async with open_lead(services=services(), action="route") as (pilot, fakes):
        assert "recommandé" in screen_text(pilot)
        await press(pilot, "enter")
        assert calls(fakes, "offer") == [(LEAD, 2)]
        assert "Karim Haddad" in status_text(pilot)
        assert "n : demande suivante" in status_text(pilot)


async def test_another_one_is_chosen_with_the_arrows() -> None:
    async with open_lead(services=services(), action="route") as (pilot, fakes):
        await press(pilot, "down", "enter")
        assert calls(fakes, "offer") == [(LEAD, 5)]


async def test_somebody_absent_is_refused_with_the_reason() -> None:
    async with open_lead(services=services(), action="route") as (pilot, fakes):
        await press(pilot, "down", "down")
        assert "absent jusqu’à 14:42" in screen_text(pilot)
        await press(pilot, "enter")
        assert "absente" in status_text(pilot)
        assert not calls(fakes, "offer")


async def test_a_refused_offer_leaves_the_choice_open() -> None:
    fakes = services()
    fakes.floor.refuse["offer"] = Refusal("already_offered")
    async with open_lead(services=fakes, action="route") as (pilot, _):
        await press(pilot, "enter")
        assert "déjà proposé" in status_text(pilot)
        assert "Lucie Vidal" in screen_text(pilot)


async def test_an_offer_is_taken_back_with_the_same_key() -> None:
    fakes = services(offered_to="Karim Haddad", refusals={"route": ("already_offered", {})})
    async with open_lead(services=fakes, action="route") as (pilot, _):
        await press(pilot, "1")
        assert calls(fakes, "withdraw") == [(LEAD,)]
        assert "retirée" in status_text(pilot)
