"""What the contact policy must know of a customer: addresses, grounds, attempts, objections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
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
    """Load it all, in a constant number of statements (``data.queries.record`` reads the same with a whole lead)."""
    phones = phones_of(session, lead.person_id)
    emails = emails_of(session, lead.person_id)
    replies = session.exec(
        select(TouchRow.address).where(TouchRow.lead_id == lead.id, TouchRow.address != "").distinct()
    ).all()
    appointments = session.exec(select(AppointmentRow).where(AppointmentRow.lead_id == lead.id)).all()
    consents, sold_at = grounds_of(session, lead.person_id)
    return ContactFile(
        person=session.get_one(PersonRow, lead.person_id),
        phones=phones,
        emails=emails,
        reply_addresses=replies,
        consents=consents,
        objections=objections_of(session, lead.person_id, addresses_of(phones, emails, replies)),
        appointments=appointments,
        calls=calls_of(session, lead.person_id),
        sold_at=sold_at,
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


def grounds_of(session: Session, person_id: int) -> tuple[Sequence[Consent], Sequence[datetime]]:
    """A person's consents, and the moments of their standing purchases. One statement."""
    consents = sa.select(
        col(ConsentRow.channel),
        col(ConsentRow.starts_at),
        col(ConsentRow.ends_at),
        col(ConsentRow.withdrawn_at),
    ).where(col(ConsentRow.person_id) == person_id)
    sales = (
        sa.select(sa.null(), col(SaleRow.at), sa.null(), sa.null())
        .join(LeadRow, col(LeadRow.id) == SaleRow.lead_id)
        .where(col(LeadRow.person_id) == person_id, col(SaleRow.undone_at).is_(None))
    )
    rows: Sequence[Any] = session.connection().execute(sa.union_all(consents, sales)).all()
    return (
        [Consent(*row) for row in rows if row[0] is not None],
        [row[1] for row in rows if row[0] is None],
    )


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
