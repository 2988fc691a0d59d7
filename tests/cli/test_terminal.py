"""Accidents of the terminal and the store, as somebody before the console meets them: one clear line, nothing broken."""

import getpass
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from data.store import Store
from rules.words import Words
from tests.cli.pty_console import PROGRAM, PtyConsole
from vo_callcenter.services.founding import Answers, found
from vo_callcenter.services.office import Office

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")

FR = Words("fr")
ANSWERS = Answers(
    "Groupe Mercier", "Lyon", "mon-sat 09:00-12:00 14:00-19:00", "Ada Roux", getpass.getuser(), preset="a"
)


@pytest.fixture
def places(sqlite_store: Store, tmp_path: Path) -> dict[str, str]:
    """The settings that name a founded store."""
    found(Office(sqlite_store), ANSWERS)
    sqlite_store.dispose()
    return {"VO_STORE": str(sqlite_store.path), "VO_DATA_FOLDER": str(tmp_path)}


@contextmanager
def console(places: dict[str, str], **how: Any) -> Iterator[PtyConsole]:
    running = PtyConsole("--lang", "fr", "console", "--as", getpass.getuser(), environment=places, **how)
    try:
        yield running
    finally:
        running.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_console_that_is_told_to_end_leaves_the_terminal_as_it_was(
    places: dict[str, str], number: signal.Signals
) -> None:
    with console(places) as running:
        running.sees("Ada Roux")
        assert not running.is_sane  # it is at work: another screen, another mode
        running.process.send_signal(number)
        running.ends()
        assert running.is_sane


def test_a_console_whose_window_is_closed_ends(places: dict[str, str]) -> None:
    with console(places) as running:
        running.sees("Ada Roux")
        running.hang_up()
        assert running.process.wait(90) == 0


def test_leaving_by_key_leaves_the_terminal_as_it_was(places: dict[str, str]) -> None:
    with console(places) as running:
        running.sees("Ada Roux")
        running.press("\x11")
        assert running.ends() == 0
        assert running.is_sane


def test_a_terminal_that_is_too_small_is_told_and_works_again_when_it_grows(places: dict[str, str]) -> None:
    with console(places, size=(40, 10)) as running:
        running.sees("Terminal trop petit", "40 × 10")
        running.resize(80, 24)
        running.sees("Ada Roux", FR("keys.help"))
        running.resize(40, 11)
        running.sees("Terminal trop petit", "40 × 11")


def test_a_new_size_that_nobody_signals_is_seen(places: dict[str, str]) -> None:
    with console(places, is_signalled=False) as running:
        running.sees("Ada Roux", FR("keys.help"))
        running.resize(40, 11)
        running.sees("Terminal trop petit", "40 × 11")


def spoilt(path: str, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_a_store_of_a_newer_version_is_one_line(places: dict[str, str]) -> None:
    spoilt(places["VO_STORE"], "PRAGMA user_version = 9999")
    with console(places) as running:
        running.sees(FR("shell.cannot_open"), "version")
        assert "Traceback" not in running.text
        running.press("\x11")
        running.ends()
        assert running.is_sane


def test_a_file_that_is_no_store_is_one_line(places: dict[str, str]) -> None:
    Path(places["VO_STORE"]).write_bytes(b"Ceci est une lettre, pas une base.\n" * 100)
    with console(places) as running:
        running.sees(FR("shell.cannot_open"))
        assert "Traceback" not in running.text
        running.press("\x11")
        running.ends()
        assert running.is_sane


def test_a_key_that_cannot_write_says_so_and_the_console_goes_on(places: dict[str, str]) -> None:
    """A disk that is full shows as any write that fails: a trigger refuses it, as the file system would."""
    with console(places) as running:
        running.sees("Ada Roux")
        spoilt(
            places["VO_STORE"],
            "CREATE TRIGGER full BEFORE UPDATE ON staff BEGIN SELECT RAISE(FAIL, 'disk is full'); END",
        )
        running.press("\x1bOQ")
        running.sees(FR("shell.my_status"))
        running.press("2")
        running.sees("disk is full")
        running.press("\x1b")  # the choice stays, to be made again or left
        running.until(lambda: FR("shell.my_status") not in running.text)
        running.press("?")
        running.sees(FR("keys.back"))


def test_without_a_terminal_there_is_one_line(places: dict[str, str]) -> None:
    done = subprocess.run(
        [PROGRAM, "--lang", "fr"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**places, "PATH": "/usr/bin:/bin"},
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [f"vo-callcenter: {FR('refusal.no_terminal')}"]


def test_a_console_whose_output_is_a_pipe_says_so_in_one_line(places: dict[str, str]) -> None:
    with console(places, stdout=subprocess.PIPE) as running:
        assert running.ends() == 1
        assert FR("refusal.no_terminal") in " ".join(running.text.split())
