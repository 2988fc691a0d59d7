"""What the variables of a message stand for, read from the lead. The one place that lists them.

Everything a customer or a portal wrote is data here: control characters and line breaks become spaces, an
encoded word is broken open, and a "name" that could be an advertisement is left out of the greeting.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from data.queries.cars import candidates_query, car_card, cars_query
from data.tables import (
    AppointmentRow,
    CarListingRow,
    CarRow,
    GroupRow,
    LeadRow,
    PersonRow,
    QuestionRow,
    SiteRow,
    StaffRow,
    TouchRow,
)
from rules.phone_display import phone_for_display
from rules.policy.stock import StockPolicy
from rules.vocabulary import AppointmentState
from rules.words import Words
from vo_callcenter.services.stock import nearest

VARIABLES = {
    "greeting": "“Bonjour Jean Dupont”, or “Bonjour” when no name is known",
    "first_name": "first name of the customer",
    "last_name": "last name of the customer",
    "car": "make, model and trim of the car asked for, or the customer's own words",
    "car_price": "its price, taxes included",
    "car_year": "year of its first registration",
    "car_mileage": "its mileage",
    "car_warranty": "its warranty, in months",
    "car_link": "address of its advert",
    "alternatives": "up to three cars in stock that come close, one a line",
    "site": "name of the site",
    "site_city": "its town",
    "site_phone": "its telephone number",
    "group": "name of the group",
    "sender": "name of the person who writes",
    "sender_phone": "their telephone number",
    "salesperson": "name of the salesperson who has accepted the lead",
    "source": "where the lead came from",
    "received_on": "day the request arrived",
    "appointment_day": "day of the next appointment",
    "appointment_time": "its time",
    "appointment_with": "who receives the customer",
    "question": "the customer's open question",
    "privacy_contact": "where to write about personal data",
}
"""Filled in from the lead; one without a value is missing, and the message refused until it is put right."""

TO_WRITE = {
    "answer": "the answer itself",
    "proposed_times": "the times that can be held",
}
"""Never filled in: the sender writes in their place."""

KNOWN = frozenset(VARIABLES) | frozenset(TO_WRITE)

_TITLES = {"M.": "Monsieur", "Mme": "Madame"}
_MAX_NAME = 60
_MAX_TEXT = 500
_MAX_LIST = 2_000
_ODD_IN_NAME = re.compile(r"[/@:{}\[\]<>=$%#|\\]|www\.|\d{3}", re.IGNORECASE)
_MAX_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Rows:
    """What a message is made from."""

    lead: LeadRow
    person: PersonRow
    group: GroupRow | None
    site: SiteRow | None
    car: CarRow | None
    sender: StaffRow | None
    lang: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.timezone if self.site else "Europe/Paris")


def rows_of(session: Session, lead: LeadRow, sender_id: int | None, lang: str = "") -> Rows:
    """One statement."""
    found = session.exec(
        select(PersonRow, GroupRow, SiteRow, CarRow, StaffRow)  # type: ignore[call-overload] # SQLModel names four
        .select_from(PersonRow)
        .join(GroupRow, col(GroupRow.id) == 1, isouter=True)
        .join(SiteRow, col(SiteRow.id) == lead.site_id, isouter=True)
        .join(CarRow, col(CarRow.id) == lead.car_id, isouter=True)
        .join(StaffRow, col(StaffRow.id) == sender_id, isouter=True)
        .where(col(PersonRow.id) == lead.person_id)
    ).one()
    person, group, site, car, sender = found
    return Rows(lead, person, group, site, car, sender, lang or person.lang)


def values_of(session: Session, rows: Rows, names: Sequence[str], policy: StockPolicy) -> dict[str, str]:
    """The value of each of these variables that has one."""
    wanted = set(names)
    values = _person(rows) | _house(rows) | _car(rows)
    if wanted & {"car_link"}:
        values["car_link"] = _car_link(session, rows)
    if wanted & {"alternatives"}:
        values["alternatives"] = _alternatives(session, rows, policy)
    if wanted & {"salesperson"} and rows.lead.salesperson_id:
        values["salesperson"] = session.get_one(StaffRow, rows.lead.salesperson_id).name
    if wanted & {"source"}:
        values["source"] = _source(session, rows)
    if wanted & {"appointment_day", "appointment_time", "appointment_with"}:
        values |= _appointment(session, rows)
    if wanted & {"question"}:
        values["question"] = _question(session, rows)
    cleaned = {name: clean(value, keeps_lines=name == "alternatives") for name, value in values.items()}
    return {name: value for name, value in cleaned.items() if name in wanted and value}


def clean(value: str, *, keeps_lines: bool = False) -> str:
    """The value in printable characters on one line: it can be neither a header nor an encoded word.

    Invisible ones (zero width, writing direction) go too: a reader must not be shown another text than ours.
    """
    lines = value.split("\n") if keeps_lines else [value.replace("\n", " ")]
    kept = [" ".join("".join(map(_printable, line)).split()).replace("=?", "= ?") for line in lines]
    return "\n".join(kept)[: _MAX_LIST if keeps_lines else _MAX_TEXT]


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return "" if unicodedata.category(character) == "Cf" else " "


def name_of(first: str, last: str) -> str:
    """Both names as one addresses somebody; empty when it could not be the name of a person."""
    name = " ".join(clean(f"{first} {last}").split())
    if len(name) > _MAX_NAME or _ODD_IN_NAME.search(name):
        return ""
    return name.title() if name.isupper() or name.islower() else name


def money(euros: int, lang: str) -> str:
    """``12 990 €`` in French, ``€12,990`` in English, with plain spaces: a subject and an SMS have no other."""
    return f"€{euros:,}" if lang == "en" else f"{euros:,} €".replace(",", " ")


def _person(rows: Rows) -> dict[str, str]:
    words = Words(rows.lang)
    person = rows.person
    name = name_of(person.first_name, person.last_name)
    if person.title in _TITLES and rows.lang == "fr" and (last := name_of("", person.last_name)):
        name = f"{_TITLES[person.title]} {last}"
    greeting = words("templates.greeting_name", name=name) if name else words("templates.greeting")
    return {
        "greeting": greeting,
        "first_name": name_of(person.first_name, ""),
        "last_name": name_of("", person.last_name),
        "received_on": _day(rows.lead.received_at, rows, "d MMMM"),
    }


def _house(rows: Rows) -> dict[str, str]:
    site, sender = rows.site, rows.sender
    group = rows.group.name if rows.group else ""
    reply = Words(rows.lang)("templates.privacy_reply")
    return {
        "group": group,
        # A lead of no site yet is the group's.
        "site": site.name if site else group,
        "site_city": site.city if site else "",
        "site_phone": phone_for_display(site.phone) if site else "",
        "privacy_contact": (site.email if site else "") or reply,
        "sender": sender.name if sender else group,
        "sender_phone": phone_for_display(sender.phone) if sender else "",
    }


def _car(rows: Rows) -> dict[str, str]:
    car = rows.car
    if car is None:
        return {"car": rows.lead.car_text}
    return {
        "car": _title(car),
        "car_price": money(car.price, rows.lang) if car.price else "",
        "car_year": str(car.first_registration.year) if car.first_registration else "",
        "car_mileage": _mileage(car.mileage, rows) if car.mileage is not None else "",
        "car_warranty": str(car.warranty_months) if car.warranty_months else "",
    }


def _title(car: CarRow) -> str:
    return " ".join(part for part in (car.make, car.model, car.trim) if part)


def _mileage(mileage: int, rows: Rows) -> str:
    written = f"{mileage:,} km"
    return written if rows.lang == "en" else written.replace(",", " ")


def _car_link(session: Session, rows: Rows) -> str:
    found = session.exec(
        select(CarListingRow.url).where(CarListingRow.car_id == rows.lead.car_id, CarListingRow.url != "")
    ).first()
    return found or ""


def _alternatives(session: Session, rows: Rows, policy: StockPolicy) -> str:
    """The nearest cars in stock, as the lead shows them; each with what somebody wants to know at once."""
    store = session.connection()
    cars = [car_card(row) for row in store.execute(candidates_query(rows.lead.id))]
    wanted = store.execute(cars_query().where(col(CarRow.id) == rows.lead.car_id)).first()
    lines = []
    for card in nearest(car_card(wanted) if wanted else None, rows.lead.car_text, cars, policy):
        facts = [card.title]
        facts += [str(card.year)] if card.year else []
        facts += [_mileage(card.mileage, rows)] if card.mileage is not None else []
        facts += [money(card.price, rows.lang)] if card.price else []
        lines.append("- " + ", ".join(facts))
    return "\n".join(lines[:_MAX_ALTERNATIVES])


def _source(session: Session, rows: Rows) -> str:
    portal = session.exec(
        select(TouchRow.portal).where(TouchRow.lead_id == rows.lead.id).order_by(col(TouchRow.id))
    ).first()
    words = Words(rows.lang)
    key = f"templates.source_{rows.lead.source}"
    return words(key) if words.has(key) else (portal or words("templates.source_other"))


def _appointment(session: Session, rows: Rows) -> dict[str, str]:
    found = session.exec(
        select(AppointmentRow)
        .where(AppointmentRow.lead_id == rows.lead.id, AppointmentRow.state == AppointmentState.PLANNED.value)
        .order_by(col(AppointmentRow.starts_at))
    ).first()
    if found is None:
        return {}
    local = found.starts_at.astimezone(rows.zone)
    return {
        "appointment_day": _day(found.starts_at, rows, "EEEE d MMMM"),
        "appointment_time": f"{local:%H:%M}" if rows.lang == "en" else f"{local:%H} h {local:%M}",
        "appointment_with": session.get_one(StaffRow, found.staff_id).name,
    }


def _question(session: Session, rows: Rows) -> str:
    found = session.exec(
        select(QuestionRow.text)
        .where(QuestionRow.lead_id == rows.lead.id)
        .order_by(col(QuestionRow.id).desc())
    ).first()
    return found or ""


def _day(at: datetime, rows: Rows, pattern: str) -> str:
    # Babel takes a tenth of a second to load: only who writes a message pays for it.
    from babel.dates import format_date

    return str(format_date(at.astimezone(rows.zone).date(), pattern, locale=rows.lang))
