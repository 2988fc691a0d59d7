"""The catalogs are complete: both languages say the same things, the code asks for nothing they lack."""

import ast
import re
import shutil
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from rules.compile_words import compile_words
from rules.words import LANGUAGES, LOCALE, Words

ROOT = LOCALE.parents[1]
DOMAINS = sorted({path.stem for path in LOCALE.glob("*/LC_MESSAGES/*.po")})
_KEY = re.compile(r"[a-z_]+\.[a-z][a-z0-9_]*")
_REFUSED = re.compile(r"""Refusal\(\s*["']([a-z_]+)["']""")


def catalog(domain: str, lang: str) -> Catalog:
    with (LOCALE / lang / "LC_MESSAGES" / f"{domain}.po").open("rb") as stream:
        return read_po(stream, locale=lang)


def texts(domain: str, lang: str) -> dict[str, tuple[str, ...]]:
    """Each key with its forms."""
    found: dict[str, tuple[str, ...]] = {}
    for message in catalog(domain, lang):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string
            found[key] = (said,) if isinstance(said, str) else tuple(said or ("",))
    return found


def parameters(forms: tuple[str, ...]) -> set[str]:
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_say_the_same_things_with_the_same_parameters(domain: str) -> None:
    french, english = texts(domain, "fr"), texts(domain, "en")
    assert french.keys() == english.keys()
    assert not [key for key, forms in {**french, **english}.items() if not all(forms)]
    differing = {
        key: (parameters(french[key]), parameters(english[key]))
        for key in french
        if parameters(french[key]) != parameters(english[key])
    }
    # A plural form may leave its number out ("1 vente"): both languages need not do so alike.
    assert {key: pair for key, pair in differing.items() if pair[0] ^ pair[1] != {"count"}} == {}


def sources() -> Iterator[Path]:
    for package in ("vo_callcenter", "screens", "rules", "data"):
        yield from sorted((ROOT / package).rglob("*.py"))


def keys_in(path: Path) -> Iterator[str]:
    """Every literal that is the key of a catalog by its form: ``domain.name``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            key, function = node.args[0].value, ast.unparse(node.func)
            is_asked = function.rpartition(".")[2] in ("words", "w", "label", "say_done", "plural", "has")
            if is_asked and isinstance(key, str) and _KEY.fullmatch(key):
                yield key


def test_every_key_the_code_asks_for_is_in_the_catalogs() -> None:
    words = Words("fr")
    known = {domain: texts(domain, "fr") for domain in DOMAINS}
    missing = {
        f"{path.relative_to(ROOT)}: {key}"
        for path in sources()
        for key in keys_in(path)
        if key.partition(".")[0] not in known or key not in known[key.partition(".")[0]]
    }
    assert words.has("shell.opening")
    assert missing == set()


def test_every_refusal_of_the_code_has_words() -> None:
    known = {key for domain in DOMAINS for key in texts(domain, "fr")}
    missing = {
        f"{path.relative_to(ROOT)}: {code}"
        for path in sources()
        for code in _REFUSED.findall(path.read_text(encoding="utf-8"))
        if f"refusal.{code}" not in known and f"store.{code}" not in known
    }
    assert missing == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_compiled_is_what_is_written(lang: str, tmp_path: Path) -> None:
    copy = tmp_path / "locale"
    shutil.copytree(LOCALE / lang, copy / lang)
    assert [path.name for path in compile_words(copy)] == []


_COUNTED = re.compile(r"\{(count|open|days|minutes|attempts|needed)\} (?!mois|above|below)[a-zà-ÿ]{4,}")
"""A number and what is counted by it, where that has a plural."""
_BOUNDS = frozenset({"refusal.name_wrong", "refusal.passphrase_too_short", "refusal.sign_in_choose"})
"""Limits that are never one."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_is_counted_has_a_singular_and_a_plural(lang: str) -> None:
    single = {
        key
        for domain in DOMAINS
        for key, forms in texts(domain, lang).items()
        if len(forms) == 1 and _COUNTED.search(forms[0])
    }
    assert single - _BOUNDS == set()


def test_none_and_one_are_singular_in_french_and_only_one_in_english() -> None:
    french, english = Words("fr"), Words("en")
    assert french("people.load", open=0, capacity=40) == "0 demande ouverte sur 40"
    assert french("people.load", open=1, capacity=40) == "1 demande ouverte sur 40"
    assert french("people.load", open=2, capacity=40) == "2 demandes ouvertes sur 40"
    assert french("people.load", open="2", capacity="40") == "2 demandes ouvertes sur 40"
    assert english("people.load", open=0, capacity=40) == "0 open enquiries of 40"
    assert english("people.load", open=1, capacity=40) == "1 open enquiry of 40"


def asked_for(path: Path) -> Iterator[str]:
    """What a file may ask for, as expressions: its texts as they are, and those put together with gaps in them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 80:
            yield re.escape(node.value) + ("[a-z0-9_.]+" if node.value.endswith(".") else "")
        elif isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_.]+"
                for part in node.values
            ]
            if re.match("[a-z]{3}", parts[0]):
                yield "".join(parts)


def test_no_word_waits_in_vain() -> None:
    asked = {pattern for path in sources() for pattern in asked_for(path)}
    keys = {key for domain in DOMAINS for key in texts(domain, "fr")}
    # A refusal is asked for by its code alone, and the cadence's codes are keys of their own.
    codes = {
        "refusal." + pattern.replace(r"\.", "_") for pattern in asked if not pattern.startswith("refusal")
    }
    whole = re.compile("|".join(sorted(pattern for pattern in asked if pattern != r"refusal\.[a-z0-9_.]+")))
    refused = re.compile("|".join(sorted(codes)))
    assert [key for key in sorted(keys) if not (whole.fullmatch(key) or refused.fullmatch(key))] == []
