"""What the contact policy must know of a customer: addresses, grounds, attempts, objections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from data.queries.objections import objections_of
from data.tables import (
    AppointmentRow,
    CallRow,
    ConsentRow,
    LeadRow,
    ObjectionRow,
    PersonEmailRow,
    PersonPhoneRow,
    PersonRow,
    SaleRow,
    TouchRow,
)


@dataclass(frozen=True, slots=True)
class ContactFile:
    """The rows of one person and one lead that decide who may be contacted how."""

    person: PersonRow
    phones: Sequence[PersonPhoneRow]
    emails: Sequence[PersonEmailRow]
    reply_addresses: Sequence[str]
    """Where the portals take an answer to this lead."""
    consents: Sequence[ConsentRow]
    objections: Sequence[ObjectionRow]
    appointments: Sequence[AppointmentRow]
    """Of the lead."""
    calls: Sequence[CallRow]
    """Outbound calls on any lead of the person."""
    sold_at: Sequence[datetime]
    """Standing sales to the person."""
    last_incoming_at: datetime | None


def contact_file(session: Session, lead: LeadRow) -> ContactFile:
    """Load it all, in a constant number of statements."""
    phones = phones_of(session, lead.person_id)
    emails = emails_of(session, lead.person_id)
    replies = session.exec(
        select(TouchRow.address).where(TouchRow.lead_id == lead.id, TouchRow.address != "").distinct()
    ).all()
    return ContactFile(
        person=session.get_one(PersonRow, lead.person_id),
        phones=phones,
        emails=emails,
        reply_addresses=replies,
        consents=consents_of(session, lead.person_id),
        objections=objections_of(session, lead.person_id, addresses_of(phones, emails, replies)),
        appointments=session.exec(select(AppointmentRow).where(AppointmentRow.lead_id == lead.id)).all(),
        calls=calls_of(session, lead.person_id),
        sold_at=session.exec(
            select(SaleRow.at)
            .join(LeadRow, col(LeadRow.id) == SaleRow.lead_id)
            .where(LeadRow.person_id == lead.person_id, col(SaleRow.undone_at).is_(None))
        ).all(),
        last_incoming_at=lead.last_incoming_at,
    )


def phones_of(session: Session, person_id: int) -> Sequence[PersonPhoneRow]:
    return session.exec(
        select(PersonPhoneRow).where(PersonPhoneRow.person_id == person_id).order_by(col(PersonPhoneRow.id))
    ).all()


def emails_of(session: Session, person_id: int) -> Sequence[PersonEmailRow]:
    return session.exec(
        select(PersonEmailRow).where(PersonEmailRow.person_id == person_id).order_by(col(PersonEmailRow.id))
    ).all()


def consents_of(session: Session, person_id: int) -> Sequence[ConsentRow]:
    return session.exec(select(ConsentRow).where(ConsentRow.person_id == person_id)).all()


def calls_of(session: Session, person_id: int) -> Sequence[CallRow]:
    """Outbound calls to a person, on whatever lead."""
    return session.exec(
        select(CallRow)
        .join(LeadRow, col(LeadRow.id) == CallRow.lead_id)
        .where(LeadRow.person_id == person_id, CallRow.direction == "out")
        .order_by(col(CallRow.id))
    ).all()


def addresses_of(
    phones: Sequence[PersonPhoneRow], emails: Sequence[PersonEmailRow], replies: Sequence[str] = ()
) -> list[str]:
    """Every address an objection could be about."""
    return [*(phone.e164 or phone.raw for phone in phones), *(email.address for email in emails), *replies]
