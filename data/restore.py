"""Putting a copy in the place of a SQLite store. On PostgreSQL ``pg_restore`` is the way."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from data.store import Store
from data.version import APPLICATION_ID, SCHEMA_VERSION
from rules.refusal import Refusal


def restore(store: Store, source: Path, at: datetime) -> Path | None:
    """Replace the store by a copy; returns where the replaced one is kept, None when there was none.

    Raises ``Refusal``: ``backup_by_server``, ``restore_in_use`` while any process has the store open,
    ``restore_missing``, ``store_not_ours``, ``store_damaged`` or ``store_newer`` about the copy.
    """
    if store.path is None:
        raise Refusal("backup_by_server")
    _check_copy(source)
    store.dispose()
    target = store.path
    with store.exclusively():
        if target.exists():
            _refuse_in_use(target)
        unfinished = target.with_name(f"{target.name}.restoring")
        kept = target.with_name(f"{target.name}.replaced-{at:%Y%m%dT%H%M%SZ}")
        try:
            _copy(source, unfinished)
            was_there = target.exists()
            if was_there:
                target.replace(kept)
            unfinished.replace(target)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise Refusal("backup_unwritable", path=str(target)) from error
    return kept if was_there else None


def _check_copy(source: Path) -> None:
    if not source.is_file():
        raise Refusal("restore_missing", path=str(source))
    try:
        with closing(sqlite3.connect(f"file:{quote(str(source.absolute()))}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise Refusal("store_not_ours", path=str(source))
            version = copy.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise Refusal("store_newer", path=str(source), version=version, known=SCHEMA_VERSION)
            if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise Refusal("store_damaged", path=str(source))
    except sqlite3.DatabaseError as error:
        raise Refusal("store_not_ours", path=str(source)) from error


def _refuse_in_use(path: Path) -> None:
    """Leaving WAL mode needs the file for oneself: it fails while anybody has it open, even idle."""
    try:
        with closing(sqlite3.connect(path, timeout=0)) as connection:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise Refusal("restore_in_use", path=str(path)) from error
    except sqlite3.DatabaseError:
        return  # damaged: that is what restoring is for
    if mode != "delete":
        raise Refusal("restore_in_use", path=str(path))


def _copy(source: Path, target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as written, source.open("rb") as read:
        shutil.copyfileobj(read, written, 1 << 20)
        written.flush()
        os.fsync(written.fileno())
