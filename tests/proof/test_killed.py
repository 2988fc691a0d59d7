"""``kill -9`` at any moment of the work: whatever was confirmed is in the store, and the store is whole."""

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from data.store import Store
from data.tables import LeadEventRow
from tests.proof.working import work
from tests.services.builders import TUESDAY
from tests.services.center import Center
from vo_callcenter.services.store_check import check

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.proof.working"])  # imported once for all of them
LEADS_A_KILL = 3


def killed_at_work(store: Store, said: Path, number: int, after: float) -> None:
    """A worker that was killed ``after`` seconds beyond its first confirmed act."""
    assert store.path is not None
    at = TUESDAY + timedelta(minutes=number)
    worker = _PROCESSES.Process(target=work, args=(str(store.path), str(said), number, at))
    worker.start()
    before = said.stat().st_size if said.exists() else 0
    end = time.monotonic() + 60
    while not (said.exists() and said.stat().st_size > before):
        assert worker.is_alive(), "the worker died by itself"
        assert time.monotonic() < end, "the worker confirmed nothing"
        time.sleep(0.002)
    time.sleep(after)
    assert worker.pid is not None
    assert worker.is_alive(), "the worker died by itself"
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kills", [8, pytest.param(200, marks=pytest.mark.proof)])
def test_whatever_was_confirmed_before_a_kill_is_in_the_store(
    sqlite_store: Store, tmp_path: Path, kills: int
) -> None:
    center, chance, said = Center(sqlite_store), random.Random(5), tmp_path / "confirmed"
    for number in range(kills):
        for _ in range(LEADS_A_KILL):
            center.lead(car=center.group.cars[number % 6])
        killed_at_work(sqlite_store, said, number, chance.uniform(0, 0.4))
    # The last line may be half written: its act was not confirmed to anybody.
    lines = [json.loads(line) for line in said.read_bytes().split(b"\n")[:-1]]
    confirmed = {event: (lead, kind) for line in lines for lead, event, kind in line}
    with sqlite_store.reading() as session:
        events = session.exec(select(LeadEventRow)).all()
    kept = {event.id: (event.lead_id, event.kind) for event in events}
    lost = {event: what for event, what in confirmed.items() if kept.get(event) != what}
    faults = check(center.office)
    kinds = Counter(kind for _, kind in confirmed.values())
    print(
        f"\n{kills} kills, {len(lines)} confirmed acts ({len(confirmed)} events of {len(kinds)} kinds): "
        f"{len(lost)} lost, {len(faults)} faults in store check"
    )
    assert lost == {}
    assert faults == []
    assert len(lines) >= kills
    with closing(sqlite3.connect(str(sqlite_store.path))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
