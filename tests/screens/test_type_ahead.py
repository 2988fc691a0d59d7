"""Keys that come faster than the console works: each arrives where it would have, had one waited."""

import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from textual.app import App
from textual.events import Key
from textual.pilot import Pilot

from data.store import Store
from rules.refusal import Refusal
from rules.vocabulary import Stage
from screens import type_ahead
from screens.app import ConsoleApp
from screens.help.help_screen import HelpScreen
from screens.queue.queue_screen import QueueScreen
from screens.sign_in.sign_in_screen import SignInScreen
from tests.screens.console import eventually, open_console, status_text
from tests.screens.fakes import FakeServices
from tests.screens.lead_pilot import calls, open_lead
from tests.screens.showroom import OPERATOR
from tests.services.center import Center
from vo_callcenter.bootstrap import Application

NAMES = {" ": "space", "/": "slash", "?": "question_mark"}


def at_once(pilot: Pilot[None], *keys: str) -> None:
    """All of it within one instant; what is no key's name is typed letter by letter."""
    app: App[Any] = pilot.app
    for key in keys:
        named = len(key) == 1 or key in ("enter", "tab", "escape") or key[:1] == "f" or "+" in key
        for each in (key,) if named else key:
            app.post_message(Key(NAMES.get(each, each), each if len(each) == 1 else None))


def slowly(monkeypatch: pytest.MonkeyPatch, service: Any, *names: str, seconds: float = 0.2) -> None:
    """These answers take their time."""
    for name in names:
        answer = getattr(service, name)

        def answer_late(*given: Any, _answer: Any = answer, **named: Any) -> Any:
            time.sleep(seconds)
            return _answer(*given, **named)

        monkeypatch.setattr(service, name, answer_late)


async def test_a_whole_lead_is_worked_by_keys_that_wait_for_nothing(sqlite_store: Store) -> None:
    center = Center(sqlite_store)
    lead = center.lead(last_name="Dupont")
    application = Application(sqlite_store, center.wall)
    camille = center.who("camille")
    console = ConsoleApp(lambda: application, lambda _: camille, lang="fr", now=center.wall)
    async with console.run_test(size=(160, 45)) as pilot:
        await eventually(pilot, lambda: isinstance(console.screen, QueueScreen))
        at_once(pilot, "n", "c", "1")
        at_once(pilot, "f", "1", "1", "12 000", "enter", "1", "2", "1", "f4")
        at_once(pilot, "e", "tab", "Votre visite", "tab", "A bientot", "ctrl+s")
        at_once(pilot, "a", "Rappeler", "ctrl+s")
        at_once(pilot, "r", "enter")
        await eventually(pilot, lambda: center.field(lead, "stage") == Stage.OFFERED)
    kinds = center.kinds(lead)
    for kind in ("claimed", "called", "call_ended", "form_filled", "qualified", "message_queued", "noted"):
        assert kind in kinds


async def test_what_follows_next_is_for_the_lead_that_was_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    services = FakeServices()
    slowly(monkeypatch, services.desk, "claim_next")
    slowly(monkeypatch, services.leads, "card")
    async with open_console(services, size=(160, 45)) as pilot:
        under_cursor = pilot.app.screen.lead_under_cursor().id  # type: ignore[attr-defined]  # the queue
        services.floor.rows[under_cursor] = replace(services.floor.rows[under_cursor], owner_id=99)
        at_once(pilot, "n", "a", "vu", "ctrl+s")
        await eventually(pilot, lambda: calls(services, "note"))
    taken = calls(services, "claim")[0][0]
    assert taken != under_cursor
    assert calls(services, "note") == [(taken, "vu")]


async def test_what_follows_next_is_forgotten_when_there_is_nothing_to_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services = FakeServices()
    slowly(monkeypatch, services.desk, "claim_next")
    services.floor.refuse["claim_next"] = Refusal("too_many_claims", count=5)
    async with open_console(services, size=(160, 45)) as pilot:
        at_once(pilot, "n", "c", "1")
        await eventually(pilot, lambda: "5" in status_text(pilot))
        assert isinstance(pilot.app.screen, QueueScreen)
    assert not calls(services, "start_call")


async def test_words_typed_after_a_template_go_into_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_lead() as (pilot, services):
        slowly(monkeypatch, services.compose, "draft", "templates")
        at_once(pilot, "e", "enter", "PS", "ctrl+s")
        await eventually(pilot, lambda: calls(services, "send"))
    body = calls(services, "send")[0][-2]
    assert "PS" in body


async def test_a_passphrase_never_stands_readable_in_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    services = FakeServices()
    services.sign_in.locked = frozenset({OPERATOR.id})
    slowly(monkeypatch, services.sign_in, "people", "needs_passphrase")
    seen: list[str] = []
    async with open_console(services, None) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, SignInScreen)
        monkeypatch.setattr(
            screen,
            "on_input_changed",
            lambda event: None if event.input.password else seen.append(event.value),
        )
        at_once(pilot, "tab", "enter", "sésame", "enter")
        await eventually(pilot, lambda: calls(services, "sign_in"))
    assert calls(services, "sign_in")[0][1] == "sésame"
    assert not any(seen)


async def test_enter_right_after_the_last_letter_opens_what_was_searched_for() -> None:
    services = FakeServices()
    (wanted,) = (row for row in services.floor.rows.values() if row.person == "GARCIA Luis")
    async with open_console(services) as pilot:
        at_once(pilot, "/", "luis", "enter")
        await eventually(pilot, lambda: calls(services, "opened"))
    assert calls(services, "opened")[0][0] == wanted.id


async def test_an_answer_that_does_not_come_leaves_the_keyboard_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type_ahead, "WAITS_AT_MOST", 0.1)
    services = FakeServices()
    gate = threading.Event()
    monkeypatch.setattr(services.desk, "claim_next", lambda actor: gate.wait(30) and None)
    async with open_console(services) as pilot:
        at_once(pilot, "n", "?")
        try:
            for _ in range(100):
                await pilot.pause(0.05)
                if isinstance(pilot.app.screen, HelpScreen):
                    break
            assert isinstance(pilot.app.screen, HelpScreen)
        finally:
            gate.set()
