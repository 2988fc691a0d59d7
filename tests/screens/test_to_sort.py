"""Sorting by hand: complete, attach, file, take out again."""

from threading import Event

import pytest
from textual.widgets import Input, TextArea

from rules.refusal import Refusal
from rules.values.entry import CarFound
from rules.values.incoming import Attached, Completed, RawDetail, SortedLead
from rules.values.staff import Actor
from rules.values.teaching import ReadField, Taught, Trial
from rules.vocabulary import FiledAs, RawOutcome
from screens.to_sort.complete_drawer import CompleteDrawer
from screens.to_sort.teach_drawer import TeachDrawer
from screens.to_sort.to_sort_screen import ToSortScreen
from tests.screens.busy_day import busy_services
from tests.screens.console import eventually, open_console, screen_text, settle, status_text
from tests.screens.fakes import FakeServices
from tests.screens.lead_pilot import calls, press, until, write
from tests.screens.showroom import ADMINISTRATOR, OPERATOR

STOCK = (
    CarFound(11, "Peugeot 208 GT Line", "AB-123-CD", 12_990, 1, "Lyon"),
    CarFound(12, "Peugeot 208 Allure", "AB-124-CD", 13_490, 2, "Vienne"),
    CarFound(13, "Dacia Sandero Allure", "AB-125-CD", 9_990, 2, "Vienne"),
)


def completed(services: FakeServices) -> SortedLead:
    """What the form gave."""
    [(_, lead)] = calls(services, "complete")
    assert isinstance(lead, SortedLead)
    return lead


async def test_the_document_stands_beside_the_list_with_what_was_read() -> None:
    async with open_console(busy_services()) as pilot:
        await pilot.press("g", "b")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ToSortScreen)
        for part in (
            "Aucun téléphone ni e-mail",
            "Ce qui a été lu",
            "Il manque",
            "photo.jpg",
            "Je cherche une 208",
        ):
            await until(pilot, part)


async def test_a_document_is_completed_into_a_lead_from_what_was_read() -> None:
    services = busy_services()
    async with open_console(services) as pilot:
        await pilot.press("g", "b")
        await settle(pilot)
        await pilot.press("f")
        await settle(pilot)
        drawer = pilot.app.screen
        assert isinstance(drawer, CompleteDrawer)
        drawer.query_one("#phone", Input).value = "06 39 98 12 34"
        await pilot.press("ctrl+s")
        await settle(pilot)
        asked = next(call for call in services.floor.calls if call[0] == "complete")
        assert asked[1] == 1
        assert (asked[2].last_name, asked[2].phone, asked[2].car) == ("MARTIN", "06 39 98 12 34", "208")
        assert "\x1b" in asked[2].message, "an untouched message stays as it came"
        assert "Demande créée" in status_text(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=["80x24", "160x45"])
@pytest.mark.parametrize(("lang", "as_typed"), [("fr", "« 208 », tel quel"), ("en", "“208”, as typed")])
async def test_a_car_of_the_stock_is_chosen_by_arrow_else_what_was_read_stays(
    size: tuple[int, int], lang: str, as_typed: str
) -> None:
    services = busy_services()
    services.entry.stock = STOCK
    async with open_console(services, size=size, lang=lang) as pilot:
        await press(pilot, "g", "b", "f")
        await until(pilot, as_typed)
        await until(pilot, "Peugeot 208 Allure")
        drawer = pilot.app.screen
        assert isinstance(drawer, CompleteDrawer)
        assert (drawer.car.words, drawer.car.car_id) == ("208", None)
        await press(pilot, "tab", "tab", "tab", "tab", "down", "down")
        assert (drawer.car.words, drawer.car.car_id) == ("", 12)
        await press(pilot, "ctrl+s")
    lead = completed(services)
    assert (lead.car, lead.car_id) == ("", 12)


