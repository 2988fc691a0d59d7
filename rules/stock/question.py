"""What somebody looks for in the stock, in one line: ``clio ou 208 auto <15000€ 60000km moins de 3 ans lyon``."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from rules.reading.field_words import folded
from rules.stock.vehicle_words import asked_fuel, asked_gearbox

MAX_TEXT = 200
MAX_WORDS = 8
NEAR_KM = 1_000
"""Fewer kilometres than this are a distance, more are a mileage."""
_N = r"(?<![\d.,])(\d{1,3}[ .]\d{3}(?!\d)|\d{1,7}(?:,\d)?)\s?(k|mille\b)?"
"""One group of thousands and no more: « 208 120 000 km » is a 208 of 120 000 km."""
_EURO = r"\s?(?:€|euros?\b|eur\b)"
_TOP = r"max(?:i(?:mum)?)?\b\.?"
_BUDGET = rf"budget\b(?:\s?(?:de|d.environ|environ|{_TOP}|:))*"
_MOST = (
    rf"(?:<=?|≤|(?<![a-z0-9-])(?:{_TOP}|{_BUDGET}|jusqu.?a|up to|under|less than|moins de"
    r"|pas plus de|no more than))\s?"
)
_AT_MOST = rf"(?:\s?(?:{_TOP}|au plus\b|au max(?:i(?:mum)?)?\b|at most\b|or less\b|ou moins\b))"
"""What follows a figure to say the same."""
_LEAST = r"(?:>=?|≥|(?<![a-z0-9-])(?:min(?:imum)?\b\.?|(?<!pas )plus de|(?<!no )more than|over|from|a partir de|des))\s?"


@dataclass(frozen=True, slots=True)
class StockQuestion:
    """What a car must be. None and empty ask for nothing."""

    words: tuple[str, ...] = ()
    """Each begins a word of the car: make, model, trim, colour, plate, VIN, stock number, advert, year, site. Folded."""
    or_words: tuple[tuple[str, ...], ...] = ()
    """What stands after each « ou » between two words: ``choices`` says which belongs with which."""
    fuels: tuple[str, ...] = ()
    """Any of them."""
    gearboxes: tuple[str, ...] = ()
    min_price: int | None = None
    max_price: int | None = None
    monthly: int | None = None
    """Euros a month at most; the policy says which price that is."""
    max_km: int | None = None
    min_year: int | None = None
    max_age: int | None = None
    """Years since the first registration, at most."""
    within_km: int | None = None
    """From ``postcode``, or from where the asker works."""
    postcode: str = ""

    @property
    def is_empty(self) -> bool:
        return self == StockQuestion()

    def with_words_for(self, meant: Mapping[str, str]) -> "StockQuestion":
        """The same question with other words in place of some."""

        def put(words: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(folded(meant.get(word, word)) for word in words)

        return replace(self, words=put(self.words), or_words=tuple(put(group) for group in self.or_words))


def question_of(text: str) -> StockQuestion:
    """Understand a line, in French or English; what is no figure, fuel or gearbox is a word to look for. Never fails."""
    rest = _narrow(text[:MAX_TEXT])
    asked = StockQuestion()
    for pattern, taken in _PATTERNS:

        def understood(found: re.Match[str], taken: _Taken = taken) -> str:
            nonlocal asked
            understood = taken(asked, found)
            if understood is None:
                return found.group()
            asked = understood
            return " ; "

        rest = pattern.sub(understood, rest)
    rest = _PLATE.sub(lambda found: f" {''.join(found.groups())} ", rest)
    return _with_words(asked, rest)


def _with_words(asked: StockQuestion, rest: str) -> StockQuestion:
    """What is no figure: fuels, gearboxes, a postcode, and the words to look for."""
    groups: list[list[str]] = [[]]
    is_choice = False  # « ou » counts between two words that are looked for
    tokens = rest.replace(";", " ; ").split()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        found, taken = _technical(tokens[at : at + _LONGEST])
        at += taken
        if found is not None:
            field, code = found
            fuels, gearboxes = asked.fuels, asked.gearboxes
            if field == "fuels":
                asked = replace(asked, fuels=(*fuels, code) if code not in fuels else fuels)
            else:
                asked = replace(asked, gearboxes=(*gearboxes, code) if code not in gearboxes else gearboxes)
            is_choice = False
        elif asked.within_km is not None and not asked.postcode and re.fullmatch(r"\d{5}", token):
            asked = replace(asked, postcode=token)
        elif token in _OR:
            is_choice = any(groups)
        else:
            for word in folded(token).split():
                if word in _LITTLE:
                    continue
                if is_choice:
                    groups.append([])
                groups[-1].append(word)
                is_choice = False
    if asked.gearboxes:
        groups = [[word for word in group if word not in _OF_GEARBOX] for group in groups]
    first, *others = _cut(groups)
    return replace(asked, words=first, or_words=tuple(others))


def _technical(tokens: list[str]) -> tuple[tuple[str, str] | None, int]:
    """The fuel or gearbox that the longest beginning of ``tokens`` names, with its field, and how many they are."""
    for length in range(len(tokens), 0, -1):
        phrase = " ".join(tokens[:length])
        if (fuel := asked_fuel(phrase)) is not None:
            return ("fuels", fuel), length
        if (gearbox := asked_gearbox(phrase)) is not None:
            return ("gearboxes", gearbox), length
    return None, 1


def _cut(groups: list[list[str]]) -> list[tuple[str, ...]]:
    """The groups without repetition, and no more words than are looked for at once; the first one may be empty."""
    kept: list[tuple[str, ...]] = []
    room = MAX_WORDS
    for group in groups:
        words = tuple(dict.fromkeys(group))[:room]
        room -= len(words)
        if words and words not in kept:
            kept.append(words)
    return kept or [()]


def choices(question: StockQuestion, is_name: Callable[[str], bool]) -> tuple[tuple[str, ...], ...]:
    """The sets of words of which a car must have one whole: « clio ou 208 rouge » are two, both red.

    ``is_name`` tells makes and models. Where each side names a car, what stands around the names is for all of them;
    otherwise « ou » holds between the two words beside it: « 208 rouge ou noir ».
    """
    groups = (question.words, *question.or_words)
    if len(groups) == 1:
        return groups
    if all(any(map(is_name, group)) for group in groups):
        shared: tuple[str, ...] = ()
        last = groups[-1]
        while last and not is_name(last[-1]):
            last, shared = last[:-1], (last[-1], *shared)
        return tuple(tuple(dict.fromkeys((*group, *shared))) for group in groups)
    one_of: list[list[str]] = [[word] for word in groups[0]]
    for first, *others in groups[1:]:
        one_of[-1].append(first)
        one_of += [[word] for word in others]
    return tuple(product(*one_of))


def years_before(today: date, years: int) -> date:
    """The same day so many years ago; 28 February for a 29th that was none."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def words_of(*texts: str) -> str:
    """The words of a car as they are searched: folded, each after a blank, plates and numbers also in one piece."""
    pieces = [text for text in texts if text]
    pieces += [
        text.translate(_JOINS) for text in pieces if ("-" in text or " " in text) and _DIGIT.search(text)
    ]
    return f" {folded(' '.join(pieces))}"


