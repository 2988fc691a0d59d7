"""What the command parser says of wrong usage and in its help is said in French as well."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from rules.words import LANGUAGES, Words
from tests.cli.test_commands import Terminal, run
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.commands import _declare
from vo_callcenter.cli.parser_words import in_words

__all__ = ["run"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lead", "show"), "Il manque l’argument « ID »."),
        (("nothing",), "« nothing » n’est pas une commande."),
        (("queue", "--nope"), "« --nope » n’est pas une option"),
        (("queue", "--limit", "many"), "« --limit » : un nombre entier est attendu"),
        (("demo", "--as", "king"), "« king » ne convient pas ; au choix : 'operator'"),
        (("rules", "apply", "x", "--from", "hier"), "« hier » ne s’écrit pas ainsi ; attendu : 'AAAA-MM-JJ'"),
        (("mailboxes", "edit", "x", "--port", "0"), "« --port » : au moins 1"),
    ],
)
def test_wrong_usage_is_said_in_french(run: Terminal, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments, "--lang", "fr")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Utilisation :" in done.stderr
    for english in ("Usage", "Error", "Invalid", "Missing", "Try ", "Value error"):
        assert english not in done.stderr


def test_the_frame_of_the_help_is_french_and_english_stays_english(run: Terminal) -> None:
    french = run("mailboxes", "add", "--help", "--lang", "fr")
    assert french.returncode == 0
    for word in ("Utilisation :", "Arguments :", "Options :", "[obligatoire]", "Montrer cette aide."):
        assert word in french.stdout
    assert "default: 0" not in french.stdout
    english = run("mailboxes", "add", "--help")
    assert "Usage:" in english.stdout
    assert "Show this message and exit." in english.stdout


def test_what_is_not_known_stays_as_it_is() -> None:
    assert in_words("Something else\nUsage: x", Words("fr")) == "Something else\nUtilisation : x"
    assert in_words("Usage: x", Words("en")) == "Usage: x"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_option_of_every_command_says_what_it_is(lang: str) -> None:
    commands = typer.main.get_command(_declare(Choices(lang=lang)))
    options = dict(_options(commands))
    assert len(options) > 50
    assert [name for name, option in options.items() if not option.help] == []


def _options(command: Any, *above: str) -> Iterator[tuple[str, Any]]:
    """Every option that the help shows, with its command."""
    for option in command.params:
        if option.param_type_name == "option" and not option.hidden:
            yield " ".join((*above, option.opts[0])), option
    for name, below in getattr(command, "commands", {}).items():
        yield from _options(below, *above, name)
