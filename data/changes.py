"""The change feed: what one process writes, every other hears about.

A writer notes what it changes and the unit of work appends those rows just before its commit. On SQLite
numbers commit in order, because writers are one at a time; on PostgreSQL a trigger of the log takes an
advisory lock until the commit (numbers could commit out of order otherwise) and sends the NOTIFY.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session, SQLModel

from data.tables import ChangeRow, SettingRow
from data.tables.columns import moment_text
from rules.refusal import Refusal

if TYPE_CHECKING:
    import psycopg

    from data.store import Store

CHANGES = "vo_changes"
CHANNEL = "vo_changes"
KEPT = timedelta(days=7)
"""How long the log is kept; a console away for longer reads everything anew anyway."""

_AT_ONCE = 10_000
_READER = "changes."
_SETTING = SQLModel.metadata.tables[SettingRow.__tablename__]
_LOG = SQLModel.metadata.tables[ChangeRow.__tablename__]


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed: read it again. What it is now is not said here."""

    subject: str
    """``lead``, ``person``, ``raw``, ``outbox``, ``staff``, ``site``, ``policy``, ``template`` …"""
    subject_id: int


def note_change(unit: Session | Connection, subject: str, subject_id: int, at: datetime) -> None:
    """Say, inside a unit of work, that ``subject`` number ``subject_id`` changed; once is enough.

    Written with the unit's commit. Raises RuntimeError outside ``Store.writing`` and ``writing_core``.
    """
    changes: dict[tuple[str, int], datetime] | None = unit.info.get(CHANGES)
    if changes is None:
        raise RuntimeError("a change is noted only inside a unit of work")
    changes[(subject, subject_id)] = at


def write_changes(connection: Connection, changes: Mapping[tuple[str, int], datetime]) -> None:
    """Append the noted changes to the log, at the very end of a unit of work."""
    rows = [(subject, subject_id, at) for (subject, subject_id), at in changes.items()]
    append(connection, "change_log", ("subject", "subject_id", "at"), rows)


def append(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows in the driver's own words: on the path of every claim and every write, where the 60 µs that
    SQLAlchemy adds to a statement count. Names of table and columns are ours, never data.
    """
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        values = [tuple(moment_text(v) if isinstance(v, datetime) else v for v in row) for row in rows]
        driver.executemany(_insert(table, tuple(columns), "?"), values)
    else:
        connection.exec_driver_sql(_insert(table, tuple(columns), "%s"), list(rows))


@cache
def _insert(table: str, columns: tuple[str, ...], mark: str) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"


def reader_position(connection: Connection, reader: str) -> int:
    """The number up to which a lasting reader of the log (the search index …) has read; 0 at first."""
    value = connection.execute(
        sa.select(_SETTING.c.value).where(_SETTING.c.name == _READER + reader)
    ).scalar()
    return int(value["change"]) if value else 0


def keep_reader_position(connection: Connection, reader: str, number: int) -> None:
    """Remember how far that reader has come; rows it has not read are not pruned."""
    name, value = _READER + reader, {"change": number}
    moved = connection.execute(sa.update(_SETTING).where(_SETTING.c.name == name).values(value=value))
    if moved.rowcount == 0:
        connection.execute(sa.insert(_SETTING).values(name=name, value=value))


def changes_after(connection: Connection, number: int, limit: int) -> list[tuple[int, Change]]:
    """The next rows of the log with their numbers, oldest first."""
    rows = connection.execute(
        sa.select(_LOG.c.id, _LOG.c.subject, _LOG.c.subject_id)
        .where(_LOG.c.id > number)
        .order_by(_LOG.c.id)
        .limit(limit)
    )
    return [(row.id, Change(row.subject, row.subject_id)) for row in rows]


def noted_since(connection: Connection, subject: str, since: datetime) -> bool:
    """Whether something of that subject changed since a moment, as far as the log goes back (``KEPT``)."""
    query = sa.select(_LOG.c.id).where(_LOG.c.subject == subject, _LOG.c.at >= since).limit(1)
    return connection.execute(query).first() is not None


def prune_changes(unit: Session | Connection, now: datetime, kept: timedelta = KEPT) -> int:
    """Drop rows older than ``kept`` that every lasting reader has read, never the last one (its number tells
    where the log stands). Returns how many.
    """
    connection = unit.connection() if isinstance(unit, Session) else unit
    # The log is in the order of its numbers: the first row young enough ends it, no index of times needed.
    first_kept = connection.execute(
        sa.select(_LOG.c.id).where(_LOG.c.at >= now - kept).order_by(_LOG.c.id).limit(1)
    ).scalar()
    last = connection.execute(sa.select(sa.func.max(_LOG.c.id))).scalar() or 0
    readers = connection.execute(sa.select(_SETTING.c.value).where(_SETTING.c.name.like(f"{_READER}%")))
    read = [int(value["change"]) + 1 for value in readers.scalars()]
    first = min([last if first_kept is None else first_kept, *read])
    return connection.execute(sa.delete(_LOG).where(_LOG.c.id < first)).rowcount


class ChangeFeed:
    """What changed since the last look, in this and every other process. For one thread at a time.

    The first ``poll`` begins where the log stood when the feed was made.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._guard = Lock()
        self._file: sqlite3.Connection | None = None
        self._server: psycopg.Connection[Any] | None = None
        self._data_version = -1
        self._more = False
        self._own = store.units_written
        self.last = self._newest()
        """Number of the last change seen."""

    def poll(self) -> list[Change]:
        """The changes since the last poll, each subject once, oldest first; cheap when there are none.

        Raises ``Refusal("store_unreachable")`` while the server is away; the next poll that reaches it again
        returns all that was missed.
        """
        with self._guard:
            moved = self._file_moved() if self._store.is_sqlite else self._server_spoke()
            # A NOTIFY takes a moment to come back: one's own writes are known without it.
            own = self._store.units_written
            if not (moved or self._more or own != self._own):
                return []
            self._more, self._own = False, own
            with self._store.reading_core() as connection:
                rows = changes_after(connection, self.last, _AT_ONCE)
            if rows:
                self.last = rows[-1][0]
            if len(rows) == _AT_ONCE:
                self._more = True
            return list(dict.fromkeys(change for _, change in rows))

    def close(self) -> None:
        """Give back the connection that listens."""
        with self._guard:
            if self._file is not None:
                self._file.close()
                self._file = None
            self._hang_up()

    def _newest(self) -> int:
        with self._store.reading_core() as connection:
            return int(connection.execute(sa.select(sa.func.max(_LOG.c.id))).scalar() or 0)

    def _file_moved(self) -> bool:
        # A connection's own commits leave its data_version alone: this one never writes, so it sees them all.
        if self._file is None:
            assert self._store.path is not None
            from data.store import open_driver

            self._file = open_driver(self._store.path)
        version = self._file.execute("PRAGMA data_version").fetchone()[0]
        moved = version != self._data_version
        self._data_version = version
        return bool(moved)

    def _server_spoke(self) -> bool:
        import psycopg

        try:
            if self._server is None or self._server.closed:
                self._server = self._listen()
                return True  # whatever was said while nobody listened
            return bool(list(self._server.notifies(timeout=0)))
        except psycopg.Error as error:
            self._hang_up()
            raise Refusal("store_unreachable", path=self._store.address.shown) from error

    def _listen(self) -> "psycopg.Connection[Any]":
        import psycopg

        url = self._store.address.url.set(drivername="postgresql")
        server = psycopg.connect(
            url.render_as_string(hide_password=False), autocommit=True, connect_timeout=10
        )
        server.execute(f"LISTEN {CHANNEL}")
        return server

    def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
