"""The reader for what no description fits: labelled lines, and marks of a car or person in plain words."""

import re
from dataclasses import dataclass
from typing import Any

from rules.reading.assembly import assembled
from rules.reading.demand import Demand
from rules.reading.field_words import FIELDS
from rules.reading.found import Found, FoundField, with_lines
from rules.reading.labels import call_labels, common_labels, labelled_fields
from rules.reading.limits import MAX_LINE, MAX_LINES, MAX_MESSAGE
from rules.reading.said_contacts import OTHER_PHONE, said_contacts
from rules.reading.vehicles import mileage_places, plate_places, price_places, vin_places
from rules.reading.whose_car import field_meant
from rules.vocabulary import Channel, Source

GENERAL = "labels"
"""``Reading.reader`` of what no description read."""
_URL = re.compile(
    r"(?i)https?://(?=[^\s<>\"]{0,300}(?:\d|annonce|voiture|vehicule|occasion|offre))[^\s<>\"]{4,300}"
)
_REFERENCE = re.compile(
    r"(?i)\br[ée]f(?:[ée]rence)?s?\s{0,2}(?:\.|:|n°|#){0,2}\s{0,2}(?=[a-z_/-]{0,20}\d)([a-z0-9][\w/-]{2,24})\b"
)
MISSED_CALL = re.compile(
    r"(?i)\b(?:nouveau |un )message vocal\b|\bnew voicemail\b|\bmissed calls?\b|"
    r"\bappels? (?:manqu[ée]s?|en absence|perdus?|non (?:d[ée]croch[ée]s?|abouti))\b"
)
_ABOUT_A_CAR = re.compile(
    r"(?i)\b(?:v[ée]hicules?|voitures?|autos?|annonces?|essai|essayer|reprise|kilom[ée]trage|"
    r"occasion|leasing|loa|lld|vo|berline|"
    r"suv|break|citadine|utilitaire|garantie|contr[oô]le technique|carte grise|car|vehicle|"
    r"test drive|trade[- ]?in|still available|"
    r"toujours disponible|encore disponible|rendez-vous|rdv|devis)\b"
)


def text_fields(
    text: str,
    is_stacked: bool = False,
    others: list[tuple[str, str]] | None = None,
    unclear: list[tuple[str, str]] | None = None,
) -> dict[str, Found]:
    """Field → what was found and where: the labelled lines, completed by the marks in the rest of ``text``.

    A plate or mileage of the writer's own car is the trade-in's; ``unclear`` takes those that may be either car's.
    """
    lines = [line[:MAX_LINE] for line in text.split("\n")[:MAX_LINES]]
    text = "\n".join(lines)
    labels = common_labels()
    if MISSED_CALL.search(text[:MAX_MESSAGE]):
        of_call = labelled_fields(text, call_labels(), is_stacked=is_stacked)
        labels = call_labels() if of_call.keys() & {"phone", "mobile"} else labels
    fields = labelled_fields(text, labels, is_stacked=is_stacked, others=others)

    def add(field: str, value: str, place: int) -> None:
        line = text.count("\n", 0, place) + 1
        fields.setdefault(field, Found(value, line, "words"))

    said = said_contacts(text)
    if "email" not in fields and said.emails:
        add("email", said.emails[0], text.find(said.emails[0]))
    if "phone" not in fields and "mobile" not in fields:
        for field, phones in (("phone", said.phones), (OTHER_PHONE, said.others)):
            if phones:
                add(field, " / ".join(each.raw for each in phones), max(text.find(phones[0].raw), 0))
    for field, marks in (
        ("plate", plate_places(text)),
        ("vin", vin_places(text)),
        ("mileage", mileage_places(text)),
    ):
        if field in fields and fields[field].by == "label":
            continue
        for mark, place in marks[:3]:
            if name := field_meant(field, text, place):
                add(name, mark, place)
            elif unclear is not None:
                unclear.append((FIELDS[field][0].capitalize(), mark))
    if "price" not in fields and (prices := price_places(text)):
        add("price", *prices[0])
    if "listing_ref" not in fields and (reference := _REFERENCE.search(text)):
        add("listing_ref", reference[1], reference.start())
    if "listing_url" not in fields and (url := _URL.search(text)):
        add("listing_url", url.group().rstrip(".,;)"), url.start())
    return with_lines(fields, text)


def labelled_count(text: str) -> int:
    """How many different labels of the trade stand at the start of a line."""
    return len(labelled_fields(text))


def _unlabelled(text: str, found: dict[str, Found]) -> str:
    """The text without the lines that a form's labels took; a text with less than two of them is no form."""
    taken = {each.line for each in found.values() if each.by == "label"}
    if len(taken) < 2:
        return text.strip()[:MAX_MESSAGE]
    lines = (line for number, line in enumerate(text.split("\n"), 1) if number not in taken)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:MAX_MESSAGE]


@dataclass(frozen=True, slots=True)
class TextReading:
    """What the generic reader makes of a text."""

    demand: Demand
    is_about_car: bool
    """A car is named, or words of the trade are; a missed call is about one."""
    found: tuple[FoundField, ...] = ()

    @property
    def is_sure(self) -> bool:
        """It is surely a demand: somebody to answer, and a car or words about one."""
        return self.demand.has_contact and self.is_about_car


def read_text(
    text: str, source: Source = Source.OTHER, channel: Channel = Channel.FORM, **facts: Any
) -> TextReading:
    """The demand in a text. Labels that mean no field are kept when another label announces the message."""
    others: list[tuple[str, str]] = []
    unclear: list[tuple[str, str]] = []
    found = text_fields(text, others=others, unclear=unclear)
    fields = {field: each.value for field, each in found.items()}
    is_missed = bool(MISSED_CALL.search(text[:MAX_MESSAGE]))
    if "message" not in fields:
        fields["message"] = _unlabelled(text, found)
        others = []
    if is_missed:
        channel = Channel.PHONE
        source = Source.PHONE if source is Source.OTHER else source
    extra = tuple(dict.fromkeys((*others, *unclear)))
    demand = assembled(fields, source, channel, is_missed_call=is_missed, extra=extra, **facts)
    names_car = bool(demand.wanted or demand.trade_ins or unclear)
    is_about_car = is_missed or names_car or bool(_ABOUT_A_CAR.search(text[:MAX_MESSAGE]))
    return TextReading(demand, is_about_car, tuple(FoundField(field, each) for field, each in found.items()))
