"""How people write fuel, gearbox and status, and the codes they mean."""

from rules.reading.field_words import folded
from rules.vocabulary import CarStatus

FUELS: dict[str, tuple[str, ...]] = {
    "plug_in_hybrid": (
        "plug in hybrid", "plugin hybrid", "phev", "hybride rechargeable", "hybrid rechargeable",
        "essence hybride rechargeable", "diesel hybride rechargeable", "rechargeable",
    ),
    "hybrid": (
        "hybrid", "hybride", "hybrides", "hev", "mhev", "full hybrid", "mild hybrid", "hybride essence",
        "essence hybride", "hybride diesel", "diesel hybride", "essence electrique", "eh", "micro hybride",
    ),
    "electric": ("electric", "electrique", "electriques", "ev", "bev", "el", "100 electrique", "ze"),
    "lpg": ("lpg", "gpl", "essence gpl", "bicarburation essence gpl", "eco g"),
    "diesel": ("diesel", "gazole", "gasoil", "go", "gasoline diesel", "d"),
    "petrol": ("petrol", "essence", "es", "sp", "sans plomb", "super", "gasoline", "e", "e10"),
    "e85": ("e85", "ethanol", "bioethanol", "superethanol", "flexfuel", "essence ethanol", "flex fuel"),
}  # fmt: skip
"""Spellings by code, folded. ``EH``, ``GO``, ``ES`` and ``EL`` are those of the registration certificate."""

GEARBOXES: dict[str, tuple[str, ...]] = {
    "automatic": (
        "automatic", "automatique", "auto", "bva", "bva6", "bva8", "dsg", "edc", "eat6", "eat8", "cvt", "a",
        "boite auto", "boite automatique", "robotisee", "sequentielle", "semi automatique", "double embrayage",
    ),
    "manual": ("manual", "manuelle", "bvm", "bvm5", "bvm6", "m", "boite manuelle", "mecanique", "manuel"),
}  # fmt: skip

STATUSES: dict[CarStatus, tuple[str, ...]] = {
    CarStatus.IN_STOCK: (
        "in stock", "en stock", "stock", "disponible", "available", "en vente", "a vendre", "en parc", "dispo",
        "active", "actif", "publie", "online", "en ligne", "arrivage", "in_stock",
    ),
    CarStatus.RESERVED: ("reserved", "reserve", "reservee", "option", "sous option", "sous compromis"),
    CarStatus.SOLD: ("sold", "vendu", "vendue", "livre", "livree", "facture", "facturee", "delivered"),
    CarStatus.GONE: ("gone", "retire", "retiree", "sorti", "sortie", "supprime", "supprimee", "parti", "removed"),
}  # fmt: skip

_FUEL = {folded(word): code for code, words in FUELS.items() for word in (*words, code)}
_GEARBOX = {folded(word): code for code, words in GEARBOXES.items() for word in (*words, code)}
_STATUS = {folded(word): status for status, words in STATUSES.items() for word in words}
_STILL_HERE = (CarStatus.IN_STOCK, CarStatus.RESERVED)
_LETTERS_ONLY_IN_FILES = 2
"""One or two letters mean a fuel in a column of fuels, and anything at all in a question."""


def fuel_of(text: str) -> str | None:
    """The code of a fuel as a file writes it; None for a word that is not known."""
    return _FUEL.get(folded(text))


def gearbox_of(text: str) -> str | None:
    """The code of a gearbox as a file writes it; None for a word that is not known."""
    return _GEARBOX.get(folded(text))


def status_of(text: str) -> CarStatus | None:
    """The status a file names; None for words that are not known.

    What begins with a known word is meant by it (``Vendu livré``, ``Réservée Mme Petit``), unless words follow that
    say the contrary (``stock vendu``).
    """
    said = f"{folded(text)} "
    named = {phrase: status for phrase, status in _STATUS.items() if f" {phrase} " in f" {said}"}
    first = max((phrase for phrase in named if said.startswith(f"{phrase} ")), key=len, default=None)
    if first is None or len({status in _STILL_HERE for status in named.values()}) > 1:
        return None
    return named[first]


def asked_fuel(word: str) -> str | None:
    """The fuel that one word of a question names."""
    return _FUEL.get(folded(word)) if len(word) > _LETTERS_ONLY_IN_FILES else None


def asked_gearbox(word: str) -> str | None:
    """The gearbox that one word of a question names."""
    return _GEARBOX.get(folded(word)) if len(word) > _LETTERS_ONLY_IN_FILES else None
