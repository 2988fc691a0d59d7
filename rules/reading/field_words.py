"""The words that label a field in mails, forms and sheets, in French and English.

A label is compared without accents, case, punctuation and blanks around. Portal descriptions and sheets use
the same list; a description adds its own.
"""

import re
import unicodedata

from rules.reading.car_words import CAR_FIELDS, TRADE_IN_FIELDS

_NUMBERED = ("", *(f"{number} {of}" for number in ("n", "no", "num", "numéro") for of in ("", "de ")))


def _numbers_of(*words: str) -> tuple[str, ...]:
    """Each word alone and as forms number it: « N° de tél. », « Numéro de mobile », « Votre n° de portable »."""
    return tuple(
        f"{yours}{number}{word}" for word in words for yours in ("", "votre ") for number in _NUMBERED
    )


FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("civilité", "titre civilité", "salutation"),
    "first_name": (
        "prénom",
        "prénom du client",
        "first name",
        "firstname",
        "given name",
        "prenom client",
        "votre prénom",
    ),
    "last_name": (
        "nom",
        "nom de famille",
        "last name",
        "lastname",
        "surname",
        "family name",
        "nom client",
        "votre nom",
    ),
    "full_name": (
        "nom complet",
        "nom et prénom",
        "nom prénom",
        "prénom et nom",
        "prénom nom",
        "prospect",
        "contact",
        "client",
        "nom du client",
        "nom du contact",
        "full name",
        "name",
        "customer",
        "customer name",
        "de la part de",
        "expéditeur",
        "interlocuteur",
    ),
    "email": (
        "email",
        "e mail",
        "mail",
        "mél",
        "courriel",
        "adresse email",
        "adresse e mail",
        "adresse mail",
        "adresse électronique",
        "email address",
        "votre email",
        "email du client",
        "email client",
        "email contact",
    ),
    "phone": (
        *_numbers_of("tél", "téléphone", "tél fixe", "téléphone fixe", "fixe", "tél domicile"),
        *("tél perso", "tél personnel", "tél pro", "tél professionnel", "tél bureau", "tél travail", "tél 1"),
        *("téléphone personnel", "téléphone professionnel", "téléphone principal", "téléphone 1"),
        *("téléphone du client", "tél du client", "téléphone client", "tél client", "tél contact"),
        *("numéro", "votre numéro", "numéro du client", "numéro à rappeler", "numéro de contact"),
        *("numéro appelant", "appelant", "numéro de l appelant", "n appelant"),
        *("phone", "phone number", "phone no", "telephone", "telephone number", "telephone no", "caller"),
        *("contact number", "home phone", "work phone", "your phone", "your phone number"),
    ),
    "mobile": (
        *_numbers_of("mobile", "portable", "tél portable", "tél mobile", "gsm"),
        *_numbers_of("téléphone portable", "téléphone mobile", "téléphone 2", "tél 2"),
        *("portable du client", "mobile du client", "mobile client", "portable client"),
        *("mobile phone", "mobile number", "mobile no", "cell", "cellphone", "cell phone", "cell number"),
    ),
    "street": ("adresse", "address", "rue", "street"),
    "postcode": ("cp", "code postal", "postcode", "postal code", "zip", "zip code", "zipcode"),
    "city": ("ville", "city", "commune", "localité", "town"),
    "postcode_city": ("cp ville", "code postal ville", "localisation", "code postal et ville"),
    "country": ("pays", "country"),
    "message": (
        "message",
        "son message",
        "message du client",
        "votre message",
        "commentaire",
        "commentaires",
        "commentaire du client",
        "commentaire client",
        "comments",
        "comment",
        "demande",
        "sa demande",
        "question",
        "remarque",
        "remarques",
        "notes",
        "note",
        "objet de la demande",
        "objet de l appel",
        "motif",
        "motif de l appel",
        "précisions",
        "corps du message",
        "message de la personne intéressée",
        "message de l internaute",
        "texte du message",
        "contenu du message",
        "besoin",
    ),
    **CAR_FIELDS,
    "lead_ref": (
        "id",
        "lead id",
        "id lead",
        "numéro de lead",
        "identifiant",
        "n demande",
        "numéro de demande",
        "référence demande",
    ),
    "requested_at": (
        "date",
        "date de la demande",
        "date demande",
        "reçu le",
        "date de réception",
        "date et heure",
        "date heure",
        "créé le",
        "date de création",
        "date contact",
        "created at",
        "created",
        "request date",
        "requestdate",
        "heure d appel",
        "date de l appel",
        "appel du",
        "horodatage",
        "horodateur",
    ),
    "preferred_channel": (
        "canal préféré",
        "moyen de contact",
        "moyen de contact préféré",
        "préférence de contact",
        "contact par",
        "être contacté par",
        "souhaite être contacté par",
        "preferred channel",
        "preferred contact",
        "preferred contact method",
        "recontacter par",
    ),
    "reachable_when": (
        "joignable",
        "disponibilité",
        "disponibilités",
        "horaire",
        "horaires de rappel",
        "à rappeler",
        "rappeler",
        "quand rappeler",
        "meilleur moment",
        "créneau",
        "best time",
        "best time to call",
        "créneau de rappel",
    ),
    "timeframe": (
        "délai",
        "délai d achat",
        "horizon",
        "échéance",
        "projet d achat",
        "timeframe",
        "purchase timeframe",
    ),
    **TRADE_IN_FIELDS,
    "portal": (
        "source",
        "origine",
        "portail",
        "provenance",
        "canal",
        "support",
        "provider",
        "site d origine",
    ),
    "vendor": (
        "site",
        "concession",
        "point de vente",
        "établissement",
        "dealer",
        "dealership",
        "vendor",
        "agence",
        "showroom",
    ),
}

_NOT_LETTERS = re.compile(r"[\W_]+")


def folded(label: str) -> str:
    """A label as it is compared: no accents, no case, single blanks for everything that is not a letter or digit."""
    if not label.isascii():
        label = label.replace("°", " ").replace("º", " ")
        label = "".join(c for c in unicodedata.normalize("NFKD", label) if not unicodedata.combining(c))
    return _NOT_LETTERS.sub(" ", label.casefold()).strip()


def label_index(extra: dict[str, tuple[str, ...]] | None = None) -> dict[str, str]:
    """Folded label → field. Labels of ``extra`` win over the common ones."""
    index = {folded(label): field for field, labels in FIELDS.items() for label in labels}
    for field, labels in (extra or {}).items():
        index.update({folded(label): field for label in labels})
    return index


def without_ours(index: dict[str, str]) -> dict[str, str]:
    """The labels of a mail about a call, which is written to whoever was called: « votre numéro » is ours there."""
    return {
        label: field
        for label, field in index.items()
        if field not in ("phone", "mobile") or label.partition(" ")[0] not in ("votre", "your")
    }
