"""The mailboxes commands as an administrator meets them: one clear line, no secret anywhere."""

import json
from pathlib import Path

import pytest

from tests.adapters.smtp_peer import free_port
from tests.cli.test_commands import Terminal

SECRET = "une phrase assez longue\n"


@pytest.fixture
def founded(tmp_path: Path) -> Terminal:
    run = Terminal(tmp_path)
    group = ("--group", "Groupe Mercier", "--site", "Lyon", "--postcode", "69003")
    made = run("store", "init", *group, "--name", "Ada Roux", "--login", "ada", said=SECRET)
    assert made.returncode == 0, made.stderr
    return run


def test_a_mailbox_is_set_up_listed_paused_and_told_by_doctor(founded: Terminal) -> None:
    port = str(free_port())
    where = ("leads-lyon", "127.0.0.1", "leads@example.com", "--port", port, "--security", "none")
    more = ("--site", "Lyon", "--source", "autoscout24", "--after", "flag", "--as", "ada")
    added = founded("mailboxes", "add", *where, *more, said=SECRET)
    assert added.returncode == 0, added.stderr
    assert "VO_MAILBOX_LEADS_LYON_PASSWORD" in added.stdout
    again = founded("mailboxes", "add", *where, "--as", "ada", said=SECRET)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    [told] = json.loads(founded("mailboxes", "list", "--json").stdout)
    assert (told["site"], told["source"], told["after_reading"]) == ("Lyon", "autoscout24", "flag")
    assert (told["active"], told["last_contact"], told["error"]) == (True, None, None)
    assert "leads-lyon: not read yet" in founded("doctor").stdout
    assert founded("mailboxes", "pause", "leads-lyon", "--as", "ada", said=SECRET).returncode == 0
    listed = founded("mailboxes", "list").stdout
    assert "paused" in listed
    assert f"127.0.0.1:{port}" in listed


def test_what_is_wrong_with_a_mailbox_is_one_line(founded: Terminal) -> None:
    port = str(free_port())
    unreachable = ("leads", "127.0.0.1", "leads@example.com", "--port", port)
    founded("mailboxes", "add", *unreachable, "--as", "ada", said=SECRET)
    missing = founded("mailboxes", "test", "leads")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "VO_MAILBOX_LEADS_PASSWORD" in missing.stderr
    refused = founded("mailboxes", "test", "leads", VO_MAILBOX_LEADS_PASSWORD="geheim")
    assert refused.returncode == 1
    assert refused.stderr == f"vo-callcenter: Mailbox leads: 127.0.0.1 refuses connections on port {port}.\n"
    unknown = founded("mailboxes", "test", "other")
    assert (unknown.returncode, "leads" in unknown.stderr) == (1, True)
    assert founded("mailboxes", "add", "x", "h", "u", "--security", "maybe").returncode == 2
    assert b"geheim" not in (founded.folder / "store.db").read_bytes()


def test_a_mistyped_mailbox_is_corrected_and_removed(founded: Terminal) -> None:
    assert "mailboxes add" in founded("mailboxes", "list").stdout
    assert "webhooks add" in founded("webhooks", "list").stdout
    who = {"said": SECRET}
    assert "No mailbox is watched" in founded("mailboxes", "test", "leads").stderr
    wrong = founded("mailboxes", "add", "leads", "imap://h:993", "u@example.com", "--as", "ada", **who)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    where = ("leads", "mial.example.com", "u@example.com", "--site", "Lyon", "--since", "2026-01-31")
    assert founded("mailboxes", "add", *where, "--as", "ada", **who).returncode == 0
    more = ("--host", "mail.example.com", "--security", "starttls", "--without", "site", "--without", "since")
    edited = founded("mailboxes", "edit", "leads", *more, "--as", "ada", **who)
    assert edited.returncode == 0, edited.stderr
    [told] = json.loads(founded("mailboxes", "list", "--json").stdout)
    assert (told["host"], told["port"], told["security"]) == ("mail.example.com", 143, "starttls")
    assert (told["site"], told["since"], told["login"]) == ("", None, "u@example.com")
    assert founded("mailboxes", "remove", "leads", "--as", "ada", **who).returncode == 0
    assert founded("mailboxes", "list", "--json").stdout == "[]\n"
