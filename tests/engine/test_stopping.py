"""An engine stopped in the middle of a long sheet: it ends at the next row, and the next one goes on from there.

Real processes, both kinds of store.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from data.store import Store
from data.tables import LeadRow, LeaseRow, RawInputRow, TouchRow
from rules.vocabulary import RawOutcome
from tests.engine.test_engine import homely
from tests.engine.test_timetable import until
from tests.services.builders import make_group
from tests.services.mails import adf
from vo_callcenter.adapters.document import SHORT, document_of_bytes
from vo_callcenter.services.intake import IN_PARTS, IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.store_check import check
from vo_callcenter.services.way_in import FILE

KNOWN_ROWS, ROWS = 100, 300
MANY_ROWS = 15_000
"""So many take minutes."""


def sheet(rows: int) -> bytes:
    said = "Est-elle encore disponible ? " * 20
    lines = (f"Client{n};Jean;client{n}@example.org;{said}\n" for n in range(rows))
    content = ("Nom;Prénom;E-mail;Message\n" + "".join(lines)).encode()
    assert len(content) > SHORT
    return content


@contextmanager
def engine_on(store: Store, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A real engine process, a minute after whatever was done before."""
    with store.writing_core() as connection:
        connection.execute(sa.delete(LeaseRow))
        connection.execute(
            sa.update(RawInputRow)
            .where(col(RawInputRow.part) > 0)
            .values(read_at=Office(store).now() - timedelta(minutes=1))
        )
    environment = {
        **os.environ,
        **homely(folder / "home"),
        "VO_DATA_FOLDER": str(folder / "data"),
        "VO_STORE": store.address.url.render_as_string(hide_password=False),
    }
    process = subprocess.Popen([sys.executable, "-P", "-m", "vo_callcenter.engine.process"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def left_unread(store: Store, content: bytes, name: str) -> int:
    """A document that a crash left a minute ago."""
    office = Office(store)
    kept = IntakeService(office).keep(
        document_of_bytes(name, content), FILE, office.now() - timedelta(minutes=1)
    )
    assert kept.raw_id is not None
    return kept.raw_id


def became(store: Store, raw_id: int) -> tuple[str, str, str]:
    with store.reading() as session:
        row = session.get_one(RawInputRow, raw_id)
        return row.outcome, row.reason, row.reader


def count_leads(store: Store) -> int:
    with store.reading() as session:
        return session.exec(select(sa.func.count()).select_from(LeadRow)).one()


@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform == "win32", reason="a service is ended by a signal")
def test_an_engine_stopped_or_killed_in_a_sheet_that_grew_goes_on_where_it_was(
    store: Store, tmp_path: Path
) -> None:
    office = Office(store)
    make_group(office)
    IntakeService(office).take_bytes(sheet(KNOWN_ROWS), "yesterday.csv")
    raw_id = left_unread(store, sheet(ROWS), "long.csv")
    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGTERM, signal.SIGTERM):
        before = count_leads(store)
        with engine_on(store, tmp_path) as engine:
            assert until(lambda: count_leads(store) > before, 60)  # noqa: B023 - asked at once
            engine.send_signal(number)
            assert engine.wait(90) == (0 if number == signal.SIGTERM else -number)
        if number == signal.SIGTERM and count_leads(store) < ROWS:
            assert became(store, raw_id) == (RawOutcome.PENDING, "", "")
    with engine_on(store, tmp_path) as engine:
        assert until(lambda: became(store, raw_id)[0] != RawOutcome.PENDING, 120)
        engine.send_signal(signal.SIGTERM)
        assert engine.wait(90) == 0
    assert became(store, raw_id)[:2] == (RawOutcome.LEAD, IN_PARTS)
    with store.reading() as session:
        parts = session.exec(
            select(RawInputRow.outcome)
            .where(RawInputRow.content_hash == session.get_one(RawInputRow, raw_id).content_hash)
            .where(RawInputRow.part > 0)
            .order_by(col(RawInputRow.part))
        ).all()
        touches = session.exec(select(sa.func.count()).select_from(TouchRow)).one()
    assert parts == ["repeated"] * KNOWN_ROWS + ["lead"] * (ROWS - KNOWN_ROWS)
    assert count_leads(store) == touches == ROWS
    assert check(office) == []


@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform == "win32", reason="a service is ended by a signal")
def test_what_a_crash_left_is_read_the_short_first_and_a_stop_waits_for_no_sheet(
    store: Store, tmp_path: Path
) -> None:
    make_group(Office(store))
    long = left_unread(store, sheet(MANY_ROWS), "long.csv")
    short = left_unread(store, adf(phone="06 39 98 55 01"), "lead.xml")
    with engine_on(store, tmp_path) as engine:
        assert until(lambda: became(store, short)[0] == RawOutcome.LEAD, 60)
        assert until(lambda: count_leads(store) > 1, 60), "the long one is read meanwhile"
        engine.send_signal(signal.SIGTERM)
        assert engine.wait(90) == 0
    assert became(store, long) == (RawOutcome.PENDING, "", "")
    assert 1 < count_leads(store) < MANY_ROWS
    assert check(Office(store)) == []
