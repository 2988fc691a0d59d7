"""Mailboxes are watched each by itself: failures pause, grow and are told; people's changes are followed."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from data.store import Store
from rules.refusal import Refusal
from rules.values.mailbox import Mailbox
from rules.values.trouble import Trouble, TroubleKind
from tests.engine.test_timetable import until
from tests.services.builders import actor, make_group
from tests.services.fake_box import FakeBox
from tests.services.mail_desk import LEADS, demand
from vo_callcenter.bootstrap import Application
from vo_callcenter.engine.mailbox_watch import LONG_PAUSES, PAUSES, MailboxWatches, pause_before
from vo_callcenter.services.mailboxes import MailboxesService
from vo_callcenter.services.troubles import troubles


class Servers:
    """The servers behind the mailboxes, by name: a box to open, or the refusal that opening meets."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pauses: list[int] = []

        def pause(attempt: int, code: str) -> float:
            self.pauses.append(attempt)
            return 0.02

        monkeypatch.setattr("vo_callcenter.engine.mailbox_watch.pause_before", pause)
        self.app = Application(store)
        self.group = make_group(self.app.office)
        self.service = MailboxesService(self.app.office)
        self.boss = actor(self.app.office, self.group, "ada")
        self.boxes: dict[str, FakeBox | Refusal | Exception] = {}
        self.opened: list[str] = []
        self.watches = MailboxWatches(self.app, self.open)

    def add(self, name: str, box: FakeBox | Refusal | Exception) -> None:
        self.boxes[name] = box
        self.service.add(self.boss, replace(LEADS, name=name))

    def open(self, mailbox: Mailbox) -> FakeBox:
        self.opened.append(mailbox.name)
        box = self.boxes[mailbox.name]
        if isinstance(box, Exception):
            raise box
        return box

    def errors(self) -> list[str]:
        return [state.error for state in self.service.states()]


@pytest.fixture
def servers(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    made = Servers(store, monkeypatch)
    yield made
    made.watches.stop()


def test_what_is_the_matter_with_one_disturbs_no_other(servers: Servers) -> None:
    box = FakeBox().put(demand(1))
    servers.add("broken", ValueError("Dupont 06 39 98 00 01"))
    servers.add("good", box)
    servers.add("locked", Refusal("mailbox_login", name="locked", login="x", detail="NO"))
    servers.watches.look()
    assert until(lambda: [uid for uid, _ in box.moved] == [1])
    assert until(lambda: servers.errors() == ["mailbox_failed", "", "mailbox_login"])
    box.put(demand(2))
    assert until(lambda: [uid for uid, _ in box.moved] == [1, 2])


def test_a_mailbox_that_fails_again_and_again_is_told_and_so_is_its_recovery(servers: Servers) -> None:
    servers.add("leads", Refusal("mailbox_refused", name="leads", host="h", port=993))
    servers.watches.look()
    assert until(lambda: servers.opened.count("leads") > 3)
    servers.watches.look()
    assert troubles(servers.app.store) == (Trouble(TroubleKind.MAILBOX, "leads"),)
    servers.boxes["leads"] = FakeBox()
    assert until(lambda: servers.errors() == [""])
    servers.watches.look()
    assert troubles(servers.app.store) == ()


def test_what_people_add_pause_and_resume_is_followed(servers: Servers) -> None:
    box = FakeBox()
    servers.add("leads", box)
    servers.watches.look()
    assert until(lambda: box.waits > 0)
    servers.service.pause(servers.boss, "leads")
    servers.watches.look()
    assert box.closed
    assert watching() == []
    servers.service.resume(servers.boss, "leads")
    servers.watches.look()
    assert until(lambda: servers.opened == ["leads", "leads"])
    assert watching() == ["mailbox leads"]


def test_an_engine_that_stops_leaves_no_thread_and_no_connection(servers: Servers) -> None:
    boxes = {name: FakeBox() for name in ("one", "two")}
    for name, box in boxes.items():
        servers.add(name, box)
    servers.watches.look()
    assert until(lambda: all(box.waits for box in boxes.values()))
    servers.watches.stop()
    assert watching() == []
    assert all(box.closed for box in boxes.values())


def test_a_server_that_hangs_up_each_time_is_asked_less_and_less_often(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    class HangingUp(FakeBox):
        def wait(self, *_: object) -> None:
            raise Refusal("mailbox_lost", name="leads", host="h")

    servers.add("leads", HangingUp())
    servers.watches.look()
    assert until(lambda: servers.pauses[:4] == [1, 2, 3, 4])
    monkeypatch.setattr("vo_callcenter.engine.mailbox_watch.HELD_S", 0.0)
    assert until(lambda: servers.pauses[-2:] == [1, 1])


def test_a_connection_that_hangs_is_cut_when_the_engine_stops(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vo_callcenter.engine.mailbox_watch.LEAVE_S", 0.2)
    cut = threading.Event()

    class Hanging(FakeBox):
        def wait(self, *_: object) -> None:
            self.waits += 1
            assert cut.wait(90)
            raise Refusal("mailbox_lost", name="leads", host="h")

        def interrupt(self) -> None:
            cut.set()

    box = Hanging()
    servers.add("leads", box)
    servers.watches.look()
    assert until(lambda: box.waits == 1)
    servers.watches.stop()
    assert cut.is_set()
    assert watching() == []


@pytest.mark.parametrize(("code", "bounds"), [("mailbox_lost", PAUSES), ("mailbox_login", LONG_PAUSES)])
def test_pauses_grow_to_a_bound_and_are_never_in_step(code: str, bounds: tuple[float, float]) -> None:
    pauses: Callable[[int], list[float]] = lambda attempt: [pause_before(attempt, code) for _ in range(50)]  # noqa: E731
    assert all(bounds[0] / 2 <= pause <= bounds[0] for pause in pauses(1))
    assert all(bounds[0] <= pause <= bounds[0] * 2 for pause in pauses(2))
    assert all(bounds[1] / 2 <= pause <= bounds[1] for pause in pauses(1_000))
    assert len(set(pauses(3))) > 40


def watching() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("mailbox ")]
