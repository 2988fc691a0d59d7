"""Which column of a stock file fills which field of a car, by its heading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.reading.field_words import folded
from rules.refusal import Refusal
from rules.vocabulary import Source

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "stock_number": (
        "stock number", "stock", "n de police", "numero de police", "n police", "police", "n de stock", "n stock",
        "numero de stock", "numero stock", "numero police", "n vo", "numero vo", "ref vo", "reference vo", "livre de police",
        "n de livre de police", "num police", "identifiant", "id vehicule", "vehicle id", "reference interne",
    ),
    "plate": (
        "plate", "immatriculation", "immat", "plaque", "n immatriculation", "numero d immatriculation",
        "license plate", "registration",
    ),
    "vin": ("vin", "numero de serie", "n de serie", "chassis", "n de chassis", "numero de chassis", "n vin"),
    "make": ("make", "marque", "brand", "constructeur"),
    "model": ("model", "modele", "modele commercial", "gamme"),
    "trim": ("trim", "finition", "version", "niveau de finition", "libelle version"),
    "first_registration": (
        "first registration", "mec", "date mec", "date de mec", "mise en circulation", "dmec", "1ere mec",
        "date de mise en circulation", "premiere mise en circulation", "date 1ere mise en circulation",
        "1ere mise en circulation", "1re mise en circulation", "date de premiere immatriculation", "annee", "year",
    ),
    "mileage": ("mileage", "km", "kms", "kilometrage", "kilometres", "km compteur", "odometer"),
    "fuel": ("fuel", "energie", "carburant", "fuel type", "motorisation"),
    "gearbox": ("gearbox", "boite", "boite de vitesses", "boite de vitesse", "transmission", "bv"),
    "power": ("power", "puissance", "ch", "puissance din", "puissance ch", "puissance reelle", "din"),
    "colour": ("colour", "color", "couleur", "teinte", "couleur exterieure"),
    "price": (
        "price", "prix", "prix ttc", "prix de vente", "prix vente", "prix de vente ttc", "prix affiche", "pv ttc",
        "prix public", "tarif", "prix internet",
    ),
    "warranty_months": ("warranty months", "garantie", "garantie mois", "warranty", "duree garantie", "mois de garantie"),
    "label": ("label", "label constructeur", "label qualite"),
    "site": ("site", "concession", "point de vente", "etablissement", "agence", "lieu", "parc", "dealership"),
    "status": ("status", "statut", "etat", "etat stock", "disponibilite", "situation"),
}  # fmt: skip
"""Headings by field, folded: no accents, case or punctuation. ``--mapping`` adds a group's own."""

KEYS = ("stock_number", "plate", "vin")
"""What tells one car from another, the group's own number first."""
REFERENCE, ADDRESS = "advert:", "advert_url:"
"""Fields named ``advert:leboncoin`` and ``advert_url:leboncoin`` hold a portal's reference and address of the advert."""
_REFERENCE_WORDS = ("", "ref", "reference", "id", "annonce", "reference annonce", "n annonce", "id annonce")
_ADDRESS_WORDS = ("url", "lien", "link", "adresse", "url annonce", "lien annonce")
_PORTALS = {
    Source.LEBONCOIN: ("leboncoin", "lbc", "le bon coin"),
    Source.LA_CENTRALE: ("lacentrale", "la centrale", "centrale"),
    Source.ARGUS: ("largus", "l argus", "argus"),
    Source.PARUVENDU: ("paruvendu", "paru vendu"),
    Source.OUEST_FRANCE: ("ouestfrance", "ouest france", "ouest france auto"),
    Source.AUTOSCOUT24: ("autoscout", "autoscout24", "auto scout"),
    Source.SITE: ("notre site", "site web", "site internet", "web"),
}
MAX_NAME = 60
NAMED = 8
"""Columns that a refusal names."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A header understood."""

    fields: Mapping[int, str]
    """Field by place of the column, from 0."""
    headings: Mapping[str, str]
    """Heading by field, as the file writes it."""
    unknown: tuple[str, ...]
    """Headings nobody knows; their columns are left out."""


def known_fields() -> tuple[str, ...]:
    """Every field that ``--mapping`` may name."""
    return (*HEADINGS, *(f"{REFERENCE}{source.value}" for source in _PORTALS))


def columns_of(headings: Sequence[str], own: Mapping[str, str] | None = None) -> Columns:
    """Understand a header; of two columns for one field the first one counts, but ``own`` always wins.

    ``own`` names fields by heading. Raises ``Refusal``: ``stock_field_unknown`` for a field that does not exist,
    ``stock_no_key`` where no column tells one car from another.
    """
    named = {folded(heading): field for heading, field in (own or {}).items()}
    known = known_fields()
    for field in named.values():
        if field not in known and not field.startswith(ADDRESS):
            raise Refusal("stock_field_unknown", name=field, known=", ".join(known))
    fields: dict[int, str] = {
        place: named[folded(heading)] for place, heading in enumerate(headings) if folded(heading) in named
    }
    unknown = []
    for place, heading in enumerate(headings):
        if place in fields or not heading.strip():
            continue
        found = _INDEX.get(folded(heading))
        if found is None:
            unknown.append(heading.strip()[:MAX_NAME])
        elif found not in fields.values():
            fields[place] = found
    if not set(KEYS) & set(fields.values()):
        raise no_key(headings)
    written = {field: headings[place].strip()[:MAX_NAME] for place, field in sorted(fields.items())}
    return Columns(fields, written, tuple(unknown))


def no_key(headings: Sequence[str]) -> Refusal:
    """No column tells one car from another; the first ones are named."""
    found = [heading.strip()[:MAX_NAME] for heading in headings if heading.strip()]
    more = ", …" if len(found) > NAMED else ""
    return Refusal("stock_no_key", found=", ".join(found[:NAMED]) + more)


def _index() -> dict[str, str]:
    index = {}
    for source, names in _PORTALS.items():
        for name in (*names, source.value):
            for kind, words in ((REFERENCE, _REFERENCE_WORDS), (ADDRESS, _ADDRESS_WORDS)):
                for word in words:
                    index[folded(f"{word} {name}")] = f"{kind}{source.value}"
                    index[folded(f"{name} {word}")] = f"{kind}{source.value}"
    index |= {folded(heading): field for field, known in HEADINGS.items() for heading in (*known, field)}
    return index


_INDEX = _index()
_JOINED = {heading.replace(" ", ""): field for heading, field in _INDEX.items()}
"""``numeroPolice`` and ``PRIX_TTC`` as XML writes them."""
