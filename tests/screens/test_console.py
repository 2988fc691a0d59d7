"""The console as a whole: opening, who sits here, accidents, and the terminal it leaves."""

import os
import pty
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from rules.refusal import Refusal
from rules.vocabulary import Lane, StaffStatus
from screens.agenda.agenda_screen import AgendaScreen
from screens.app import ConsoleApp
from screens.queue.queue_screen import QueueScreen
from screens.search import search_overlay
from screens.sign_in.sign_in_screen import SignInScreen
from tests.screens.console import console, eventually, open_console, screen_text, settle, status_text
from tests.screens.fakes import FakeServices
from tests.screens.showroom import NOW, OPERATOR


async def test_somebody_chooses_who_they_are_by_typing() -> None:
    async with open_console(actor=None) as pilot:
        assert isinstance(pilot.app.screen, SignInScreen)
        await pilot.press(*"cam")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, QueueScreen)
        assert "Camille Roussel" in screen_text(pilot)


async def test_a_passphrase_is_asked_where_one_is_set() -> None:
    services = FakeServices()
    services.sign_in.locked = frozenset({OPERATOR.id})
    async with open_console(services, actor=None) as pilot:
        await pilot.press(*"camille", "enter")
        await settle(pilot)
        assert pilot.app.screen.query_one(Input).password
        await pilot.press(*"faux", "enter")
        await settle(pilot)
        assert status_text(pilot) == "Ce n’est pas la bonne phrase de passe."
        await pilot.press(*"sésame", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, QueueScreen)


async def test_somebody_named_beforehand_is_asked_for_their_passphrase_at_once() -> None:
    services = FakeServices()
    services.sign_in.locked = frozenset({OPERATOR.id})
    (camille,) = [person for person in services.sign_in.people() if person.id == OPERATOR.id]
    app = ConsoleApp(lambda: services, lambda _: camille, lang="fr", now=lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert pilot.app.screen.query_one(Input).password
        assert camille.name in status_text(pilot)
        await pilot.press(*"sésame", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, QueueScreen)


async def test_leaving_the_passphrase_goes_back_to_the_list() -> None:
    services = FakeServices()
    services.sign_in.locked = frozenset({OPERATOR.id})
    async with open_console(services, actor=None) as pilot:
        await pilot.press(*"camille", "enter")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert not pilot.app.screen.query_one(Input).password
        assert "Karim Haddad" in screen_text(pilot)


async def test_a_store_that_cannot_be_opened_says_why_and_stays_calm() -> None:
    def broken() -> FakeServices:
        raise Refusal("place_closed")

    app = ConsoleApp(broken)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "n’est pas ouvert" in screen_text(pilot)


async def test_a_failing_service_is_one_line_and_not_the_end() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        services.floor.fail["claim_next"] = OSError("disk [/full]")
        await pilot.press("n")
        await settle(pilot)
        assert "disk [/full]" in status_text(pilot)
        assert "Rien n’est perdu" in status_text(pilot)
        await pilot.press("down")
        assert pilot.app.is_running


async def test_a_refusal_is_said_in_the_persons_language() -> None:
    services = FakeServices()
    services.floor.refuse["claim_next"] = Refusal("nothing_to_take")
    async with open_console(services, lang="en") as pilot:
        await pilot.press("n")
        await settle(pilot)
        assert status_text(pilot) == "Nothing to take for now"


async def test_news_does_not_take_the_place_of_why_a_key_did_nothing() -> None:
    services = FakeServices()
    services.floor.refuse["claim_next"] = Refusal("nothing_to_take")
    async with open_console(services) as pilot:
        await pilot.press("n")
        await settle(pilot)
        pilot.app.say("Nouvelle demande urgente")  # type: ignore[attr-defined]  # the console's own
        assert status_text(pilot) == "Rien à prendre pour l’instant"


async def test_g_and_a_letter_that_leads_nowhere_says_so() -> None:
    async with open_console() as pilot:
        await pilot.press("g", "z")
        await settle(pilot)
        assert "Aucun écran à la lettre « z »" in screen_text(pilot)
        await pilot.press("v")
        await settle(pilot)
        assert "pas ouvert à votre rôle" in screen_text(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert isinstance(pilot.app.screen, AgendaScreen)


async def test_a_terminal_too_small_says_so_and_comes_back() -> None:
    async with open_console(size=(80, 24)) as pilot:
        await pilot.resize_terminal(50, 10)
        await settle(pilot)
        assert "Terminal trop petit : 50 × 10" in " ".join(screen_text(pilot).split())
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "DUPONT Jean" in screen_text(pilot)


@pytest.mark.parametrize("key", ["g", "c", "question_mark", "enter"])
async def test_whatever_stands_on_a_terminal_too_small_says_so_alone(key: str) -> None:
    async with open_console(size=(80, 24)) as pilot:
        await pilot.press(key)
        await settle(pilot)
        for height in (10, 11):  # the width stays: only what is said changes
            await pilot.resize_terminal(40, height)
            await settle(pilot)
            assert " ".join(screen_text(pilot).split()).startswith(f"Terminal trop petit : 40 × {height}. Il")


async def test_a_terminal_too_small_to_sign_in_says_so() -> None:
    async with open_console(actor=None, size=(40, 10)) as pilot:
        assert " ".join(screen_text(pilot).split()).startswith("Terminal trop petit : 40 × 10")
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "Camille Roussel" in screen_text(pilot)


async def test_what_lies_beneath_a_screen_does_not_show_through() -> None:
    async with open_console() as pilot:
        assert pilot.app.screen.styles.background.a == 1


async def test_my_status_is_set_with_one_digit() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert ("set_status", StaffStatus.BREAK) in services.floor.calls
        assert "en pause" in screen_text(pilot).splitlines()[0]


async def test_help_shows_the_keys_of_the_screen_one_came_from() -> None:
    async with open_console() as pilot:
        await pilot.press("question_mark")
        await settle(pilot)
        text = screen_text(pilot)
        assert "Prendre la demande la plus urgente" in text
        assert "F2" in text
        await pilot.press("question_mark")
        await settle(pilot)
        assert isinstance(pilot.app.screen, QueueScreen)


async def test_the_palette_finds_a_command_by_its_name_without_accents() -> None:
    async with open_console() as pilot:
        await pilot.press("ctrl+p")
        await settle(pilot)
        await pilot.press(*"theme clair", "enter")
        await settle(pilot)
        assert pilot.app.theme == "vo-light"


async def test_the_language_changes_while_working() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        await pilot.press("ctrl+p", *"english", "enter")
        await settle(pilot)
        assert "To take" in screen_text(pilot)
        assert ("keep_preferences", "en", "dark") in services.floor.calls


async def test_a_place_that_is_closed_to_a_role_is_not_offered() -> None:
    async with open_console() as pilot:
        await pilot.press("g")
        await settle(pilot)
        text = screen_text(pilot)
        assert "Agenda des relances" in text
        assert "Supervision" not in text
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, QueueScreen)


async def test_search_asks_once_for_a_fast_typist_and_shows_what_it_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search_overlay, "WAITS", 2.0)  # a busy machine types slowly
    services = FakeServices()
    async with open_console(services) as pilot:
        await pilot.press("slash", *"dupo")
        await eventually(pilot, lambda: "search" in services.floor.names())
        assert "DUPONT Jean" in screen_text(pilot)
        assert [call for call in services.floor.calls if call[0] == "search"] == [("search", "dupo")]


