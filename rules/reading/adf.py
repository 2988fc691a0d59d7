"""ADF 1.0, the automotive lead format, read leniently: one demand for each prospect.

The wanted car is chosen by ``interest`` and never by position; defaults are used, km and France. Nothing is
validated against the published DTD (it is defective itself); DTDs and entities are refused.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from rules.reading.adf_text import AdfText, adf_texts
from rules.reading.adf_vehicle import read_vehicle
from rules.reading.dates import read_date
from rules.reading.demand import Demand, Reading, ReadPhone
from rules.reading.elements import attribute, child, children, is_said, said, tag, text_of
from rules.reading.emails import email_key, read_emails
from rules.reading.limits import MAX_EXCERPT, MAX_PROSPECTS
from rules.reading.names import ReadName, name_from_parts
from rules.reading.phones import phone_key, read_phones
from rules.reading.preferences import preferred_channel_in
from rules.reading.row_key import key_of_text
from rules.reading.sources import source_named
from rules.vocabulary import Channel, RawOutcome, Source

READER = "adf"
_NOT_A_REFERENCE = re.compile(
    r"(?i)\bip\b|ip.?address|agent|url|consent|media|program|browser|referr?er|cookie|utm|session|device"
)
_STATE_CODES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND "
    "OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AB BC MB NB NL NS NT NU ON PE QC SK YT"
)
_STATES = frozenset(_STATE_CODES.split())
_COUNTRIES = {
    "fr": "FR", "fra": "FR", "france": "FR", "us": "US", "usa": "US", "united states": "US", "ca": "US", "can": "US",
    "canada": "US", "be": "BE", "belgique": "BE", "belgium": "BE", "ch": "CH", "suisse": "CH", "switzerland": "CH",
    "lu": "LU", "luxembourg": "LU", "de": "DE", "allemagne": "DE", "germany": "DE", "es": "ES", "espagne": "ES",
    "spain": "ES", "it": "IT", "italie": "IT", "italy": "IT", "gb": "GB", "uk": "GB", "mc": "MC", "monaco": "MC",
}  # fmt: skip
"""Countries whose telephone plan is tried first. Canada shares the American one."""
_KNOWN = {
    "prospect": frozenset({"id", "requestdate", "vehicle", "customer", "vendor", "provider"}),
    "customer": frozenset({"contact", "timeframe", "comments", "comment", "id"}),
    "contact": frozenset({"name", "email", "phone", "address", "comment", "comments"}),
}


def read_adf(text: str) -> tuple[Reading, ...]:
    """One reading for each prospect in ``text``; empty when it holds no ADF at all."""
    readings = [*islice(chain.from_iterable(map(_document, adf_texts(text))), MAX_PROSPECTS + 1)]
    if len(readings) > MAX_PROSPECTS:
        readings[-1] = _too_many()
    return tuple(readings)


def _document(document: AdfText) -> Iterator[Reading]:
    prospects = _prospects(document.xml)
    excerpt = document.xml[:MAX_EXCERPT]
    if not prospects:
        reason = "dtd_refused" if document.is_refused else "adf_without_prospect"
        yield Reading(RawOutcome.TO_SORT, READER, reason=reason, excerpt=excerpt)
        return
    for prospect in prospects:
        demand = read_prospect(prospect, document.notes)
        if document.is_refused:
            yield Reading(RawOutcome.TO_SORT, READER, demand, "dtd_refused", excerpt=excerpt)
        elif demand.has_contact:
            yield Reading(RawOutcome.LEAD, READER, demand, row_key=_key(prospect))
        else:
            yield Reading(
                RawOutcome.TO_SORT, READER, demand, "no_contact", excerpt=excerpt, row_key=_key(prospect)
            )
    if document.goes_on:
        yield _too_many()


def _key(prospect: Any) -> str:
    from lxml import etree

    return key_of_text(etree.tostring(prospect, encoding="unicode", with_tail=False))


def _too_many() -> Reading:
    return Reading(RawOutcome.TO_SORT, READER, reason="too_many_leads", detail=str(MAX_PROSPECTS))


def _prospects(xml: str) -> list[Any]:
    from lxml import etree

    parser = etree.XMLParser(
        recover=True,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return []
    if root is None:
        return []
    found = [element for element in root.iter() if tag(element) == "prospect"]
    if not found and (child(root, "customer") is not None or child(root, "contact") is not None):
        found = [root]
    return found


def read_prospect(prospect: Any, notes: tuple[str, ...] = ()) -> Demand:
    """The demand that one ``prospect`` element makes."""
    found = list(notes)
    customer = child(prospect, "customer")
    customer = prospect if customer is None else customer
    contacts = children(customer, "contact")
    contacts.sort(key=lambda contact: attribute(contact, "primarycontact") != "1")
    contact = contacts[0] if contacts else customer

    name = _name(contact)
    emails, invalid = _emails(contacts or [customer])
    address = child(contact, "address")
    country = said(child(address, "country"))
    if country and any(c.isdigit() for c in country):
        found.append("country_unreadable")
        country = None
    phones, faxes, when = _phones(contacts or [customer], _regions(prospect, address, country))

    vehicles = [read_vehicle(element) for element in children(prospect, "vehicle")]
    if any(car.vin and len(car.vin) != 17 for car in vehicles):
        found.append("vin_invalid")
    date = read_date(said(child(prospect, "requestdate")) or "")
    if date.note:
        found.append(date.note)
    elif not date.raw:
        found.append("date_missing")
    message = _message(customer, contacts, vehicles)
    provider = _party(child(prospect, "provider"), "name")
    if invalid:
        found.append("email_invalid")
    if any(phone.e164 is None for phone in phones):
        found.append("phone_unreadable")
    if any(phone.is_doubtful for phone in phones):
        found.append("phone_doubtful")
    return Demand(
        source=source_named(provider, Source.ADF),
        channel=Channel.FORM,
        first_name=name.first,
        last_name=name.last,
        full_name=name.full,
        title=name.title,
        emails=emails,
        invalid_emails=invalid,
        phones=phones,
        faxes=faxes,
        street=" ".join(filter(None, (said(line) for line in children(address, "street")))) or None,
        postcode=said(child(address, "postalcode")),
        city=said(child(address, "city")),
        country=country,
        wanted=tuple(car for car in vehicles if not _is_trade(car.interest) and not car.is_empty),
        trade_ins=tuple(car for car in vehicles if _is_trade(car.interest)),
        message=message,
        extra=tuple(_extra(prospect, customer, contact)),
        portal=provider,
        vendor=_party(child(prospect, "vendor"), "vendorname"),
        lead_ref=_reference(children(prospect, "id")),
        requested_at=date.utc,
        requested_raw=date.raw or None,
        preferred_channel=_preferred(contact) or preferred_channel_in(message),
        reachable_when=when,
        timeframe=said(child(child(customer, "timeframe"), "description")),
        is_resend=attribute(prospect, "status") == "resend",
        notes=tuple(dict.fromkeys(found)),
    )


def _is_trade(interest: str | None) -> bool:
    return interest in ("trade-in", "sell")


def _name(contact: Any) -> ReadName:
    parts: dict[str, str] = {}
    for element in children(contact, "name"):
        if value := said(element):
            parts.setdefault(attribute(element, "part") or "full", value)
    return name_from_parts(parts.get("first"), parts.get("last"), parts.get("full"))


def _emails(contacts: list[Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    valid: dict[str, str] = {}
    invalid: list[str] = []
    for contact in contacts:
        for element in children(contact, "email"):
            good, bad = read_emails(said(element) or "")
            for address in good:
                valid.setdefault(email_key(address), address)
            invalid.extend(bad)
    return tuple(valid.values()), tuple(invalid)


def _phones(
    contacts: list[Any], regions: tuple[str, ...]
) -> tuple[tuple[ReadPhone, ...], tuple[ReadPhone, ...], str | None]:
    phones: dict[str, ReadPhone] = {}
    faxes: dict[str, ReadPhone] = {}
    times: list[str] = []
    for contact in contacts:
        for element in children(contact, "phone"):
            use = attribute(element, "type") or ""
            for phone in read_phones(
                said(element) or "",
                regions,
                is_mobile=use.startswith(("cell", "mobile", "portable")),
                is_preferred=attribute(element, "preferredcontact") == "1",
            ):
                (faxes if use == "fax" else phones).setdefault(phone_key(phone), phone)
            if (time := attribute(element, "time")) and time != "nopreference" and time not in times:
                times.append(time)
    return tuple(phones.values()), tuple(faxes.values()), ", ".join(times) or None


def _regions(prospect: Any, address: Any, country: str | None) -> tuple[str, ...]:
    """Whose telephone plan to read with: the country said, else American signs, else France."""
    if country and (known := _COUNTRIES.get(country.lower())):
        return (known,)
    state = (said(child(address, "regioncode")) or "").upper()
    is_american = state in _STATES
    for element in prospect.iter():
        if is_american:
            break
        name = tag(element)
        if name == "odometer":
            is_american = (attribute(element, "units") or attribute(element, "unit") or "").startswith("mi")
        elif attribute(element, "currency") in ("usd", "cad"):
            is_american = True
        elif name == "requestdate":
            is_american = bool(re.search(r"-(0[3-9]|10):?\d{0,2}$", text_of(element).strip()))
    # An American number never has the form of a French one, so it is always worth the second try.
    return ("US", "FR") if is_american else ("FR", "US")


def _message(customer: Any, contacts: list[Any], vehicles: Iterable[Any]) -> str:
    """Everything said in words: the customer's comments wherever they stand, then those on the cars."""
    parts = []
    for holder in [customer, *contacts]:
        for element in holder:
            if tag(element) in ("comment", "comments") and (text := text_of(element).strip()):
                parts.append(text)
    parts += [car.comments for car in vehicles if car.comments]
    return "\n".join(dict.fromkeys(parts))


