"""Whose car a plate or a mileage in plain words is: the one asked for, or the writer's own."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

_NAME = r"(?:(?![A-Z]{2,4}\b)[A-ZÀ-Þ][\w'’-]*|BMW|DS|\d{3,4}(?!\d|[\s\u202f\xa0.]?(?:\d|€|euros?\b|kms?\b)))"
"""A make or a model; « CT » and « GPS » are none."""
_CAR = r"(?:voiture|v[ée]hicule|auto|utilitaire|ancienn?e?|berline|citadine|break|suv|car|vehicle)\b"
_SIZE = r"(?:(?:petite?|vieille|vieux|ancienn?e?|vieil|propre|belle|beau|superbe)\s)?"
_NO_CAR = (
    r"(?:femme|mari|[ée]pou|conjoint|compagn|cop(?:ain|ine)|p[èe]re|m[èe]re|fr[èe]re|s(?:œ|oe)ur|fil(?:s|le)|amie?|"
    r"coll[èe]gue|budget|offre|avis|part|c[ôo]t[ée]|choix|projet|question|num|mail|adresse|t[ée]l)"
)
_NO_NAME = (
    r"(?!(?i:num[ée]ro|t[ée]l(?:[ée]phone)?|portable|mobile|fixe|e?-?mail|adresse|nom|pr[ée]nom|budget|question|"
    r"offre|projet|demande|message|annonce|soci[ée]t[ée]|entreprise|banque|femme|mari|[ée]poux|[ée]pouse|conjointe?|"
    r"compagn(?:on|e)|p[èe]re|m[èe]re|fr[èe]re|s(?:œ|oe)ur|fils|fille|coll[èe]gue|rendez|rdv)\b)"
)
"""« Mon Numéro », « ma Femme »: what telephones write with a capital names no car."""
_TURNS = r"(?:contre|pour|votre|vos|la|le|les|du|au|une?|et|ou|for|your|the|and|or)\b"
"""After which another car may be meant."""
_NAMED_OWN = re.compile(
    rf"\b(?:(?i:ma|mon|notre|sa|son|leur|my|our)\s{_SIZE}(?:(?i:{_CAR})|{_NO_NAME}{_NAME})|"
    rf"(?i:reprise|reprendre|reprenez|reprends?|[ée]changer?)\s(?i:possible\s)?(?i:de |d['’]|pour )?"
    rf"(?i:la|le|l['’]|ma|mon|une?|notre)\s?{_SIZE}(?:(?i:{_CAR})|{_NAME})|"
    rf"(?i:j['’]ai|je poss[èe]de|poss[ée]dant|je roule en|i have|i own)\s(?i:actuellement |aussi |encore )?"
    rf"(?i:une?|an?|la|le)?\s?{_SIZE}(?:(?i:{_CAR})|{_NO_NAME}{_NAME}))"
)
_OWN_IN_SMALL = (
    rf"\b(?i:ma|mon|notre|my)\s(?!(?i:{_NO_CAR}))[\w-]+(?:\s(?!(?i:{_TURNS}))[\w-]+){{0,4}}\s?\(?\s?"
)
"""« ma clio de 2015 immatriculée », in small letters: of a car only right before a plate or the figure asked about."""
_OWN_AT_PLATE = re.compile(rf"{_OWN_IN_SMALL}(?=[A-Z]{{2}}[\s.-]?\d{{3}}[\s.-]?[A-Z]{{2}}\b)")
_OWN_BEFORE = re.compile(f"{_OWN_IN_SMALL}$")
_TRADE = re.compile(
    r"(?i)\breprises?\b(?! de contact)|\breprend(?!(?:s|re)? contact)|\brepr(?:enez|iez)\b|\btrade[- ]?in\b|\bpart[- ]ex"
)
_WANTED = re.compile(
    rf"\b(?:(?i:votre|vos|cette|cet|ce|your|this|l['’]annonce)\s?{_SIZE}(?:(?i:{_CAR}|annonce|mod[èe]le)|{_NAME})|"
    rf"(?i:l['’]annonce\b)|(?i:la|le|du|au|the)\s{_SIZE}{_NAME}|(?i:la|le|du|au|the)\s{_SIZE}(?i:{_CAR})|"
    rf"(?i:contre|acheter|acqu[ée]rir|par|cherche|essayer)\s(?i:une?)\s{_NAME})"
)
_ARTICLE = re.compile(r"(?i)(?:la|le|du|au|the)\s")
_PRONOUN = re.compile(r"(?i)\W*(?:elle|il|celle|celui|immat\w*|plaque|kilom\w*|it|avec|\d)\b")
_BREAK = re.compile(r"[,;:!?)]")
_ENDS = (". ", "! ", "? ", ".\n", "!\n", "?\n", "\n\n")
_MOST_BEFORE = 80
_MOST = 400
"""Characters before a mark that are looked at, in its own sentence or before it."""


OF_OWN = {"plate": "trade_plate", "mileage": "trade_mileage"}
"""Field → the field it is for the writer's own car."""


