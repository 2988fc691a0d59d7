"""How alike two names are: accents, case, order, short forms, compounds and typing mistakes do not part two names.

Nothing here decides that two people are one; it says what a person would say who compares two cards.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product

from rules.first_names import is_the_other_sex, whole_name

MAX_NAME = 200
"""Characters of a name that are looked at."""
_WORD = re.compile(r"[^\W\d_]+")
_TITLES = {
    "m": "m", "mr": "m", "monsieur": "m",
    "mme": "f", "mlle": "f", "madame": "f", "mademoiselle": "f", "mrs": "f", "ms": "f",
}  # fmt: skip
_Split = tuple[tuple[str, ...], tuple[str, ...]]
"""The words of a last and of a first name."""
_LONG = 8
"""Letters from which two typing mistakes are one slip of a hand."""
_SHORT = 4
"""Letters up to which one other letter makes another name: Léa is not Léo."""


class Alike(StrEnum):
    """How one part of a name stands to the other's."""

    SAME = "same"
    SHORT_FORM = "short_form"
    PART = "part"
    TYPO = "typo"
    INITIAL = "initial"
    ABSENT = "absent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is known: in its parts, or only as one text. Empty where it is not."""

    last: str = ""
    first: str = ""
    full: str = ""
    title: str = ""

    @property
    def is_empty(self) -> bool:
        return not (words_of(self.last) or words_of(self.first) or words_of(self.full))


@dataclass(frozen=True, slots=True)
class NameLikeness:
    last: Alike
    first: Alike
    is_swapped: bool = False
    """Last and first name stand in each other's place."""
    titles_differ: bool = False
    """A man and a woman, by what they are called."""

    @property
    def contradicts(self) -> bool:
        """Surely two people."""
        if self.titles_differ and self.first is not Alike.SAME:
            return True
        is_whole = Alike.ABSENT not in (self.last, self.first)
        return is_whole and Alike.OTHER in (self.last, self.first)

    @property
    def is_of_strangers(self) -> bool:
        """Neither the last nor the first name has anything of the other's."""
        return self.last is Alike.OTHER and self.first is Alike.OTHER

    @property
    def is_whole(self) -> bool:
        """Both parts are known on both sides, and alike."""
        return not {Alike.ABSENT, Alike.OTHER, Alike.INITIAL} & {self.last, self.first}


def plain(text: str) -> str:
    """Letters without accents, in lower case; everything else as it is."""
    text = unicodedata.normalize("NFKD", text[:MAX_NAME]).casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(letter for letter in text if not unicodedata.combining(letter))


@lru_cache(maxsize=10_000)  # a card is laid over many others, and the same names come back
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name in plain letters, titles left out."""
    words = _WORD.findall(plain(text))
    return tuple(word for word in words if word not in _TITLES) or tuple(words[:1] if len(words) > 1 else ())


def compare_names(one: Name, other: Name) -> NameLikeness:
    """The most favourable way to lay one name over the other; the same whichever comes first."""
    titles_differ = {_sex(one), _sex(other)} == {"m", "f"}
    ways = [
        NameLikeness(last, first, is_swapped, titles_differ)
        for here, there in product(_splits(one), _splits(other))
        for last, first, is_swapped in _laid_over(here, there)
    ]
    return max(ways, key=_favour, default=NameLikeness(Alike.ABSENT, Alike.ABSENT, False, titles_differ))


def _laid_over(here: _Split, there: _Split) -> Iterator[tuple[Alike, Alike, bool]]:
    """Last over last, then each name taken for the one that stands in the right order."""
    (last, first), (other_last, other_first) = here, there
    yield _part(last, other_last, is_first=False), _part(first, other_first, is_first=True), False
    yield _part(last, other_first, is_first=False), _part(first, other_last, is_first=True), True
    yield _part(first, other_last, is_first=False), _part(last, other_first, is_first=True), True


def _favour(found: NameLikeness) -> tuple[int, bool, int, str, str]:
    """What makes one way better than another; two equally good ones read the same."""
    rank = 2 * (_RANK[found.last] + _RANK[found.first]) - found.is_swapped
    return rank, not found.contradicts, _RANK[found.last], found.last, found.first


def distance(one: str, other: str, most: int) -> int:
    """Letters added, dropped, changed, or two neighbours exchanged; ``most + 1`` once it is more than ``most``.

    Optimal string alignment (Damerau–Levenshtein without twice-edited pairs).
    """
    # Loading it takes longer than the first paint may wait; it is needed only once names are compared.
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=most)


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"eaux?|aux?", "o"),
        (r"ph", "f"),
        (r"sch|sh", "ch"),
        (r"ch(?=[lr])", "k"),
        (r"qu|q|ck|cqu?", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"gu(?=[eiy])", "g"),
        (r"g(?=[eiy])", "j"),
        (r"[ae][iy]", "e"),
        (r"y", "i"),
        (r"w", "v"),
        (r"z", "s"),
        (r"th", "t"),
        (r"(?<!c)h", ""),
        (r"[ae][nm](?=[^aeiou]|$)", "an"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:es?|s|t|d|x)$", ""),
    )
)


@lru_cache(maxsize=10_000)  # the same names again and again: twenty substitutions each
def sound_of(word: str) -> str:
    """How a French name sounds, roughly: ``dupond`` and ``dupont``, ``mathieu`` and ``matieux`` are one."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def name_keys(name: Name) -> tuple[str, str]:
    """What a last and a first name are looked up by: their sounds, short forms made whole. Empty when unknown."""
    (last, first), *_ = [*_splits(name), ((), ())]
    return sound_of("".join(last))[:40], sound_of(whole_name("".join(first)))[:40]


