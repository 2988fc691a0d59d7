"""A demand put together from labelled texts, however they were found: mail, form, sheet."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from rules.reading.dates import FRANCE, read_date
from rules.reading.demand import Demand, ReadPhone, ReadVehicle
from rules.reading.emails import email_key, emails_in_text, in_domains, is_automatic, read_emails
from rules.reading.field_words import FIELDS
from rules.reading.names import NOTHING, name_from_parts
from rules.reading.phones import phone_key, read_phones
from rules.reading.preferences import channel_named, preferred_channel_in
from rules.reading.said_contacts import OTHER_PHONE, OWN_PHONE
from rules.reading.sources import source_named
from rules.reading.vehicles import is_vin, plates_in_text, read_mileage, read_plate, read_price
from rules.vocabulary import Channel, Source

_URL = re.compile(r"(?i)https?://[^\s<>\"]{4,490}")
_COUNTS_CLICKS = re.compile(r"(?i)(?:utm_\w+|xtor|gclid|fbclid|utm|ca)=")
_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")
_POSTCODE_CITY = re.compile(r"^\s*(\d{4,5})[\s,\-]+(.{1,80}?)\s*$|^\s*(.{1,80}?)[\s,(]+(\d{5})\)?\s*$")


def assembled(
    raw: Mapping[str, str],
    source: Source,
    channel: Channel,
    *,
    zone: str | None = FRANCE,
    near: datetime | None = None,
    regions: tuple[str, ...] = ("FR",),
    relay_domains: tuple[str, ...] = (),
    own_domains: tuple[str, ...] = (),
    own_addresses: tuple[str, ...] = (),
    extra: tuple[tuple[str, str], ...] = (),
    **facts: Any,
) -> Demand:
    """The demand in ``raw`` (field of ``field_words.FIELDS`` → text as written).

    ``near`` is about when it was written, for dates without a year. ``relay_domains`` mark addresses of a
    conversation; ``own_domains`` are the portal's, ``own_addresses`` the dealer's: none of them is a person's.
    ``facts`` are further fields of ``Demand``, such as its message id; ``notes`` among them come first.
    """
    said = {field: value.strip() for field, value in raw.items() if value.strip().lower() not in NOTHING}
    notes: list[str] = list(facts.pop("notes", ()))
    _part_address(said)
    name = name_from_parts(said.get("first_name"), said.get("last_name"), said.get("full_name"))
    emails, invalid, relay = _emails(said.get("email", ""), relay_domains, own_domains, own_addresses)
    phones = _phones(said, regions)
    postcode, city = _place(said)
    date = read_date(said.get("requested_at", ""), zone, near)
    message = said.get("message", "")
    notes += _oddities(invalid, phones, date.note)
    wanted, trade = _wanted(said), _trade(said)
    if wanted and wanted.vin and not is_vin(wanted.vin):
        notes.append("vin_invalid")
    portal = facts.pop("portal", None) or said.get("portal")
    return Demand(
        source=source_named(portal, source) if source in (Source.OTHER, Source.FILE) else source,
        channel=channel,
        first_name=name.first,
        last_name=name.last,
        full_name=name.full,
        title=said.get("title") or name.title,
        emails=emails,
        invalid_emails=invalid,
        phones=phones,
        street=said.get("street"),
        postcode=postcode,
        city=city,
        country=said.get("country"),
        wanted=(wanted,) if wanted else (),
        trade_ins=(trade,) if trade else (),
        message=message,
        extra=extra + tuple(_unread(said, wanted)),
        portal=portal,
        vendor=said.get("vendor"),
        lead_ref=said.get("lead_ref"),
        listing_ref=said.get("listing_ref"),
        listing_url=address_in(said.get("listing_url", "")),
        requested_at=date.utc,
        requested_raw=date.raw or None,
        preferred_channel=channel_named(said.get("preferred_channel", "")) or preferred_channel_in(message),
        reachable_when=said.get("reachable_when"),
        timeframe=said.get("timeframe"),
        relay_address=facts.pop("relay_address", None) or relay,
        notes=tuple(dict.fromkeys(notes)),
        **facts,
    )


def address_in(text: str) -> str | None:
    """The web address in a text, without marks that only count clicks; None when there is none."""
    match = _URL.search(text)
    if match is None:
        return None
    page, mark, query = match.group().rstrip(".,;)").partition("?")
    kept = [part for part in query.split("&") if part and not _COUNTS_CLICKS.match(part)]
    return page + mark + "&".join(kept) if kept else page


def _part_address(said: dict[str, str]) -> None:
    """« Jean Dupont <jean@example.com> » in a field for a name holds an address too."""
    name = said.get("full_name", "")
    if "@" in name and (addresses := emails_in_text(name)):
        said.setdefault("email", addresses[0])
        rest = name.replace(addresses[0], " ").replace("mailto:", " ")
        said["full_name"] = " ".join(rest.replace("<", " ").replace(">", " ").strip(" []()\"'").split())


def _unread(said: Mapping[str, str], car: ReadVehicle | None) -> Iterator[tuple[str, str]]:
    """Figures that could not be read stay as they are written."""
    for field in ("price", "mileage"):
        raw = said.get(field)
        if raw and (car is None or getattr(car, field) is None) and raw.strip(" 0.,€-km"):
            yield FIELDS[field][0].capitalize(), raw


def _emails(
    raw: str, relay_domains: tuple[str, ...], own_domains: tuple[str, ...], own_addresses: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    valid, invalid = read_emails(raw)
    relay = next((address for address in valid if in_domains(address, relay_domains)), None)
    own = {email_key(address) for address in own_addresses}
    persons = {
        email_key(address): address
        for address in valid
        if email_key(address) not in own
        and not in_domains(address, relay_domains + own_domains)
        and not is_automatic(address)
    }
    return tuple(persons.values()), invalid, relay


def _phones(said: Mapping[str, str], regions: tuple[str, ...]) -> tuple[ReadPhone, ...]:
    found: dict[str, ReadPhone] = {}
    for field in ("phone", "mobile", OWN_PHONE, OTHER_PHONE):
        for phone in read_phones(said.get(field, ""), regions, is_mobile=field == "mobile"):
            if field == OTHER_PHONE:
                phone = replace(phone, identifies=False, is_others=True)
            found.setdefault(phone_key(phone), phone)
    return tuple(found.values())


def _oddities(invalid: tuple[str, ...], phones: tuple[ReadPhone, ...], date_note: str | None) -> list[str]:
    notes = []
    if invalid:
        notes.append("email_invalid")
    if any(phone.e164 is None for phone in phones):
        notes.append("phone_unreadable")
    if any(phone.is_doubtful for phone in phones):
        notes.append("phone_doubtful")
    if date_note:
        notes.append(date_note)
    return notes


def _place(said: Mapping[str, str]) -> tuple[str | None, str | None]:
    postcode, city = said.get("postcode"), said.get("city")
    if postcode and postcode.isdigit() and len(postcode) == 4:  # a sheet that dropped the zero of 01 to 09
        postcode = "0" + postcode
    both = said.get("postcode_city") or (city if city and not postcode and _POSTCODE.search(city) else None)
    if both and (match := _POSTCODE_CITY.match(both)):
        postcode = postcode or match[1] or match[4]
        city = (match[2] or match[3] or "").strip(" (,-") or city
    elif both and not city:
        city = both
    return postcode, city


def _wanted(said: Mapping[str, str]) -> ReadVehicle | None:
    text = said.get("vehicle")
    plate = said.get("plate") or next(iter(plates_in_text(text or "")), None)
    mileage, unit = read_mileage(said.get("mileage", ""))
    price, currency = read_price(said.get("price", ""))
    car = ReadVehicle(
        interest="buy",
        year=said.get("year"),
        make=said.get("make"),
        model=said.get("model"),
        trim=said.get("trim"),
        vin=said.get("vin", "").upper().replace(" ", "") or None,
        stock=said.get("stock"),
        plate=(read_plate(plate) or plate) if plate else None,
        colour=said.get("colour"),
        fuel=said.get("fuel"),
        gearbox=said.get("gearbox"),
        mileage=mileage,
        mileage_unit=unit,
        price=price,
        currency=currency,
        text=text,
    )
    return None if car.is_empty else car


def _trade(said: Mapping[str, str]) -> ReadVehicle | None:
    text = said.get("trade_in")
    if text and re.fullmatch(r"(?i)non?|aucune?|sans|0|false|faux", text):
        text = None
    plate = said.get("trade_plate") or next(iter(plates_in_text(text or "")), None)
    mileage, unit = read_mileage(said.get("trade_mileage", ""))
    car = ReadVehicle(
        interest="trade-in",
        year=said.get("trade_year"),
        make=said.get("trade_make"),
        model=said.get("trade_model"),
        plate=(read_plate(plate) or plate) if plate else None,
        mileage=mileage,
        mileage_unit=unit,
        text=text,
    )
    return None if car.is_empty else car
