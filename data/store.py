"""The store: one SQLite file, or a PostgreSQL database; units of work that are all or nothing.

``reading`` and ``writing`` give a session, ``reading_core`` and ``writing_core`` a Core connection for the
hot paths (a session costs three times as much). One unit of work is one transaction, opened by a service.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from data.address import read_address, refuse_network_share
from data.changes import CHANGES, write_changes
from data.store_faults import faults_refused
from data.version import APPLICATION_ID, refuse_version
from data.write_lock import PATIENCE_S, lock_beside
from rules.refusal import Refusal

WAL_LIMIT = 64 * 2**20
"""Bytes the write-ahead log may reach before a writer checkpoints by itself.

The engine leader calls ``checkpoint`` regularly; without an engine SQLite does it when the last console
closes. A long evening without either must not fill the disk: hence this bound.
"""
_SERVER = {
    "connect_timeout": 10,
    # A laptop that sleeps in the middle of a unit of work keeps its locks: the server ends the unit, and who waits
    # for them is told before that.
    "options": f"-c timezone=UTC -c lock_timeout={PATIENCE_S:.0f}s -c idle_in_transaction_session_timeout=60s",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How PostgreSQL is connected to; a server that vanished is noticed within a minute."""


class Store:
    """One store. Opens nothing until it is used; safe to share between threads.

    ``url`` is ``sqlite:///path``, ``postgresql://…`` or a plain path. Raises ``Refusal`` with a
    ``store_…`` code when the address is wrong, and from every unit of work when the store fails.
    """

    def __init__(self, url: str) -> None:
        self.address = read_address(url)
        self.path: Path | None = self.address.path
        self.units_written = 0
        """Units of work committed through this object: how a change feed knows of its own process at once."""
        self.engine: Engine
        if self.path is not None:
            refuse_network_share(self.path)
            self._lock = lock_beside(self.path)
            self.engine = _sqlite_engine(self.path)
        else:
            self.engine = sa.create_engine(
                self.address.url,
                pool_size=5,
                max_overflow=10,
                pool_pre_ping=True,
                connect_args=_SERVER,
            )

        self._writing = self.engine.execution_options(vo_writing=True)

    @property
    def is_sqlite(self) -> bool:
        return self.path is not None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on one consistent state; whatever it changes is thrown away.

        Rows stay readable after the block, as far as they were loaded in it.
        """
        with faults_refused(self.address), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def reading_core(self) -> Iterator[Connection]:
        """A connection on one consistent state; whatever it changes is thrown away."""
        with faults_refused(self.address), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One unit of work: committed at the end together with its change rows, or nothing of it.

        Raises ``Refusal("store_newer")`` when a newer version migrated the store meanwhile.
        """
        with (
            self._begun() as connection,
            Session(
                bind=connection, expire_on_commit=False, join_transaction_mode="rollback_only"
            ) as session,
        ):
            changes = session.info[CHANGES] = {}
            yield session
            session.flush()
            if changes:
                write_changes(connection, changes)

    @contextmanager
    def writing_core(self) -> Iterator[Connection]:
        """``writing`` on a Core connection, for hot paths."""
        with self._begun() as connection:
            info = connection.info  # a connection that breaks meanwhile no longer gives it
            changes = info[CHANGES] = {}
            try:
                yield connection
                if changes:
                    write_changes(connection, changes)
            finally:
                info.pop(CHANGES, None)

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        # Between lock and unlock stands the transaction and nothing else: forty who write at once wait for that.
        with faults_refused(self.address), self._writing.connect() as connection:
            with self._exclusive(), connection.begin():
                refuse_version(connection, self.address)
                yield connection
            self.units_written += 1
            self._bound_wal()

    def exclusively(self) -> AbstractContextManager[None]:
        """Keep every other writer of a SQLite file out (for migrations and copies); nothing on PostgreSQL."""
        return self._exclusive()

    def _exclusive(self) -> AbstractContextManager[None]:
        return self._lock.held() if self.is_sqlite else nullcontext()

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file, for the engine leader; nothing on PostgreSQL.

        Under the write lock, so that no two processes ever do it at once (SQLite before 3.51.3 could then
        damage the file).
        """
        if self.is_sqlite:
            with faults_refused(self.address), self._exclusive():
                self._checkpoint("PASSIVE")

    def _bound_wal(self) -> None:
        if self.path is None:
            return
        # The unit of work is committed: whatever is in the way of this, the next one does it.
        with suppress(OSError, Refusal):
            if os.stat(f"{self.path}-wal").st_size <= WAL_LIMIT:  # noqa: PTH116 - on the path of every write
                return
            with self._exclusive():
                self._checkpoint("TRUNCATE")

    def _checkpoint(self, mode: str) -> None:
        with self.engine.connect() as connection:
            driver = connection.connection.dbapi_connection
            assert driver is not None
            driver.execute("PRAGMA busy_timeout = 100")  # a reader in the way only postpones it
            try:
                driver.execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
            finally:
                driver.execute(f"PRAGMA busy_timeout = {round(PATIENCE_S * 1000)}")

    def dispose(self) -> None:
        """Close every connection. The last one to leave a SQLite file folds its log into it."""
        self.engine.dispose()


def create_file(path: Path) -> None:
    """Make the folder and an empty file that only this user reads: it will hold personal data.

    Raises ``Refusal("store_read_only")``.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise Refusal("store_read_only", path=str(path)) from error


def open_driver(path: Path) -> sqlite3.Connection:
    """A driver's connection to an existing file, with the pragmas every connection has.

    Raises ``Refusal("store_missing")`` and ``Refusal("store_not_ours")``.
    """
    if not path.exists():
        raise Refusal("store_missing", path=str(path))
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        timeout=PATIENCE_S,
        isolation_level=None,  # transactions are begun by us: Python's own begin none before DDL
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise Refusal("store_not_ours", path=str(path))
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # what a console called saved survives a power cut
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -4000")  # 4 MB of its own; the rest is shared through mmap
    connection.execute(f"PRAGMA mmap_size = {2**30}")


def _sqlite_engine(path: Path) -> Engine:
    engine = sa.create_engine(
        "sqlite+pysqlite://",
        creator=lambda: open_driver(path),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=24,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("vo_writing")
        driver: Any = connection.connection.dbapi_connection
        # A write takes its lock at once: a read that becomes a write could only fail.
        driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
