"""One lead's story, keyboard only, against the real program: from a mail in the drop folder to the manager's figures.

Four people sit at four consoles on one store; the engine is the child of whichever console came first; mail
leaves through a Postfix of their own.
"""

import email.utils
import getpass
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rules.words import Words
from screens.wording import Wording
from tests.adapters.smtp_peer import Peer
from tests.cli.warm_command import run_warm
from tests.real.postfix import Postfix, postfix
from tests.real.terminal import Console, Terminal, until

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]

PARIS = ZoneInfo("Europe/Paris")
ALWAYS = "mon-sun 00:00-24:00"
PASSPHRASE = "une longue phrase de passe"
PEOPLE = (
    ("camille", "Camille Rey", "operator"),
    ("louis", "Louis Faure", "salesperson"),
    ("ines", "Inès Blanc", "salesperson"),
    ("mona", "Mona Adam", "manager"),
)
STOCK = """\
n de police;immatriculation;marque;modele;version;mise en circulation;kilometrage;prix;energie;site
VO-4512;GA-123-BC;Peugeot;208;Allure PureTech;12/03/2019;48200;12990;essence;Lyon
"""
PORTAL_MAIL = """\
From: "leboncoin" <no-reply@leboncoin.fr>
To: vo@garage-exemple.example.com
Reply-To: c1f2a3@messagerie.leboncoin.fr
Subject: Nouveau message pour "Peugeot 208 Allure PureTech" sur leboncoin
Date: {date}
Message-ID: <lbc-story@leboncoin.fr>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Bonjour,

Vous avez reçu une nouvelle demande sur leboncoin.

Prénom : Zoé
Nom : Martin
E-mail : zoe.martin@example.com
Téléphone : 06 39 98 12 34
Ville : Lyon (69003)

Message :
Bonjour, la 208 est-elle toujours disponible ?

Prix : 12 990 €
Référence : VO-4512

L'équipe leboncoin
"""


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as the commands found it: one site open day and night, four people, one car."""
    folder = tmp_path_factory.mktemp("founded")

    def carry_out(*arguments: str, said: str = "") -> None:
        done = run_warm(arguments, {**os.environ, **_places(folder)}, folder, said)
        assert done.returncode == 0, done.stderr

    found = ["store", "init", "--group", "Groupe Mercier", "--site", "Lyon", "--hours", ALWAYS]
    found += ["--name", "Anne Roche", "--login", getpass.getuser(), "--preset", "b", "--postcode", "69003"]
    carry_out(*found)
    carry_out("sites", "hours", "center", ALWAYS)
    for login, name, role in PEOPLE:
        who = ["people", "add", login, name, "--role", role, "--site", "Lyon", "--passphrase"]
        carry_out(*who, said=PASSPHRASE + "\n")
    (folder / "stock.csv").write_text(STOCK, encoding="utf-8")
    carry_out("stock", "import", str(folder / "stock.csv"))
    return folder / "store.db"


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    # Its users must be able to reach the folder: not under pytest's own, which only root can enter.
    with tempfile.TemporaryDirectory(prefix="vo-postfix-") as folder, postfix(Path(folder)) as running:
        yield running


def _places(folder: Path) -> dict[str, str]:
    return {
        "VO_STORE": str(folder / "store.db"),
        "VO_DATA_FOLDER": str(folder),
        "VO_DROP_FOLDER": str(folder / "drop"),
    }


def _mail_settings(port: int) -> dict[str, str]:
    return {
        "VO_SMTP_HOST": "127.0.0.1",
        "VO_SMTP_PORT": str(port),
        "VO_SMTP_SECURITY": "none",
        "VO_SMTP_FROM": "vo@garage-exemple.example.com",
    }


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_lead_goes_from_arrival_to_sale_by_keyboard_alone(
    lang: str, size: tuple[int, int], founded: Path, server: Postfix, tmp_path: Path
) -> None:
    shutil.copy(founded, tmp_path / "store.db")
    server.clients.got.clear()
    terminal = Terminal(tmp_path, {**_places(tmp_path), **_mail_settings(server.port)}, size)
    try:
        _tell(Story(terminal, lang, server.clients, tmp_path))
    except BaseException:
        terminal.keep_pictures(tmp_path)
        raise
    finally:
        terminal.close()


def _tell(story: "Story") -> None:
    operator = story.sits_down("camille")
    story.mail_arrives(operator)
    story.takes_and_calls(operator)
    story.fills_the_form_and_qualifies(operator)
    story.writes_from_a_template(operator)
    story.plans_a_relaunch(operator)
    sellers = [story.sits_down(login) for login in ("louis", "ines")]
    story.relaunch_fires(operator)
    story.hands_over(operator)
    seller = story.first_refuses_second_accepts(*sellers)
    story.makes_an_appointment(seller)
    story.sells(seller)
    story.manager_reads_the_figures()


class Story:
    """What each person does, and what they see of what the others did."""

    def __init__(self, terminal: Terminal, lang: str, peer: Peer, folder: Path) -> None:
        self.terminal, self.lang, self.peer, self.folder = terminal, lang, peer, folder
        self.words = Words(lang)
        self.wording = Wording(self.words, PARIS)

    def sits_down(self, login: str) -> Console:
        """Sign in with a passphrase, as somebody who is not the system's user."""
        name = next(name for each, name, _ in PEOPLE if each == login)
        console = self.terminal.open(login, "--lang", self.lang, "console", "--as", login)
        console.sees(self.words("shell.passphrase", name=name))
        console.types(PASSPHRASE).keys("Enter")
        return console.sees_no_more(self.words("shell.passphrase", name=name))

    def mail_arrives(self, operator: Console) -> None:
        operator.sees("VO Call Center", self.words("keys.next"))
        drop = self.folder / "drop"
        assert until(drop.is_dir, 120)  # the engine has started
        mail = PORTAL_MAIL.format(date=email.utils.format_datetime(datetime.now(UTC)))
        (drop / "demande.eml").write_text(mail, encoding="utf-8", newline="\r\n")
        operator.sees("MARTIN Zoé")
        assert operator.is_clean()

    def takes_and_calls(self, operator: Console) -> None:
        operator.press("n").sees(self.words("keys.back"), "MARTIN Zoé")
        operator.press("c")
        if not operator.soon_sees(self.words("lead.call_outcome")):
            operator.keys("Enter")  # the contact policy warned: call anyway
        operator.sees(self.words("lead.call_outcome")).press("1")
        reached = self.words("vocabulary.call_outcome.reached")
        operator.sees(self.words("lead.call_ended", outcome=reached))

    def fills_the_form_and_qualifies(self, operator: Console) -> None:
        operator.press("f").sees(self.words("lead.form_title"), self._form_count(0))
        operator.keys("F4").sees(
            self.words("lead.form_missing", fields="")
        )  # refused: what is missing is named
        for answered, key in enumerate(("1", "1"), start=1):  # still wanted: yes; horizon: within 15 days
            operator.press(key).sees(self._form_count(answered))
        operator.sees(self.words("lead.hint_number")).types("12 000")
        operator.sees(self._form_count(3)).keys("Enter")
        operator.sees_no_more(self.words("lead.hint_number"))
        for answered, key in enumerate(("1", "2"), start=4):  # cash, no trade-in
            operator.press(key).sees(self._form_count(answered))
        operator.press("1").sees(self.words("lead.form_ready", done=6, total=6))  # by phone
        operator.sees(self.words("lead.hint_number")).keys("Down")  # no monthly payment
        operator.sees_no_more(self.words("lead.hint_number")).press(
            "1"
        )  # a test drive, which sales will want
        drive, yes = self.words("qualification.field_test_drive"), self.words("qualification.choice_yes")
        operator.sees(f"{drive} {yes}")
        operator.keys("F4").sees(self.words("lead.qualified"))

    def writes_from_a_template(self, operator: Console) -> None:
        operator.press("e").sees(
            "Première réponse à une demande"
        )  # in the customer’s language, the fitting first
        operator.types("disponible").sees_no_more("Première réponse").keys("Enter")
        operator.sees("Oui, notre Peugeot 208 Allure")
        operator.keys("C-s").sees_no_more(self.words("lead.send_at"))
        assert until(lambda: len(self.peer.got) == 1, 60), "no mail reached the portal's server"
        sender, recipients, _, mail = self.peer.got[0]
        assert sender == "vo@garage-exemple.example.com"
        assert recipients == ["c1f2a3@messagerie.leboncoin.fr"]  # by the portal, as the customer wrote
        assert mail["Subject"] == "Oui, notre Peugeot 208 Allure PureTech est disponible"
        text = mail.get_content()
        assert "Zoé" in text
        assert "{{" not in text
        assert mail["Message-ID"].strip("<>").count("@") == 1
        assert mail["Message-ID"] == f"<{self._sent_message_id()}>"

    def plans_a_relaunch(self, operator: Console) -> None:
        operator.press("p").sees(self.words("lead.relaunch_proposed"))
        operator.keys("C-u").sees(self.words("shell.moment_hint"))
        soon = datetime.now(PARIS).replace(second=0, microsecond=0) + timedelta(minutes=1)
        if soon - datetime.now(PARIS) < timedelta(seconds=15):
            soon += timedelta(minutes=1)
        self.relaunch_at = soon
        operator.types(f"{soon:%d/%m/%Y %H:%M}")
        operator.sees(self.words("shell.understood", moment=self.wording.full(soon)))
        operator.keys("C-s").sees(self.words("vocabulary.stage.parked"))

    def relaunch_fires(self, operator: Console) -> None:
        operator.sees_no_more(self.words("vocabulary.stage.parked"), within=150)
        assert datetime.now(PARIS) >= self.relaunch_at
        operator.keys("Escape").sees(self.words("keys.preview")).press("3")
        operator.sees("MARTIN Zoé").keys("Enter")
        operator.sees(self.words("keys.back"))

    def hands_over(self, operator: Console) -> None:
        operator.press("r").sees(self.words("lead.col_salesperson"), "Louis Faure", "Inès Blanc", "Lyon")
        operator.keys("Enter").sees_no_more(self.words("lead.col_salesperson"))
        operator.sees(self.words("vocabulary.stage.offered"))

    def first_refuses_second_accepts(self, *sellers: Console) -> Console:
        asked: list[Console] = []

        def somebody_is_asked() -> bool:
            asked[:] = [each for each in sellers if "MARTIN Zoé" in each.text]
            return bool(asked)

        assert until(somebody_is_asked, 60), "nobody was offered the lead"
        first = asked[0]
        second = next(each for each in sellers if each is not first)
        first.press("-").sees(self.words("desk.refuse_title")).press("1")
        first.sees(self.words("desk.refused", person="MARTIN Zoé"))
        second.sees("MARTIN Zoé").press("+")
        second.sees(self.words("desk.accepted", person="MARTIN Zoé"))
        first.sees_no_more("MARTIN Zoé")
        return second

    def makes_an_appointment(self, seller: Console) -> None:
        seller.keys("Enter").sees(self.words("keys.back"))
        seller.press("d").sees(self.words("lead.appointment_moment"), "▌1 ")
        seller.press("1").sees_no_more("▌1 ")  # the cursor has gone on to the moment
        day = (datetime.now(PARIS) + timedelta(days=1)).replace(hour=10, minute=30, second=0, microsecond=0)
        seller.types(f"{day:%d/%m/%Y} 10:30")
        seller.sees(self.words("shell.understood", moment=self.wording.full(day))).keys("Enter")
        seller.sees_no_more(self.words("lead.appointment_moment")).sees("10:30")

    def sells(self, seller: Console) -> None:
        seller.press("$").sees(self.words("lead.choose_sold")).press("1")
        seller.sees(self.words("lead.sale_price"), "12990").keys("C-s")
        seller.sees(self.words("lead.sold_at", price=self.wording.euros(12990)))

    def manager_reads_the_figures(self) -> None:
        """The first response the manager sees is the time from the mail to the call, as its clock explains."""
        explained = json.loads(self.terminal.command("lead", "explain", "1", "--json"))
        clocks = {reading["clock"]: reading for reading in explained}
        events = {
            each["id"]: each for each in json.loads(self.terminal.command("lead", "events", "1", "--json"))
        }
        first = clocks["first_response"]
        assert events[first["started_by"]]["kind"] == "received"
        assert events[first["stopped_by"]]["kind"] == "called"
        took = _moment(events[first["stopped_by"]]["at"]) - _moment(events[first["started_by"]]["at"])
        assert abs(took.total_seconds() - first["business"]) < 1  # open day and night: every second counts
        manager = self.sits_down("mona")
        manager.sees(self.words("supervision.tile_median"), self.wording.lasting(first["business"]))
        for clock, kind in (("qualification", "qualified"), ("acceptance", "offer_accepted")):
            assert events[clocks[clock]["stopped_by"]]["kind"] == kind
        told = self.terminal.command("--lang", self.lang, "lead", "explain", "1")
        for clock in ("first_response", "qualification", "acceptance"):
            assert self.words(f"vocabulary.clock.{clock}") in told
        assert "vocabulary." not in told

    def _form_count(self, done: int) -> str:
        return self.words("lead.form_count", done=done, total=6)

    def _sent_message_id(self) -> str:
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(self.folder / "store.db")) as connection:
            return str(
                connection.execute("SELECT message_id FROM message WHERE direction = 'out'").fetchone()[0]
            )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
