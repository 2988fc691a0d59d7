"""A reading as plain data for ``vo-callcenter intake --dry-run --json``; names as in the samples' expectations."""

from datetime import datetime
from typing import Any

from rules.reading.demand import Demand, Reading, ReadPhone, ReadVehicle


def fields_json(reading: Reading) -> dict[str, Any]:
    """The fields that were read; empty when there is no demand. Absent texts are None, absent lists empty.

    ``phones`` are as written, ``phones_e164`` the same in the same order, None where unreadable. Faxes are
    listed in ``phones`` after the others and again in ``faxes``, so that nobody calls one.
    """
    demand = reading.demand
    if demand is None:
        return {}
    preferred = next((phone.raw.strip() for phone in demand.phones if phone.is_preferred), None)
    return {
        "name": _name(demand),
        "title": demand.title,
        "emails": list(demand.emails),
        "invalid_emails": list(demand.invalid_emails),
        "phones": [phone.raw.strip() for phone in (*demand.phones, *demand.faxes)],
        "phones_e164": [phone.e164 for phone in (*demand.phones, *demand.faxes)],
        "phone_kinds": [phone.kind.value for phone in demand.phones] + ["fax"] * len(demand.faxes),
        "preferred_phone": preferred,
        "faxes": [_number(phone) for phone in demand.faxes],
        "vehicles_of_interest": [_vehicle(car) for car in demand.wanted],
        "trade_ins": [_vehicle(car) for car in demand.trade_ins],
        "request_date_raw": demand.requested_raw,
        "request_date_utc": _utc(demand.requested_at),
        "vendor": demand.vendor,
        "provider": demand.portal,
        "comments": demand.message or None,
        "lead_ref": demand.lead_ref,
        "listing_ref": demand.listing_ref,
        "listing_url": demand.listing_url,
        "street": demand.street,
        "postcode": demand.postcode,
        "city": demand.city,
        "country": demand.country,
        "source": demand.source.value,
        "channel": demand.channel.value,
        "preferred_channel": demand.preferred_channel.value if demand.preferred_channel else None,
        "reachable_when": demand.reachable_when,
        "timeframe": demand.timeframe,
        "subject": demand.subject,
        "message_id": demand.message_id,
        "in_reply_to": demand.in_reply_to,
        "relay_address": demand.relay_address,
        "is_missed_call": demand.is_missed_call,
        "extra": dict(reversed(demand.extra)),
        "notes": list(demand.notes),
    }


def _name(demand: Demand) -> dict[str, str]:
    parts = {"first": demand.first_name, "last": demand.last_name, "full": demand.full_name}
    return {part: value for part, value in parts.items() if value}


def _number(phone: ReadPhone) -> str:
    return phone.e164 or phone.raw.strip()


def _vehicle(car: ReadVehicle) -> dict[str, Any]:
    """Only what the document says: a missing status stays missing, though the console takes it as used."""
    said = {
        "interest": car.interest,
        "status": car.status,
        "year": car.year,
        "make": car.make,
        "model": car.model,
        "trim": car.trim,
        "vin": car.vin,
        "stock": car.stock,
        "plate": car.plate,
        "color": car.colour,
        "bodystyle": car.body,
        "fuel": car.fuel,
        "transmission": car.gearbox,
        "mileage": str(car.mileage) if car.mileage else None,
        "mileage_unit": car.mileage_unit if car.mileage else None,
        "price": car.price,
        "currency": car.currency if car.price else None,
        "text": car.text,
    }
    return {key: value for key, value in said.items() if value is not None}


def _utc(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
