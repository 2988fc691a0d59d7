"""What keeps a store in order: its search index, its log, its copies. For the engine's leader."""

from datetime import timedelta
from pathlib import Path

import structlog

from data.backup import backup, backup_name, backup_pattern
from data.changes import prune_changes
from data.queries.known_rows import drop_known_rows
from data.search import index_pending
from vo_callcenter.services.office import Office

log = structlog.get_logger()

KEPT_COPIES = 7
"""Nightly copies kept: a mistake seen within a week can be looked up."""

NOTES_KEPT = timedelta(days=30)
"""How long it can be looked up which rows of a file had come before; the file itself is kept."""

_LOOKS = 50
"""Looks for old notes in one turn, of a thousand rows each: an engine that ends waits for it."""


class Housekeeping:
    def __init__(self, office: Office, backups: Path) -> None:
        self._office = office
        self._backups = backups

    def index(self) -> int:
        """Bring the full-text index in line with the change log; returns how many changes were read."""
        read = 0
        while found := index_pending(self._office.store):
            read += found
        return read

    def checkpoint(self) -> None:
        self._office.store.checkpoint()

    def prune(self) -> int:
        """Drop what is old from the change log, and notes of rows that had come before."""
        now = self._office.now()
        with self._office.store.writing() as session:
            dropped = prune_changes(session, now)
        for _ in range(_LOOKS):
            with self._office.store.writing() as session:
                looked, notes = drop_known_rows(session, now - NOTES_KEPT)
            dropped += notes
            if not looked:
                break
        return dropped

    def back_up(self) -> Path | None:
        """Copy a SQLite store and drop the oldest copies; a PostgreSQL server is backed up by its own means."""
        store, now = self._office.store, self._office.now()
        if not store.is_sqlite:
            return None
        self._backups.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self._backups / backup_name(store, now)
        if target.exists():
            return target
        made = backup(store, target)
        copies = sorted(self._backups.glob(backup_pattern(store)))
        for old in copies[:-KEPT_COPIES]:
            old.unlink(missing_ok=True)
        log.info("store copied", copies=min(len(copies), KEPT_COPIES))
        return made
