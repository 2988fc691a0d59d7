"""Whatever a JSON document says, as labelled texts: names of fields in any writing, at any depth.

``{"customer": {"firstName": "Jean"}, "tradeIn": {"plate": …}}`` says the same as a form with « Prénom » and
« Immatriculation reprise ». Whose a name or number is, the object around it tells: a dealer's is not the customer's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rules.reading.field_words import folded, label_index
from rules.reading.limits import MAX_FIELD, MAX_JSON_DEPTH, MAX_JSON_VALUES, MAX_MESSAGE

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LABEL_KEYS = ("name", "label", "key", "field", "question", "libelle", "nom", "title")
_VALUE_KEYS = ("value", "values", "answer", "valeur", "reponse")

_WORDS: dict[str, tuple[str, ...]] = {
    "requested_at": ("requested at", "created time", "submitted at", "timestamp", "created on", "sent at"),
    "postcode": ("post code", "postalcode"),
    "phone": ("phone 1", "telephone number", "msisdn", "contact number", "caller number"),
    "mobile": ("mobile phone", "mobile number", "cell phone", "phone 2"),
    "street": ("street address", "address line 1", "address 1"),
    "message": ("body", "text", "texte", "content", "details", "customer message"),
    "vehicle": ("vehicle title", "listing title", "car title", "ad title", "vehicle name"),
    "listing_ref": ("listing reference", "ad id", "ad reference", "advert id", "listing number"),
    "listing_url": ("page url", "listing url", "ad url", "vehicle url", "advert url", "referrer url"),
    "stock": ("stock id", "stock no", "stocknumber", "book number", "internal reference"),
    "gearbox": ("gear box",),
    "year": ("model year", "registration date", "first registration date"),
    "mileage": ("mileage km", "kilometers", "kilometres", "kilometrage km"),
    "price": ("price eur", "asking price eur", "prix eur", "price ttc"),
    "portal": ("source name", "lead source", "provider name", "platform"),
    "vendor": ("dealer name", "site name", "dealership name", "dealer", "branch"),
    "preferred_channel": ("preferred contact channel", "contact preference"),
    "reachable_when": ("preferred time", "callback time", "call back time", "best time to contact"),
    "trade_plate": ("trade in license plate", "trade plate"),
    "lead_ref": ("reference id", "external id", "request id", "uuid"),
}  # fmt: skip
"""Names that machines give to fields, besides the words that people read."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose fields stand in an object, by the names that such an object has."""

    names: frozenset[str]
    means: dict[str, str]
    """Field → the field it is here; empty for one that is nobody's."""
    is_strict: bool = False
    """Whether every other field in it is nobody's: a dealer's number is no customer's."""


_TRADE_PARTS = ("plate", "mileage", "make", "model", "year")
_PERSON = _Owner(
    frozenset(
        "customer client contact prospect person personne user utilisateur buyer acheteur demandeur".split()
    ),
    {"lead_ref": "", "listing_ref": "", "portal": "", "vendor": ""},
)
_CAR = _Owner(
    frozenset(
        "vehicle vehicule car voiture auto annonce listing ad advert vehicles vehicules cars item".split()
    )
    | {"vehicle of interest", "vehicule souhaite"},
    {
        "lead_ref": "listing_ref",
        "full_name": "vehicle",
        "last_name": "vehicle",
        **dict.fromkeys(("requested_at", "postcode", "city", "message", "street"), ""),
    },
)
_TRADE = _Owner(
    frozenset(("reprise", "tradein", "trade in", "trade ins", "trade in vehicle", "part exchange"))
    | {"vehicule de reprise", "vehicule repris", "vehicule a reprendre"},
    {
        **{part: f"trade_{part}" for part in _TRADE_PARTS},
        **{f"trade_{part}": f"trade_{part}" for part in _TRADE_PARTS},
        **dict.fromkeys(("trade_in", "vehicle", "full_name", "last_name"), "trade_in"),
    },
    is_strict=True,
)
_DEALER = _Owner(
    frozenset("dealer dealership vendor seller concession garage agence etablissement showroom site".split())
    | {"point de vente"},
    {"full_name": "vendor", "last_name": "vendor", "vendor": "vendor"},
    is_strict=True,
)
_PROVIDER = _Owner(
    frozenset("provider portal portail source origin origine".split()),
    {"full_name": "portal", "last_name": "portal", "portal": "portal"},
    is_strict=True,
)
_TRACKING = _Owner(
    frozenset("utm tracking analytics meta metadata browser device".split()), {}, is_strict=True
)
_OWNERS = {
    name: owner for owner in (_PERSON, _CAR, _TRADE, _DEALER, _PROVIDER, _TRACKING) for name in owner.names
}
_LISTS = frozenset(
    "leads prospects demandes contacts data items entries results records rows submissions".split()
)
_MANY_LINES = frozenset({"message"})