async def test_problems_in_the_outbox_show_in_the_header() -> None:
    services = FakeServices()
    services.outbox.problems = 3
    async with open_console(services) as pilot:
        assert "✉ 3" in screen_text(pilot).splitlines()[0]


async def test_a_lost_store_shows_in_the_header_and_comes_back() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        services.floor.fail["changes"] = OSError("gone")
        await eventually(pilot, lambda: "connexion perdue" in screen_text(pilot).splitlines()[0])
        del services.floor.fail["changes"]
        await eventually(pilot, lambda: "en direct" in screen_text(pilot).splitlines()[0])


async def test_a_group_with_a_hostile_name_is_only_text() -> None:
    services = FakeServices()
    services.group_name = "[/b]\x1b[2JGroupe"
    async with open_console(services) as pilot:
        assert "[/b]␛[2JGroupe" in screen_text(pilot)


def test_without_a_terminal_it_refuses_in_one_line() -> None:
    script = (
        "from screens.app import ConsoleApp; from screens.terminal import run; import sys; "
        "sys.exit(run(ConsoleApp(lambda: 1/0)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert found.returncode == 1
    assert found.stderr.strip() == console().words("shell.no_terminal")


LIVE = """
import sys
from screens.terminal import run
from tests.screens.console import console
sys.exit(run(console()))
"""


def test_a_signal_leaves_the_terminal_as_it_was() -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        written = _run_and_signal(number)
        assert b"\x1b[?1049h" in written  # the other screen was entered
        assert written.rindex(b"\x1b[?1049l") > written.rindex(b"\x1b[?1049h")  # and left
        assert b"\x1b[?25h" in written[written.rindex(b"\x1b[?1049l") - 200 :]  # with the cursor back
        assert b"Traceback" not in written


def _run_and_signal(number: int) -> bytes:
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(Path.cwd())}
    process = subprocess.Popen(
        [sys.executable, "-c", LIVE], stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True
    )
    os.close(slave)
    os.set_blocking(master, False)
    written = b""
    sent = False
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            written += os.read(master, 65536)
        except BlockingIOError:
            time.sleep(0.02)
        except OSError:
            break
        if not sent and b"DUPONT" in written:
            sent = True
            process.send_signal(number)
    process.wait(timeout=20)
    try:
        while chunk := os.read(master, 65536):
            written += chunk
    except OSError:
        pass
    os.close(master)
    return written


async def test_a_bell_switched_off_stays_silent() -> None:
    services = FakeServices()
    async with open_console(services) as pilot:
        rung: list[bool] = []
        pilot.app.bell = lambda: rung.append(True)  # type: ignore[method-assign]  # counts the rings
        row = services.floor.rows[1]
        services.floor.put(replace(row, id=500))
        await eventually(pilot, lambda: rung == [True])
        app = pilot.app
        assert isinstance(app, ConsoleApp)
        app.switch_bell()
        services.floor.put(replace(row, id=501))
        await eventually(pilot, lambda: ("reload", Lane.TO_TAKE, (501,)) in services.floor.calls)
        assert rung == [True]


async def test_a_crash_shows_one_line_and_none_of_the_data_it_happened_on() -> None:
    async with open_console() as pilot:
        app = pilot.app
        try:
            phone = "06 39 98 12 34"
            raise ValueError(f"not a number: {phone}")
        except ValueError:
            app._fatal_error()
        (line,) = app._exit_renderables
        assert "ValueError" in str(line)
        assert "06 39 98" not in str(line)
        app._exit_renderables.clear()