async def test_one_car_that_was_read_is_not_chosen_by_itself_and_one_that_is_typed_is() -> None:
    services = busy_services()
    services.entry.stock = STOCK[1:]
    async with open_console(services) as pilot:
        await press(pilot, "g", "b", "f")
        await until(pilot, "Peugeot 208 Allure")
        drawer = pilot.app.screen
        assert isinstance(drawer, CompleteDrawer)
        assert drawer.car.car_id is None, "nobody has looked at it"
        drawer.car.input.value = ""
        drawer.car.input.focus()
        await write(pilot, "sandero")
        await eventually(pilot, lambda: drawer.car.car_id == 13)
        await write(pilot, "x")
        assert drawer.car.car_id is None
        await press(pilot, "ctrl+s")
    assert (completed(services).car, completed(services).car_id) == ("sanderox", None)


async def test_a_form_that_was_left_has_the_car_chosen_in_it_again() -> None:
    services = busy_services()
    services.entry.stock = STOCK
    async with open_console(services) as pilot:
        await press(pilot, "g", "b", "f")
        await until(pilot, "Peugeot 208 Allure")
        await press(pilot, "tab", "tab", "tab", "tab", "down", "down", "escape", "f")
        await until(pilot, "Ce que vous aviez tapé")
        await until(pilot, "Peugeot 208 Allure")
        drawer = pilot.app.screen
        assert isinstance(drawer, CompleteDrawer)
        assert drawer.car.car_id == 12
        services.entry.stock = STOCK[:1]
        await press(pilot, "escape", "f")
        await until(pilot, "Peugeot 208 GT Line")
        again = pilot.app.screen
        assert isinstance(again, CompleteDrawer)
        await eventually(pilot, lambda: again.car.chosen is not None)
        assert (again.car.words, again.car.car_id) == ("208", None), "it was sold meanwhile"


async def test_an_arrow_below_the_list_that_holds_more_says_how_many_lines_there_are() -> None:
    services = busy_services()
    services.entry.stock = tuple(
        CarFound(n, f"Peugeot 208 n° {n}", "", None, 1, "Lyon") for n in range(30, 39)
    )
    async with open_console(services, size=(80, 24)) as pilot:
        await press(pilot, "g", "b", "f")
        await until(pilot, "6 lignes de plus")
        await press(pilot, "tab", "tab", "tab", "tab", *(["down"] * 9))
        await until(pilot, "Peugeot 208 n° 38")


async def test_what_is_typed_before_the_form_stands_there_is_for_the_form() -> None:
    services = busy_services()
    read, stands = services.sorting.detail, Event()

    def slow(actor: Actor, raw_id: int) -> RawDetail:
        stands.wait(30)
        return read(actor, raw_id)

    async with open_console(services) as pilot:
        await press(pilot, "g", "b")
        await until(pilot, "photo.jpg")
        services.sorting.detail = slow  # type: ignore[method-assign] # as a loaded store answers
        await pilot.press("f", "x")
        stands.set()
        await eventually(pilot, lambda: isinstance(pilot.app.screen, CompleteDrawer))
        name = pilot.app.screen.query_one("#last_name", Input)
        await eventually(pilot, lambda: "x" in name.value)


