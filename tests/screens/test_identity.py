"""Who may be whom on screen: one line, one key, a preview, and a way back."""

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from data.store import Store
from rules.reading.demand import Demand
from rules.reading.phones import read_phones
from rules.refusal import Refusal
from rules.vocabulary import Channel, NumberOwner, Source, Stage
from screens.app import ConsoleApp
from screens.lead.identity_overlay import IdentityOverlay
from screens.lead.lead_screen import LeadScreen
from screens.queue.queue_screen import QueueScreen
from tests.screens.console import open_console, status_text
from tests.screens.fakes import FakeServices
from tests.screens.lead_pilot import calls, open_lead, press, still, until
from tests.screens.lead_room import full_card, with_card
from tests.screens.pictures import picture
from tests.screens.showroom import lead_card, suggestions
from tests.services.center import Center
from vo_callcenter.bootstrap import Application
from vo_callcenter.services.arrival import arrive
from vo_callcenter.services.touch_told import Circumstances

__all__ = ["picture"]

SUGGESTED = full_card(suggestions=suggestions())
WORDS = {
    "fr": ("Peut-être la même personne", "Réunies", "une autre personne", "Annulé", "non m voir"),
    "en": ("Perhaps the same person", "Made one", "another person", "Undone", "no m see"),
}


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_likeness_is_one_line_and_one_key_says_another_person(lang: str) -> None:
    async with open_lead(SUGGESTED, lang=lang) as (pilot, services):
        await until(pilot, WORDS[lang][0])
        await press(pilot, "asterisk")
        await until(pilot, WORDS[lang][2])
        assert calls(services, "decide_other") == [(1, 7)]


async def test_one_key_says_the_same_person() -> None:
    async with open_lead(SUGGESTED) as (pilot, services):
        await press(pilot, "equals_sign")
        await until(pilot, "Réunies")
        assert calls(services, "decide_same") == [(1, 7)]


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", "03 53 01 56 78 : à quelqu’un d’autre"), ("en", "03 53 01 56 78: somebody else’s")],
)
async def test_one_says_whose_a_number_is(lang: str, said: str) -> None:
    async with open_lead(full_card(), lang=lang) as (pilot, services):
        await press(pilot, "w")
        await until(pilot, "De quel numéro" if lang == "fr" else "Which number")
        await press(pilot, "2")
        await until(pilot, "À qui est le" if lang == "fr" else "Whose is")
        await press(pilot, "3")
        await until(pilot, said)
        assert calls(services, "mark_number") == [(1, 12, NumberOwner.OTHERS)]


async def test_whose_a_number_is_needs_one_and_the_right_to_say() -> None:
    bare = full_card()
    async with open_lead(replace(bare, person=replace(bare.person, phones=()))) as (pilot, _):
        await press(pilot, "w")
        await until(pilot, "n’a pas de numéro")
    async with open_lead(full_card(refusals={"merge": ("not_allowed", {})})) as (pilot, services):
        await press(pilot, "w")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LeadScreen)
        assert not calls(services, "mark_number")


async def test_without_a_likeness_the_keys_say_why_they_do_nothing() -> None:
    async with open_lead() as (pilot, _):
        await press(pilot, "equals_sign")
        await until(pilot, "Personne ne ressemble")


async def test_who_may_not_merge_is_told_so() -> None:
    card = full_card(suggestions=suggestions(), refusals={"merge": ("not_allowed", {})})
    async with open_lead(card) as (pilot, services):
        await press(pilot, "equals_sign")
        await pilot.pause()
        assert not calls(services, "decide_same")


async def test_a_refused_merge_is_one_line() -> None:
    services = with_card(SUGGESTED)
    services.floor.refuse["decide_same"] = Refusal("suggestion_decided")
    async with open_lead(services=services) as (pilot, _):
        await press(pilot, "equals_sign")
        await until(pilot, "Quelqu’un a déjà tranché")


async def test_the_list_merges_an_earlier_lead_and_takes_one_apart() -> None:
    async with open_lead(SUGGESTED) as (pilot, services):
        await press(pilot, "m")
        await until(pilot, "devient")
        assert isinstance(pilot.app.screen, IdentityOverlay)
        await press(pilot, "down", "down", "equals_sign")
        await until(pilot, "Réunies")
        assert calls(services, "merge_leads") == [(1, 99)]
        await press(pilot, "m")
        await until(pilot, "devient")
        await press(pilot, "down", "down", "asterisk")
        await until(pilot, "Séparées")
        assert calls(services, "split") == [(99,)]


async def test_what_is_merged_already_is_not_merged_again() -> None:
    [other] = full_card().other_leads
    card = full_card(other_leads=(replace(other, stage=Stage.DUPLICATE, duplicate_of=1),))
    async with open_lead(card) as (pilot, services):
        await press(pilot, "m", "equals_sign")
        await until(pilot, "Déjà réunie avec la demande 1")
        assert isinstance(pilot.app.screen, IdentityOverlay)
        assert not calls(services, "merge_leads")


