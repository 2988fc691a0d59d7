"""The reader for what no description fits: labelled lines, and marks of a car or person in plain words."""

import re
from typing import Any

from rules.reading.assembly import assembled
from rules.reading.demand import Demand
from rules.reading.emails import emails_in_text
from rules.reading.labels import labelled_fields
from rules.reading.limits import MAX_LINE, MAX_LINES, MAX_MESSAGE
from rules.reading.phones import phones_in_text
from rules.reading.vehicles import mileage_in_text, plates_in_text, price_in_text, vins_in_text
from rules.vocabulary import Channel, Source

_URL = re.compile(r"https?://[^\s<>\"]{4,300}")
_MISSED_CALL = re.compile(
    r"(?i)\bappels? (?:manqu[ée]s?|en absence|perdus?|non (?:d[ée]croch[ée]s?|abouti))\b|\bmissed calls?\b"
)
_ABOUT_A_CAR = re.compile(
    r"(?i)\b(?:v[ée]hicules?|voitures?|autos?|annonces?|essai|essayer|reprise|kilom[ée]trage|"
    r"occasion|leasing|loa|lld|vo|berline|"
    r"suv|break|citadine|utilitaire|garantie|contr[oô]le technique|carte grise|car|vehicle|"
    r"test drive|trade[- ]?in|still available|"
    r"toujours disponible|encore disponible|rendez-vous|rdv|devis)\b"
)


def text_fields(text: str, is_stacked: bool = False) -> dict[str, str]:
    """Field → text: the labelled lines, completed by the marks found in the rest of ``text``."""
    text = "\n".join(line[:MAX_LINE] for line in text.split("\n")[:MAX_LINES])
    fields = {field: found.value for field, found in labelled_fields(text, is_stacked=is_stacked).items()}
    if "email" not in fields and (addresses := emails_in_text(text)):
        fields["email"] = addresses[0]
    if "phone" not in fields and "mobile" not in fields and (phones := phones_in_text(text)):
        fields["phone"] = " / ".join(phone.raw for phone in phones[:3])
    if "plate" not in fields and (plates := plates_in_text(text)):
        fields["plate"] = plates[0]
    if "vin" not in fields and (vins := vins_in_text(text)):
        fields["vin"] = vins[0]
    if "price" not in fields and (price := price_in_text(text)):
        fields["price"] = str(price)
    if "mileage" not in fields and (mileage := mileage_in_text(text)):
        fields["mileage"] = f"{mileage} km"
    if "listing_url" not in fields and (url := _URL.search(text)):
        fields["listing_url"] = url.group().rstrip(".,;)")
    return fields


def labelled_count(text: str) -> int:
    """How many different labels of the trade stand at the start of a line."""
    return len(labelled_fields(text))


def read_text(
    text: str, source: Source = Source.OTHER, channel: Channel = Channel.FORM, **facts: Any
) -> tuple[Demand, bool]:
    """The demand in a text and whether it is surely one: somebody to answer, and a car or words about one."""
    fields = text_fields(text)
    is_missed = bool(_MISSED_CALL.search(text[:MAX_MESSAGE]))
    if "message" not in fields:
        fields["message"] = text.strip()[:MAX_MESSAGE]
    if is_missed:
        channel = Channel.PHONE
        source = Source.PHONE if source is Source.OTHER else source
    demand = assembled(fields, source, channel, is_missed_call=is_missed, **facts)
    is_sure = demand.has_contact and (
        is_missed or bool(demand.wanted or demand.trade_ins) or bool(_ABOUT_A_CAR.search(text[:MAX_MESSAGE]))
    )
    return demand, is_sure