def _splits(name: Name) -> Iterator[_Split]:
    """The ways in which a name may be read as last and first name."""
    last, first = words_of(name.last), words_of(name.first)
    if last or first:
        yield last, first
        return
    words = words_of(name.full)
    if len(words) == 1:
        yield words, ()
    elif words:
        yield words[1:], words[:1]
        if len(words) > 2:
            yield words[-1:], words[:-1]


_RANK = {
    Alike.SAME: 7,
    Alike.SHORT_FORM: 6,
    Alike.PART: 5,
    Alike.TYPO: 5,
    Alike.INITIAL: 3,
    Alike.ABSENT: 2,
    Alike.OTHER: 0,
}


@lru_cache(maxsize=10_000)  # one arrival is laid over many who share its first name
def _part(one: tuple[str, ...], other: tuple[str, ...], *, is_first: bool) -> Alike:
    if not one or not other:
        return Alike.ABSENT
    left, right = "".join(one), "".join(other)
    if left == right or sorted(one) == sorted(other):
        return Alike.SAME
    if is_first:
        if whole_name(left) == whole_name(right):
            return Alike.SHORT_FORM
        if _is_initial(one, other) or _is_initial(other, one):
            return Alike.INITIAL
        if is_the_other_sex(left, right):
            return Alike.OTHER
    if _is_part(one, other) or _is_part(other, one):
        return Alike.PART
    return Alike.TYPO if _is_typo(left, right) else Alike.OTHER


def _is_initial(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """J or J.-P. for Jean-Pierre."""
    letters = "".join(few)
    initials = "".join(word[0] for word in many)
    return len(letters) < len("".join(many)) and (
        (len(letters) == 1 and letters == initials[0]) or (len(initials) > 1 and letters == initials)
    )


def _is_part(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Dupont for Dupont-Martin, Jean for Jean-Pierre."""
    told = [word for word in few if len(word) > 2]
    return bool(told) and len(few) < len(many) and set(told) <= set(many)


def _is_typo(one: str, other: str) -> bool:
    longest = max(len(one), len(other))
    sound = sound_of(one)
    if len(sound) >= 2 and sound == sound_of(other) and distance(one, other, 3) <= 3:
        return True
    if longest <= _SHORT:
        return sorted(one) == sorted(other) and distance(one, other, 1) <= 1
    most = 2 if longest >= _LONG else 1
    return distance(one, other, most) <= most


@lru_cache(maxsize=10_000)
def _sex(name: Name) -> str:
    """``m``, ``f`` or nothing known; "M. et Mme" is both, so nothing."""
    said = _WORD.findall(plain(name.title)) or _WORD.findall(plain(name.full or name.last))[:1]
    found = {_TITLES[word] for word in said if word in _TITLES}
    # A lone letter before a name may be a first name's.
    if not name.title and said == ["m"]:
        return ""
    return found.pop() if len(found) == 1 else ""