async def test_what_the_customer_had_asked_already_is_not_said_to_be_a_new_demand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services = busy_services()
    monkeypatch.setattr(
        services.sorting, "complete", lambda *_: Completed(77, is_new=False, person="BENALI Samira")
    )
    async with open_console(services) as pilot:
        await press(pilot, "g", "b", "f", "ctrl+s")
        await eventually(
            pilot, lambda: "un contact de plus pour BENALI Samira, demande 77" in status_text(pilot)
        )


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "Rien d’ajouté : ce mail est déjà dans la demande 77 de BENALI Samira"),
        ("en", "Nothing added: this mail is already in enquiry 77 of BENALI Samira"),
    ],
)
async def test_a_mail_that_the_customers_demand_has_already_is_said_to_add_nothing(
    monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    services = busy_services()
    monkeypatch.setattr(services.sorting, "complete", lambda *_: Completed(77, False, True, "BENALI Samira"))
    async with open_console(services, lang=lang) as pilot:
        await press(pilot, "g", "b", "f", "ctrl+s")
        await eventually(pilot, lambda: said in status_text(pilot))


async def test_what_was_typed_is_there_again_when_the_form_was_left() -> None:
    services = busy_services()
    async with open_console(services) as pilot:
        await press(pilot, "g", "b", "f")
        await write(pilot, "Zoubir")
        await press(pilot, "escape", "escape", "g", "b", "f")
        await until(pilot, "Ce que vous aviez tapé")
        assert "Zoubir" in pilot.app.screen.query_one("#last_name", Input).value
        await press(pilot, "ctrl+s", "f")
        await eventually(pilot, lambda: isinstance(pilot.app.screen, CompleteDrawer))
        assert "Zoubir" not in pilot.app.screen.query_one("#last_name", Input).value


async def test_a_description_that_was_left_is_there_again() -> None:
    async with open_console(busy_services(), ADMINISTRATOR) as pilot:
        await press(pilot, "g", "b", "t")
        await until(pilot, "lead_subjects")
        await write(pilot, "x")
        await press(pilot, "escape", "t")
        await until(pilot, "Ce que vous aviez écrit")
        assert pilot.app.screen.query_one("#description", TextArea).text.startswith("x")


async def test_the_footer_says_what_v_shows_next_and_no_enter_that_leads_nowhere() -> None:
    async with open_console(busy_services()) as pilot:
        await press(pilot, "g", "b")
        for shown in ("v Classés", "v Sans description", "v À trier", "v Classés"):
            await until(pilot, shown)
            await press(pilot, "v")
        await press(pilot, "v", "v")
        await until(pilot, "photo.jpg")
        assert "⏎ Ouvrir" in screen_text(pilot)
        await press(pilot, "enter")
        await eventually(pilot, lambda: "⏎ Ouvrir" not in screen_text(pilot))
        await press(pilot, "enter")
        assert "Aucune demande n’est née" in status_text(pilot)


async def test_a_document_is_attached_to_the_lead_one_searched() -> None:
    services = busy_services()
    async with open_console(services) as pilot:
        await pilot.press("g", "b")
        await settle(pilot)
        await pilot.press("l", *"benali")
        await pilot.pause(0.2)
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert ("attach", 1, 2) in services.floor.calls
        [hit] = services.queue.search(OPERATOR, "benali")
        assert f"Rattaché à {hit.person} ({hit.car}), demande 2 · u annule" in status_text(pilot)


@pytest.mark.parametrize(
    ("lang", "done", "said"),
    [
        ("fr", Attached(2, "BENALI Samira", ""), "Rattaché à BENALI Samira, demande 2 · u annule"),
        ("en", Attached(2, "", "Clio"), "Attached to (no name) (Clio), enquiry 2 · u undoes it"),
        (
            "fr",
            Attached(2, "BENALI Samira", "Clio", is_known=True),
            "Rien d’ajouté : ce mail est déjà dans la demande 2 de BENALI Samira (Clio)",
        ),
        (
            "en",
            Attached(77, "BENALI Samira", "Clio", is_known=True),
            "Nothing added: this mail is already in enquiry 77 of BENALI Samira (Clio)",
        ),
        (
            "en",
            Attached(77, "BENALI Samira", ""),
            "The one chosen is sold or merged: attached to enquiry 77, BENALI Samira",
        ),
    ],
)
async def test_whose_lead_has_it_now_is_said(
    monkeypatch: pytest.MonkeyPatch, lang: str, done: Attached, said: str
) -> None:
    services = busy_services()
    monkeypatch.setattr(services.sorting, "attach", lambda *_: done)
    async with open_console(services, lang=lang, size=(80, 24)) as pilot:
        await press(pilot, "g", "b", "l")
        await write(pilot, "benali")
        await press(pilot, "enter")
        await eventually(pilot, lambda: said in status_text(pilot))
        assert said in screen_text(pilot)


async def test_a_hostile_name_is_said_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    services = busy_services()
    monkeypatch.setattr(services.sorting, "attach", lambda *_: Attached(2, "[/b]Zoé\x1b[2J\u202e", "{lead}"))
    async with open_console(services) as pilot:
        await press(pilot, "g", "b", "l")
        await write(pilot, "benali")
        await press(pilot, "enter")
        await until(pilot, "[/b]Zoé")
        shown = screen_text(pilot)
    assert "({lead}), demande 2" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("lang", "attached", "detached"),
    [
        ("fr", "demande 2 · u annule", "Retiré de la demande 2 : à trier de nouveau"),
        ("en", "enquiry 2 · u undoes it", "Taken out of enquiry 2: to sort again"),
    ],
)
async def test_what_was_attached_just_now_is_taken_back_by_one_key(
    lang: str, attached: str, detached: str
) -> None:
    services = busy_services()
    async with open_console(services, lang=lang) as pilot:
        await press(pilot, "g", "b", "l")
        await write(pilot, "benali")
        await press(pilot, "enter")
        await until(pilot, attached)
        await press(pilot, "u")
        await until(pilot, detached)
        assert calls(services, "undo") == [(2,)]
        await press(pilot, "u")
        await until(pilot, "pas classé" if lang == "fr" else "not filed")
        assert calls(services, "undo") == [(2,)]


