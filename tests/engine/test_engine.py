"""One engine leads; another takes over; a night off comes as one summary; the console keeps one running."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from data.lease import lease_holder
from data.store import Store
from data.tables import LeaseRow, SettingRow
from rules.values.mailbox import Mailbox
from rules.values.trouble import TroubleKind
from rules.vocabulary import EventKind
from tests.engine.test_timetable import until
from tests.services.builders import Wall, make_group, make_lead
from vo_callcenter.adapters.graph import Graph
from vo_callcenter.bootstrap import Application
from vo_callcenter.engine.keeper import EngineKeeper
from vo_callcenter.engine.leader import Engine
from vo_callcenter.engine.listening import Listening
from vo_callcenter.engine.mailbox_watch import MailboxWatches, OpenBox
from vo_callcenter.jobs import Timetable
from vo_callcenter.services.case import events_of
from vo_callcenter.services.live import ENGINE_LEASE, SUMMARY, LiveService
from vo_callcenter.services.office import Office
from vo_callcenter.services.troubles import note_troubles, troubles


class Machine:
    """A store on which engines are made; time is the wall's."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.wall = Wall()
        self.steady = 0.0
        self.folder = folder
        self.store = store
        self.app = Application(store, self.wall)
        self.group = make_group(self.app.office)
        self.engines: list[Engine] = []

    def engine(self, name: str) -> Engine:
        made = Engine(
            app=self.app,
            drop_folder=self.folder / "drop",
            backups=self.folder / "backups",
            transports={},
            mailboxes=MailboxWatches(self.app, no_mailbox),
            listening=Listening(self.app, Graph("https://graph.example.test")),
            holder=name,
            steady=lambda: self.steady,
        )
        self.engines.append(made)
        return made

    def go(self, seconds: float) -> None:
        self.wall.go(seconds=seconds)
        self.steady += seconds

    def holder(self) -> str | None:
        return lease_holder(self.store, ENGINE_LEASE, self.wall.at)


def no_mailbox(mailbox: Mailbox) -> OpenBox:
    raise AssertionError(mailbox.name)


@pytest.fixture
def machine(store: Store, tmp_path: Path) -> Iterator[Machine]:
    made = Machine(store, tmp_path)
    yield made
    for engine in made.engines:
        engine.stop.set()
        engine.run()


def test_one_engine_leads_and_another_takes_over_within_fifteen_seconds(machine: Machine) -> None:
    first, second = machine.engine("first"), machine.engine("second")
    first.beat()
    second.beat()
    assert leaders(first, second) == ["first"]
    machine.go(14)
    second.beat()
    assert leaders(second) == [], "the lease still holds"
    machine.go(2)
    second.beat()
    assert leaders(second) == ["second"]
    first.beat()
    assert leaders(first, second) == ["second"], "who lost the lease stops"
    assert machine.holder() == "second"


def leaders(*engines: Engine) -> list[str]:
    return [engine.holder for engine in engines if engine.leads]


def test_an_engine_that_stops_gives_its_lease_back(machine: Machine) -> None:
    first, second = machine.engine("first"), machine.engine("second")
    first.beat()
    first.stop.set()
    first.run()
    second.beat()
    assert second.leads


def test_a_console_s_engine_leaves_when_another_leads(machine: Machine) -> None:
    first, child = machine.engine("first"), machine.engine("child")
    first.beat()
    child.stands_by = False
    child.heartbeat = timedelta(0)
    ticks = iter(range(0, 10_000, 10))
    child.steady = lambda: float(next(ticks))
    child.run()
    assert not child.leads
    assert machine.holder() == "first"


def test_a_clock_set_forward_or_back_makes_every_job_look_again(machine: Machine) -> None:
    engine = machine.engine("engine")
    engine.beat()
    rearmed: list[str] = []

    class Counting(Timetable):
        def rearm(self) -> None:
            rearmed.append("now")

    assert engine._table is not None
    engine._table.stop()
    engine._table = Counting(())
    machine.go(5)
    engine.beat()
    assert rearmed == []
    machine.wall.go(hours=-3)
    machine.steady += 5
    engine.beat()
    assert rearmed == ["now"]
    assert engine.leads, "a clock set back does not cost the lease"
    machine.wall.go(hours=6)
    machine.steady += 5
    engine.beat()
    assert rearmed == ["now", "now"]