def has_words(words: tuple[str, ...], searched: str) -> bool:
    """Whether every word begins a word of what ``words_of`` made."""
    return all(f" {word}" in searched for word in words)


_LITTLE = frozenset(
    "de du des d le la les l un une a au en entre et avec sur pres pour je j ai cherche recherche voudrais veux"
    " voiture voitures vehicule vehicules occasion budget environ"
    " of with from at an the in near for and car cars looking about".split()
)
"""Words of a sentence that say nothing of a car."""
_OR = frozenset({"ou", "or"})
_OF_GEARBOX = frozenset({"boite", "boites", "bv", "vitesse", "vitesses", "transmission", "gearbox"})
"""Words around a gearbox, once it is named."""
_LONGEST = 3
"""Tokens of a fuel or a gearbox, at most: « essence hybride rechargeable »."""
_DIGIT = re.compile(r"\d")
_JOINS = str.maketrans("", "", " -")
_Taken = Callable[[StockQuestion, re.Match[str]], StockQuestion | None]
_PLATE = re.compile(r"(?<![a-z0-9])([a-z]{2})[ -]?(\d{3})[ -]?([a-z]{2})(?![a-z0-9])")


def _monthly(asked: StockQuestion, found: re.Match[str]) -> StockQuestion:
    return replace(asked, monthly=int(found[1]))


