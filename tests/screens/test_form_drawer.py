"""The qualification form at the keyboard."""

import pytest
from syrupy.assertion import SnapshotAssertion

from rules.refusal import Refusal
from tests.screens.console import screen_text, status_text
from tests.screens.lead_pilot import calls, open_lead, press, still, until, write
from tests.screens.lead_room import LEAD, form, full_card
from tests.screens.pictures import picture

__all__ = ["picture"]

SIZES = {"80x24": (80, 24), "160x45": (160, 45)}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_form(picture: SnapshotAssertion, size: str, lang: str) -> None:
    async with open_lead(size=SIZES[size], lang=lang, action="form") as (pilot, _):
        assert await still(pilot) == picture


async def test_what_is_missing_comes_first_and_a_key_answers() -> None:
    async with open_lead(action="form") as (pilot, services):
        await press(pilot, "1", "2")
        await press(pilot, "ctrl+s")
        assert calls(services, "fill") == [(LEAD, {"horizon": "within_15_days", "trade_in": "no"})]
        assert "enregistrée" in status_text(pilot)


async def test_a_question_shows_only_when_another_answer_calls_for_it() -> None:
    async with open_lead(action="form") as (pilot, _):
        assert "Reprise : modèle" not in screen_text(pilot)
        await press(pilot, "1", "1")
        assert "Reprise : modèle" in screen_text(pilot)


async def test_a_number_is_typed_and_an_answer_taken_back() -> None:
    async with open_lead(action="form") as (pilot, services):
        await press(pilot, "down", "down", "backspace", "down", "end")
        await press(pilot, *["backspace"] * 6)
        await write(pilot, "14k")
        await press(pilot, "ctrl+s")
        assert calls(services, "fill") == [(LEAD, {"car_still_wanted": "", "budget": "14k"})]


async def test_an_answer_that_cannot_be_read_is_named() -> None:
    async with open_lead(action="form") as (pilot, services):
        services.floor.refuse["fill"] = Refusal("answer_not_a_number", field="budget")
        await press(pilot, "1")
        await press(pilot, "ctrl+s")
        assert "Budget (€) : Il faut un nombre" in status_text(pilot)
        assert "Fiche de qualification" in screen_text(pilot)


async def test_qualifying_saves_first_and_names_what_is_missing() -> None:
    async with open_lead(action="form") as (pilot, services):
        services.floor.refuse["qualify"] = Refusal("fields_missing", fields=("horizon", "trade_in"), count=2)
        await press(pilot, "1")
        await press(pilot, "f4")
        assert calls(services, "fill") == [(LEAD, {"horizon": "within_15_days"})]
        await until(pilot, "Il manque : ")
        assert "Reprise" in status_text(pilot)


async def test_a_complete_form_is_qualified_and_handing_over_proposed() -> None:
    async with open_lead(action="form") as (pilot, services):
        await press(pilot, "1", "2", "f4")
        await press(pilot)
        assert calls(services, "qualify") == [(LEAD,)]
        assert "r : transmettre" in status_text(pilot)


async def test_a_lead_whose_form_is_complete_is_qualified_with_one_key() -> None:
    async with open_lead(full_card(refusals={})) as (pilot, services):
        await press(pilot, "f4")
        assert calls(services, "qualify") == [(LEAD,)]


async def test_what_was_filled_but_not_saved_is_there_again() -> None:
    async with open_lead(action="form") as (pilot, services):
        await press(pilot, "3", "escape")
        assert not calls(services, "fill")
        await press(pilot, "f")
        assert "Plus tard" in screen_text(pilot)
        await press(pilot, "ctrl+s")
        assert calls(services, "fill") == [(LEAD, {"horizon": "later"})]


async def test_a_form_without_questions_opens_empty() -> None:
    async with open_lead(full_card(form=()), action="form") as (pilot, services):
        await press(pilot, "ctrl+s")
        assert not calls(services, "fill")
    assert form()
