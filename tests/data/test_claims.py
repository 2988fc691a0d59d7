"""Claims: the best free lead, once, whoever else asks at the same instant."""

import multiprocessing
import os
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from data.changes import Change, ChangeFeed
from data.queries.claims import claim_next
from data.store import Store
from data.tables import LeadEventRow, LeadRow, PersonRow, StaffRow
from tests.data.center import ANNE, BREST, BRUNO, CARLA, LYON, NOW, add_lead, open_center

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.data.test_claims"])  # imported once for all of them


@pytest.fixture
def center(store: Store) -> Store:
    open_center(store)
    return store


def take(store: Store, staff: int = ANNE, sites: set[int] | None = None) -> int | None:
    with store.writing_core() as connection:
        return claim_next(connection, staff, NOW, 4, sites)


def test_the_most_urgent_lead_is_claimed_with_its_event_and_its_change(center: Store) -> None:
    add_lead(center, due=30)
    best = add_lead(center, due=3)
    feed = ChangeFeed(center)
    assert take(center) == best
    with center.reading() as session:
        lead = session.get_one(LeadRow, best)
        assert (lead.owner_id, lead.stage, lead.version, lead.claimed_at) == (ANNE, "claimed", 2, NOW)
        claimed = session.exec(select(LeadEventRow).where(LeadEventRow.kind == "claimed")).one()
        assert (claimed.lead_id, claimed.actor_id, claimed.at, claimed.data) == (best, ANNE, NOW, {})
        assert claimed.policy_version == 4
    assert feed.poll() == [Change("lead", best)]
    feed.close()


def test_an_empty_queue_gives_nothing_and_changes_nothing(center: Store) -> None:
    add_lead(center, owner_id=BRUNO)
    add_lead(center, stage="offered", offered_to_id=CARLA)
    feed = ChangeFeed(center)
    assert take(center) is None
    assert feed.poll() == []
    feed.close()


def test_a_claim_can_be_limited_to_sites(center: Store) -> None:
    add_lead(center, due=1)
    brest = add_lead(center, due=2, site_id=BREST)
    assert take(center, ANNE, {BREST}) == brest
    assert take(center, ANNE, {BREST}) is None
    assert take(center, ANNE, {BREST, LYON}) is not None


def fill(store: Store, leads: int, staff: int = 8) -> None:
    """That many free leads, with the staff 1 to ``staff``."""
    with store.writing() as session:
        for number in range(1, staff + 1):
            session.add(
                StaffRow(id=number, login=f"o{number}", name=f"O {number}", role="operator", created_at=NOW)
            )
        session.add(PersonRow(id=1, created_at=NOW))
        session.flush()
        session.add_all(
            LeadRow(person_id=1, source="site", channel="form", received_at=NOW, score=number % 50)
            for number in range(leads)
        )


def claim_all(url: str, staff: int, acknowledged: str) -> None:
    """Claim until nothing is left, writing each id down once the claim is committed (a process of its own)."""
    store = Store(url)
    with Path(acknowledged).open("ab", buffering=0) as said:
        while True:
            with store.writing_core() as connection:
                lead = claim_next(connection, staff, NOW, 1)
            if lead is None:
                return
            said.write(f"{lead}\n".encode())


def race(store: Store, folder: Path, processes: int = 8) -> list[int]:
    """What all those processes were told they had claimed."""
    url = store.address.url.render_as_string(hide_password=False)
    files = [folder / f"claims-{number}" for number in range(1, processes + 1)]
    workers = [
        _PROCESSES.Process(target=claim_all, args=(url, number, str(path)))
        for number, path in enumerate(files, start=1)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    return [int(line) for path in files for line in path.read_text().split()]


def assert_each_claimed_once(store: Store, claims: list[int], leads: int) -> None:
    assert len(claims) == leads
    assert len(set(claims)) == leads
    with store.reading() as session:
        events = session.exec(select(LeadEventRow.lead_id).where(LeadEventRow.kind == "claimed")).all()
        free = session.exec(select(LeadRow.id).where(col(LeadRow.owner_id).is_(None))).all()
    assert sorted(events) == sorted(claims)
    assert list(free) == []


def test_eight_processes_claim_each_lead_once(store: Store, tmp_path: Path) -> None:
    fill(store, 1_000)
    assert_each_claimed_once(store, race(store, tmp_path), 1_000)


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_eight_processes_make_ten_thousand_claims(store: Store, tmp_path: Path) -> None:
    fill(store, 10_000)
    began = time.perf_counter()
    claims = race(store, tmp_path)
    took = time.perf_counter() - began
    doubles, lost = len(claims) - len(set(claims)), 10_000 - len(set(claims))
    print(f"\n8 processes, {len(claims)} claims in {took:.1f} s: {doubles} doubles, {lost} lost")
    assert_each_claimed_once(store, claims, 10_000)


def killed_while_claiming(store: Store, folder: Path, after: float, staff: int) -> list[int]:
    """The claims a process was told of before it was killed."""
    said = folder / f"killed-{staff}-{time.monotonic_ns()}"
    url = store.address.url.render_as_string(hide_password=False)
    worker = _PROCESSES.Process(target=claim_all, args=(url, staff, str(said)))
    worker.start()
    while not (said.exists() and said.stat().st_size):
        time.sleep(0.005)
    time.sleep(after)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    return [int(line) for line in said.read_text().split("\n")[:-1]]


def assert_nothing_acknowledged_is_lost(store: Store, claims: list[int], staff: int) -> None:
    with store.reading() as session:
        owned = set(session.exec(select(LeadRow.id).where(LeadRow.owner_id == staff)).all())
        events = session.exec(select(LeadEventRow.lead_id).where(LeadEventRow.actor_id == staff)).all()
    assert set(claims) <= owned
    assert sorted(events) == sorted(number for number in owned if number is not None)
    if store.path is not None:
        with sqlite3.connect(store.path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_process_killed_while_claiming_loses_nothing_it_was_told(store: Store, tmp_path: Path) -> None:
    fill(store, 3_000)
    for staff, after in ((1, 0.02), (2, 0.05)):
        claims = killed_while_claiming(store, tmp_path, after, staff)
        assert claims
        assert_nothing_acknowledged_is_lost(store, claims, staff)
    assert take(store, 3) is not None


def test_the_next_lead_is_found_by_the_index_of_what_can_be_taken(sqlite_store: Store) -> None:
    open_center(sqlite_store)
    add_lead(sqlite_store)
    said: list[str] = []
    with sqlite_store.writing_core() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.set_trace_callback(said.append)
        claim_next(connection, ANNE, NOW, 1)
        driver.set_trace_callback(None)
        update = next(statement for statement in said if statement.startswith("UPDATE lead"))
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {update}").all()
    assert any("INDEX ix_lead_to_take" in str(step[3]) for step in steps), steps