async def test_somebody_without_an_enquiry_has_none_to_open() -> None:
    alone = tuple(replace(each, lead_id=None) for each in suggestions())
    async with open_lead(full_card(suggestions=alone)) as (pilot, _):
        await press(pilot, "m", "enter")
        await until(pilot, "aucune demande à ouvrir")
        assert isinstance(pilot.app.screen, IdentityOverlay)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("LI An", "C’est LI An ? (88 %) = oui * non m voir"),
        ("ROY Awa", "C’est ROY Awa ? = oui * non m voir"),
        ("MEYER Hélène", "C’est MEYER Hélène ? = oui * non m voir"),
        ("MEYER-DUPONT Hélène", "MEYER-DUPONT Hélène… = oui * non m voir"),
        ("DE LA ROCHEFOUCAULD Marie-Astrid", "DE LA ROCHEFOUCAULD… = oui * non m voir"),
    ],
)
async def test_where_room_is_short_the_question_is_cut_and_never_the_keys(name: str, asked: str) -> None:
    card = full_card(suggestions=(replace(suggestions()[0], name=name),))
    async with open_lead(card, size=(80, 24)) as (pilot, _):
        await until(pilot, asked)


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_lead_with_likenesses(picture: SnapshotAssertion, lang: str, size: tuple[int, int]) -> None:
    async with open_lead(SUGGESTED, lang=lang, size=size) as (pilot, _):
        await until(pilot, WORDS[lang][4] if size == (80, 24) else "88")
        assert await still(pilot) == picture


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_what_becomes_of_a_merge(picture: SnapshotAssertion, lang: str, size: tuple[int, int]) -> None:
    async with open_lead(SUGGESTED, lang=lang, size=size) as (pilot, _):
        await press(pilot, "m")
        await until(pilot, "devient" if lang == "fr" else "becomes")
        assert await still(pilot) == picture


def _in_the_queue() -> FakeServices:
    services = FakeServices()
    card = lead_card(services.floor.rows[1])
    services.floor.cards[1] = replace(card, suggestions=suggestions(), refusals={})
    return services


async def test_in_a_list_a_likeness_is_decided_in_place_with_one_key() -> None:
    for key, asked in (("equals_sign", "decide_same"), ("asterisk", "decide_other")):
        services = _in_the_queue()
        async with open_console(services, size=(160, 45)) as pilot:
            await until(pilot, WORDS["fr"][0])
            await press(pilot, key)
            assert calls(services, asked) == [(1, 7)]
            assert isinstance(pilot.app.screen, QueueScreen)
            assert ("Réunies" if asked == "decide_same" else "DUPOND Jean") in status_text(pilot)


async def test_what_was_made_one_in_a_list_is_undone_there() -> None:
    services = _in_the_queue()
    async with open_console(services, size=(160, 45)) as pilot:
        await until(pilot, WORDS["fr"][0])
        await press(pilot, "equals_sign", "u")
        assert calls(services, "undo") == [(1,)]


def _arrives(center: Center, name: str, phone: str, email: str, source: Source) -> int:
    first, _, last = name.partition(" ")
    demand = Demand(
        source,
        Channel.EMAIL,
        first_name=first,
        last_name=last,
        full_name=name,
        emails=(email,),
        phones=read_phones(phone),
        postcode="69003",
        listing_ref="LBC000001",
        message="Bonjour, est-elle disponible ?",
    )
    with center.store.writing() as session:
        return arrive(center.office, session, demand, Circumstances(center.wall.at)).lead_id


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_demand_through_two_portals_is_made_one_and_taken_apart_again(
    sqlite_store: Store, lang: str
) -> None:
    center = Center(sqlite_store)
    first = _arrives(center, "Jean Dupont", "06 39 98 12 34", "jean@example.org", Source.LEBONCOIN)
    center.wall.go(minutes=3)
    second = _arrives(center, "Jean Dupond", "04 65 71 12 34", "jd69@example.org", Source.LA_CENTRALE)
    application = Application(sqlite_store, center.wall)
    camille = center.who("camille")
    seen, merged, _, undone, _ = WORDS[lang]
    console = ConsoleApp(lambda: application, lambda _: camille, lang=lang, now=center.wall)
    async with console.run_test(size=(160, 45)) as pilot:
        await until(pilot, "DUPONT Jean")
        await press(pilot, "enter")
        await until(pilot, seen)
        await press(pilot, "equals_sign")
        await until(pilot, merged)
        assert center.field(second, "duplicate_of_id") == first
        assert len(application.leads.card(camille, first).person.phones) == 2
        await press(pilot, "u")
        await until(pilot, undone)
        assert center.field(second, "duplicate_of_id") is None
        assert center.field(second, "is_open")
        await until(pilot, seen)
        assert status_text(pilot)