def _reference(ids: list[Any]) -> str | None:
    """The provider's number for the lead: the first by sequence that is not a technical mark of the visit."""
    best: tuple[tuple[int, int], str] | None = None
    for position, element in enumerate(ids):
        value = said(element)
        if not value or _NOT_A_REFERENCE.search(attribute(element, "source") or ""):
            continue
        sequence = attribute(element, "sequence") or ""
        rank = (
            (0, int(sequence))
            if sequence.isascii() and sequence.isdigit() and len(sequence) < 9
            else (1, position)
        )
        if best is None or rank < best[0]:
            best = (rank, value)
    return best[1] if best else None


def _party(element: Any, name: str) -> str | None:
    """The name of the vendor or provider, else of its contact."""
    return said(child(element, name)) or said(child(child(element, "contact"), "name"))


def _preferred(contact: Any) -> Channel | None:
    for name, channel in (("email", Channel.EMAIL), ("phone", Channel.PHONE)):
        for element in children(contact, name):
            if attribute(element, "preferredcontact") == "1":
                return channel
    return None


def _extra(prospect: Any, customer: Any, contact: Any) -> Iterator[tuple[str, str]]:
    """What invented tags say, so that nobody has to look into the raw document for it."""
    for holder, kind in ((prospect, "prospect"), (customer, "customer"), (contact, "contact")):
        if holder is None or (kind == "customer" and customer is prospect):
            continue
        for element in holder:
            name = tag(element)
            if name not in _KNOWN[kind] and name not in ("customer", "contact") and (value := said(element)):
                yield name, value
    for element in children(prospect, "id"):
        source, value = attribute(element, "source"), said(element)
        if source and value and _NOT_A_REFERENCE.search(source) and is_said(value):
            yield source, value
    for element in children(child(prospect, "provider"), "service"):
        if value := said(element):
            yield "service", value
