"""A store founded from the command line: nobody is locked out of it, and what is missing is named."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.test_commands import SECRET, Terminal, one_line

GROUP = ("--group", "Groupe Mercier", "--site", "Lyon", "--name", "Ada Roux")


@pytest.fixture
def run(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_a_founder_without_a_passphrase_makes_nothing(run: Terminal) -> None:
    refused = one_line(run("store", "init", *GROUP, "--login", "ada"))
    assert "VO_FOUNDER_PASSPHRASE" in refused
    assert "10" in one_line(run("store", "init", *GROUP, "--login", "ada", said="court\n"))
    assert not (run.folder / "store.db").exists()


@pytest.mark.parametrize("login", [" ", "ada roux"])
def test_a_founder_whom_nobody_could_name_makes_nothing(run: Terminal, login: str) -> None:
    one_line(run("store", "init", *GROUP, "--login", login, said=SECRET))
    assert not (run.folder / "store.db").exists()


def test_a_founder_with_a_passphrase_of_the_settings_comes_in(run: Terminal) -> None:
    made = run("store", "init", *GROUP, "--login", "ada", VO_FOUNDER_PASSPHRASE=SECRET.strip())
    assert made.returncode == 0, made.stderr
    added = run("people", "add", "bob", "Bob Petit", "--role", "operator", "--as", "ada", said=SECRET)
    assert added.returncode == 0, added.stderr
    assert "has its group" in one_line(run("store", "init", *GROUP))


def test_what_is_missing_is_named_in_one_line(run: Terminal) -> None:
    assert "--group, --site, --name" in one_line(run("store", "init"))
    missing = one_line(run("store", "init", *GROUP[:4]))
    assert "--name" in missing
    assert "--group" not in missing
    assert not (run.folder / "store.db").exists()


def test_a_store_that_is_closed_is_opened_by_who_keeps_it_and_once_only(run: Terminal) -> None:
    run("store", "init", *GROUP, "--login", "ada", said=SECRET)
    with closing(sqlite3.connect(run.folder / "store.db")) as connection, connection:
        connection.execute("UPDATE staff SET passphrase_hash = ''")
    assert "store passphrase ada" in one_line(run("people", "passphrase", "ada", "--as", "ada", said=SECRET))
    assert "ada" in one_line(run("store", "passphrase", "bob", said=SECRET))
    opened = run("store", "passphrase", "ada", said=SECRET)
    assert opened.returncode == 0, opened.stderr
    assert run("people", "passphrase", "ada", "--as", "ada", said=SECRET * 2).returncode == 0
    assert "Ada Roux" in one_line(run("store", "passphrase", "ada", said=SECRET))
