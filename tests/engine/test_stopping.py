"""An engine stopped in the middle of a long sheet, again and again: it stops at the next row and goes on from there.

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
from data.tables import LeadRow, LeaseRow, RawInputRow
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

ROWS = 400
MANY_ROWS = 30_000
"""So many take minutes."""


def sheet(rows: int) -> bytes:
    said = "Est-elle encore disponible ? " * 5
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
def test_a_stopped_engine_ends_at_the_next_row_and_the_next_goes_on(store: Store, tmp_path: Path) -> None:
    make_group(Office(store))
    raw_id = left_unread(store, sheet(ROWS), "long.csv")
    for _ in range(3):
        before = count_leads(store)
        with engine_on(store, tmp_path) as engine:
            assert until(lambda: count_leads(store) > before, 60)  # noqa: B023 - asked at once
            engine.send_signal(signal.SIGTERM)
            assert engine.wait(30) == 0
        if count_leads(store) < ROWS:
            assert became(store, raw_id) == (RawOutcome.PENDING, "", "")
    with engine_on(store, tmp_path) as engine:
        assert until(lambda: became(store, raw_id)[0] != RawOutcome.PENDING, 120)
        engine.send_signal(signal.SIGTERM)
        assert engine.wait(30) == 0
    assert became(store, raw_id)[:2] == (RawOutcome.LEAD, IN_PARTS)
    assert count_leads(store) == ROWS
    assert check(Office(store)) == []


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
        assert engine.wait(60) == 0
    assert became(store, long) == (RawOutcome.PENDING, "", "")
    assert 1 < count_leads(store) < MANY_ROWS
    assert check(Office(store)) == []
