"""The live queue: open leads by urgency, lane by lane, and their counts. Core, for it is behind every key.

Urgency is the deadline (none comes last), then the score, then age: the order of the partial indexes on
``lead``. Their conditions are written here word for word, since a partial index serves no other.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from data.queries.listed import first_phone
from data.tables.columns import UtcMoment
from data.tables.lead import CAN_BE_TAKEN
from rules.values.queue import LaneCount, QueueRow
from rules.vocabulary import Clock, Lane, Source, Stage, Temperature

PRESENCE = timedelta(seconds=60)
"""How long somebody who opened a lead counts as looking at it."""

QueueKey = tuple[datetime | None, int, datetime, int]
"""Where a row stands in the order: deadline, score, received, id."""

_TABLES = SQLModel.metadata.tables
_LEAD = _TABLES["lead"]
_PERSON = _TABLES["person"]
_CAR = _TABLES["car"]
_SITE = _TABLES["site"]
_PRESENCE = _TABLES["presence"]
_OWNER = _TABLES["staff"].alias("owner")
_SALES = _TABLES["staff"].alias("sales")
_VIEWER = _TABLES["staff"].alias("viewer")
_BETWEEN = "\n"
"""Between the names of those who look at a lead."""

_URGENCY = (_LEAD.c.due_at.asc().nulls_last(), _LEAD.c.score.desc(), _LEAD.c.received_at, _LEAD.c.id)

_IS_OPEN = sa.text("lead.is_open")
_STAGES = {stage.value: stage for stage in Stage}
_CLOCKS = {clock.value: clock for clock in Clock}
_SOURCES = {source.value: source for source in Source}
_TEMPERATURES = {temperature.value: temperature for temperature in Temperature}


def key_of(row: QueueRow) -> QueueKey:
    """The place of a row in the queue, to ask for what comes after it."""
    return (row.due_at, row.score, row.received_at, row.id)


def open_leads_by_urgency(
    connection: Connection,
    lane: Lane,
    actor_id: int,
    site_ids: Collection[int] | None = None,
    limit: int | None = None,
    after_key: QueueKey | None = None,
    *,
    now: datetime,
    day_ends_at: datetime | None = None,
) -> list[QueueRow]:
    """The rows of a lane, most urgent first; one statement whatever their number.

    ``site_ids`` empty or None means every site. ``day_ends_at`` bounds the callbacks of today (``now`` when
    not given). The lane to sort holds no lead and is empty here.
    """
    if lane is Lane.TO_SORT:
        return []
    query = _in_order(lane, bool(site_ids))
    if after_key is not None:
        query = query.where(_after(after_key))
    if limit is not None:
        query = query.limit(limit)
    return _read(connection, query, _values(actor_id, site_ids, now, day_ends_at))


def queue_rows(
    connection: Connection,
    ids: Collection[int],
    actor_id: int,
    *,
    now: datetime,
    lane: Lane | None = None,
    site_ids: Collection[int] | None = None,
    day_ends_at: datetime | None = None,
) -> list[QueueRow]:
    """Those leads as rows, most urgent first. With ``lane``, only those that stand in it now: of the others a
    list takes the rows away.
    """
    if not ids or lane is Lane.TO_SORT:
        return []
    query = _in_order(lane, bool(site_ids)).where(_LEAD.c.id.in_(ids))
    return _read(connection, query, _values(actor_id, site_ids, now, day_ends_at))


def lane_counts(
    connection: Connection,
    actor_id: int,
    site_ids: Collection[int] | None = None,
    *,
    now: datetime,
    day_ends_at: datetime | None = None,
) -> list[LaneCount]:
    """How many rows each lane has, and how many of them are late: one statement over a covering index.

    Late means past the deadline; for what is to sort, past its own.
    """
    values = _values(actor_id, site_ids, now, day_ends_at)
    found = [int(number or 0) for number in connection.execute(_counting(bool(site_ids)), values).one()]
    pairs = dict(
        zip(
            (*_COUNTED, Lane.CALLBACKS, Lane.TO_SORT),
            zip(found[::2], found[1::2], strict=True),
            strict=True,
        )
    )
    return [LaneCount(lane, *pairs[lane]) for lane in Lane]


_COUNTED = {
    Lane.TO_TAKE: CAN_BE_TAKEN,
    Lane.MINE: "owner_id = :me OR salesperson_id = :me",
    Lane.TO_ANSWER: "waits_for_us AND (owner_id IS NULL OR owner_id = :me OR salesperson_id = :me)",
    Lane.WITH_SALES: "offered_to_id IS NOT NULL OR holder = 'sales'",
    Lane.ALL: "is_open",
}
"""The condition of each lane on an open lead."""

_CALLED_BACK = (
    "lead.id IN (SELECT lead_id FROM task WHERE staff_id = :me"
    " AND state IN ('open', 'fired') AND due_at < :day_ends_at)"
    " OR ((lead.owner_id = :me OR lead.salesperson_id = :me)"
    " AND lead.id IN (SELECT lead_id FROM task WHERE staff_id IS NULL"
    " AND state IN ('open', 'fired') AND due_at < :day_ends_at))"
)
"""A task for me is due today, or one for whoever holds the lead, and I hold it."""

_TO_SORT = "FROM raw_input WHERE outcome IN ('pending', 'to_sort') AND outcome = 'to_sort'"
"""Twice about the outcome: the first is the partial index's own condition."""

