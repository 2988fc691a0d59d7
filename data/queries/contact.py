"""What the contact policy must know of a customer: addresses, grounds, attempts, objections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from data.queries.objections import PEPPER, objections_hashed
from data.queries.together import Together
from data.tables import (
    AppointmentRow,
    CallRow,
    LeadRow,
    ObjectionRow,
    PersonEmailRow,
    PersonPhoneRow,
    PersonRow,
)

_TABLES = SQLModel.metadata.tables
_LEAD, _PERSON, _PHONE = _TABLES["lead"], _TABLES["person"], _TABLES["person_phone"]
_EMAIL, _TOUCH, _CALL = _TABLES["person_email"], _TABLES["touch"], _TABLES["call"]
_CONSENT, _SALE, _SETTING = _TABLES["consent"], _TABLES["sale"], _TABLES["setting"]
_APPOINTMENT = _TABLES["appointment"]


@dataclass(frozen=True, slots=True)
class Consent:
    """A customer's yes to being prospected on one channel. Moments are aware UTC."""

    channel: str
    starts_at: datetime
    ends_at: datetime
    withdrawn_at: datetime | None


class Agreed(Protocol):
    """What the contact policy asks of an appointment."""

    @property
    def state(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class ContactFile:
    """The rows of one person and one lead that decide who may be contacted how."""

    person: PersonRow
    phones: Sequence[PersonPhoneRow]
    emails: Sequence[PersonEmailRow]
    reply_addresses: Sequence[str]
    """Where the portals take an answer to this lead."""
    consents: Sequence[Consent]
    objections: Sequence[ObjectionRow]
    appointments: Sequence[Agreed]
    """Of the lead."""
    calls: Sequence[CallRow]
    """Outbound calls on any lead of the person."""
    sold_at: Sequence[datetime]
    """Standing sales to the person."""
    last_incoming_at: datetime | None


def contact_file(session: Session, lead: LeadRow) -> ContactFile:
    """Load it all (``data.queries.record`` reads the same with a whole lead).

    One statement, and one more where somebody objected. Its rows are copies: nothing done to them is kept.
    """
    session.flush()
    found = _together().ask(session.connection(), lead=lead.id, person=lead.person_id)
    for name in ("phones", "emails", "calls"):
        found[name].sort(key=lambda row: row.id)
    found["phones"].sort(key=lambda row: row.is_shared)  # one's own before another's, as in lists
    [person] = found["persons"]
    phones, emails = found["phones"], found["emails"]
    replies = [row.address for row in found["replies"]]
    return ContactFile(
        person=person,
        phones=phones,
        emails=emails,
        reply_addresses=replies,
        consents=found["consents"],
        objections=objections_hashed(
            session, pepper_in(found), lead.person_id, addresses_of(phones, emails, replies)
        ),
        appointments=found["appointments"],
        calls=found["calls"],
        sold_at=sold_at_in(found),
        last_incoming_at=lead.last_incoming_at,
    )


ROWS: Mapping[str, type[Any]] = {
    "phones": PersonPhoneRow,
    "emails": PersonEmailRow,
    "calls": CallRow,
    "consents": Consent,
}
"""What the rows of ``questions_about`` become."""


def questions_about(person: Any) -> dict[str, sa.Select[Any]]:
    """What is asked of one person (an SQL expression of their id), to be asked together with more."""
    leads = sa.select(_LEAD.c.id).where(_LEAD.c.person_id == person)
    return {
        "phones": sa.select(_PHONE).where(_PHONE.c.person_id == person),
        "emails": sa.select(_EMAIL).where(_EMAIL.c.person_id == person),
        "consents": sa.select(*(_CONSENT.c[each.name] for each in fields(Consent))).where(
            _CONSENT.c.person_id == person
        ),
        "sales": sa.select(_SALE.c.at).where(_SALE.c.lead_id.in_(leads), _SALE.c.undone_at.is_(None)),
        "calls": sa.select(_CALL).where(_CALL.c.lead_id.in_(leads), _CALL.c.direction == "out"),
        "pepper": sa.select(_SETTING.c.value).where(_SETTING.c.name == PEPPER),
    }


def sold_at_in(found: Mapping[str, Sequence[Any]]) -> list[datetime]:
    """The moments of the person's standing purchases, among the answers."""
    return sorted(row.at for row in found["sales"])


def pepper_in(found: Mapping[str, Sequence[Any]]) -> str | None:
    """What objections are hashed with, among the answers; None while nobody ever objected."""
    return next((str(row.value["hex"]) for row in found["pepper"]), None)


@cache
def _together() -> Together:
    lead = sa.bindparam("lead", type_=sa.Integer)
    person = sa.bindparam("person", type_=sa.Integer)
    questions = questions_about(person) | {
        "persons": sa.select(_PERSON).where(_PERSON.c.id == person),
        "replies": sa.select(_TOUCH.c.address)
        .where(_TOUCH.c.lead_id == lead, _TOUCH.c.address != "")
        .distinct(),
        "appointments": sa.select(_APPOINTMENT).where(_APPOINTMENT.c.lead_id == lead),
    }
    return Together(questions, {**ROWS, "persons": PersonRow, "appointments": AppointmentRow})


def phones_of(session: Session, person_id: int) -> Sequence[PersonPhoneRow]:
    return session.exec(
        select(PersonPhoneRow).where(PersonPhoneRow.person_id == person_id).order_by(col(PersonPhoneRow.id))
    ).all()


def emails_of(session: Session, person_id: int) -> Sequence[PersonEmailRow]:
    return session.exec(
        select(PersonEmailRow).where(PersonEmailRow.person_id == person_id).order_by(col(PersonEmailRow.id))
    ).all()


def addresses_of(
    phones: Sequence[PersonPhoneRow], emails: Sequence[PersonEmailRow], replies: Sequence[str] = ()
) -> list[str]:
    """Every address an objection could be about."""
    return [*(phone.e164 or phone.raw for phone in phones), *(email.address for email in emails), *replies]
