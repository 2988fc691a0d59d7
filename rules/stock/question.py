"""What somebody looks for in the stock, in one line: ``208 diesel auto <15000€ 60000km 250€/mois 69003 50km``."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from rules.reading.field_words import folded
from rules.stock.vehicle_words import asked_fuel, asked_gearbox

MAX_TEXT = 200
MAX_WORDS = 8
NEAR_KM = 1_000
"""Fewer kilometres than this are a distance, more are a mileage."""
_N = r"(?<![\d.,])(\d{1,3}(?:[ .]\d{3})+|\d{1,7}(?:,\d)?)\s?(k?)"
_EURO = r"\s?(?:€|euros?\b|eur\b)"
_MOST = r"(?:<=?|≤|max\.?|jusqu.?a|up to|under|moins de)\s?"
_LEAST = r"(?:>=?|≥|min\.?|plus de|over|from|a partir de|des)\s?"


@dataclass(frozen=True, slots=True)
class StockQuestion:
    """What a car must be. None and empty ask for nothing."""

    words: tuple[str, ...] = ()
    """Each begins a word of the car: make, model, trim, colour, plate, VIN, stock number, advert, year. Folded."""
    fuel: str | None = None
    gearbox: str | None = None
    min_price: int | None = None
    max_price: int | None = None
    monthly: int | None = None
    """Euros a month at most; the policy says which price that is."""
    max_km: int | None = None
    min_year: int | None = None
    within_km: int | None = None
    """From ``postcode``, or from where the asker works."""
    postcode: str = ""

    @property
    def is_empty(self) -> bool:
        return self == StockQuestion()


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
    words: list[str] = []
    for word in rest.replace(";", " ").split():
        fuel, gearbox = asked_fuel(word), asked_gearbox(word)
        if fuel is not None and (asked.fuel is None or (asked.fuel, fuel) == ("hybrid", "plug_in_hybrid")):
            asked = replace(asked, fuel=fuel)
        elif gearbox is not None and asked.gearbox is None:
            asked = replace(asked, gearbox=gearbox)
        elif asked.within_km is not None and not asked.postcode and re.fullmatch(r"\d{5}", word):
            asked = replace(asked, postcode=word)
        else:
            words += [each for each in folded(word).split() if each not in _LITTLE]
    return replace(asked, words=tuple(dict.fromkeys(words))[:MAX_WORDS])


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
    ["de", "du", "des", "d", "le", "la", "les", "a", "entre", "et", "ou", "avec", "of", "with", "from", "at"]
)
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


def _bare(asked: StockQuestion, found: re.Match[str]) -> StockQuestion | None:
    """A limit without a unit is a price; a small one is left to the words."""
    figure = _figure(found[1], found[2])
    return replace(asked, max_price=figure) if figure >= NEAR_KM else None


_PATTERNS: tuple[tuple[re.Pattern[str], _Taken], ...] = (
    (re.compile(rf"(?:{_MOST})?(?<![\d.,])(\d{{2,4}})(?:{_EURO})?\s?(?:/|par|per|a)\s?(?:mois|month|mo|m)\b"), _monthly),
    (re.compile(rf"{_N}{_EURO}?\s?(?:-|a|to|et)\s?{_N}{_EURO}"), _between),
    (re.compile(rf"{_LEAST}{_N}{_EURO}"), _least),
    (re.compile(rf"(?:{_MOST})?{_N}{_EURO}"), _most),
    (re.compile(rf"(?:{_MOST}|a\s)?{_N}\s?kms?\b"), _kilometres),
    (re.compile(rf"(?:{_LEAST}|depuis\s|since\s)(?<!\d)((?:19|20)\d\d)(?![\d€])"), _since),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)\s?\+"), _since),
    (re.compile(rf"{_MOST}{_N}(?!\d)"), _bare),
)  # fmt: skip


def _figure(written: str, thousands: str) -> int:
    whole, _, tenth = written.replace(" ", "").replace(".", "").partition(",")
    return int(whole) * 1_000 + int(tenth or 0) * 100 if thousands else int(whole)


def _narrow(text: str) -> str:
    """Lower case, no accents, plain blanks; signs stay."""
    plain = unicodedata.normalize("NFKD", text.replace("\u202f", " ").replace("\xa0", " ").casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
