"""Who has a lead open: one row a person and lead, stale after a minute."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

PRESENT = timedelta(seconds=60)
"""How long somebody who opened a lead counts as looking at it."""

_LEAD = SQLModel.metadata.tables["lead"]
_PRESENCE = SQLModel.metadata.tables["presence"]


def presence_of(connection: Connection, lead_id: int, staff_id: int) -> Any | None:
    """When somebody last said that they have the lead open (``seen_at``, or None), with ``is_unread`` and what decides
    who may see the lead; None when there is no such lead.
    """
    lead, seen = _LEAD.c, _PRESENCE.c
    query = (
        sa.select(
            lead.is_unread,
            lead.site_id,
            lead.owner_id,
            lead.salesperson_id,
            lead.offered_to_id,
            lead.is_open,
            lead.holder,
            seen.seen_at,
        )
        .outerjoin_from(_LEAD, _PRESENCE, sa.and_(seen.lead_id == lead.id, seen.staff_id == staff_id))
        .where(lead.id == lead_id)
    )
    return connection.execute(query).first()


def keep_presence(
    connection: Connection, lead_id: int, staff_id: int, now: datetime, *, is_known: bool
) -> None:
    """Say that they have it open now; ``is_known`` when they said so before."""
    row = {"lead_id": lead_id, "staff_id": staff_id}
    if is_known:
        same = [_PRESENCE.c[name] == value for name, value in row.items()]
        connection.execute(sa.update(_PRESENCE).where(*same).values(seen_at=now))
    else:
        connection.execute(sa.insert(_PRESENCE).values(**row, seen_at=now))


def mark_read(connection: Connection, lead_id: int) -> None:
    connection.execute(
        sa.update(_LEAD).where(_LEAD.c.id == lead_id).values(is_unread=False, version=_LEAD.c.version + 1)
    )
