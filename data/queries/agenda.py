"""Tasks and appointments as cards, with the person and the car they are about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from rules.values.lead import AppointmentCard, TaskCard
from rules.vocabulary import AppointmentKind, AppointmentState, Channel, Stage, TaskKind, TaskState

_TABLES = SQLModel.metadata.tables
_TASK = _TABLES["task"]
_APPOINTMENT = _TABLES["appointment"]
_LEAD = _TABLES["lead"]
_PERSON = _TABLES["person"]
_PHONE = _TABLES["person_phone"]
_CAR = _TABLES["car"]
_SITE = _TABLES["site"]
_STAFF = _TABLES["staff"]

WAITING = (TaskState.OPEN.value, TaskState.FIRED.value)


def mine(staff_id: int) -> sa.ColumnElement[bool]:
    """Tasks for somebody: named, or of a lead they hold."""
    holds = sa.or_(_LEAD.c.salesperson_id == staff_id, _LEAD.c.owner_id == staff_id)
    return sa.or_(_TASK.c.staff_id == staff_id, sa.and_(_TASK.c.staff_id.is_(None), holds))


def of_lead(lead_id: int) -> sa.ColumnElement[bool]:
    return _TASK.c.lead_id == lead_id


def at_sites(sites: frozenset[int]) -> sa.ColumnElement[bool]:
    """Everything of these sites; empty for all."""
    return _LEAD.c.site_id.in_(sites) if sites else sa.true()


def tasks(
    session: Session,
    whose: sa.ColumnElement[bool],
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    waiting_only: bool = True,
    limit: int = 500,
) -> Sequence[TaskCard]:
    """Tasks by due date. One statement."""
    holder = sa.func.coalesce(_TASK.c.staff_id, _LEAD.c.salesperson_id, _LEAD.c.owner_id)
    query = (
        sa.select(
            _TASK.c.id,
            _TASK.c.lead_id,
            _TASK.c.kind,
            _TASK.c.state,
            _TASK.c.due_at,
            _TASK.c.channel,
            sa.func.coalesce(_STAFF.c.name, ""),
            _TASK.c.note,
            _PERSON.c.display_name,
            _CAR.c.make,
            _CAR.c.model,
            _LEAD.c.car_text,
            first_phone(),
            _LEAD.c.stage,
        )
        .join(_LEAD, _LEAD.c.id == _TASK.c.lead_id)
        .join(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
        .outerjoin(_CAR, _CAR.c.id == _LEAD.c.car_id)
        .outerjoin(_STAFF, _STAFF.c.id == holder)
        .where(whose)
        .order_by(_TASK.c.due_at, _TASK.c.id)
        .limit(limit)
    )
    if waiting_only:
        query = query.where(_TASK.c.state.in_(WAITING))
    if start is not None:
        query = query.where(_TASK.c.due_at >= start)
    if end is not None:
        query = query.where(_TASK.c.due_at < end)
    return [
        TaskCard(
            id=row[0],
            lead_id=row[1],
            kind=TaskKind(row[2]),
            state=TaskState(row[3]),
            due_at=row[4],
            channel=Channel(row[5]),
            staff=row[6],
            note=row[7],
            person=row[8],
            car=car_words(row[9], row[10], row[11]),
            phone=row[12] or "",
            stage=Stage(row[13]),
        )
        for row in session.connection().execute(query)
    ]


def appointments(
    session: Session,
    whose: sa.ColumnElement[bool],
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    planned_only: bool = True,
    limit: int = 500,
) -> Sequence[AppointmentCard]:
    """Appointments by time. One statement."""
    query = (
        sa.select(
            _APPOINTMENT.c.id,
            _APPOINTMENT.c.lead_id,
            _APPOINTMENT.c.kind,
            _APPOINTMENT.c.state,
            _APPOINTMENT.c.starts_at,
            sa.func.coalesce(_STAFF.c.name, ""),
            sa.func.coalesce(_SITE.c.name, ""),
            _PERSON.c.display_name,
            _CAR.c.make,
            _CAR.c.model,
            _LEAD.c.car_text,
            first_phone(),
        )
        .join(_LEAD, _LEAD.c.id == _APPOINTMENT.c.lead_id)
        .join(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
        .outerjoin(_CAR, _CAR.c.id == _LEAD.c.car_id)
        .outerjoin(_STAFF, _STAFF.c.id == _APPOINTMENT.c.staff_id)
        .outerjoin(_SITE, _SITE.c.id == _APPOINTMENT.c.site_id)
        .where(whose)
        .order_by(_APPOINTMENT.c.starts_at, _APPOINTMENT.c.id)
        .limit(limit)
    )
    if planned_only:
        query = query.where(_APPOINTMENT.c.state == AppointmentState.PLANNED.value)
    if start is not None:
        query = query.where(_APPOINTMENT.c.starts_at >= start)
    if end is not None:
        query = query.where(_APPOINTMENT.c.starts_at < end)
    return [
        AppointmentCard(
            id=row[0],
            lead_id=row[1],
            kind=AppointmentKind(row[2]),
            state=AppointmentState(row[3]),
            starts_at=row[4],
            staff=row[5],
            site=row[6],
            person=row[7],
            car=car_words(row[8], row[9], row[10]),
            phone=row[11] or "",
        )
        for row in session.connection().execute(query)
    ]


def my_appointments(staff_id: int) -> sa.ColumnElement[bool]:
    return _APPOINTMENT.c.staff_id == staff_id


def appointments_of_lead(lead_id: int) -> sa.ColumnElement[bool]:
    return _APPOINTMENT.c.lead_id == lead_id


def first_phone() -> Any:
    """The phone to call first, as the queue shows it."""
    return (
        sa.select(sa.func.coalesce(_PHONE.c.e164, _PHONE.c.raw))
        .where(_PHONE.c.person_id == _LEAD.c.person_id)
        .order_by(_PHONE.c.e164.is_(None), _PHONE.c.is_shared, _PHONE.c.id)
        .limit(1)
        .scalar_subquery()
    )


def car_words(make: str | None, model: str | None, text: str) -> str:
    return " ".join(part for part in (make, model) if part) or text