class Meant(StrEnum):
    """Whose a mark is."""

    WANTED = "wanted"
    OWN = "own"
    UNCLEAR = "unclear"


def field_meant(field: str, text: str, place: int) -> str:
    """The field that a plate, a mileage or a VIN at ``place`` is; empty for nobody's and for what has none."""
    meant = car_meant(text, place)
    return field if meant is Meant.WANTED else OF_OWN.get(field, "") if meant is Meant.OWN else ""


@dataclass(frozen=True, slots=True)
class _Mention:
    place: int
    end: int
    meant: Meant
    name: str = ""
    """What the car is called, last word; empty where none is."""


def car_meant(text: str, place: int) -> Meant:
    """Whose the mark at ``place`` is.

    Where its sentence names one car, that one's; where it names both, that of the car named last before it, and
    nobody's when none is. Without any it is the car's that is asked for, unless the sentence goes on about the
    writer's own.
    """
    start, end = _sentence(text, place)
    mentions = _mentions(text[start:end], place - start)
    if not mentions:
        first = max(start - _MOST, 0)
        earlier = _mentions(text[max(text.rfind("\n\n", first, start), first) : start], None)
        last = max(earlier, key=lambda each: each.place, default=None)
        is_first = not text[start:place].strip(" \n\t(:-")
        goes_on = is_first or _PRONOUN.match(text, start)
        return Meant.OWN if last is not None and last.meant is Meant.OWN and goes_on else Meant.WANTED
    if len({each.meant for each in mentions}) == 1:
        return mentions[0].meant
    before = [each for each in mentions if start + each.place < place]
    last = max(before, key=lambda each: (each.place, each.end), default=None)
    if last is None:
        return Meant.UNCLEAR
    is_vague = last.meant is Meant.OWN and not last.name
    return Meant.UNCLEAR if is_vague and _BREAK.search(text[start + last.end : place]) else last.meant


def _mentions(sentence: str, mark: int | None) -> list[_Mention]:
    """The cars that a sentence speaks of; ``mark`` is where the plate or the figure stands in it."""
    own = [_mention(match, Meant.OWN) for match in _NAMED_OWN.finditer(sentence)]
    small = list(_OWN_AT_PLATE.finditer(sentence))
    if mark is not None:
        small += _OWN_BEFORE.finditer(sentence[:mark], max(mark - _MOST_BEFORE, 0))
    own += [_Mention(match.start(), match.end(), Meant.OWN, match.group()) for match in small]
    names = {each.name for each in own}
    found = [*own, *(_Mention(m.start(), m.end(), Meant.OWN) for m in _TRADE.finditer(sentence))]
    for match in _WANTED.finditer(sentence):
        said = _mention(match, Meant.WANTED)
        if any(each.place < said.end and said.place < each.end for each in own):
            continue  # « reprise de la Clio » is the writer's own
        is_again = said.name in names and _ARTICLE.match(match.group())  # « la Clio », named as theirs before
        found.append(replace(said, meant=Meant.OWN) if is_again else said)
    return found


def _mention(match: re.Match[str], meant: Meant) -> _Mention:
    return _Mention(match.start(), match.end(), meant, re.split(r"[\s'’]", match.group())[-1].casefold())


def _sentence(text: str, place: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends, not far from it."""
    first, last = max(place - _MOST, 0), min(place + _MOST // 2, len(text))
    before = max(first - len(_ENDS[0]), 0)
    starts = [at + len(mark) for mark in _ENDS if (at := text.rfind(mark, before, place)) >= 0]
    ends = [end for mark in _ENDS if (end := text.find(mark, place, last + len(mark))) >= 0]
    return max([*starts, first]), min([*ends, last])