def _between(asked: StockQuestion, found: re.Match[str]) -> StockQuestion:
    thousands = found[2] or found[4]
    low, high = sorted((_figure(found[1], thousands), _figure(found[3], thousands)))
    return replace(asked, min_price=low, max_price=high)


def _most(asked: StockQuestion, found: re.Match[str]) -> StockQuestion:
    return replace(asked, max_price=_figure(found[1], found[2]))


def _least(asked: StockQuestion, found: re.Match[str]) -> StockQuestion:
    return replace(asked, min_price=_figure(found[1], found[2]))


def _kilometres(asked: StockQuestion, found: re.Match[str]) -> StockQuestion:
    figure = _figure(found[1], found[2])
    return replace(asked, within_km=figure) if figure < NEAR_KM else replace(asked, max_km=figure)


def _since(asked: StockQuestion, found: re.Match[str]) -> StockQuestion:
    return replace(asked, min_year=int(found[1]))


def _younger(asked: StockQuestion, found: re.Match[str]) -> StockQuestion:
    return replace(asked, max_age=int(found[1]))


def _bare(asked: StockQuestion, found: re.Match[str]) -> StockQuestion | None:
    """A limit without a unit is a price; a small one is left to the words."""
    figure = _figure(found[1], found[2])
    return replace(asked, max_price=figure) if figure >= NEAR_KM else None


_A_MONTH = r"(?:/|par|per|a)\s?(?:mois|month|mo|m)\b"
_YEARS = r"(?:ans?|years?)\b(?: old\b)?"
_NO_LEAST = r"(?<!plus de )(?<!more than )(?<!over )"
"""« plus de 3 ans » is not asked here: its words are named as words that no car has."""
_PATTERNS: tuple[tuple[re.Pattern[str], _Taken], ...] = (
    (re.compile(rf"(?:{_MOST})?(?<![\d.,])(\d{{2,4}})(?:{_EURO})?\s?{_A_MONTH}{_AT_MOST}?"), _monthly),
    (re.compile(rf"{_N}{_EURO}?\s?(?:-|a|to|et)\s?{_N}{_EURO}"), _between),
    (re.compile(rf"{_LEAST}{_N}{_EURO}"), _least),
    (re.compile(rf"(?:{_MOST})?{_N}{_EURO}{_AT_MOST}?"), _most),
    (re.compile(rf"(?:{_MOST}|a\s)?{_N}\s?(?:kms?|kilom[a-z]+)\b{_AT_MOST}?"), _kilometres),
    (re.compile(rf"(?:{_LEAST}|depuis\s|since\s)(?<!\d)((?:19|20)\d\d)(?![\d€])"), _since),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)\s?(?:\+|(?:et|ou) plus(?: recente?s?)?\b|or (?:newer|later)\b)"), _since),
    (re.compile(rf"{_NO_LEAST}(?<!\d)(?:{_MOST})?(\d{{1,2}})\s?{_YEARS}{_AT_MOST}?"), _younger),
    (re.compile(rf"{_MOST}{_N}(?!\d)"), _bare),
    (re.compile(rf"{_N}{_AT_MOST}"), _bare),
)  # fmt: skip


def _figure(written: str, thousands: str) -> int:
    whole, _, tenth = written.replace(" ", "").replace(".", "").partition(",")
    return int(whole) * 1_000 + int(tenth or 0) * 100 if thousands else int(whole)


def _narrow(text: str) -> str:
    """Lower case, no accents, plain blanks; signs stay."""
    plain = unicodedata.normalize("NFKD", text.replace("\u202f", " ").replace("\xa0", " ").casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
