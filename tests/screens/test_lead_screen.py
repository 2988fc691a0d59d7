"""The Lead screen, as somebody at the keyboard meets it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from rules.refusal import Refusal
from rules.values.contact import ChannelVerdict
from rules.vocabulary import (
    AppointmentKind,
    AppointmentState,
    CallOutcome,
    Channel,
    CloseReason,
    Purpose,
    SaleUndoReason,
    Source,
    Stage,
    TaskKind,
    Temperature,
)
from rules.words import Words
from screens.asks import Changed
from screens.lead.conversation import without_quotes
from screens.lead.lead_screen import LeadScreen
from tests.screens.console import eventually, screen_text, settle, status_text
from tests.screens.lead_pilot import calls, open_lead, press, still, until, write
from tests.screens.lead_room import LEAD, REPLY, appointed_card, full_card, hostile_card, with_card
from tests.screens.pictures import picture
from tests.screens.showroom import NOW, SALESPERSON

__all__ = ["picture"]

SIZES = {"80x24": (80, 24), "160x45": (160, 45)}
FREE = {"owner_id": None, "owner": "", "stage": Stage.NEW}


# ---- what one sees


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_a_lead(picture: SnapshotAssertion, size: str, lang: str) -> None:
    async with open_lead(size=SIZES[size], lang=lang) as (pilot, _):
        assert await still(pilot) == picture


async def test_the_panes_of_a_small_terminal(picture: SnapshotAssertion) -> None:
    async with open_lead(size=SIZES["80x24"]) as (pilot, _):
        await press(pilot, "f6")
        assert "Contact possible" in screen_text(pilot)
        assert await still(pilot) == picture
        await press(pilot, "f6")
        assert "VO1207" in screen_text(pilot)
        await press(pilot, "f6")
        assert "samedi matin" in screen_text(pilot)


async def test_every_clock_counts_down_without_reading_again() -> None:
    now = [NOW]
    async with open_lead(now=lambda: now[0]) as (pilot, services):
        assert "▲ 42:00" in screen_text(pilot) or "· 42:00" in screen_text(pilot)
        read = len(calls(services, "card"))
        now[0] = NOW + timedelta(seconds=5)
        await until(pilot, "41:55")
        assert len(calls(services, "card")) == read


async def test_what_another_console_changed_is_shown() -> None:
    async with open_lead() as (pilot, services):
        services.floor.cards[LEAD] = full_card(viewers=("Nadia Benali",))
        services.floor.changes.append(Changed("lead", frozenset({LEAD})))
        await until(pilot, "Nadia Benali")


async def test_a_change_of_another_lead_is_not_read() -> None:
    async with open_lead() as (pilot, services):
        read = len(calls(services, "card"))
        services.floor.changes.append(Changed("lead", frozenset({77})))
        await pilot.pause(0.6)
        await settle(pilot)
        assert len(calls(services, "card")) == read


async def test_others_see_that_it_is_open_until_it_is_left() -> None:
    async with open_lead() as (pilot, services):
        assert calls(services, "opened") == [(LEAD,)]
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, LeadScreen)
        assert calls(services, "left") == [(LEAD,)]


async def test_a_record_one_may_not_read_goes_back_with_the_reason() -> None:
    services = with_card(full_card())
    services.floor.refuse["card"] = Refusal("other_site")
    async with open_lead(services=services) as (pilot, _):
        assert not isinstance(pilot.app.screen, LeadScreen)
        assert "site" in status_text(pilot)


async def test_quotes_are_folded_until_one_asks() -> None:
    async with open_lead() as (pilot, _):
        assert "3 lignes citées" in screen_text(pilot)
        assert "a écrit" not in screen_text(pilot)
        await press(pilot, "space")
        assert "a écrit" in screen_text(pilot)


def test_what_somebody_wrote_is_kept_and_what_they_quoted_counted() -> None:
    assert without_quotes(REPLY) == ("Oui, samedi matin m'irait très bien.", 3)
    assert without_quotes("> a\nbien") == ("bien", 1)
    assert without_quotes("") == ("", 0)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_texts_do_nothing_but_show(size: str) -> None:
    async with open_lead(hostile_card(), size=SIZES[size]) as (pilot, _):
        for _ in range(3):
            shown = screen_text(pilot)
            assert not {character for character in shown if ord(character) < 32 and character != "\n"}
            assert "\x1b" not in shown
            assert "\u202e" not in shown
            await press(pilot, "f6")
        for key in ("c", "e", "f", "o", "p", "r", "x", "m", "a"):
            await press(pilot, key)
            assert "\x1b" not in screen_text(pilot)
            await press(pilot, "escape")
        assert isinstance(pilot.app.screen, LeadScreen)


# ---- what the keys do


async def test_a_refused_key_says_why() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "s")
        assert "STOP" in status_text(pilot)
        await press(pilot, "dollar_sign")
        assert "vendeur" in status_text(pilot)
        assert not calls(services, "sell")


async def test_working_on_a_free_lead_takes_it_first() -> None:
    card = full_card(**FREE, refusals={"note": ("claim_first", {}), "email": ("claim_first", {})})
    async with open_lead(card) as (pilot, services):
        services.floor.cards[LEAD] = full_card()
        await press(pilot, "e")
        assert calls(services, "claim") == [(LEAD,)]
        assert "E-mail · DUPONT Jean" in screen_text(pilot)


async def test_a_free_lead_that_cannot_be_written_to_is_not_taken_for_it() -> None:
    no_address = ChannelVerdict(Channel.EMAIL, Purpose.ANSWER, False, "no_address")
    card = full_card(**FREE, verdicts=(no_address,), refusals={"email": ("claim_first", {})})
    async with open_lead(card) as (pilot, services):
        await press(pilot, "e")
        assert status_text(pilot) == "Aucune coordonnée pour ce canal."
        assert not calls(services, "claim")


async def test_a_key_pressed_before_the_record_is_there_is_not_lost() -> None:
    async with open_lead(action="note") as (pilot, _):
        assert "Note interne" in screen_text(pilot)


async def test_one_key_takes_and_gives_back() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "t")
        assert calls(services, "release") == [(LEAD,)]
        services.floor.cards[LEAD] = full_card(**FREE, refusals={})
        services.floor.changes.append(Changed("lead", frozenset({LEAD})))
        await eventually(pilot, lambda: getattr(pilot.app.screen, "card", None) is services.floor.cards[LEAD])
        await press(pilot, "t")
        assert calls(services, "claim") == [(LEAD,)]


async def test_undo_says_what_it_took_back() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "u")
        assert calls(services, "undo") == [(LEAD,)]
        assert status_text(pilot) == "Annulé : prise en charge (DUPONT Jean)"


async def test_the_number_is_copied() -> None:
    async with open_lead() as (pilot, _):
        await press(pilot, "y")
        assert "06 39 98 12 34" in status_text(pilot)


async def test_next_opens_the_most_urgent_lead_in_place_of_this_one() -> None:
    async with open_lead(full_card()) as (pilot, services):
        depth = len(pilot.app.screen_stack)
        await press(pilot, "n")
        assert calls(services, "claim_next") == [()]
        screen = pilot.app.screen
        assert isinstance(screen, LeadScreen)
        assert len(pilot.app.screen_stack) == depth


async def test_a_temperature_and_a_stop_are_one_key_each() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "h")
        await press(pilot, "1")
        assert calls(services, "rate") == [(LEAD, Temperature.HOT)]
        await press(pilot, "exclamation_mark")
        await press(pilot, "4")
        assert calls(services, "object") == [(LEAD, None)]
        assert "Opposition" in status_text(pilot)


async def test_other_leads_of_the_person_open_from_here() -> None:
    async with open_lead() as (pilot, services):
        services.floor.cards[99] = replace(full_card(), id=99)
        await press(pilot, "m")
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, LeadScreen)
        assert screen.lead_id == 99


# ---- note, question, closing, relaunch


async def test_a_note_left_halfway_waits_as_a_draft() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "a")
        await write(pilot, "coffre")
        await press(pilot, "escape")
        assert not calls(services, "note")
        await press(pilot, "a")
        await write(pilot, " ok")
        await press(pilot, "ctrl+s")
        (noted,) = calls(services, "note")
        assert sorted(noted[1]) == sorted("coffre ok")
        assert (LEAD, "note") not in services.floor.drafts


async def test_an_open_question_is_answered_or_another_one_written_down() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "o")
        await press(pilot, "1")
        await write(pilot, "oui jusqu en 2027")
        await press(pilot, "ctrl+s")
        assert calls(services, "answer_question") == [(1, "oui jusqu en 2027")]
        await press(pilot, "o")
        await press(pilot, "2")
        await write(pilot, "nombre de mains")
        await press(pilot, "ctrl+s")
        assert calls(services, "open_question") == [(LEAD, "nombre de mains")]


async def test_closing_takes_one_key_and_proposes_the_next_lead() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "x")
        await press(pilot, "3")
        assert calls(services, "close") == [(LEAD, CloseReason.PRICE, "")]
        assert "n : demande suivante" in status_text(pilot)


async def test_letters_find_the_reasons_that_have_no_digit() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "x")
        await write(pilot, "achete")
        assert "1  a acheté ailleurs" in screen_text(pilot)
        assert "2  a acheté chez nous" in screen_text(pilot)
        assert "injoignable" not in screen_text(pilot)
        await press(pilot, "2")
        assert calls(services, "close") == [(LEAD, CloseReason.BOUGHT_FROM_US, "")]


async def test_letters_that_no_reason_holds_close_nothing() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "x")
        await write(pilot, "zzz")
        await press(pilot, "ctrl+s")
        assert "Aucun motif" in status_text(pilot)
        assert calls(services, "close") == []


async def test_the_reasons_fit_how_far_the_lead_got() -> None:
    async with open_lead(full_card(stage=Stage.CLAIMED)) as (pilot, services):
        await press(pilot, "x", "1")
        assert calls(services, "close") == [(LEAD, CloseReason.UNREACHABLE, "")]


async def test_a_reason_that_asks_for_a_sentence_gets_it() -> None:
    async with open_lead() as (pilot, services):
        services.floor.refuse["close"] = Refusal("close_needs_note")
        await press(pilot, "x")
        await write(pilot, "serieux")
        await press(pilot, "enter")
        assert "explication" in status_text(pilot)
        del services.floor.refuse["close"]
        await write(pilot, "canular")
        await press(pilot, "ctrl+s")
        assert calls(services, "close")[-1] == (LEAD, CloseReason.NOT_SERIOUS, "canular")


async def test_a_closed_lead_is_opened_again_with_the_same_key() -> None:
    async with open_lead(full_card(stage=Stage.LOST, close_reason="price", clocks=())) as (pilot, services):
        assert "prix" in status_text(pilot)
        await press(pilot, "x")
        assert calls(services, "reopen") == [(LEAD,)]


async def test_a_relaunch_is_taken_as_the_cadence_proposes_it() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "p")
        await press(pilot, "ctrl+s")
        (planned,) = calls(services, "plan")
        due = (NOW + timedelta(days=1, minutes=18)).replace(second=0)
        assert planned == (LEAD, due, TaskKind.RELAUNCH, Channel.PHONE, "", True, None)


async def test_a_relaunch_can_send_a_message_that_day() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "p", "tab", "1", "2")
        await settle(pilot)
        await write(pilot, "merci")
        await press(pilot, "tab", "2", "2")
        await press(pilot, "ctrl+s")
        (planned,) = calls(services, "plan")
        assert planned[3:] == (Channel.EMAIL, "merci", False, 1)


async def test_a_relaunch_without_a_moment_asks_for_one() -> None:
    async with open_lead() as (pilot, services):
        services.floor.refuse["plan"] = Refusal("task_in_the_past")
        await press(pilot, "p")
        await press(pilot, "ctrl+s")
        assert "à venir" in status_text(pilot)


# ---- for those who sell


async def test_a_salesperson_makes_an_appointment() -> None:
    async with open_lead(full_card(refusals={}), actor=SALESPERSON) as (pilot, services):
        await press(pilot, "d", "2")
        await write(pilot, "demain 15h")
        await press(pilot, "ctrl+s")
        (made,) = calls(services, "appoint")
        assert made[2] is AppointmentKind.TEST_DRIVE
        assert "demain 15:00" in status_text(pilot)


async def test_a_salesperson_says_whether_the_customer_came() -> None:
    async with open_lead(appointed_card(), actor=SALESPERSON) as (pilot, services):
        await press(pilot, "d")
        await press(pilot, "2")
        assert calls(services, "end_appointment") == [(31, AppointmentState.NO_SHOW)]


async def test_a_sale_is_recorded_with_its_price_and_undone_with_its_reason() -> None:
    async with open_lead(appointed_card(), actor=SALESPERSON) as (pilot, services):
        await press(pilot, "dollar_sign")
        await press(pilot, "1")
        await press(pilot, "ctrl+s")
        assert calls(services, "sell") == [(LEAD, 12990, None)]
        services.floor.cards[LEAD] = full_card(stage=Stage.SOLD, refusals={})
        services.floor.changes.append(Changed("lead", frozenset({LEAD})))
        await eventually(pilot, lambda: getattr(pilot.app.screen, "card", None) is services.floor.cards[LEAD])
        await press(pilot, "dollar_sign")
        await press(pilot, "1")
        assert calls(services, "undo_sale") == [(LEAD, SaleUndoReason.FINANCE_REFUSED)]


# ---- calling


async def test_one_number_is_called_at_once_and_one_key_ends_the_call(picture: SnapshotAssertion) -> None:
    card = full_card()
    alone = replace(card, person=replace(card.person, phones=card.person.phones[:1]))
    async with open_lead(alone) as (pilot, services):
        await press(pilot, "c")
        assert calls(services, "start_call") == [(LEAD, 11, False)]
        assert await still(pilot) == picture
        await press(pilot, "2")
        assert calls(services, "end_call") == [(1, CallOutcome.NO_ANSWER, "", None)]
        assert "p : relancer" in status_text(pilot)


async def test_the_only_number_is_called_when_chosen_where_it_is_somebody_elses() -> None:
    card = full_card()
    phones = (replace(card.person.phones[0], is_others=True, is_shared=True),)
    async with open_lead(replace(card, person=replace(card.person, phones=phones))) as (pilot, services):
        await press(pilot, "c")
        await until(pilot, "mobile, à quelqu’un d’autre")
        assert not calls(services, "start_call")
        await press(pilot, "1")
        await until(pilot, "Issue : sa touche")
        assert calls(services, "start_call") == [(LEAD, 11, False)]


async def test_of_several_numbers_one_is_chosen() -> None:
    async with open_lead(size=SIZES["80x24"]) as (pilot, services):
        await press(pilot, "c")
        assert not calls(services, "start_call")
        await press(pilot, "2")
        assert calls(services, "start_call") == [(LEAD, 12, False)]
        assert "03 53 01 56 78" in screen_text(pilot)


async def test_a_call_back_wants_its_moment_and_keeps_the_note() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "c")
        await press(pilot, "1", "tab")
        await write(pilot, "apres 18 h")
        await press(pilot, "shift+tab", "7")
        await write(pilot, "demain 18h")
        await press(pilot, "enter")
        ((_, outcome, note, at),) = calls(services, "end_call")
        assert (outcome, note) == (CallOutcome.CALL_BACK, "apres 18 h")
        assert at is not None
        assert "demain 18:00" in status_text(pilot)


async def test_the_form_is_filled_while_the_call_runs_on() -> None:
    async with open_lead() as (pilot, services):
        await press(pilot, "c")
        await press(pilot, "1")
        await press(pilot, "f")
        assert "Fiche de qualification" in screen_text(pilot)
        await press(pilot, "escape")
        assert "Appel en cours" in status_text(pilot)
        await press(pilot, "c")
        await press(pilot, "1")
        assert len(calls(services, "start_call")) == 1
        assert calls(services, "end_call") == [(1, CallOutcome.REACHED, "", None)]


async def test_a_call_left_open_elsewhere_is_taken_up_again() -> None:
    async with open_lead() as (pilot, services):
        services.floor.refuse["start_call"] = Refusal("call_running", call=44)
        await press(pilot, "c")
        await press(pilot, "1")
        await press(pilot, "3")
        assert calls(services, "end_call") == [(44, CallOutcome.BUSY, "", None)]


async def test_a_policy_that_warns_is_read_before_the_call() -> None:
    warned = ChannelVerdict(Channel.PHONE, Purpose.PROSPECTING, True, "refused_recently", {}, is_warning=True)
    card = full_card(verdicts=(warned,))
    alone = replace(card, person=replace(card.person, phones=card.person.phones[:1]))
    async with open_lead(alone) as (pilot, services):
        await press(pilot, "c")
        assert not calls(services, "start_call")
        assert "refus récent" in status_text(pilot)
        await press(pilot, "1")
        assert calls(services, "start_call") == [(LEAD, 11, True)]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("stage", [Stage.CLAIMED, Stage.APPOINTMENT, Stage.DISQUALIFIED])
@pytest.mark.parametrize("width", [60, 80])
async def test_the_stage_is_read_whoever_else_is_looking(stage: Stage, lang: str, width: int) -> None:
    card = full_card(
        stage=stage,
        owner_id=None,
        owner="",
        salesperson="Maximilienne de La Rochefoucauld",
        viewers=("Inès Perrin", "Jean-Baptiste Montgolfier", "Aïcha Benabdallah"),
    )
    card = replace(card, person=replace(card.person, name="DE LA TOUR DU PIN Anne-Sophie"))
    async with open_lead(card, size=(width, 24), lang=lang) as (pilot, _):
        line = screen_text(pilot).splitlines()[1]
        assert Words(lang)(f"vocabulary.stage.{stage}") in line
        assert "DE LA" in line
        assert "◎" in line


async def test_a_loss_asks_for_none_of_what_a_sale_asks_for() -> None:
    missing = {"sell": ("fields_missing", {"fields": "horizon, trade_in", "count": 2})}
    async with open_lead(full_card(refusals=missing), actor=SALESPERSON) as (pilot, services):
        await press(pilot, "dollar_sign")
        assert "Perdu : dire pourquoi" in screen_text(pilot)
        await press(pilot, "1")
        assert "Il manque 2 réponses à la fiche : Projet d’achat, Reprise" in status_text(pilot)
        await press(pilot, "dollar_sign", "2", "1")
        assert calls(services, "close") == [(LEAD, CloseReason.BOUGHT_ELSEWHERE, "")]


async def test_a_channel_that_is_the_source_is_named_once() -> None:
    card = full_card(source=Source.WALK_IN, channel=Channel.WALK_IN, portal="", reference="")
    async with open_lead(card) as (pilot, _):
        await until(pilot, "Visite")
        assert "visite" not in screen_text(pilot)
