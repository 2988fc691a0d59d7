"""Headings inside a form, « Votre véhicule à reprendre » or « CONCESSION »: whose the fields below them are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rules.reading.field_words import FIELDS, folded
from rules.reading.found import Found

_OF_TRADE = ("plate", "mileage", "make", "model", "year")
_ONLY_WANTED = ("trim", "vin", "stock", "fuel", "gearbox", "colour", "price", "listing_ref", "listing_url")
_OF_PERSON = (
    *("title", "first_name", "email", "phone", "mobile"),
    *("street", "postcode", "city", "postcode_city", "country"),
)
_NAMES = ("full_name", "last_name")
_MOST_WORDS = 7
_AROUND = frozenset(
    "votre vos son sa ses mon ma le la les l du de d des a au en et sur pour concernant information informations "
    "info infos detail details donnees fiche souhaite souhaitee recherche recherchee concerne concernee the your "
    "of in".split()
)
"""Words of a heading beside the one that tells what it is about."""
_CARS = frozenset("vehicule voiture auto annonce vehicle car".split())
_TRADE_WORDS = frozenset("reprise reprendre repris actuel actuelle trade".split())
_DEALER_WORDS = frozenset(
    "concession concessionnaire vendeur etablissement agence garage distributeur showroom dealer dealership".split()
)
_PLACE_OF_SALE = frozenset(("point", "vente"))
_PERSON_WORDS = frozenset(
    "client cliente prospect contact coordonnees demandeur acheteur internaute interlocuteur identite "
    "customer".split()
)
_ALL_WORDS = _CARS | _TRADE_WORDS | _DEALER_WORDS | _PLACE_OF_SALE | _PERSON_WORDS
_OWN_CAR_SUBJECT = re.compile(
    r"(?i)\bestimation\b|\b(?:demande|formulaire|offre|proposition) de (?:reprise|rachat)\b|"
    r"^\W{0,3}(?:reprise|rachat)\b"
)


@dataclass(frozen=True, slots=True)
class Section:
    """What the fields below a heading mean; a field that is not named means what it always does."""

    means: Mapping[str, str]
    """Field → the field it is here; empty for what is nobody's."""
    over_at: frozenset[str] = frozenset()
    """Fields that no such section holds: the first of them ends it."""


TRADE = Section(
    {
        **{field: f"trade_{field}" for field in _OF_TRADE},
        "vehicle": "trade_in",
        **dict.fromkeys(_ONLY_WANTED, ""),
    },
    frozenset((*_OF_PERSON, *_NAMES, "message")),
)
DEALER = Section(
    {**dict.fromkeys(_NAMES, "vendor"), **dict.fromkeys(_OF_PERSON, "")},
    frozenset((*_OF_TRADE, *_ONLY_WANTED, "vehicle", "message")),
)
PLAIN = Section({})
"""The customer's own fields, and those of the car they ask for."""


def section_of(heading: str) -> Section | None:
    """The section that a line begins, by its words alone; None for any other line."""
    words = frozenset(folded(heading).split()) if len(heading) < 60 else frozenset()
    about = words - _AROUND
    if not about or len(words) > _MOST_WORDS or not about <= _ALL_WORDS:
        return None
    if about & _TRADE_WORDS:
        return TRADE
    return DEALER if about & _DEALER_WORDS or about >= _PLACE_OF_SALE else PLAIN


def as_own_car(
    fields: Mapping[str, Found], subject: str
) -> tuple[dict[str, Found], tuple[tuple[str, str], ...]] | None:
    """The fields of a form that asks what the customer's own car is worth, as those of a car to trade in, and
    the labels that no such field is made for; None when another car or an advert is named too."""
    is_other_named = any(
        field.startswith("trade_") or field in ("vehicle", "stock", "price", "listing_ref")
        for field in fields
    )
    if is_other_named or not _OWN_CAR_SUBJECT.search(subject):
        return None
    own = {field: TRADE.means.get(field, field) for field, each in fields.items() if each.by == "label"}
    kept = {own.get(field, field): each for field, each in fields.items() if own.get(field, field)}
    rest = tuple((FIELDS[field][0].capitalize(), fields[field].value) for field in own if not own[field])
    return kept, rest
