"""One lead's record: every row it is made of, in a constant number of statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from data.tables import (
    CallRow,
    CarListingRow,
    CarRow,
    LeadRow,
    MessageRow,
    NoteRow,
    OutboxRow,
    PersonRow,
    PresenceRow,
    QuestionRow,
    SiteRow,
    StaffRow,
    TouchRow,
    TradeInRow,
)
from rules.values.lead import CarCard, OtherLead
from rules.vocabulary import CarStatus, Stage

PRESENT = timedelta(seconds=60)
"""How long somebody who opened a lead counts as looking at it."""


@dataclass(frozen=True, slots=True)
class Head:
    """A lead with the single rows around it."""

    lead: LeadRow
    person: PersonRow
    site: str
    car: CarCard | None


def head_of(session: Session, lead_id: int) -> Head | None:
    """Lead, person, site's name and car in one statement."""
    row = session.execute(
        sa.select(LeadRow, PersonRow, col(SiteRow.name), CarRow, _listing_url(), _car_site())
        .join(PersonRow, col(PersonRow.id) == LeadRow.person_id)
        .outerjoin(SiteRow, col(SiteRow.id) == LeadRow.site_id)
        .outerjoin(CarRow, col(CarRow.id) == LeadRow.car_id)
        .where(col(LeadRow.id) == lead_id)
    ).first()
    if row is None:
        return None
    lead, person, site, car, url, car_site = row
    return Head(lead, person, site or "", car_card(car, car_site or "", url or "") if car else None)


def car_card(car: CarRow, site: str, url: str = "") -> CarCard:
    assert car.id is not None
    return CarCard(
        id=car.id,
        title=" ".join(part for part in (car.make, car.model, car.trim) if part),
        year=car.first_registration.year if car.first_registration else None,
        mileage=car.mileage,
        price=car.price,
        fuel=car.fuel,
        gearbox=car.gearbox,
        colour=car.colour,
        plate=car.plate,
        vin=car.vin,
        stock_number=car.stock_number,
        label=car.label,
        warranty_months=car.warranty_months,
        site=site,
        status=CarStatus(car.status),
        url=url,
    )


def alternatives(session: Session, car: CarCard | None, car_text: str, limit: int = 5) -> Sequence[CarCard]:
    """Cars in stock nearest to the wanted one: the same model first, then the nearest price. One statement."""
    same: Any
    words = " ".join(car.title.split()[:2]) if car else car_text
    if not words.strip():
        return ()
    named = sa.func.lower(col(CarRow.make)) + " " + sa.func.lower(col(CarRow.model))
    lowered = sa.literal(words.lower())
    same = sa.or_(
        named == lowered, sa.and_(col(CarRow.model) != "", lowered.contains(sa.func.lower(col(CarRow.model))))
    )
    query = (
        select(CarRow, SiteRow.name, _listing_url())
        .outerjoin(SiteRow, col(SiteRow.id) == CarRow.site_id)
        .where(CarRow.status == CarStatus.IN_STOCK.value)
    )
    if car is not None:
        query = query.where(CarRow.id != car.id)
    if car is not None and car.price:
        near = sa.func.abs(col(CarRow.price) - car.price)
        query = query.where(sa.or_(same, near <= car.price // 5))
        query = query.order_by(sa.case((same, 0), else_=1), near.nulls_last(), col(CarRow.id))
    else:
        query = query.where(same).order_by(col(CarRow.price).asc().nulls_last(), col(CarRow.id))
    return [car_card(row, site or "", url or "") for row, site, url in session.exec(query.limit(limit)).all()]


def staff_names(session: Session) -> dict[int, str]:
    """Everybody's name by id, those who left too."""
    return {number: name for number, name in session.exec(select(StaffRow.id, StaffRow.name)).all() if number}


def touches_of(session: Session, lead_id: int) -> Sequence[TouchRow]:
    return session.exec(
        select(TouchRow).where(TouchRow.lead_id == lead_id).order_by(col(TouchRow.at), col(TouchRow.id))
    ).all()


def messages_of(session: Session, lead_id: int) -> Sequence[tuple[MessageRow, str | None]]:
    """Outgoing messages, each with the state of its outbox row (None while it is only prepared)."""
    return session.exec(
        select(MessageRow, OutboxRow.state)
        .outerjoin(OutboxRow, col(OutboxRow.message_id) == MessageRow.id)
        .where(MessageRow.lead_id == lead_id, MessageRow.direction == "out")
        .order_by(col(MessageRow.id))
    ).all()


def notes_of(session: Session, lead_id: int) -> Sequence[NoteRow]:
    return session.exec(select(NoteRow).where(NoteRow.lead_id == lead_id)).all()


def questions_of(session: Session, lead_id: int) -> Sequence[QuestionRow]:
    return session.exec(
        select(QuestionRow).where(QuestionRow.lead_id == lead_id).order_by(col(QuestionRow.id))
    ).all()


def trade_ins_of(session: Session, lead_id: int) -> Sequence[TradeInRow]:
    return session.exec(select(TradeInRow).where(TradeInRow.lead_id == lead_id)).all()


def other_leads(session: Session, person_id: int, lead_id: int, limit: int = 20) -> Sequence[OtherLead]:
    """Other leads of the same person, the newest first."""
    rows = session.execute(
        sa.select(
            col(LeadRow.id),
            col(LeadRow.received_at),
            col(CarRow.make),
            col(CarRow.model),
            col(LeadRow.car_text),
            col(LeadRow.stage),
            col(LeadRow.close_reason),
            col(StaffRow.name),
        )
        .outerjoin(CarRow, col(CarRow.id) == LeadRow.car_id)
        .outerjoin(StaffRow, col(StaffRow.id) == LeadRow.salesperson_id)
        .where(col(LeadRow.person_id) == person_id, col(LeadRow.id) != lead_id)
        .order_by(col(LeadRow.received_at).desc())
        .limit(limit)
    ).all()
    return [
        OtherLead(
            id=number or 0,
            received_at=received_at,
            car=" ".join(part for part in (make, model) if part) or text,
            stage=Stage(stage),
            close_reason=reason,
            salesperson=name or "",
        )
        for number, received_at, make, model, text, stage, reason, name in rows
    ]


def viewers_of(session: Session, lead_id: int, but: int, now: datetime) -> Sequence[str]:
    """Who else has the lead open now."""
    return session.exec(
        select(StaffRow.name)
        .join(PresenceRow, col(PresenceRow.staff_id) == StaffRow.id)
        .where(
            PresenceRow.lead_id == lead_id,
            PresenceRow.staff_id != but,
            col(PresenceRow.seen_at) > now - PRESENT,
        )
        .order_by(col(StaffRow.name))
    ).all()


def standing_calls(calls: Sequence[CallRow], lead_id: int, standing: Collection[int]) -> Sequence[CallRow]:
    """Of the person's calls, those of this lead that were not undone."""
    return [call for call in calls if call.lead_id == lead_id and call.id in standing]


def _listing_url() -> Any:
    return (
        sa.select(col(CarListingRow.url))
        .where(col(CarListingRow.car_id) == CarRow.id, col(CarListingRow.url) != "")
        .limit(1)
        .correlate(CarRow)
        .scalar_subquery()
    )


def _car_site() -> Any:
    site = SQLModel.metadata.tables["site"].alias("car_site")
    return sa.select(site.c.name).where(site.c.id == CarRow.site_id).correlate(CarRow).scalar_subquery()
