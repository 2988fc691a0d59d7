"""``store check``: is what is stored whole, and does everything that can be recomputed say what the events say?

Events, policies and opening hours give each lead's row, its deadline and its finished clock runs once more; what
stands in the store must be equal to it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from rules.events import LeadEvent
from rules.lead_state import fold
from rules.refusal import Refusal
from rules.vocabulary import EventKind, OutboxState, RawOutcome
from vo_callcenter.services.case import finished_run, projection, read_clocks, run_key
from vo_callcenter.services.office import Office

BATCH = 1_000

_TABLES = SQLModel.metadata.tables
_LEAD, _EVENT = _TABLES["lead"], _TABLES["lead_event"]
_MESSAGE, _OUTBOX, _TASK = _TABLES["message"], _TABLES["outbox"], _TABLES["task"]
_MERGE, _PERSON, _SALE = _TABLES["merge"], _TABLES["person"], _TABLES["sale"]
_BY_ID = frozenset(
    "touch call message outbox note question task trade_in raw_input offer appointment"
    " lead person_email person_phone consent objection".split()
)
"""What a merge moves row by row."""
_RUN, _RAW, _TOUCH = _TABLES["clock_run"], _TABLES["raw_input"], _TABLES["touch"]

_UNREAD = timedelta(minutes=10)
"""How long a document may wait unread before it counts as forgotten."""
_OF_THE_MOMENT = "rests_until"
"""Column that tells how things stood when the lead was last written, which is not now."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the store. ``code`` is a key of the ``store`` catalog (``store.check_<code>``)."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def check(office: Office, progress: Callable[[int], None] | None = None) -> list[Problem]:
    """Every problem found, none for a sound store; leads are read in batches, ``progress`` hears how many so far.

    Reads one consistent state while others go on working. Minutes on a very large store.
    """
    store = office.store
    found: list[Problem] = []
    try:
        # Read beforehand: each has a unit of work of its own.
        office.policies()
        office.calendars()
        with store.reading_core() as connection:
            if store.is_sqlite:
                found += _file(connection)
            if not any(problem.code == "damaged" for problem in found):
                found += _unread(connection, office)
                found += _outbox(connection)
                found += _merges(connection)
                found += _sales(connection)
                found += _leads(connection, office, progress)
    except Refusal as refusal:
        if refusal.code != "store_damaged":
            raise
        # Too damaged even to be described; the driver's own words are all there is.
        found.append(Problem("damaged", {"detail": str(refusal.__cause__).splitlines()[0]}))
    return found


def _file(connection: Connection) -> Iterator[Problem]:
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield Problem("damaged", {"detail": said})
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Problem("reference", {"table": table, "row": row, "parent": parent})


def _unread(connection: Connection, office: Office) -> Iterator[Problem]:
    waits = sa.select(_RAW.c.id).where(
        _RAW.c.outcome == RawOutcome.PENDING.value, _RAW.c.received_at < office.now() - _UNREAD
    )
    for (raw,) in connection.execute(waits.order_by(_RAW.c.id)):
        yield Problem("unread", {"raw": raw})


def _outbox(connection: Connection) -> Iterator[Problem]:
    without = (
        sa.select(_MESSAGE.c.id, _MESSAGE.c.lead_id)
        .where(
            _MESSAGE.c.direction == "out",
            ~sa.exists().where(_OUTBOX.c.message_id == _MESSAGE.c.id),
            # What a relaunch will send waits with its task.
            ~sa.exists().where(_TASK.c.message_id == _MESSAGE.c.id),
        )
        .order_by(_MESSAGE.c.id)
    )
    for message, lead in connection.execute(without):
        yield Problem("message_without_outbox", {"message": message, "lead": lead})
    elsewhere = (
        sa.select(_OUTBOX.c.id, _MESSAGE.c.id, _MESSAGE.c.direction)
        .join(_MESSAGE, _MESSAGE.c.id == _OUTBOX.c.message_id)
        .where(sa.or_(_MESSAGE.c.lead_id != _OUTBOX.c.lead_id, _MESSAGE.c.direction != "out"))
    )
    for row, message, _ in connection.execute(elsewhere):
        yield Problem("outbox_of_another", {"outbox": row, "message": message})
    states = [state.value for state in OutboxState]
    for row, state in connection.execute(
        sa.select(_OUTBOX.c.id, _OUTBOX.c.state).where(_OUTBOX.c.state.not_in(states))
    ):
        yield Problem("outbox_state", {"outbox": row, "state": state})


def _merges(connection: Connection) -> Iterator[Problem]:
    """A merge that stands: the emptied side says so, and what moved is with the kept one, or where that one went."""
    standing = connection.execute(
        sa.select(_MERGE).where(_MERGE.c.undone_at.is_(None)).order_by(_MERGE.c.id)
    ).all()
    went = {(row.kind, row.emptied_id): row.kept_id for row in standing}
    for row in standing:
        table, column = (_LEAD, "duplicate_of_id") if row.kind == "lead" else (_PERSON, "merged_into_id")
        found = connection.execute(sa.select(table.c[column]).where(table.c.id == row.emptied_id)).scalar()
        if found != row.kept_id:
            yield Problem("merge_not_said", {"merge": row.id, "kind": row.kind, "id": row.emptied_id})
        holder = row.kept_id
        while (row.kind, holder) in went:
            holder = went[row.kind, holder]
        yield from _moved(connection, row, holder)


