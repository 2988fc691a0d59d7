"""A reading field by field: what was kept, what stands in the mail for it, and where."""

from dataclasses import dataclass

from rules.reading.accuracy import flat_fields
from rules.reading.demand import Reading
from rules.reading.found import NOTHING, Found
from rules.reading.said_contacts import OTHER_PHONE, OWN_PHONE

_FROM = {
    "title": ("title", "full_name", "last_name"),
    "first_name": ("first_name", "full_name", "last_name"),
    "last_name": ("last_name", "full_name"),
    "emails": ("email", "full_name"),
    "invalid_emails": ("email",),
    "phones": ("phone", "mobile", OWN_PHONE, OTHER_PHONE),
    "extensions": ("phone", "mobile"),
    "postcode": ("postcode", "postcode_city", "city"),
    "city": ("city", "postcode_city"),
    "plate": ("plate", "vehicle"),
    "trade_plate": ("trade_plate", "trade_in"),
    "is_missed_call": (),
}


@dataclass(frozen=True, slots=True)
class ExplainedField:
    """One field of a reading."""

    field: str
    """As descriptions name it, where they do."""
    value: str
    """As it was kept; several values with a comma between them."""
    raw: str
    """As it stands in the mail; empty for what the description itself says, such as the source."""
    line: int
    """From 1; 0 the subject, -1 a link, -2 the sender, -3 nowhere in particular."""
    by: str
    """What found it (``found.Found``); ``mail`` for the headers, ``description`` for what it says itself."""
    written: str
    """The line as it stands there, shortened."""


def explained(reading: Reading) -> list[ExplainedField]:
    """Every field that was read, in the order of a demand."""
    found = {each.field: each.found for each in reading.found}
    fields = []
    for field, value in flat_fields(reading).items():
        source = next((found[name] for name in _FROM.get(field, (field,)) if name in found), None)
        said = source or Found("", NOTHING, _known_by(field))
        name = {"emails": "email", "phones": "phone"}.get(field, field)
        fields.append(ExplainedField(name, _shown(value), said.value, said.line, said.by, said.written))
    return fields


def _known_by(field: str) -> str:
    if field == "relay_address":
        return "mail"
    return "description" if field in ("source", "channel") else "words"


def _shown(value: object) -> str:
    match value:
        case list():
            return ", ".join(map(str, value))
        case dict():
            return "; ".join(f"{label}: {said}" for label, said in value.items())
        case _:
            return str(value)
