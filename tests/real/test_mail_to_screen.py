"""From a mail's rename into the mailbox to every open console: what people wait for, measured on the real programs."""

import getpass
import os
import statistics
import tempfile
import time
from pathlib import Path

import pytest

from tests.real.dovecot import PASSWORD, Dovecot, dovecot
from tests.real.mail_day import demand
from tests.real.terminal import Console, Terminal, until

pytestmark = [pytest.mark.services, pytest.mark.lengthened, pytest.mark.timeout(900)]

MAILS = 50 if os.environ.get("VO_PROOF") else 3
OPERATORS = ("camille", "samir", "nour") if os.environ.get("VO_PROOF") else ("camille", "samir")
PASSPHRASE = "une longue phrase de passe"
TALL = (150, 90)
"""Every lead of the run fits on it: what is measured is not scrolling."""


def test_a_mail_stands_on_every_open_console_soon(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="vo-dovecot-") as folder, dovecot(Path(folder)) as server:
        terminal = Terminal(tmp_path, _places(tmp_path), TALL)
        try:
            took = _measured(terminal, server)
        except BaseException:
            terminal.keep_pictures(tmp_path)
            raise
        finally:
            terminal.close()
    print(
        f"\n{len(took)} mails renamed into a mailbox, on the last of {len(OPERATORS)} open consoles after "
        f"{statistics.median(took):.2f} s (median; {min(took):.2f} to {max(took):.2f})"
    )
    assert len(took) == MAILS


def _measured(terminal: Terminal, server: Dovecot) -> list[float]:
    """Seconds from each rename until the name stands on every console."""
    found = ["store", "init", "--group", "Groupe Mercier", "--site", "Lyon", "--hours", "mon-sun 00:00-24:00"]
    terminal.command(*found, "--name", "Anne Roche", "--login", getpass.getuser(), "--preset", "b")
    for login in OPERATORS:
        who = ["people", "add", login, login.capitalize(), "--role", "operator", "--passphrase"]
        terminal.command(*who, said=PASSPHRASE + "\n")
    port = ("--port", str(server.port), "--security", "none")
    terminal.command("mailboxes", "add", "leads", "127.0.0.1", "leads", *port, "--site", "Lyon")
    assert "IDLE" in terminal.command("mailboxes", "test", "leads")
    consoles = [_signed_in(terminal, login) for login in OPERATORS]
    # The engine is the child of whichever console came first: it is there once the first mail is.
    server.deliver(demand(0, "Premier"))
    for console in consoles:
        console.sees("PREMIER")
    return [_delivered(server, consoles, _name(number), number) for number in range(1, MAILS + 1)]


def _delivered(server: Dovecot, consoles: list[Console], name: str, number: int) -> float:
    missing = list(consoles)

    def all_see_it() -> bool:
        missing[:] = [console for console in missing if name not in console.text]
        return not missing

    began = time.monotonic()
    server.deliver(demand(number, name))
    assert until(all_see_it, 30, pause=0.02), f"{name} is not seen by {[each.name for each in missing]}"
    return time.monotonic() - began


def _signed_in(terminal: Terminal, login: str) -> Console:
    console = terminal.open(login, "console", "--as", login, "--lang", "fr")
    return console.sees("Phrase de passe").types(PASSPHRASE).keys("Enter")


def _name(number: int) -> str:
    """A name of letters only, in capitals as the console shows it."""
    return "QU" + chr(ord("A") + number // 10) + chr(ord("A") + number % 10) + "ZEAU"


def _places(folder: Path) -> dict[str, str]:
    return {
        "VO_STORE": str(folder / "store.db"),
        "VO_DATA_FOLDER": str(folder),
        "VO_MAILBOX_LEADS_PASSWORD": PASSWORD,
    }