def _moved(connection: Connection, row: Any, holder: int) -> Iterator[Problem]:
    for name, ids in row.moved.items():
        if name not in _BY_ID or not ids:
            continue
        table = _TABLES[name]
        owner = table.c.lead_id if row.kind == "lead" else table.c.person_id
        query = sa.select(table.c.id).where(table.c.id.in_(ids), owner != holder).order_by(table.c.id)
        for (number,) in connection.execute(query):
            yield Problem("merge_row_elsewhere", {"merge": row.id, "table": name, "row": number})


def _sales(connection: Connection) -> Iterator[Problem]:
    """A lead is sold once: before it is sold again, its sale is undone."""
    standing = sa.func.count(_SALE.c.id)
    twice = (
        sa.select(_SALE.c.lead_id, standing)
        .where(_SALE.c.undone_at.is_(None))
        .group_by(_SALE.c.lead_id)
        .having(standing > 1)
        .order_by(_SALE.c.lead_id)
    )
    for lead, sales in connection.execute(twice):
        yield Problem("sold_twice", {"lead": lead, "sales": sales})


def _leads(
    connection: Connection, office: Office, progress: Callable[[int], None] | None
) -> Iterator[Problem]:
    last = done = 0
    while True:
        rows = connection.execute(
            sa.select(_LEAD).where(_LEAD.c.id > last).order_by(_LEAD.c.id).limit(BATCH)
        ).all()
        if not rows:
            return
        histories = _by_lead(connection, _EVENT, last, rows[-1].id)
        runs = _by_lead(connection, _RUN, last, rows[-1].id)
        sent = _sent(connection, last, rows[-1].id)
        touched = _touched(connection, last, rows[-1].id)
        for row in rows:
            # A lead that was merged has given its touches to the one it was merged into.
            if row.id not in touched and row.duplicate_of_id is None:
                yield Problem("no_touch", {"lead": row.id})
            yield from _lead(
                office, row, histories.get(row.id, []), runs.get(row.id, []), sent.get(row.id, set())
            )
        last, done = rows[-1].id, done + len(rows)
        if progress is not None:
            progress(done)


def _by_lead(connection: Connection, table: sa.Table, after: int, until: int) -> dict[int, list[Any]]:
    query = (
        sa.select(table)
        .where(table.c.lead_id > after, table.c.lead_id <= until)
        .order_by(table.c.lead_id, table.c.id)
    )
    return {lead: list(rows) for lead, rows in groupby(connection.execute(query), attrgetter("lead_id"))}


def _touched(connection: Connection, after: int, until: int) -> set[int]:
    query = sa.select(_TOUCH.c.lead_id).where(_TOUCH.c.lead_id > after, _TOUCH.c.lead_id <= until).distinct()
    return set(connection.execute(query).scalars())


def _sent(connection: Connection, after: int, until: int) -> dict[int, set[int]]:
    """The messages by lead that the outbox says the provider has."""
    query = sa.select(_OUTBOX.c.lead_id, _OUTBOX.c.message_id).where(
        _OUTBOX.c.lead_id > after,
        _OUTBOX.c.lead_id <= until,
        _OUTBOX.c.state.in_((OutboxState.SENT.value, OutboxState.DELIVERED.value)),
    )
    sent: dict[int, set[int]] = {}
    for lead, message in connection.execute(query):
        sent.setdefault(lead, set()).add(message)
    return sent


def _lead(
    office: Office, row: Any, history: Sequence[Any], runs: Sequence[Any], sent: set[int]
) -> Iterator[Problem]:
    if not any(event.kind == EventKind.RECEIVED for event in history):
        yield Problem("no_received_event", {"lead": row.id})
        return
    try:
        events = [
            LeadEvent(
                event.id, event.at, EventKind(event.kind), event.actor_id, event.data, event.policy_version
            )
            for event in history
        ]
        state = fold(events)
        readings = read_clocks(office, events, row.source, office.now())
        wanted = {"received_at": state.received_at, **projection(state, events, readings)}
    except (KeyError, ValueError, TypeError) as error:
        yield Problem("unreadable_event", {"lead": row.id, "detail": f"{type(error).__name__}: {error}"})
        return
    for name, expected in wanted.items():
        stored = getattr(row, name)
        if stored != expected and name != _OF_THE_MOMENT:
            yield Problem(
                "lead_differs",
                {"lead": row.id, "column": name, "stored": str(stored), "expected": str(expected)},
            )
    finished = [run for run in (finished_run(each, row, office) for each in readings) if run is not None]
    kept = [{name: value for name, value in run._asdict().items() if name != "id"} for run in runs]
    for clock, instance, _ in sorted(
        {run_key(run) for run in (*finished, *kept) if (run in finished) != (run in kept)}
    ):
        yield Problem("run_differs", {"lead": row.id, "clock": clock, "instance": instance})
    accepted = {event.data["message"] for event in events if event.kind is EventKind.MESSAGE_ACCEPTED}
    for message in sorted(sent - accepted):
        yield Problem("sent_without_event", {"lead": row.id, "message": message})
