"""Tasks and appointments as cards, with the person and the car they are about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from data.queries.listed import car_words, first_phone
from rules.values.lead import AppointmentCard, TaskCard
from rules.vocabulary import AppointmentKind, AppointmentState, Channel, Stage, TaskKind, TaskState

_TABLES = SQLModel.metadata.tables
_TASK = _TABLES["task"]
_APPOINTMENT = _TABLES["appointment"]
_LEAD = _TABLES["lead"]
_PERSON = _TABLES["person"]
_CAR = _TABLES["car"]
_SITE = _TABLES["site"]
_STAFF = _TABLES["staff"]

WAITING = (TaskState.OPEN.value, TaskState.FIRED.value)


def mine(staff_id: int) -> sa.ColumnElement[bool]:
    """Tasks for somebody: named, or of a lead they hold."""
    holds = sa.or_(_LEAD.c.salesperson_id == staff_id, _LEAD.c.owner_id == staff_id)
    return sa.or_(_TASK.c.staff_id == staff_id, sa.and_(_TASK.c.staff_id.is_(None), holds))


def of_lead(lead_id: int | sa.BindParameter[int]) -> sa.ColumnElement[bool]:
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
    query = tasks_query(whose, waiting_only=waiting_only, limit=limit)
    if start is not None:
        query = query.where(_TASK.c.due_at >= start)
    if end is not None:
        query = query.where(_TASK.c.due_at < end)
    return [task_card(row) for row in session.connection().execute(query)]


def tasks_query(
    whose: sa.ColumnElement[bool], *, waiting_only: bool = True, limit: int = 500
) -> sa.Select[Any]:
    """What ``task_card`` is made of, by due date."""
    holder = sa.func.coalesce(_TASK.c.staff_id, _LEAD.c.salesperson_id, _LEAD.c.owner_id)
    query = (
        sa.select(
            _TASK.c.id,
            _TASK.c.lead_id,
            _TASK.c.kind,
            _TASK.c.state,
            _TASK.c.due_at,
            _TASK.c.channel,
            sa.func.coalesce(_STAFF.c.name, "").label("staff"),
            _TASK.c.note,
            _PERSON.c.display_name,
            _CAR.c.make,
            _CAR.c.model,
            _LEAD.c.car_text,
            first_phone().label("phone"),
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
    return query.where(_TASK.c.state.in_(WAITING)) if waiting_only else query


def task_card(row: Any) -> TaskCard:
    return TaskCard(
        id=row.id,
        lead_id=row.lead_id,
        kind=TaskKind(row.kind),
        state=TaskState(row.state),
        due_at=row.due_at,
        channel=Channel(row.channel),
        staff=row.staff,
        note=row.note,
        person=row.display_name,
        car=car_words(row.make, row.model, row.car_text),
        phone=row.phone or "",
        stage=Stage(row.stage),
    )


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
    query = appointments_query(whose, planned_only=planned_only, limit=limit)
    if start is not None:
        query = query.where(_APPOINTMENT.c.starts_at >= start)
    if end is not None:
        query = query.where(_APPOINTMENT.c.starts_at < end)
    return [appointment_card(row) for row in session.connection().execute(query)]


def appointments_query(
    whose: sa.ColumnElement[bool], *, planned_only: bool = True, limit: int = 500
) -> sa.Select[Any]:
    """What ``appointment_card`` is made of, by time."""
    query = (
        sa.select(
            _APPOINTMENT.c.id,
            _APPOINTMENT.c.lead_id,
            _APPOINTMENT.c.kind,
            _APPOINTMENT.c.state,
            _APPOINTMENT.c.starts_at,
            sa.func.coalesce(_STAFF.c.name, "").label("staff"),
            sa.func.coalesce(_SITE.c.name, "").label("site"),
            _PERSON.c.display_name,
            _CAR.c.make,
            _CAR.c.model,
            _LEAD.c.car_text,
            first_phone().label("phone"),
            _APPOINTMENT.c.created_at,
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
    return query.where(_APPOINTMENT.c.state == AppointmentState.PLANNED.value) if planned_only else query


def appointment_card(row: Any) -> AppointmentCard:
    return AppointmentCard(
        id=row.id,
        lead_id=row.lead_id,
        kind=AppointmentKind(row.kind),
        state=AppointmentState(row.state),
        starts_at=row.starts_at,
        staff=row.staff,
        site=row.site,
        person=row.display_name,
        car=car_words(row.make, row.model, row.car_text),
        phone=row.phone or "",
        created_at=row.created_at,
    )


def my_appointments(staff_id: int) -> sa.ColumnElement[bool]:
    return _APPOINTMENT.c.staff_id == staff_id


def appointments_of_lead(lead_id: int | sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    return _APPOINTMENT.c.lead_id == lead_id
