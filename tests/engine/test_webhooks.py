"""Sources call a real engine: killed in the middle of it, it has lost nothing it accepted; Facebook's leads are fetched."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from data.store import Store
from data.tables import AwaitedLeadRow, LeadRow, LeaseRow, RawInputRow, TouchRow
from rules.values.webhook import Webhook, WebhookKind
from rules.vocabulary import RawOutcome
from tests.adapters.fake_graph import fake_graph
from tests.adapters.smtp_peer import free_port
from tests.engine.test_timetable import until
from tests.services.builders import actor, make_group
from tests.web.sender import SECRET, Sender, hub_signed, lead, signed
from vo_callcenter.services.office import Office
from vo_callcenter.services.webhooks import WebhooksService

KILLS = 20 if os.environ.get("VO_PROOF") else 2
SENDERS = 6


@pytest.fixture
def founded(sqlite_store: Store) -> Store:
    office = Office(sqlite_store)
    group = make_group(office)
    service = WebhooksService(office)
    service.add(actor(office, group, "ada"), Webhook("site-lyon"))
    service.add(actor(office, group, "ada"), Webhook("facebook", WebhookKind.FACEBOOK))
    return sqlite_store


@contextmanager
def engine_on(store: Store, port: int, folder: Path, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A real engine process that listens; the lease of one that died is taken as run out."""
    with store.writing_core() as connection:
        connection.execute(sa.delete(LeaseRow))
    environment = {
        **os.environ,
        "VO_STORE": str(store.path),
        "VO_DROP_FOLDER": str(folder / "drop"),
        "VO_LISTEN_PORT": str(port),
        "VO_LISTEN_RATE": "10000",
        "VO_WEBHOOK_SITE_LYON_SECRET": SECRET,
        "VO_WEBHOOK_FACEBOOK_SECRET": SECRET,
        "VO_WEBHOOK_FACEBOOK_TOKEN": "EAAB-a-token",
        **more,
    }
    process = subprocess.Popen([sys.executable, "-P", "-m", "vo_callcenter.engine.process"], env=environment)
    try:
        assert until(lambda: answers_at(port), 60)
        yield process
    finally:
        process.kill()
        process.wait()


def answers_at(port: int) -> bool:
    try:
        return Sender(port).send("/health", method="GET")[0] == 200
    except (OSError, HTTPException):
        return False


class Site(threading.Thread):
    """An own site that sends one lead after the other until nobody answers; it knows which were accepted."""

    def __init__(self, port: int, first: int) -> None:
        super().__init__(daemon=True)
        self.accepted: dict[int, int] = {}
        self._sender = Sender(port)
        self._first = first

    def run(self) -> None:
        for number in range(self._first, self._first + 10_000):
            body = lead(number)
            try:
                status, said, _ = self._sender.send("/leads/site-lyon", body, signed(body))
            except (OSError, HTTPException):
                return
            if status == 202:
                self.accepted[number] = said["id"]


@pytest.mark.lengthened
@pytest.mark.timeout(900)
def test_what_was_accepted_outlives_a_kill(founded: Store, tmp_path: Path) -> None:
    accepted: dict[int, int] = {}
    for kill in range(KILLS):
        port = free_port()
        with engine_on(founded, port, tmp_path) as process:
            sites = [Site(port, (kill * SENDERS + number) * 10_000) for number in range(SENDERS)]
            for site in sites:
                site.start()
            assert until(lambda sites=sites: sum(len(site.accepted) for site in sites) > 20)  # type: ignore[misc] # of this round
            process.kill()
            for site in sites:
                site.join(90)
                accepted.update(site.accepted)
    with founded.reading() as session:
        rows = {row.id: row for row in session.exec(select(RawInputRow)).all()}
    for number, raw_id in accepted.items():
        assert rows[raw_id].content == lead(number)
    assert len(set(accepted.values())) == len(accepted)
    with engine_on(founded, free_port(), tmp_path):
        assert until(lambda: became(founded)[RawOutcome.PENDING] == 0, 120)
    told = became(founded)
    assert sum(told.values()) == len(rows) >= len(accepted) > KILLS * 20
    assert set(told) <= {RawOutcome.LEAD, RawOutcome.TOUCH, RawOutcome.TO_SORT, RawOutcome.PENDING}
    assert told[RawOutcome.TO_SORT] <= KILLS
    with founded.reading() as session:
        touches = session.exec(select(TouchRow.raw_id)).all()
    assert len(set(touches)) == len(touches)
    print(f"\n{len(accepted)} accepted over {KILLS} kills, {len(rows)} in the store: {dict(told)}")


def became(store: Store) -> Counter[str]:
    with store.reading() as session:
        return Counter(session.exec(select(RawInputRow.outcome)).all())


def test_a_lead_that_facebook_announces_is_fetched_though_graph_fails_at_first(
    founded: Store, tmp_path: Path
) -> None:
    numbers = ("44444444444444401", "44444444444444402")
    changes = [{"field": "leadgen", "value": {"leadgen_id": each, "page_id": "7"}} for each in numbers]
    body = json.dumps({"object": "page", "entry": [{"id": "7", "changes": changes}]}).encode()
    port = free_port()
    with fake_graph() as graph:
        graph.says = [(500, b"")]
        with engine_on(founded, port, tmp_path, VO_GRAPH_URL=graph.base):
            status, _, _ = Sender(port).send("/facebook/facebook", body, hub_signed(body))
            assert status == 200
            assert until(lambda: awaited(founded) == {"read"}, 60)
        assert len(graph.asked) == 3
    with founded.reading() as session:
        assert len(session.exec(select(LeadRow)).all()) == 2
    for file in (tmp_path / "engine.log", *tmp_path.glob("store.db*")):
        if file.exists():
            assert b"EAAB-a-token" not in file.read_bytes()
            assert SECRET.encode() not in file.read_bytes()


def awaited(store: Store) -> set[str]:
    with store.reading() as session:
        return set(session.exec(select(AwaitedLeadRow.state)).all())
