"""An engine killed in the middle of sending, again and again: nothing sent twice, nothing lost from sight."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from data.store import Store
from data.tables import LeaseRow, MessageRow, OutboxRow, SiteRow
from rules.values.staff import Actor
from rules.vocabulary import Channel, EventKind, OutboxState
from tests.adapters.smtp_peer import Peer, smtp_peer
from tests.engine.test_timetable import until
from tests.services.builders import actor, make_group, make_lead
from vo_callcenter.services.case import events_of
from vo_callcenter.services.desk import DeskService
from vo_callcenter.services.messages import ComposeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.outbox import OutboxService
from vo_callcenter.services.templates import TemplateService

MAILS_A_KILL = 8


def written(store: Store, count: int) -> tuple[Office, Actor]:
    """An office with so many mails to send, on the real clock, and who wrote them."""
    office = Office(store)
    group = make_group(office)
    with store.writing() as session:
        site = session.get_one(SiteRow, group.lyon)
        site.email = "lyon@mercier.example.com"
        session.add(site)
    TemplateService(office).install()
    camille, compose = actor(office, group, "camille"), ComposeService(office)
    lead = make_lead(office, group)
    DeskService(office).claim(camille, lead)
    for number in range(count):
        compose.send(camille, lead, Channel.EMAIL, None, f"Message {number}", "Bonjour.")
    return office, camille


@contextmanager
def engine_on(store: Store, port: int, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A real engine process; the lease of one that died is taken as run out."""
    with store.writing_core() as connection:
        connection.execute(sa.delete(LeaseRow))
    environment = {
        **os.environ,
        "VO_STORE": str(store.path),
        "VO_DROP_FOLDER": str(folder / "drop"),
        "VO_SMTP_HOST": "127.0.0.1",
        "VO_SMTP_PORT": str(port),
        "VO_SMTP_SECURITY": "none",
    }
    process = subprocess.Popen([sys.executable, "-P", "-m", "vo_callcenter.engine.process"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def states(store: Store) -> Counter[str]:
    with store.reading() as session:
        return Counter(session.exec(select(OutboxRow.state)).all())


def received(peer: Peer) -> Counter[str]:
    return Counter(mail["Message-ID"].strip("<>") for _, _, _, mail in peer.got)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kills", [2, pytest.param(60, marks=pytest.mark.proof)])
def test_killed_while_sending_nothing_leaves_twice_and_nothing_is_lost(
    sqlite_store: Store, tmp_path: Path, kills: int
) -> None:
    total = kills * MAILS_A_KILL
    office, camille = written(sqlite_store, total)
    chance = random.Random(7)
    with smtp_peer() as (peer, port):
        peer.pause = 0.05
        for _ in range(kills):
            before = len(peer.got)
            with engine_on(sqlite_store, port, tmp_path) as engine:
                assert until(lambda: len(peer.got) > before, 60)  # noqa: B023 - asked at once
                time.sleep(chance.uniform(0, 0.4))
                engine.send_signal(signal.SIGKILL)
        with engine_on(sqlite_store, port, tmp_path) as engine:
            peer.pause = 0.0
            assert until(lambda: not {"queued", "sending"} & set(states(sqlite_store)), 60 + total)
            engine.send_signal(signal.SIGTERM)
            assert engine.wait(90) == 0
        twice = {name: times for name, times in received(peer).items() if times > 1}
        assert twice == {}
        assert sum(states(sqlite_store).values()) == total
        with sqlite_store.reading() as session:
            rows = session.exec(
                select(MessageRow.id, MessageRow.message_id, OutboxRow.state).join(
                    OutboxRow, col(OutboxRow.message_id) == MessageRow.id
                )
            ).all()
            lead_id = session.exec(select(OutboxRow.lead_id)).first()
            assert lead_id is not None
            accepted = Counter(
                event.data["message"]
                for event in events_of(session, lead_id)
                if event.kind is EventKind.MESSAGE_ACCEPTED
            )
        got = received(peer)
        for number, name, state in rows:
            if state == OutboxState.SENT.value:
                assert (got[name], accepted[number]) == (1, 1)
            else:
                assert state == OutboxState.UNKNOWN.value
                assert accepted[number] == 0
        unknown = sum(state == OutboxState.UNKNOWN.value for *_, state in rows)
        assert unknown <= kills, "at most the one that was leaving"
        assert OutboxService(office).unread_problems(camille) == unknown, "a person is told of each"
        assert set(got) >= {name for _, name, state in rows if state == OutboxState.SENT.value}
