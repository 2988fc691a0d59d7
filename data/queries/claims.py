"""Taking a lead: one conditional statement, so that nobody ever takes what another took.

The only place besides ``services.case`` where a lead is written: the claim is what forty operators press at
the same instant, and the state it leads to is known without folding the events.
"""

from collections.abc import Collection
from datetime import datetime

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
    # In the driver's own words: compiling the statement anew costs as much as the disk.
    mark = _mark(connection)
    moment = moment_text(now) if connection.dialect.name == "sqlite" else now
    lead_id: int | None = connection.exec_driver_sql(
        f"UPDATE lead SET owner_id = {mark}, claimed_at = {mark}, version = version + 1,"
        f" stage = CASE stage WHEN 'new' THEN 'claimed' ELSE stage END WHERE {condition} RETURNING id",
        (staff_id, moment),
    ).scalar()
    if lead_id is None:
        return None
    append(connection, "lead_event", _EVENT, [(lead_id, now, "claimed", staff_id, "{}", policy_version, now)])
    note_change(connection, "lead", lead_id, now)
    return lead_id


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"