def test_a_store_that_is_away_stops_the_work_until_it_is_back(machine: Machine) -> None:
    engine = machine.engine("engine")
    engine.beat()
    good, machine.app.store = machine.app.store, Store(str(machine.folder / "nowhere" / "store.db"))
    engine.beat()
    assert not engine.leads
    machine.app.store = good
    engine.beat()
    assert engine.leads


def test_what_came_due_in_a_night_off_is_one_summary(machine: Machine) -> None:
    lead = make_lead(machine.app.office, machine.group)
    with machine.store.writing() as session:
        session.add(LeaseRow(name=ENGINE_LEASE, holder="yesterday", expires_at=machine.wall.at))
    machine.go(12 * 3600)
    machine.engine("morning").beat()
    with machine.store.reading() as session:
        summary = session.get_one(SettingRow, SUMMARY).value
        assert EventKind.BREACHED in [event.kind for event in events_of(session, lead)]
    assert summary["warnings"] >= 1
    assert summary["offers"] == 0


def test_a_console_keeps_an_engine_running_and_takes_it_along(sqlite_store: Store, tmp_path: Path) -> None:
    office = Office(sqlite_store)
    make_group(office)
    keeper = EngineKeeper(sqlite_store, str(sqlite_store.path), homely(tmp_path))
    keeper.start()
    try:
        assert until((tmp_path / "drop").is_dir, 60), "its jobs run"
        assert lease_holder(sqlite_store, ENGINE_LEASE, office.now()) is not None
    finally:
        keeper.stop(patience=30)
    assert lease_holder(sqlite_store, ENGINE_LEASE, office.now()) is None, "given back, not left to run out"
    assert sqlite_store.path is not None
    log = (sqlite_store.path.parent / "engine.log").read_text(encoding="utf-8")
    assert '"event": "engine leads"' in log
    assert "job failed" not in log, log


CONSOLE = """
import sys, time
from data.store import Store
from vo_callcenter.engine.keeper import EngineKeeper
keeper = EngineKeeper(Store(sys.argv[1]), sys.argv[1])
keeper.look()
print(keeper._child.pid, flush=True)
time.sleep(600)
"""


def test_the_engine_of_a_console_that_was_killed_leaves(sqlite_store: Store, tmp_path: Path) -> None:
    office = Office(sqlite_store)
    make_group(office)
    console = subprocess.Popen(
        [sys.executable, "-P", "-c", CONSOLE, str(sqlite_store.path)],
        stdout=subprocess.PIPE,
        env={**os.environ, **homely(tmp_path)},
    )
    try:
        assert until(lambda: lease_holder(sqlite_store, ENGINE_LEASE, office.now()) is not None, 60)
    finally:
        console.send_signal(signal.SIGKILL)
        console.wait()
        assert console.stdout is not None
        console.stdout.close()
    assert until(lambda: lease_holder(sqlite_store, ENGINE_LEASE, office.now()) is None, 12)


def homely(folder: Path) -> dict[str, str]:
    """An environment in which nothing outside the folder is touched."""
    return {"VO_DROP_FOLDER": str(folder / "drop"), "VO_MAIL_FOLDER": str(folder / "mail")}


def test_the_engine_s_lease_tells_whether_one_runs(machine: Machine) -> None:
    assert not machine.app.live.engine_is_alive()
    machine.engine("engine").beat()
    assert LiveService(machine.app.office).engine_is_alive()


def test_an_engine_begins_without_the_failures_of_the_last_one(machine: Machine) -> None:
    store = machine.app.store
    note_troubles(store, TroubleKind.JOB, ("outbox",))
    machine.engine("engine").beat()
    assert troubles(store) == ()
