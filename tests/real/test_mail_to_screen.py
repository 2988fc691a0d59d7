"""From a mail's rename into the mailbox to every open console: what people wait for, measured on the real programs."""

import os
import statistics
import tempfile
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.store import Store
from data.tables import HoursRow
from rules.vocabulary import Role
from tests.real.dovecot import PASSWORD, Dovecot, dovecot
from tests.real.mail_day import MailDay, demand
from tests.real.terminal import Console, Terminal, until
from vo_callcenter.services.people import PeopleService

pytestmark = [pytest.mark.services, pytest.mark.lengthened, pytest.mark.timeout(900)]

MAILS = 50 if os.environ.get("VO_PROOF") else 3
OPERATORS = ("nour", "solene", "tarik") if os.environ.get("VO_PROOF") else ("nour", "solene")
PASSPHRASE = "une longue phrase de passe"
TALL = (150, 90)
"""Every lead of the run fits on it: what is measured is not scrolling."""


def test_a_mail_stands_on_every_open_console_soon(sqlite_store: Store, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="vo-dovecot-") as folder, dovecot(Path(folder)) as server:
        _have_them_work(MailDay(sqlite_store, server, tmp_path))
        terminal = Terminal(tmp_path, _places(tmp_path), TALL)
        try:
            took = _measured(terminal, server)
            floor = _told_by_the_server(server)
        except BaseException:
            terminal.keep_pictures(tmp_path)
            raise
        finally:
            terminal.close()
    print(
        f"\n{len(took)} mails renamed into a mailbox, on the last of {len(OPERATORS)} open consoles after "
        f"{statistics.median(took):.2f} s (median; {min(took):.2f} to {max(took):.2f}), "
        f"of which the server itself takes {statistics.median(floor):.2f} s"
    )
    assert len(took) == MAILS


def _measured(terminal: Terminal, server: Dovecot) -> list[float]:
    """Seconds from each rename until the name stands on every console."""
    assert "IDLE" in terminal.command("mailboxes", "test", "leads")
    consoles = [_signed_in(terminal, login) for login in OPERATORS]
    # The engine is the child of whichever console came first: it is there once the first mail is.
    server.deliver(demand(0, "Premier"))
    for console in consoles:
        console.sees("PREMIER")
    return [_delivered(server, consoles, _name(number), number) for number in range(1, MAILS + 1)]


def _told_by_the_server(server: Dovecot) -> list[float]:
    """Seconds from each rename until the server tells a client that only waits for it (IDLE)."""
    took = []
    for number in range(3):
        client = server.client("bare")
        client.send(b"w IDLE\r\n")
        client.readline()
        began = time.monotonic()
        server.deliver(demand(number), "bare")
        while not client.readline().endswith(b"EXISTS\r\n"):
            pass
        took.append(time.monotonic() - began)
        client.shutdown()
    return took


def _delivered(server: Dovecot, consoles: list[Console], name: str, number: int) -> float:
    missing = list(consoles)

    def all_see_it() -> bool:
        missing[:] = [console for console in missing if name not in console.text]
        return not missing

    began = time.monotonic()
    server.deliver(demand(number, name))
    assert until(all_see_it, 30, pause=0.02), f"{name} is not seen by {[each.name for each in missing]}"
    return time.monotonic() - began


def _have_them_work(day: MailDay) -> None:
    """A mailbox that is watched, a center that is never closed, and operators who can sign in."""
    day.watch("leads", site_id=day.group.lyon)
    with day.store.writing_core() as connection:
        connection.execute(sa.update(HoursRow).values(hours={"week": {"mon-sun": ["00:00-24:00"]}}))
    for login in OPERATORS:
        name = login.capitalize()
        PeopleService(day.office).add(day.boss, login, name, Role.OPERATOR, None, passphrase=PASSPHRASE)


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
