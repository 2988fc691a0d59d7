"""Whether the store is whole: the file itself, every lead against its events, nothing left half done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.tables import LeadEventRow, LeadRow, MessageRow, OutboxRow, RawInputRow, TaskRow, TouchRow
from rules.lead_state import LeadState, fold
from rules.vocabulary import SALES_STAGES, RawOutcome
from vo_callcenter.services.case import event_of
from vo_callcenter.services.office import Office

_BATCH = 500
_PATIENCE = timedelta(minutes=10)
"""How long a document may wait unread before it counts as forgotten."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be. ``code`` is worded as ``cli.fault_<code>``."""

    code: str
    subject: str
    id: int
    detail: str = ""


def check(office: Office) -> list[Fault]:
    """Every fault, none when the store is clean. Reads every lead's events: minutes on a very large store."""
    with office.store.reading() as session:
        return [*_file(session), *_leads(session), *_loose_ends(session, office)]


def _file(session: Session) -> Iterator[Fault]:
    if session.get_bind().dialect.name != "sqlite":
        return
    connection = session.connection()
    for (line,) in connection.exec_driver_sql("PRAGMA quick_check(20)"):
        if line != "ok":
            yield Fault("damaged", "store", 0, str(line))
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Fault("dangling", str(table), int(row or 0), str(parent))


def _leads(session: Session) -> Iterator[Fault]:
    """Each lead's row must say what the fold of its events says."""
    last = 0
    while leads := session.exec(
        select(LeadRow).where(col(LeadRow.id) > last).order_by(col(LeadRow.id)).limit(_BATCH)
    ).all():
        ids = [lead.id for lead in leads if lead.id is not None]
        last = ids[-1]
        events: dict[int, list[LeadEventRow]] = {lead_id: [] for lead_id in ids}
        for row in session.exec(
            select(LeadEventRow).where(col(LeadEventRow.lead_id).in_(ids)).order_by(col(LeadEventRow.id))
        ):
            events[row.lead_id].append(row)
        for lead in leads:
            assert lead.id is not None
            yield from _lead(lead, events[lead.id])
        session.expunge_all()


def _lead(lead: LeadRow, rows: Sequence[LeadEventRow]) -> Iterator[Fault]:
    assert lead.id is not None
    if not rows:
        yield Fault("no_events", "lead", lead.id)
        return
    for name, wanted in _row_of(fold(event_of(row) for row in rows)).items():
        if getattr(lead, name) != wanted:
            yield Fault("differs", "lead", lead.id, f"{name}: {getattr(lead, name)} ≠ {wanted}")


def _row_of(state: LeadState) -> dict[str, Any]:
    """The columns that events alone decide, whatever policy and opening hours say."""
    at_sales = state.progress in SALES_STAGES
    return {
        "stage": state.stage.value,
        "is_open": not state.is_closed,
        "holder": "nobody" if state.is_closed else "sales" if at_sales else "center",
        "owner_id": state.owner,
        "salesperson_id": state.salesperson,
        "offered_to_id": state.offered_to,
        "site_id": state.site,
        "attempts": state.attempts,
        "first_contact_at": state.first_contact_at,
        "last_incoming_at": state.last_incoming_at,
        "last_outgoing_at": state.last_outgoing_at,
        "close_reason": state.close_reason,
        "duplicate_of_id": state.duplicate_of,
    }


def _loose_ends(session: Session, office: Office) -> Iterator[Fault]:
    unread = session.exec(
        select(RawInputRow.id).where(
            RawInputRow.outcome == RawOutcome.PENDING.value,
            col(RawInputRow.received_at) < office.now() - _PATIENCE,
        )
    )
    for raw_id in unread:
        yield Fault("unread", "raw", raw_id or 0)
    untouched = session.exec(
        select(LeadRow.id).where(~sa.exists().where(col(TouchRow.lead_id) == col(LeadRow.id)))
    )
    for lead_id in untouched:
        yield Fault("no_touch", "lead", lead_id or 0)
    unsent = session.exec(
        select(MessageRow.id).where(
            MessageRow.direction == "out",
            ~sa.exists().where(col(OutboxRow.message_id) == col(MessageRow.id)),
            ~sa.exists().where(col(TaskRow.message_id) == col(MessageRow.id)),
        )
    )
    for message_id in unsent:
        yield Fault("no_outbox", "message", message_id or 0)
