"""The outbox as lists read it: the columns they show, of the messages of a time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from rules.vocabulary import OutboxState

_TABLES = SQLModel.metadata.tables
_OUTBOX, _MESSAGE = _TABLES["outbox"], _TABLES["message"]
_LEAD, _PERSON, _STAFF = _TABLES["lead"], _TABLES["person"], _TABLES["staff"]

_SEEN_BY = (
    _LEAD.c.site_id,
    _LEAD.c.owner_id,
    _LEAD.c.salesperson_id,
    _LEAD.c.offered_to_id,
    _LEAD.c.is_open,
    _LEAD.c.holder,
)
"""What decides who may see a message: its lead's own columns."""


def listed(
    session: Session,
    since: datetime,
    states: Collection[OutboxState] | None,
    concerns: int | None,
    limit: int,
) -> Sequence[Any]:
    """Messages to send, or sent, since a moment, newest first; with what lists show. One statement.

    ``states`` None for all; ``concerns`` the person whose they must be: written by them or about a lead they hold.
    """
    query = (
        _recent(
            since,
            states,
            concerns,
            _OUTBOX.c.id,
            _OUTBOX.c.message_id,
            _OUTBOX.c.lead_id,
            _OUTBOX.c.channel,
            _OUTBOX.c.state,
            _OUTBOX.c.reason,
            _OUTBOX.c.detail,
            _OUTBOX.c.tries,
            _OUTBOX.c.try_at,
            _OUTBOX.c.finished_at,
            _OUTBOX.c.provider_id,
            _MESSAGE.c.address,
            _MESSAGE.c.subject,
            _MESSAGE.c.body,
            _MESSAGE.c.at,
            _MESSAGE.c.is_automatic,
            _PERSON.c.display_name,
            sa.func.coalesce(_STAFF.c.name, "").label("staff"),
        )
        .join(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
        .outerjoin(_STAFF, _STAFF.c.id == _MESSAGE.c.staff_id)
    )
    return session.connection().execute(query.order_by(_OUTBOX.c.id.desc()).limit(limit)).all()


def states_listed(
    session: Session, since: datetime, states: Collection[OutboxState], concerns: int | None, limit: int
) -> Sequence[Any]:
    """The same messages, of which only ``state`` and ``finished_at`` are read. One statement."""
    query = _recent(since, states, concerns, _OUTBOX.c.state, _OUTBOX.c.finished_at)
    return session.connection().execute(query.order_by(_OUTBOX.c.id.desc()).limit(limit)).all()


def _recent(
    since: datetime,
    states: Collection[OutboxState] | None,
    concerns: int | None,
    *columns: sa.ColumnElement[Any],
) -> sa.Select[Any]:
    in_states = _OUTBOX.c.state.in_([state.value for state in states or OutboxState])
    # States and time are what the index holds: no list reads what left long ago.
    recent = sa.and_(in_states, _OUTBOX.c.try_at >= since)
    query: sa.Select[Any] = (
        sa.select(*columns, *_SEEN_BY)
        .select_from(_OUTBOX)
        .join(_MESSAGE, _MESSAGE.c.id == _OUTBOX.c.message_id)
        .join(_LEAD, _LEAD.c.id == _OUTBOX.c.lead_id)
    )
    if states is None:
        # Of everything, the newest: read back from the end, down to the first of that time.
        first = sa.select(sa.func.min(_OUTBOX.c.id)).where(recent).scalar_subquery()
        query = query.where(_OUTBOX.c.id >= first, _OUTBOX.c.try_at >= since)
    else:
        query = query.where(recent)
    if concerns is not None:
        query = query.where(
            sa.or_(
                _MESSAGE.c.staff_id == concerns,
                _LEAD.c.owner_id == concerns,
                _LEAD.c.salesperson_id == concerns,
            )
        )
    return query