@dataclass(slots=True)
class JsonFields:
    """What one object says: field → text, and what no field is made for."""

    fields: dict[str, str] = field(default_factory=dict)
    extra: list[tuple[str, str]] = field(default_factory=list)


def json_objects(value: Any) -> list[Any]:
    """The leads in a document: a list of them, one under a name such as ``leads``, or the document itself."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        lists = [
            inner
            for key, inner in value.items()
            if folded(str(key)) in _LISTS
            and isinstance(inner, list)
            and inner
            and all(isinstance(each, dict) for each in inner)
            and not any(_pair(each) for each in inner)
        ]
        if len(lists) == 1:
            return lists[0]
    return [value]


def json_fields(value: Any) -> JsonFields:
    """The fields of one object. Bounded in depth and number; what lies beyond stays in the raw input."""
    index = label_index(_WORDS)
    said = JsonFields()
    for number, (path, text) in enumerate(_leaves(value, (), MAX_JSON_DEPTH)):
        if number >= MAX_JSON_VALUES:
            break
        name = _field(index, path)
        if name and name not in said.fields and text.strip():
            said.fields[name] = text[: MAX_MESSAGE if name in _MANY_LINES else MAX_FIELD]
        elif text.strip():
            said.extra.append((" ".join(path)[:200], text[:MAX_MESSAGE]))
    return said


def words_of(key: str) -> str:
    """A key as it is compared: ``postalCode``, ``postal_code`` and « Code postal » in single small words."""
    return folded(_HUMP.sub(" ", key[:100]))


def _leaves(value: Any, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text in a value with the keys that lead to it, in the order of the document."""
    if isinstance(value, dict):
        if depth <= 0:
            return
        pair = _pair(value)
        if pair is not None:
            yield from _leaves(pair[1], (*path, pair[0]), depth - 1)
            return
        for key, inner in value.items():
            yield from _leaves(inner, (*path, str(key)), depth - 1)
    elif isinstance(value, list):
        if depth <= 0:
            return
        texts = [_text(each) for each in value if not isinstance(each, dict | list)]
        if texts and any(texts):
            yield path, ", ".join(text for text in texts if text)
        for inner in value:
            if isinstance(inner, dict | list):
                yield from _leaves(inner, path, depth - 1)
    else:
        text = _text(value)
        if text:
            yield path, text


def _pair(value: dict[Any, Any]) -> tuple[str, Any] | None:
    """``{"name": "email", "values": […]}``: a label and its value, as forms and Facebook write them."""
    if not 2 <= len(value) <= 4:
        return None
    keys = {words_of(str(key)): key for key in value}
    said = next((keys[key] for key in _VALUE_KEYS if key in keys), None)
    label = next((keys[key] for key in _LABEL_KEYS if key in keys), None)
    if said is None or label is None or not isinstance(value[label], str):
        return None
    return value[label], value[said]


def _text(value: Any) -> str:
    """A single value as somebody would have written it."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case _:
            return str(value)


def _field(index: dict[str, str], path: tuple[str, ...]) -> str:
    """The field that a path names; empty when none does."""
    if not path:
        return ""
    key, around = words_of(path[-1]), [words_of(key) for key in reversed(path[:-1])]
    names = [key, *(f"{outer} {key}" for outer in around)]
    name = next((index[each] for each in names if each in index), "")
    owner = next((_OWNERS[outer] for outer in around if outer in _OWNERS), None)
    if owner is None:
        return name
    return owner.means.get(name, "" if owner.is_strict else name)


def moment_text(text: str) -> str:
    """A moment that machines write as a number of seconds or milliseconds since 1970, as ISO 8601 in UTC."""
    number = text.strip()
    if not number.isascii() or not number.isdigit() or len(number) not in (10, 13):
        return text
    seconds = int(number) / (1000 if len(number) == 13 else 1)
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def phone_text(text: str) -> str:
    """A number that lost its sign or its zero when it was written as a JSON number."""
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit():
        return text
    if len(digits) == 9 and digits[0] != "0":
        return f"0{digits}"
    return f"+{digits}" if len(digits) == 11 and digits.startswith("33") else text