_CALLBACKS = sa.text(f"({_CALLED_BACK})").bindparams(sa.bindparam("day_ends_at", type_=UtcMoment))


@cache
def _counting(at_sites: bool) -> sa.TextClause:
    sites = " AND site_id IN :sites" if at_sites else ""
    both = "SUM(CASE WHEN {0} THEN 1 ELSE 0 END), SUM(CASE WHEN {0} AND due_at < :now THEN 1 ELSE 0 END)"
    columns = ", ".join(both.format(f"({condition})") for condition in _COUNTED.values())
    callbacks = f"FROM lead WHERE is_open AND ({_CALLED_BACK}){sites}"
    statement = sa.text(
        f"SELECT {columns}, "
        f"(SELECT COUNT(*) {callbacks}), (SELECT COUNT(*) {callbacks} AND due_at < :now), "
        f"(SELECT COUNT(*) {_TO_SORT}), (SELECT COUNT(*) {_TO_SORT} AND deadline_at < :now) "
        f"FROM lead WHERE is_open{sites}"
    ).bindparams(sa.bindparam("now", type_=UtcMoment), sa.bindparam("day_ends_at", type_=UtcMoment))
    return statement.bindparams(sa.bindparam("sites", expanding=True)) if at_sites else statement


@cache
def _in_order(lane: Lane | None, at_sites: bool) -> sa.Select[Any]:
    """The rows of a lane (None: of every lead) in order; built once, for building costs more than running."""
    query = _rows().order_by(*_URGENCY)
    if lane is Lane.CALLBACKS:
        query = query.where(_IS_OPEN, _CALLBACKS)
    elif lane in (Lane.TO_TAKE, Lane.ALL):
        query = query.where(_IS_OPEN, sa.text(f"({_COUNTED[lane]})"))
    elif lane is not None:
        # Told from the index alone: only the lane's own leads are read. The plus keeps them in the index's order.
        own = f"+lead.id IN (SELECT own.id FROM lead AS own WHERE is_open AND ({_COUNTED[lane]}))"
        query = query.where(_IS_OPEN, sa.text(own))
    return query.where(_LEAD.c.site_id.in_(sa.bindparam("sites", expanding=True))) if at_sites else query


