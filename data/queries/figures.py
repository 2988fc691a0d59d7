"""What Supervision's figures are made of: finished clock runs, and the open leads of now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from data.tables.lead import IS_OPEN
from rules.vocabulary import Clock

_TABLES = SQLModel.metadata.tables
_RUN = _TABLES["clock_run"]
_LEAD = _TABLES["lead"]
_PERSON = _TABLES["person"]
_STAFF = _TABLES["staff"]
_EVENT = _TABLES["lead_event"]
_TASK = _TABLES["task"]


RunFigure = tuple[str, int, int | None, int, int]
"""A finished run as its covering index holds it: clock, 1 when it stopped in the period itself rather than in the
one before, staff id, business seconds, 1 when it was met. Plain, for there are hundreds of thousands."""

StartFigure = tuple[str, datetime, int, int]
"""A finished first response: source, start, business seconds, 1 when it was met."""


class OpenFigures(NamedTuple):
    """The open leads of now, counted."""

    open_leads: int
    late: int
    at_risk: int
    without_next_action: int
    unowned: int


def runs_between(
    session: Session, before: datetime, since: datetime, until: datetime, sites: frozenset[int]
) -> Sequence[Any]:
    """Every run that stopped in ``[before, until)`` as a ``RunFigure``; read from the covering index alone."""
    recent = sa.case((_RUN.c.stopped_at >= since, 1), else_=0)
    met = sa.type_coerce(_RUN.c.is_met, sa.Integer)
    query = sa.select(_RUN.c.clock, recent, _RUN.c.staff_id, _RUN.c.business_s, met).where(
        # An equality on each clock lets the index be walked in order, clock by clock.
        _RUN.c.clock.in_(_clocks()),
        _RUN.c.stopped_at >= before,
        _RUN.c.stopped_at < until,
        *_at(_RUN, sites),
    )
    return session.connection().execute(query).all()


def first_responses_between(
    session: Session, since: datetime, until: datetime, sites: frozenset[int]
) -> Sequence[Any]:
    """First responses that stopped in ``[since, until)``, each as a ``StartFigure``."""
    met = sa.type_coerce(_RUN.c.is_met, sa.Integer)
    query = sa.select(_RUN.c.source, _RUN.c.started_at, _RUN.c.business_s, met).where(
        _RUN.c.clock == "first_response",
        _RUN.c.stopped_at >= since,
        _RUN.c.stopped_at < until,
        *_at(_RUN, sites),
    )
    return session.connection().execute(query).all()


def received_by_source(
    session: Session, since: datetime, until: datetime, sites: frozenset[int]
) -> dict[str, tuple[int, int]]:
    """By source: leads received in the period, and those of them that are sold by now."""
    sold = sa.func.sum(sa.case((_LEAD.c.stage == "sold", 1), else_=0))
    query = (
        sa.select(_LEAD.c.source, sa.func.count(), sold)
        .where(_LEAD.c.received_at >= since, _LEAD.c.received_at < until, *_at(_LEAD, sites))
        .group_by(_LEAD.c.source)
    )
    return {row[0]: (row[1], row[2]) for row in session.connection().execute(query)}


def late_by_clock(session: Session, now: datetime, sites: frozenset[int]) -> dict[str, int]:
    """Open leads past their deadline, by the clock that ends first."""
    query = (
        sa.select(_LEAD.c.clock, sa.func.count())
        .where(IS_OPEN, _LEAD.c.due_at < now, _LEAD.c.clock.is_not(None), *_at(_LEAD, sites))
        .group_by(_LEAD.c.clock)
    )
    return {row[0]: row[1] for row in session.connection().execute(query)}


def open_figures(session: Session, now: datetime, risk_until: datetime, sites: frozenset[int]) -> OpenFigures:
    """Counts of the open leads: late, at risk before ``risk_until``, without next action, held by nobody."""

    def counted(condition: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    query = sa.select(
        sa.func.count(),
        counted(_LEAD.c.due_at < now),
        counted(sa.and_(_LEAD.c.due_at >= now, _LEAD.c.due_at < risk_until)),
        counted(without_next_action()),
        counted(sa.and_(_LEAD.c.owner_id.is_(None), _LEAD.c.holder == "center")),
    ).where(IS_OPEN, *_at(_LEAD, sites))
    return OpenFigures(*session.connection().execute(query).one())


def without_next_action() -> Any:
    """No date at all on which somebody must do something: a defect of an open lead."""
    return sa.and_(_LEAD.c.next_action_at.is_(None), _LEAD.c.parked_until.is_(None), _LEAD.c.due_at.is_(None))


def leads_without_next_action(session: Session, sites: frozenset[int], limit: int) -> Sequence[int]:
    query = (
        sa.select(_LEAD.c.id)
        .where(IS_OPEN, without_next_action(), *_at(_LEAD, sites))
        .order_by(_LEAD.c.received_at)
        .limit(limit)
    )
    return session.connection().execute(query).scalars().all()


def leads_at_risk(session: Session, until: datetime, sites: frozenset[int], limit: int) -> Sequence[int]:
    """Open leads late already or due before ``until``, the most urgent first."""
    query = (
        sa.select(_LEAD.c.id)
        .where(IS_OPEN, _LEAD.c.due_at < until, *_at(_LEAD, sites))
        .order_by(_LEAD.c.due_at)
        .limit(limit)
    )
    return session.connection().execute(query).scalars().all()


def open_by_person(session: Session, sites: frozenset[int] = frozenset()) -> dict[int, int]:
    """Open leads that each member of the staff holds, for the center or as a salesperson; of these sites, or of all."""
    # Whoever is both counts once: a salesperson holds the lead, the operator's name merely stays on it.
    holder = sa.case((_LEAD.c.holder == "sales", _LEAD.c.salesperson_id), else_=_LEAD.c.owner_id)
    query = (
        sa.select(holder, sa.func.count())
        .where(IS_OPEN, holder.is_not(None), *_at(_LEAD, sites))
        .group_by(holder)
    )
    return {row[0]: row[1] for row in session.connection().execute(query)}


def runs_of_figure(
    session: Session,
    since: datetime,
    until: datetime,
    sites: frozenset[int],
    clock: str | None,
    staff_id: int | None,
    missed_only: bool,
    limit: int,
    source: str | None = None,
    started_in: Sequence[tuple[datetime, datetime]] | None = None,
) -> Sequence[Any]:
    """The runs a figure is made of with their lead's person, the slowest first.

    ``started_in`` keeps the runs that started in one of these spans ``[from, to)``.
    """
    query = (
        sa.select(
            _RUN.c.lead_id,
            _PERSON.c.display_name,
            _RUN.c.clock,
            _RUN.c.started_at,
            _RUN.c.stopped_at,
            _RUN.c.business_s,
            _RUN.c.wall_s,
            _RUN.c.target_s,
            _RUN.c.is_met,
            sa.func.coalesce(_STAFF.c.name, "").label("staff"),
        )
        .join(_LEAD, _LEAD.c.id == _RUN.c.lead_id)
        .join(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
        .outerjoin(_STAFF, _STAFF.c.id == _RUN.c.staff_id)
        .where(
            _RUN.c.clock == clock if clock else _RUN.c.clock.in_(_clocks()),
            _RUN.c.stopped_at >= since,
            _RUN.c.stopped_at < until,
            *_at(_RUN, sites),
        )
        .order_by(_RUN.c.business_s.desc())
        .limit(limit)
    )
    if staff_id is not None:
        query = query.where(_RUN.c.staff_id == staff_id)
    if missed_only:
        query = query.where(_RUN.c.is_met.is_(False))
    if source is not None:
        query = query.where(_RUN.c.source == source)
    if started_in is not None:
        spans = [sa.and_(_RUN.c.started_at >= start, _RUN.c.started_at < end) for start, end in started_in]
        query = query.where(sa.or_(sa.false(), *spans))
    return session.connection().execute(query).all()


def _clocks() -> list[str]:
    return [clock.value for clock in Clock]


def _at(table: sa.Table, sites: frozenset[int]) -> list[sa.ColumnElement[bool]]:
    return [table.c.site_id.in_(sites)] if sites else []


def my_day_figures(
    connection: sa.Connection, staff_id: int, since: datetime, until: datetime
) -> tuple[int, list[int]]:
    """Leads somebody took in the period, and the business seconds of the first responses they gave."""
    taken = connection.execute(
        sa.select(sa.func.count(_EVENT.c.lead_id.distinct())).where(
            _EVENT.c.at >= since,
            _EVENT.c.at < until,
            _EVENT.c.actor_id == staff_id,
            _EVENT.c.kind.in_(("claimed", "taken_over")),
        )
    ).scalar_one()
    seconds = connection.execute(
        sa.select(_RUN.c.business_s).where(
            _RUN.c.clock == "first_response",
            _RUN.c.stopped_at >= since,
            _RUN.c.stopped_at < until,
            _RUN.c.staff_id == staff_id,
        )
    ).scalars()
    return int(taken), list(seconds)


def next_task(connection: sa.Connection, staff_id: int, now: datetime) -> tuple[datetime, str] | None:
    """The next planned task for somebody, or for whoever takes the lead, and the person it is about."""
    row = connection.execute(
        sa.select(_TASK.c.due_at, _PERSON.c.display_name)
        .join(_LEAD, _LEAD.c.id == _TASK.c.lead_id)
        .join(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
        .where(
            _TASK.c.state == "open",
            _TASK.c.due_at > now,
            sa.or_(_TASK.c.staff_id == staff_id, _TASK.c.staff_id.is_(None)),
        )
        .order_by(_TASK.c.due_at)
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None
