"""Names of people: split only where the writing says which part is which, shown as « DUPONT Jean »."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TITLES = {
    "m": "M.",
    "mr": "M.",
    "monsieur": "M.",
    "mister": "M.",
    "mme": "Mme",
    "mrs": "Mme",
    "ms": "Mme",
    "madame": "Mme",
    "mlle": "Mme",
    "mademoiselle": "Mme",
    "miss": "Mme",
    "dr": "Dr",
    "docteur": "Dr",
    "me": "Me",
    "maître": "Me",
    "maitre": "Me",
}
_COUPLE = re.compile(
    r"(?i)^(?:(?:m|mr|monsieur)\.?\s*(?:et|&|ou|/)\s*(?:mme|madame|mrs)|(?:mme|madame|mrs)\.?\s*(?:et|&|ou|/)\s*"
    r"(?:m|mr|monsieur))\.?\s+"
)
_PARTICLE_WORDS = "de du des d' da di del della dos van von der den ten le la les el al ben bin abou"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_COMPANY = re.compile(
    r"(?i)\d|[&@+/]|\b(?:sarl|sas|sasu|sa|eurl|sci|scop|garage|auto(?:s|mobiles?)?|soci[eé]t[eé]|[eé]ts|"
    r"[eé]tablissements?|association|mairie|transports?|ltd|inc|llc|gmbh|group(?:e)?|dealer(?:ship)?)\b"
)
_COMPOUND_STARTS = frozenset({"jean", "marie", "anne", "pierre", "paul", "louis", "charles"})
_GIVEN_NAMES = Path(__file__).with_name("given_names.txt")
NOTHING = frozenset(
    {
        "",
        "null",
        "none",
        "n/a",
        "na",
        "nc",
        "nil",
        "undefined",
        "(null)",
        "-",
        "--",
        "?",
        "inconnu",
        "unknown",
    }
)
"""What machines write where a name or number is missing."""


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name in parts; a part that the writing does not tell stays None and ``full`` keeps the whole."""

    first: str | None = None
    last: str | None = None
    full: str | None = None
    title: str | None = None


def read_name(raw: str) -> ReadName:
    """The parts of a whole name.

    Sure signs only: a comma, capitals beside lower case (« DUPONT Jean »), given names at one end only
    (« JEAN DUPONT », « Le Bihan Nolwenn »), a particle, a compound given name, two words in mixed case. One word
    behind particles is a family name (« Le Gall »). A company, one word, or capitals that hold no given name
    stay unsplit.
    """
    full = " ".join(raw.split())
    if full.lower() in NOTHING:
        return ReadName()
    if couple := _COUPLE.match(full):
        rest = full[couple.end() :]
        inner = read_name(rest) if " " in rest else ReadName(None, rest, rest)
        return ReadName(inner.first, inner.last or rest, full, "M. et Mme")
    title, name = _title(full)
    if title and " " not in name:
        return ReadName(None, name, name, title)
    if _COMPANY.search(name):
        return ReadName(None, None, name, title)
    first, last = _split(name)
    return ReadName(first, last, name, title)


def name_from_parts(first: str | None, last: str | None, full: str | None = None) -> ReadName:
    """A name that came in parts already; a whole name is split only when no part was given."""
    first, last, full = (_said(part) for part in (first, last, full))
    if not (first or last):
        return read_name(full) if full else ReadName()
    title = None
    if last and not first:
        title, last = _title(last)
        if " " in last:
            inner = read_name(last)
            if inner.first and inner.last:
                return ReadName(inner.first, inner.last, full or last, title)
    elif (
        first
        and (first_title := _TITLES.get(first.lower().rstrip(".")))
        and first.lower() not in ("me", "ms")
    ):
        return ReadName(None, last, full, first_title)
    if first and last and first.casefold() == last.casefold() and " " in first:
        inner = read_name(last)  # a form that copies the whole name into both fields
        if inner.first and inner.last:
            return ReadName(inner.first, inner.last, full, inner.title)
    return ReadName(first, last, full, title)


def display_name(first: str | None, last: str | None, full: str | None = None) -> str:
    """« DUPONT Jean »; the whole name as written when it is not split; empty when there is none."""
    if first or last:
        return " ".join(part for part in ((last or "").upper(), given_name(first or "")) if part)
    return full or ""


def given_name(first: str) -> str:
    """A given name as people write it: all capitals or all small become « Jean-Pierre », else as it is."""
    if not (first.isupper() or first.islower()):
        return first
    return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), first.lower())


def _said(part: str | None) -> str | None:
    text = " ".join((part or "").split())
    return None if text.lower() in NOTHING else text


def _title(name: str) -> tuple[str | None, str]:
    head, _, rest = name.partition(" ")
    key = head.lower().rstrip(".")
    # « Me » and « M » alone may be a name: a title is followed by something.
    if rest and key in _TITLES:
        return _TITLES[key], rest.strip()
    return None, name


def _split(name: str) -> tuple[str | None, str | None]:
    if name.count(",") == 1:
        last, first = (part.strip() for part in name.split(","))
        return (first, last) if first and last else (None, None)
    words = name.split()
    if len(words) < 2 or len(words) > 7:
        return None, None
    if all(word.lower() in _PARTICLES for word in words[:-1]):  # « Le Gall », « de La Tour »
        return None, name
    capitals = [len(word) > 1 and word.isupper() for word in words]
    if any(capitals) and not all(capitals):
        return _by_capitals(words, capitals)
    if (by_given := _by_given_names(words)) is not None:
        return by_given
    if all(capitals):
        return None, None
    if words[0].lower() not in _PARTICLES:
        for i, word in enumerate(words[1:], 1):
            if word.lower() in _PARTICLES or word.lower().startswith(("d'", "d’")):
                return " ".join(words[:i]), " ".join(words[i:])
    if len(words) == 3 and words[0].lower() in _COMPOUND_STARTS and is_given_name(words[1]):
        return " ".join(words[:2]), words[2]
    if len(words) == 2:
        return words[0], words[1]
    return None, None


@cache
def _given_names() -> frozenset[str]:
    return frozenset(_GIVEN_NAMES.read_text("utf-8").split())


def is_given_name(word: str) -> bool:
    """Whether the word is a usual given name in France; of a compound one, whether its parts are."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    return all(part in _given_names() for part in plain.split("-"))


def _by_given_names(words: list[str]) -> tuple[str, str] | None:
    """The parts when given names stand at one end and nowhere else; a name of given names alone does not tell."""
    # What follows a particle belongs to the family: « Ben Farah Mourad ».
    after = [False, *(word.lower() in _PARTICLES for word in words)]
    given = [is_given_name(word) and not after[i] for i, word in enumerate(words)]
    front = given.index(False) if False in given else 0
    back = given[::-1].index(False) if False in given else 0
    if sum(given) != front + back or bool(front) == bool(back):
        return None
    if front:
        return " ".join(words[:front]), " ".join(words[front:])
    return " ".join(words[-back:]), " ".join(words[:-back])


def _by_capitals(words: list[str], capitals: list[bool]) -> tuple[str | None, str | None]:
    """« DUPONT Jean », « Jean DUPONT », « de LA TOUR Marie », « Jean de LA TOUR »."""
    first_cap, last_cap = capitals.index(True), len(capitals) - 1 - capitals[::-1].index(True)
    start = first_cap
    while start > 0 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    if not all(capitals[first_cap : last_cap + 1]) or (start > 0 and last_cap < len(words) - 1):
        return None, None
    last = " ".join(words[start : last_cap + 1])
    first = " ".join(words[:start] or words[last_cap + 1 :])
    return (first, last) if first else (None, None)
