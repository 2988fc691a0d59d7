"""The webhooks commands as an administrator meets them: where to call, what is missing, how it goes."""

import json
from typing import Any

import pytest

from tests.cli.test_commands import Terminal

PHRASE = "une phrase assez longue\n"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    run = Terminal(tmp_path_factory.mktemp("webhooks"))
    group = ("--group", "Groupe Mercier", "--site", "Lyon", "--postcode", "69003")
    made = run("store", "init", *group, "--name", "Ada Roux", "--login", "ada", said=PHRASE)
    assert made.returncode == 0, made.stderr
    return run


def test_a_source_is_added_listed_told_by_doctor_paused_and_removed(founded: Terminal) -> None:
    added = founded("webhooks", "add", "site-lyon", "--site", "Lyon", "--as", "ada", said=PHRASE)
    assert added.returncode == 0, added.stderr
    for word in ("/leads/site-lyon", "VO_LISTEN_PORT", "VO_WEBHOOK_SITE_LYON_SECRET"):
        assert word in added.stdout
    given = {"VO_WEBHOOK_SITE_LYON_SECRET": "geheim-geheim", "VO_LISTEN_PORT": "8011"}
    [told] = json.loads(founded("webhooks", "list", "--json", **given).stdout)
    assert (told["name"], told["kind"], told["path"]) == ("site-lyon", "leads", "/leads/site-lyon")
    assert (told["site"], told["source"], told["accepted"], told["active"]) == ("Lyon", "site", 0, True)
    assert told["variables"] == ["VO_WEBHOOK_SITE_LYON_SECRET"]
    doctor = founded("doctor", **given).stdout
    assert "the engine listens on 127.0.0.1:8011" in doctor
    assert "site-lyon: no call accepted yet" in doctor
    assert founded("webhooks", "pause", "site-lyon", "--as", "ada", said=PHRASE).returncode == 0
    assert "paused" in founded("webhooks", "list").stdout
    assert founded("webhooks", "remove", "site-lyon", "--as", "ada", said=PHRASE).returncode == 0
    for file in founded.folder.iterdir():
        if file.is_file():
            assert b"geheim" not in file.read_bytes()


def test_what_is_wrong_with_a_source_is_one_line(founded: Terminal) -> None:
    facebook = ("facebook", "--kind", "facebook", "--as", "ada")
    added = founded("webhooks", "add", *facebook, said=PHRASE, VO_LISTEN_PORT="8011")
    for word in ("/facebook/facebook", "http://127.0.0.1:8011", "_SECRET", "_VERIFY", "_TOKEN"):
        assert word in added.stdout
    again = founded("webhooks", "add", *facebook, said=PHRASE)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)


def test_the_site_and_the_source_of_a_caller_are_corrected(founded: Terminal) -> None:
    assert founded("webhooks", "add", "site-vienne", "--as", "ada", said=PHRASE).returncode == 0

    def listed() -> Any:
        return json.loads(founded("webhooks", "list", "--json").stdout)

    edited = ("webhooks", "edit", "site-vienne", "--as", "ada")
    assert founded(*edited, "--site", "Lyon", "--source", "other", said=PHRASE).returncode == 0
    [told] = (each for each in listed() if each["name"] == "site-vienne")
    assert (told["site"], told["source"]) == ("Lyon", "other")
    assert founded(*edited, "--without", "site", "--without", "source", said=PHRASE).returncode == 0
    [told] = (each for each in listed() if each["name"] == "site-vienne")
    assert (told["site"], told["source"]) == ("", "site")
    assert "at least one option" in founded(*edited, said=PHRASE).stderr
