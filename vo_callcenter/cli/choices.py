"""What can be said before or after any command: which store, which language."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.words import LANGUAGES, Words
from vo_callcenter.places import machine_language


@dataclass(frozen=True, slots=True)
class Choices:
    store: str | None = None
    """The store's address as given; None for the one this machine's settings name."""
    lang: str = "fr"
    lang_is_said: bool = False

    @property
    def words(self) -> Words:
        return Words(self.lang)


def taken_out(arguments: Sequence[str], names: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The arguments without ``--name value`` and ``--name=value`` for these names, and their last values.

    Nothing after ``--`` is touched; a name without a value stays, so that the parser says what is wrong.
    """
    rest: list[str] = []
    found: dict[str, str] = {}
    index = 0
    while index < len(arguments):
        word = arguments[index]
        name, equals, value = word.partition("=")
        if word == "--":
            return rest + list(arguments[index:]), found
        if name in names and equals:
            found[name] = value
        elif name in names and index + 1 < len(arguments) and not arguments[index + 1].startswith("--"):
            index += 1
            found[name] = arguments[index]
        else:
            rest.append(word)
        index += 1
    return rest, found


def read_choices(arguments: Sequence[str]) -> tuple[list[str], Choices]:
    """``--store`` and ``--lang`` may stand anywhere; a language that is not known is left to the parser."""
    rest, found = taken_out(arguments, ("--store", "--lang"))
    lang = found.get("--lang", "")
    if lang and lang not in LANGUAGES:
        rest += ["--lang", lang]
        lang = ""
    return rest, Choices(found.get("--store"), lang or machine_language(), bool(lang))
