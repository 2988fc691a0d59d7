"""``store check``: is what is stored whole, and does each lead's row say what its events say?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from data.store import Store
from rules.events import LeadEvent
from rules.lead_state import LeadState, fold
from rules.refusal import Refusal
from rules.vocabulary import SALES_STAGES, EventKind, OutboxState

BATCH = 1_000

_TABLES = SQLModel.metadata.tables
_LEAD, _EVENT = _TABLES["lead"], _TABLES["lead_event"]
_MESSAGE, _OUTBOX, _TASK = _TABLES["message"], _TABLES["outbox"], _TABLES["task"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the store. ``code`` is a key of the ``store`` catalog (``store.check_<code>``)."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def check(store: Store, progress: Callable[[int], None] | None = None) -> list[Problem]:
    """Every problem found, none for a sound store; leads are read in batches, ``progress`` hears how many so far.

    Reads one consistent state while others go on working.
    """
    found: list[Problem] = []
    try:
        with store.reading_core() as connection:
            if store.is_sqlite:
                found += _file(connection)
            if not any(problem.code == "damaged" for problem in found):
                found += _outbox(connection)
                found += _leads(connection, progress)
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


def _leads(connection: Connection, progress: Callable[[int], None] | None) -> Iterator[Problem]:
    last = done = 0
    while True:
        rows = connection.execute(
            sa.select(_LEAD).where(_LEAD.c.id > last).order_by(_LEAD.c.id).limit(BATCH)
        ).all()
        if not rows:
            return
        histories = _histories(connection, last, rows[-1].id)
        sent = _sent(connection, last, rows[-1].id)
        for row in rows:
            yield from _lead(row, histories.get(row.id, []), sent.get(row.id, set()))
        last, done = rows[-1].id, done + len(rows)
        if progress is not None:
            progress(done)


def _histories(connection: Connection, after: int, until: int) -> dict[int, list[Any]]:
    query = (
        sa.select(_EVENT)
        .where(_EVENT.c.lead_id > after, _EVENT.c.lead_id <= until)
        .order_by(_EVENT.c.lead_id, _EVENT.c.id)
    )
    return {lead: list(rows) for lead, rows in groupby(connection.execute(query), attrgetter("lead_id"))}


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


def _lead(row: Any, history: list[Any], sent: set[int]) -> Iterator[Problem]:
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
    except (KeyError, ValueError, TypeError) as error:
        yield Problem("unreadable_event", {"lead": row.id, "detail": f"{type(error).__name__}: {error}"})
        return
    for name, expected in _expected(state).items():
        stored = getattr(row, name)
        if stored != expected:
            yield Problem(
                "lead_differs",
                {"lead": row.id, "column": name, "stored": str(stored), "expected": str(expected)},
            )
    accepted = {event.data["message"] for event in events if event.kind is EventKind.MESSAGE_ACCEPTED}
    for message in sorted(sent - accepted):
        yield Problem("sent_without_event", {"lead": row.id, "message": message})


def _expected(state: LeadState) -> dict[str, Any]:
    """The columns of a lead's row that its events alone decide."""
    return {
        "stage": state.stage.value,
        "is_open": not state.is_closed,
        "holder": _holder(state),
        "owner_id": state.owner,
        "salesperson_id": state.salesperson,
        "offered_to_id": state.offered_to,
        "site_id": state.site,
        "attempts": state.attempts,
        "received_at": state.received_at,
        "first_contact_at": state.first_contact_at,
        "last_incoming_at": state.last_incoming_at,
        "last_outgoing_at": state.last_outgoing_at,
        "next_action_at": state.next_action_at,
        "parked_until": None if state.is_closed else state.parked_until,
        "close_reason": state.close_reason,
        "duplicate_of_id": state.duplicate_of,
        "waits_for_us": not state.is_closed and (state.is_waiting_for_us or bool(state.open_questions)),
    }


def _holder(state: LeadState) -> str:
    if state.is_closed:
        return "nobody"
    return "sales" if state.progress in SALES_STAGES else "center"
