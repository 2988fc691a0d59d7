"""``store check``: silent on a sound store, precise about anything else."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from data.check import Problem, check
from data.queries.claims import claim_next
from data.store import Store
from data.tables import LeadEventRow, LeadRow, MessageRow, OutboxRow
from rules.words import LANGUAGES, Words
from tests.data.center import ANNE, NOW, add_lead, open_center


@pytest.fixture
def center(store: Store) -> Store:
    open_center(store)
    add_lead(store)
    add_lead(store)
    with store.writing_core() as connection:
        claim_next(connection, ANNE, NOW, 0)
    return store


def message(store: Store, direction: str = "out", state: str | None = "queued") -> int:
    with store.writing() as session:
        row = MessageRow(lead_id=1, direction=direction, channel="email", address="a@example.org", at=NOW)
        session.add(row)
        session.flush()
        assert row.id is not None
        if state is not None:
            session.add(OutboxRow(message_id=row.id, lead_id=1, channel="email", state=state, try_at=NOW))
        return row.id


def test_a_sound_store_has_no_problem(center: Store) -> None:
    message(center)
    message(center, "in", None)
    read: list[int] = []
    assert check(center, read.append) == []
    assert read == [2]


def test_a_row_that_says_other_than_its_events_is_named(center: Store) -> None:
    with center.writing() as session:
        session.get_one(LeadRow, 2).attempts = 3
    assert check(center) == [
        Problem("lead_differs", {"lead": 2, "column": "attempts", "stored": "3", "expected": "0"})
    ]


def test_a_lead_without_its_arrival_is_named(center: Store) -> None:
    with center.writing_core() as connection:
        connection.execute(sa.text("DELETE FROM lead_event WHERE lead_id = 2"))
    assert check(center) == [Problem("no_received_event", {"lead": 2})]


def test_an_event_that_cannot_be_read_is_named(center: Store) -> None:
    with center.writing() as session:
        session.add(LeadEventRow(lead_id=2, at=NOW, kind="closed", data={}, recorded_at=NOW))
    (problem,) = check(center)
    assert (problem.code, problem.params["lead"]) == ("unreadable_event", 2)


def test_messages_and_outbox_must_agree(center: Store) -> None:
    lonely = message(center, state=None)
    wrong = message(center, "in", "queued")
    strange = message(center, state="somewhere")
    sent = message(center, state="sent")
    assert check(center) == [
        Problem("message_without_outbox", {"message": lonely, "lead": 1}),
        Problem("outbox_of_another", {"outbox": 1, "message": wrong}),
        Problem("outbox_state", {"outbox": strange - 1, "state": "somewhere"}),
        Problem("sent_without_event", {"lead": 1, "message": sent}),
    ]


def test_a_broken_reference_is_named(sqlite_store: Store) -> None:
    open_center(sqlite_store)
    add_lead(sqlite_store)
    with sqlite_store.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("UPDATE lead SET person_id = 99 WHERE id = 1")
        driver.execute("PRAGMA foreign_keys = ON")
    assert Problem("reference", {"table": "lead", "row": 1, "parent": "person"}) in check(sqlite_store)


def test_a_damaged_file_is_said_to_be_damaged(sqlite_store: Store) -> None:
    open_center(sqlite_store)
    for _ in range(200):
        add_lead(sqlite_store, car_text="x" * 400)
    sqlite_store.checkpoint()
    sqlite_store.dispose()
    path: Path = sqlite_store.path or Path()
    content = bytearray(path.read_bytes())
    with sqlite_store.reading_core() as connection:
        root = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_lead_open'"
        ).scalar()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar()
    sqlite_store.dispose()
    assert root is not None
    assert size is not None
    content[(root - 1) * size + 8 : (root - 1) * size + 200] = b"\xff" * 192
    path.write_bytes(content)
    problems = check(Store(str(path)))
    assert {problem.code for problem in problems} == {"damaged"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_has_words(lang: str) -> None:
    words = Words(lang)
    for code in (
        "sound", "damaged", "reference", "message_without_outbox", "outbox_of_another", "outbox_state",
        "no_received_event", "unreadable_event", "lead_differs", "sent_without_event",
    ):  # fmt: skip
        assert words.has(f"store.check_{code}")
