"""Taking a lead: one conditional statement, so that nobody ever takes what another took.

The only place besides ``services.case`` where a lead is written: the claim is what forty operators press at
the same instant, and the state it leads to is known without folding the events.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from data.changes import append, note_change
from data.tables.columns import moment_text
from data.tables.lead import CAN_BE_TAKEN

_URGENCY = "due_at NULLS LAST, score DESC, received_at, id"
_EVENT = ("lead_id", "at", "kind", "actor_id", "data", "policy_version", "recorded_at")


def claim_next(
    connection: Connection,
    staff_id: int,
    now: datetime,
    policy_version: int,
    site_ids: Collection[int] | None = None,
) -> int | None:
    """Take the most urgent lead that can be taken, with its event and change row; its id, or None when there
    is none. Inside ``Store.writing_core``; ``site_ids`` empty or None means every site.
    """
    # The ids are whole numbers of ours: written into the text, the statement needs no expanding parameter.
    sites = f" AND site_id IN ({', '.join(str(int(site)) for site in sorted(site_ids))})" if site_ids else ""
    lock = "" if connection.dialect.name == "sqlite" else " FOR UPDATE SKIP LOCKED"
    best = f"(SELECT id FROM lead WHERE {CAN_BE_TAKEN}{sites} ORDER BY {_URGENCY} LIMIT 1{lock})"
    return _take(connection, f"id = {best} AND owner_id IS NULL", staff_id, now, policy_version)


def _take(
    connection: Connection,
    condition: str,
    staff_id: int,
    now: datetime,
    policy_version: int,
) -> int | None:
    lead_id = _taken(connection, condition, staff_id, now)
    if lead_id is None:
        return None
    append(connection, "lead_event", _EVENT, [(lead_id, now, "claimed", staff_id, "{}", policy_version, now)])
    note_change(connection, "lead", lead_id, now)
    return lead_id


def _taken(connection: Connection, condition: str, staff_id: int, now: datetime) -> int | None:
    """The statement in the driver's own words: what SQLAlchemy adds to it is time that everybody else waits."""
    is_sqlite = connection.dialect.name == "sqlite"
    mark = "?" if is_sqlite else "%s"
    statement = (
        f"UPDATE lead SET owner_id = {mark}, claimed_at = {mark}, version = version + 1,"
        f" stage = CASE stage WHEN 'new' THEN 'claimed' ELSE stage END WHERE {condition} RETURNING id"
    )
    if not is_sqlite:
        lead_id: int | None = connection.exec_driver_sql(statement, (staff_id, now)).scalar()
        return lead_id
    driver: Any = connection.connection.dbapi_connection
    rows = driver.execute(statement, (staff_id, moment_text(now))).fetchall()
    return int(rows[0][0]) if rows else None