def _values(
    actor_id: int, site_ids: Collection[int] | None, now: datetime, day_ends_at: datetime | None
) -> dict[str, Any]:
    values = {"me": actor_id, "now": now, "day_ends_at": day_ends_at or now, "seen_after": now - PRESENCE}
    return values | {"sites": tuple(site_ids)} if site_ids else values


def _after(key: QueueKey) -> sa.ColumnElement[bool]:
    due, score, received, number = key
    lead = _LEAD.c
    later = sa.or_(
        lead.score < score,
        sa.and_(lead.score == score, lead.received_at > received),
        sa.and_(lead.score == score, lead.received_at == received, lead.id > number),
    )
    if due is None:
        return sa.and_(lead.due_at.is_(None), later)
    return sa.or_(lead.due_at > due, lead.due_at.is_(None), sa.and_(lead.due_at == due, later))


def _rows() -> sa.Select[Any]:
    # Who else has it open now.
    viewers = (
        sa.select(sa.func.aggregate_strings(_VIEWER.c.name, _BETWEEN))
        .select_from(_PRESENCE.join(_VIEWER, _VIEWER.c.id == _PRESENCE.c.staff_id))
        .where(
            _PRESENCE.c.lead_id == _LEAD.c.id,
            _PRESENCE.c.seen_at > sa.bindparam("seen_after", type_=UtcMoment),
            _PRESENCE.c.staff_id != sa.bindparam("me"),
        )
        .correlate(_LEAD)
        .scalar_subquery()
    )
    lead = _LEAD.c
    return sa.select(
        lead.id, lead.version, lead.stage, lead.clock, lead.due_at, lead.warn_at, lead.clock_started_at,
        lead.clock_calendar, lead.rests_until, lead.score, lead.temperature, _PERSON.c.display_name, first_phone(),
        _CAR.c.make, _CAR.c.model, _CAR.c.trim, lead.car_text, lead.source, lead.site_id, _SITE.c.name,
        lead.attempts, lead.owner_id, _OWNER.c.name, lead.salesperson_id, _SALES.c.name, lead.received_at,
        lead.next_action_at, lead.is_unread, viewers,
    ).select_from(
        _LEAD.outerjoin(_PERSON, _PERSON.c.id == lead.person_id)
        .outerjoin(_CAR, _CAR.c.id == lead.car_id)
        .outerjoin(_SITE, _SITE.c.id == lead.site_id)
        .outerjoin(_OWNER, _OWNER.c.id == lead.owner_id)
        .outerjoin(_SALES, _SALES.c.id == lead.salesperson_id)
    )  # fmt: skip


def _read(connection: Connection, query: sa.Select[Any], values: dict[str, Any]) -> list[QueueRow]:
    return [_row(row) for row in connection.execute(query, values)]


def _row(row: Any) -> QueueRow:
    (
        number, version, stage, clock, due_at, warn_at, started_at, calendar, rests_until, score, temperature,
        person, phone, make, model, trim, car_text, source, site_id, site, attempts, owner_id, owner,
        salesperson_id, salesperson, received_at, next_action_at, is_unread, viewers,
    ) = row  # fmt: skip
    return QueueRow(
        id=number,
        version=version,
        stage=_STAGES[stage],
        clock=None if clock is None else _CLOCKS[clock],
        due_at=due_at,
        warn_at=warn_at,
        started_at=started_at,
        calendar=calendar,
        rests_until=rests_until,
        score=score,
        temperature=_TEMPERATURES[temperature],
        person=person or "",
        phone=phone or "",
        car=" ".join(part for part in (make, model, trim) if part) or car_text,
        source=_SOURCES[source],
        site_id=site_id,
        site=site or "",
        attempts=attempts,
        owner_id=owner_id,
        owner=owner or "",
        salesperson_id=salesperson_id,
        salesperson=salesperson or "",
        received_at=received_at,
        next_action_at=next_action_at,
        is_unread=is_unread,
        viewers=tuple(sorted(viewers.split(_BETWEEN))) if viewers else (),
    )
