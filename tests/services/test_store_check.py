"""``store check``: silent on a sound store, precise about anything else."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.store import Store
from data.tables import ClockRunRow, LeadEventRow, LeadRow, MessageRow, OutboxRow, RawInputRow, SaleRow
from rules.words import LANGUAGES, Words
from tests.services.builders import TUESDAY as NOW
from tests.services.builders import Wall, make_group, make_lead
from tests.services.center import Center
from tests.services.test_sales import ready
from vo_callcenter.services.office import Office
from vo_callcenter.services.store_check import Problem, check


def message(center: Center, direction: str = "out", state: str | None = "queued") -> int:
    with center.store.writing() as session:
        row = MessageRow(lead_id=1, direction=direction, channel="email", address="a@example.org", at=NOW)
        session.add(row)
        session.flush()
        assert row.id is not None
        if state is not None:
            session.add(OutboxRow(message_id=row.id, lead_id=1, channel="email", state=state, try_at=NOW))
        return row.id


def test_a_sound_store_has_no_problem(center: Center) -> None:
    lead = center.claimed()
    center.call(lead)
    center.accepted()
    message(center)
    message(center, "in", None)
    read: list[int] = []
    assert check(center.office, read.append) == []
    assert read == [2]


def test_a_row_that_says_other_than_its_events_is_named(center: Center) -> None:
    for _ in range(2):
        center.lead()
    with center.store.writing() as session:
        session.get_one(LeadRow, 2).attempts = 3
    assert check(center.office) == [
        Problem("lead_differs", {"lead": 2, "column": "attempts", "stored": "3", "expected": "0"})
    ]


def test_a_deadline_or_a_figure_that_does_not_follow_the_events_is_named(center: Center) -> None:
    lead = center.claimed()
    center.call(lead)
    with center.store.writing() as session:
        session.get_one(LeadRow, lead).warn_at = NOW + timedelta(days=1)
        session.get_one(ClockRunRow, 1).business_s += 60
    assert {(problem.code, problem.params.get("column")) for problem in check(center.office)} == {
        ("lead_differs", "warn_at"),
        ("run_differs", None),
    }


def test_a_document_that_nobody_read_is_named(center: Center) -> None:
    with center.store.writing() as session:
        session.add(
            RawInputRow(content_hash="a", origin="file", name="a", content=b"a", size=1, received_at=NOW)
        )
    assert check(center.office) == []
    center.wall.go(minutes=11)
    assert check(center.office) == [Problem("unread", {"raw": 1})]


def test_a_lead_without_its_arrival_is_named(center: Center) -> None:
    for _ in range(2):
        center.lead()
    with center.store.writing_core() as connection:
        connection.execute(sa.text("DELETE FROM lead_event WHERE lead_id = 2"))
    assert check(center.office) == [Problem("no_received_event", {"lead": 2})]


def test_an_event_that_cannot_be_read_is_named(center: Center) -> None:
    for _ in range(2):
        center.lead()
    with center.store.writing() as session:
        session.add(LeadEventRow(lead_id=2, at=NOW, kind="closed", data={}, recorded_at=NOW))
    (problem,) = check(center.office)
    assert (problem.code, problem.params["lead"]) == ("unreadable_event", 2)


def test_a_lead_with_two_sales_that_stand_is_named(center: Center) -> None:
    lead = ready(center)
    center.sales.sell(center.who("louis"), lead, 12_000)
    assert check(center.office) == []
    with center.store.writing() as session:
        session.add(SaleRow(lead_id=lead, staff_id=center.group.people["louis"], at=NOW))
    assert check(center.office) == [Problem("sold_twice", {"lead": lead, "sales": 2})]


def test_messages_and_outbox_must_agree(center: Center) -> None:
    center.lead()
    lonely = message(center, state=None)
    wrong = message(center, "in", "queued")
    strange = message(center, state="somewhere")
    sent = message(center, state="sent")
    assert check(center.office) == [
        Problem("message_without_outbox", {"message": lonely, "lead": 1}),
        Problem("outbox_of_another", {"outbox": 1, "message": wrong}),
        Problem("outbox_state", {"outbox": strange - 1, "state": "somewhere"}),
        Problem("sent_without_event", {"lead": 1, "message": sent}),
    ]


def test_a_broken_reference_is_named(sqlite_store: Store) -> None:
    office = Office(sqlite_store, Wall())
    make_lead(office, make_group(office))
    with sqlite_store.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("UPDATE lead SET person_id = 99 WHERE id = 1")
        driver.execute("PRAGMA foreign_keys = ON")
    assert Problem("reference", {"table": "lead", "row": 1, "parent": "person"}) in check(office)


def test_a_damaged_file_is_said_to_be_damaged(sqlite_store: Store) -> None:
    office = Office(sqlite_store, Wall())
    group = make_group(office)
    for _ in range(200):
        make_lead(office, group, text="x" * 400)
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
    problems = check(Office(Store(str(path)), Wall()))
    assert {problem.code for problem in problems} == {"damaged"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_has_words(lang: str) -> None:
    words = Words(lang)
    for code in (
        "sound", "damaged", "reference", "message_without_outbox", "outbox_of_another", "outbox_state",
        "no_received_event", "unreadable_event", "lead_differs", "sent_without_event", "run_differs", "unread",
        "no_touch", "merge_not_said", "merge_row_elsewhere", "sold_twice",
    ):  # fmt: skip
        assert words.has(f"store.check_{code}")