async def test_another_act_since_leaves_what_was_attached() -> None:
    services = busy_services()
    async with open_console(services) as pilot:
        await press(pilot, "g", "b", "l")
        await write(pilot, "benali")
        await press(pilot, "enter")
        await until(pilot, "u annule")
        await press(pilot, "x")
        await press(pilot, "8")
        await until(pilot, "Classé.")
        await press(pilot, "u")
        await until(pilot, "pas classé")
        assert not calls(services, "undo")


async def test_after_something_was_done_elsewhere_u_takes_nothing_back_here() -> None:
    services = busy_services()
    async with open_console(services) as pilot:
        await press(pilot, "g", "b", "l")
        await write(pilot, "benali")
        await press(pilot, "enter")
        await until(pilot, "u annule")
        await press(pilot, "question_mark")
        await press(pilot, "escape", "u")
        await until(pilot, "pas classé")
        assert not calls(services, "undo")


async def test_what_was_read_is_looked_for_at_once_and_typing_takes_its_place() -> None:
    services = busy_services()
    async with open_console(services) as pilot:
        await pilot.press("g", "b")
        await until(pilot, "photo.jpg")
        await pilot.press("l")
        await until(pilot, "Rattacher à quelle demande")
        await until(pilot, "MARTIN Zoé")
        await pilot.press(*"benali")
        await until(pilot, "BENALI Samira")
        await pilot.press("enter")
        await settle(pilot)
        assert ("attach", 1, 2) in services.floor.calls


async def test_what_is_attached_to_a_sold_lead_says_which_lead_has_it_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services = busy_services()
    monkeypatch.setattr(services.sorting, "attach", lambda *_: Attached(77, "BENALI Samira", "Clio"))
    async with open_console(services) as pilot:
        await pilot.press("g", "b")
        await settle(pilot)
        await pilot.press("l", *"benali")
        await pilot.pause(0.2)
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "rattaché à la demande 77, BENALI Samira (Clio)" in status_text(pilot)


async def test_a_document_is_filed_by_key_found_again_and_taken_out() -> None:
    services = busy_services()
    async with open_console(services) as pilot:
        await pilot.press("g", "b")
        await settle(pilot)
        await pilot.press("u")
        assert "pas classé" in status_text(pilot)
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("8")
        await settle(pilot)
        assert ("file", 1, FiledAs.SPAM) in services.floor.calls
        await pilot.press("v")
        await settle(pilot)
        assert "candidature" in screen_text(pilot)
        await pilot.press("u")
        await settle(pilot)
        assert ("unfile", 21) in services.floor.calls
        assert "à traiter avant" in status_text(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_a_hostile_document_is_shown_as_text_in_list_text_and_form(size: tuple[int, int]) -> None:
    async with open_console(busy_services(), size=size) as pilot:
        await pilot.press("g", "b")
        await settle(pilot)
        await pilot.press("end", "f")
        await settle(pilot)
        shown = screen_text(pilot)
        assert isinstance(pilot.app.screen, CompleteDrawer)
        assert "\x1b" not in shown
        assert "\u202e" not in shown


async def test_a_manager_describes_the_portal_tries_it_and_keeps_it() -> None:
    services = busy_services()
    async with open_console(services, ADMINISTRATOR) as pilot:
        await press(pilot, "g", "b", "t")
        await until(pilot, "lead_subjects")
        await press(pilot, "ctrl+s")
        await until(pilot, "devient une demande")
        assert [call[0] for call in services.floor.calls if call[0] in ("try_out", "keep")] == ["try_out"]
        await write(pilot, "x")
        await until(pilot, "Pas encore")
        await press(pilot, "ctrl+s", "ctrl+s")
        assert not isinstance(pilot.app.screen, TeachDrawer)
        assert "Description gardée" in status_text(pilot)
    kept = [call for call in services.floor.calls if call[0] == "keep"]
    assert kept == [("keep", 1, "x" + services.teaching.propose(ADMINISTRATOR, 1, "fr").rstrip("\n") + "\n")]


async def test_what_reads_no_lead_is_tried_again_and_never_kept() -> None:
    services = busy_services()
    services.teaching.trial = Trial(
        RawOutcome.TO_SORT, "no_contact", True, (ReadField("x", "[/b]\x1b[2J", 1),)
    )
    async with open_console(services, ADMINISTRATOR, size=(80, 24)) as pilot:
        await press(pilot, "g", "b", "t", "ctrl+s")
        await until(pilot, "ne devient pas une demande")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, TeachDrawer)
        assert "\x1b" not in screen_text(pilot)
        assert not [call for call in services.floor.calls if call[0] == "keep"]


