"""Copies of a SQLite store made while it is used. On PostgreSQL ``pg_dump`` is the way."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from glob import escape
from pathlib import Path

from data.store import Store, open_driver
from data.store_faults import faults_refused
from rules.refusal import Refusal


def backup(store: Store, target: Path) -> Path:
    """Copy the store as it stands at one moment, while others go on reading and writing; returns ``target``.

    Appears under its name only when complete. Raises ``Refusal("backup_by_server")`` on PostgreSQL,
    ``Refusal("backup_exists")`` when there is something already, or what the disk fails with.
    """
    if store.path is None:
        raise Refusal("backup_by_server")
    if target.exists():
        raise Refusal("backup_exists", path=str(target))
    with faults_refused(store.address):
        _copy(store.path, target)
    return target


def copy_before_migration(path: Path, version: int) -> Path:
    """The copy a migration makes beside the store, named after the schema it still has."""
    target = path.with_name(f"{path.name}.before-{version + 1:04d}")
    _copy(path, target)
    return target


def backup_name(store: Store, at: datetime) -> str:
    """The file name of a copy made at that moment (UTC in the name)."""
    return f"{_stem(store)}-{at:%Y%m%dT%H%M%SZ}.db"


def backup_pattern(store: Store) -> str:
    """The glob of the copies of this store, and of no other's in the same folder."""
    digits = "[0-9]"
    return f"{escape(_stem(store))}-{digits * 8}T{digits * 6}Z.db"


def _stem(store: Store) -> str:
    return store.path.stem if store.path is not None else "store"


def _copy(path: Path, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise Refusal("backup_unwritable", path=str(target)) from error
    try:
        with closing(open_driver(path)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)  # in one step: a snapshot that writers do not disturb
            copy.execute("PRAGMA journal_mode = DELETE")  # a single file, nothing beside it
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
