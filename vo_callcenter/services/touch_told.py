"""A touch as it is told: how a demand came, and the row that says what it said."""

from dataclasses import dataclass
from datetime import datetime

from data.tables import TouchRow
from rules.reading.demand import Demand
from rules.reading.emails import email_key
from rules.values.staff import Actor
from vo_callcenter.services.wanted_car import Tie


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How the demand came."""

    received_at: datetime
    """Aware UTC; the clocks start here."""
    raw_id: int | None = None
    site_name: str = ""
    """The drop folder's subfolder, when there is one."""
    site_id: int | None = None
    """The site somebody chose by hand, or called by its own number."""
    actor: Actor | None = None
    """Who completed it or typed it in by hand."""
    person_id: int | None = None
    """The person somebody chose."""
    is_new_person: bool = False
    """Somebody saw who may be meant and chose none of them."""
    car_id: int | None = None
    """The car of the stock somebody chose."""


def touch_row(lead_id: int, demand: Demand, tie: Tie, how: Circumstances) -> TouchRow:
    relay = email_key(demand.relay_address) if demand.relay_address else ""
    phone = demand.best_phone
    own = email_key(demand.emails[0]) if demand.emails else (phone.e164 or phone.raw) if phone else ""
    return TouchRow(
        lead_id=lead_id,
        raw_id=how.raw_id,
        at=how.received_at,
        channel=demand.channel.value,
        source=demand.source.value,
        portal=demand.portal or "",
        subject=demand.subject or "",
        text=demand.remarks,
        car_text=tie.text,
        reference=demand.lead_ref or demand.listing_ref or "",
        address=relay or own,
        message_id=bare_id(demand.message_id or ""),
        thread=relay or demand.thread or bare_id(demand.in_reply_to or ""),
        details=_details(demand),
    )


def _details(demand: Demand) -> dict[str, object]:
    """What was read beside the fields of a touch, by name; empty values are left out."""
    trade_in = [vehicle.label for vehicle in demand.trade_ins if vehicle.label]
    found: dict[str, object] = {
        "name": demand.full_name or " ".join(filter(None, (demand.first_name, demand.last_name))),
        "vendor": demand.vendor,
        "listing_url": demand.listing_url,
        "reachable_when": demand.reachable_when,
        "timeframe": demand.timeframe,
        "preferred_channel": demand.preferred_channel.value if demand.preferred_channel else None,
        "requested": demand.requested_at.isoformat() if demand.requested_at else demand.requested_raw,
        "street": demand.street,
        "country": demand.country,
        "other_cars": [vehicle.label for vehicle in demand.wanted[1:] if vehicle.label],
        "trade_ins": trade_in,
        "invalid_emails": list(demand.invalid_emails),
        "faxes": [fax.raw for fax in demand.faxes],
        "notes": list(demand.notes),
    }
    return {name: value for name, value in found.items() if value}


def bare_id(message_id: str) -> str:
    """A Message-ID without its angle brackets, as messages keep it."""
    return message_id.strip().removeprefix("<").removesuffix(">")
