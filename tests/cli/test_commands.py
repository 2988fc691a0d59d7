"""The command line as a user meets it: real processes, exit codes, one line for each refusal, no control byte."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from data.schema import migrate
from data.store import Store
from rules.values.trouble import TroubleKind
from rules.vocabulary import Lane
from tests.cli.warm_command import run_warm
from tests.services.mails import adf
from vo_callcenter.demo.founding import found
from vo_callcenter.services.office import Office
from vo_callcenter.services.troubles import note_troubles

SAMPLES = Path(__file__).parents[1] / "samples" / "adf"
ROOT = Path(__file__).parents[2]


class Terminal:
    """Runs ``vo-callcenter`` on a store of its own, each command in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "VO_STORE": str(folder / "store.db"),
            "LANG": "en_US.UTF-8",
            "LC_ALL": "en_US.UTF-8",
            "PYTHONPATH": str(ROOT),
        }

    def __call__(self, *arguments: str, said: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return run_warm(arguments, {**self.environment, **more}, self.folder, said)


@pytest.fixture
def run(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture
def founded(run: Terminal) -> Terminal:
    made = run(
        "store", "init", "--group", "Groupe Mercier", "--site", "Lyon", "--name", "Ada Roux",
        "--login", "ada", "--postcode", "69003", said="une phrase assez longue\n",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return run


SECRET = "une phrase assez longue\n"


def empty_store(folder: Path) -> Store:
    """An empty store where the terminal looks for its own."""
    store = Store(str(folder / "store.db"))
    migrate(store)
    return store


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    """The only line on standard error of a refused command."""
    assert result.returncode == 1, result.stderr
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_dry_run_prints_one_object_a_document_and_needs_no_store(run: Terminal) -> None:
    done = run("intake", str(SAMPLES), "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    objects = {each["file"]: each for each in map(json.loads, done.stdout.splitlines())}
    names = {path.name for path in SAMPLES.iterdir()}
    assert set(objects) == names
    first = objects["adf001_buy_plus_trade_cdata_br.xml"]
    assert first["outcome"] == "lead"
    assert first["fields"]["emails"] == ["Cornerpost37@example.com"]
    assert not (run.folder / "store.db").exists()


def test_the_demonstration_has_an_administrator_and_a_refusal_names_that_role(run: Terminal) -> None:
    cars = found(Office(empty_store(run.folder)), 1)
    assert cars
    added = ("people", "add", "zoe", "Zoé Petit", "--role", "operator", "--as")
    refused = one_line(run(*added, "camille"))
    assert "sales manager, administrator" in refused
    assert run(*added, "sylvie").returncode == 0


def test_without_a_store_every_command_says_so_in_one_line(run: Terminal) -> None:
    assert "store init" in one_line(run("queue"))
    assert "store init" in one_line(run("lead", "show", "1"))


def test_wrong_usage_is_two(run: Terminal) -> None:
    for arguments in (("nothing",), ("queue", "--limit", "many"), ("demo", "--as", "king"), ("lead", "show")):
        assert run(*arguments).returncode == 2


def test_the_console_without_a_terminal_refuses(run: Terminal) -> None:
    assert "terminal" in one_line(run())
    assert "terminal" in one_line(run("console", "--as", "ada"))


def test_a_lead_goes_in_and_is_shown_told_and_explained(founded: Terminal) -> None:
    (founded.folder / "lead.xml").write_bytes(adf())
    assert founded("intake", "lead.xml").returncode == 0
    who = ("--as", "ada")
    [row] = json.loads(founded("queue", *who, "--json", said=SECRET).stdout)
    assert row["person"] == "DUPONT Jean"
    plain = founded("queue", *who, "--plain", said=SECRET).stdout
    assert plain.split("\t")[4] == "DUPONT Jean"
    assert "DUPONT Jean" in founded("lead", "show", "1", *who, said=SECRET).stdout
    events = json.loads(founded("lead", "events", "1", *who, "--json", said=SECRET).stdout)
    assert events[0]["kind"] == "received"
    assert "event 1" in founded("lead", "explain", "1", *who, said=SECRET).stdout
    assert founded("rules", "explain", "1", *who, said=SECRET).returncode == 0
    assert founded("store", "check").stdout == "The store is clean.\n"


def test_a_missing_file_is_one_line_and_the_others_are_taken(founded: Terminal) -> None:
    (founded.folder / "lead.xml").write_bytes(adf())
    done = founded("intake", "missing.xml", "lead.xml")
    assert done.returncode == 1
    assert "missing.xml" in done.stderr
    assert "lead.xml" in done.stdout


def test_hostile_names_reach_the_terminal_as_visible_symbols(founded: Terminal) -> None:
    hostile = "Jean\x9b31m \u202e[bold red]x[/] \u200b\x07"
    (founded.folder / "lead.xml").write_bytes(adf(name=f"{hostile} Dupont"))
    for arguments in (
        ("intake", "lead.xml"),
        ("queue", "--as", "ada"),
        ("queue", "--as", "ada", "--json"),
        ("lead", "show", "1", "--as", "ada"),
    ):
        done = founded(*arguments, said=SECRET)
        assert done.returncode == 0, done.stderr
        assert not set(done.stdout) & set("\x1b\x9b\x07\u202e\u200b")
        assert "[bold red]" in done.stdout or "bold" not in done.stdout


def test_people_sites_stock_and_templates_by_command(founded: Terminal) -> None:
    who = ("--as", "ada")
    assert (
        founded("people", "add", "camille", "Camille", "--role", "operator", *who, said=SECRET).returncode
        == 0
    )
    assert "taken" in one_line(
        founded("people", "add", "camille", "C", "--role", "operator", *who, said=SECRET)
    )
    assert "passphrase" in one_line(
        founded("people", "add", "x", "X", "--role", "operator", *who, said="no\n")
    )
    absent = founded(
        "people", "absence", "camille", "--from", "2099-01-02", "--until", "2099-01-03", *who, said=SECRET
    )
    assert absent.returncode == 0, absent.stderr
    assert founded("people", "deactivate", "camille", *who, said=SECRET).returncode == 0
    assert "camille" in founded("people", "list").stdout
    assert founded("sites", "add", "Vienne", "--hours", "lun-ven 9h-18h", *who, said=SECRET).returncode == 0
    assert "mon-fri 09:00-18:00" in founded("sites", "list").stdout
    (founded.folder / "stock.csv").write_text("plate;make;model\nAB-123-CD;Fiat;500\n", encoding="utf-8")
    assert founded("stock", "import", "stock.csv", *who, said=SECRET).returncode == 0
    assert "AB-123-CD" in founded("stock", "list", "fiat").stdout
    assert len(json.loads(founded("templates", "list", "--json").stdout)) >= 12


def test_a_policy_mistake_names_file_key_and_what_would_be_right(run: Terminal) -> None:
    (run.folder / "ours.toml").write_text("[desk.sorting]\nminuts = 15\n", encoding="utf-8")
    done = run("rules", "check", "ours.toml")
    assert done.returncode == 1
    assert "ours.toml" in done.stderr
    assert "minuts" in done.stderr
    assert "minutes" in done.stderr
    assert run("rules", "show", "--preset", "c", "desk").returncode == 0


def test_a_copy_is_made_and_put_back(founded: Terminal) -> None:
    assert founded("store", "backup", "copy.db").returncode == 0
    (founded.folder / "lead.xml").write_bytes(adf())
    founded("intake", "lead.xml")
    assert founded("store", "restore", "copy.db").returncode == 0
    assert json.loads(founded("queue", "--as", "ada", "--json", said=SECRET).stdout) == []


def test_the_doctor_names_sqlite_and_the_store(founded: Terminal) -> None:
    done = founded("doctor", "--json")
    findings = {each["name"]: each for each in json.loads(done.stdout)}
    assert findings["store"]["value"].endswith("store.db")
    assert {"sqlite", "engine", "disk", "permissions"} <= set(findings)
    assert Path(findings["drop_folder"]["value"]).parts[-2:] == ("drop", "store")


def test_the_doctor_names_a_dropped_file_that_cannot_be_taken(founded: Terminal) -> None:
    store = Store(founded.environment["VO_STORE"])
    note_troubles(store, TroubleKind.FILE, ["Vienne/lead.xml"])
    store.dispose()
    done = founded("doctor", "--json")
    assert done.returncode == 1
    [finding] = [each for each in json.loads(done.stdout) if each["name"] == "file"]
    assert finding["state"] == "bad"
    assert "Vienne/lead.xml" in finding["value"]


def test_the_doctor_says_which_setting_the_engine_would_refuse(founded: Terminal) -> None:
    done = founded("doctor", "--json", VO_SMTP_PORT="0")
    assert done.returncode == 1
    findings = {each["name"]: each for each in json.loads(done.stdout)}
    assert findings["settings"]["state"] == "bad"
    assert "VO_SMTP_PORT" in findings["settings"]["value"]


def test_a_lane_that_does_not_exist_is_wrong_usage_and_the_line_names_those_that_do(
    founded: Terminal,
) -> None:
    done = founded("queue", "--lane", "nope")
    (line,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert "nope" in line
    assert all(lane.value in line for lane in Lane)


def test_both_languages_and_the_store_option_anywhere(founded: Terminal) -> None:
    store = founded.environment["VO_STORE"]
    for arguments in (
        ("--lang", "fr", "--store", store, "people", "list"),
        ("people", "list", f"--store={store}", "--lang", "fr"),
    ):
        assert "administrateur" in founded(*arguments, VO_STORE="").stdout
    assert (
        "Administrator" in founded("people", "list").stdout
        or "administrator" in founded("people", "list").stdout
    )
    assert founded("people", "list", "--lang", "de").returncode == 2