async def test_an_operator_describes_no_portal_and_a_wrong_description_is_one_line() -> None:
    services = busy_services()
    async with open_console(services) as pilot:
        await press(pilot, "g", "b", "t")
        assert isinstance(pilot.app.screen, ToSortScreen)
        assert "rôle" in status_text(pilot)
    services.floor.refuse["try_out"] = Refusal("teach_wrong", problem="name")
    async with open_console(services, ADMINISTRATOR) as pilot:
        await press(pilot, "g", "b", "t", "ctrl+s")
        assert "La description ne va pas : name" in status_text(pilot)


async def test_a_long_mistake_is_whole_in_the_pane_and_goes_when_it_is_corrected() -> None:
    services = busy_services()
    services.floor.refuse["try_out"] = Refusal("teach_wrong", problem=f"{'champ, ' * 40}dernier champ")
    async with open_console(services, ADMINISTRATOR) as pilot:
        await press(pilot, "g", "b", "t", "ctrl+s")
        await until(pilot, "dernier champ")
        await write(pilot, "x")
        await until(pilot, "Pas encore")
        assert "dernier champ" not in screen_text(pilot)


async def test_a_trial_says_who_read_what_and_what_nobody_read() -> None:
    services = busy_services()
    services.teaching.trial = Trial(
        RawOutcome.LEAD,
        "",
        True,
        (ReadField("phone", "+33639984410", 3), ReadField("message", "Encore libre ?", 4, True)),
        ("name", "car"),
    )
    async with open_console(services, ADMINISTRATOR) as pilot:
        await press(pilot, "g", "b", "t", "ctrl+s")
        await until(pilot, "Pas lu")
        shown = screen_text(pilot)
    assert "le nom, le véhicule" in shown
    places = [
        shown.index(part)
        for part in ("lu par la description", "+33639984410", "lu par le lecteur général", "Encore libre ?")
    ]
    assert places == sorted(places)


async def test_what_else_was_read_again_is_said() -> None:
    services = busy_services()
    services.teaching.taught = Taught(1, True, 3, 12)
    async with open_console(services, ADMINISTRATOR) as pilot:
        await press(pilot, "g", "b", "t", "ctrl+s", "ctrl+s")
        await until(pilot, "3 autres mails")
        assert "12 autres mails" in status_text(pilot)


async def test_a_portal_whose_mails_are_enquiries_already_is_described_from_the_third_view() -> None:
    services = busy_services()
    services.teaching.taught = Taught(1, False, 0)
    async with open_console(services, ADMINISTRATOR) as pilot:
        await press(pilot, "g", "b", "v", "v")
        await until(pilot, "Lus sans description")
        await press(pilot, "f")
        assert "déjà trié" in status_text(pilot)
        await press(pilot, "t", "ctrl+s", "ctrl+s")
        await until(pilot, "pour les prochains mails")
        await press(pilot, "v")
        await until(pilot, "Aucun téléphone ni e-mail")
    asked = [call[0] for call in services.floor.calls if call[0] in ("complete", "keep")]
    assert asked == ["keep"]
