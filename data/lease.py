"""Who leads: a lease in the store, taken by one conditional statement and kept by a heartbeat.

Work is claimed row by row, so two leaders in a bad moment do nothing twice: a lease only spares the
second one the looking. ``now`` is the holder's own clock.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from data.store import Store
from data.tables import LeaseRow

LENGTH = timedelta(seconds=15)
"""How long a lease holds without a heartbeat."""

HEARTBEAT = timedelta(seconds=5)

CLOCK_SLACK = timedelta(seconds=60)
"""How far clocks may differ. A lease that ends later than this from now was written by a clock since set
back (or badly wrong): it holds nobody off."""

_LEASE = SQLModel.metadata.tables[LeaseRow.__tablename__]


def take_lease(store: Store, name: str, holder: str, now: datetime) -> bool:
    """Take or renew the lease ``name`` for ``holder``; False when another holds it.

    Also the heartbeat: a holder that finds False has lost it and must stop leading.
    """
    insert = sqlite.insert if store.is_sqlite else postgresql.insert
    ends = now + LENGTH
    statement = insert(_LEASE).values(name=name, holder=holder, expires_at=ends)
    is_free = sa.or_(
        _LEASE.c.holder == holder, _LEASE.c.expires_at <= now, _LEASE.c.expires_at > ends + CLOCK_SLACK
    )
    taken = statement.on_conflict_do_update(
        index_elements=[_LEASE.c.name], set_={"holder": holder, "expires_at": ends}, where=is_free
    ).returning(_LEASE.c.holder)
    with store.writing_core() as connection:
        return connection.execute(taken).first() is not None


def release_lease(store: Store, name: str, holder: str) -> bool:
    """Give the lease up, so that another need not wait for its end; False when it was not held."""
    with store.writing_core() as connection:
        gone = connection.execute(sa.delete(_LEASE).where(_LEASE.c.name == name, _LEASE.c.holder == holder))
        return gone.rowcount > 0


def lease_holder(store: Store, name: str, now: datetime) -> str | None:
    """Who holds the lease now, or None: cheap, for a console that wonders whether an engine runs."""
    with store.reading_core() as connection:
        row = connection.execute(
            sa.select(_LEASE.c.holder, _LEASE.c.expires_at).where(_LEASE.c.name == name)
        ).first()
    if row is None or not now < row.expires_at <= now + LENGTH + CLOCK_SLACK:
        return None
    return str(row.holder)
