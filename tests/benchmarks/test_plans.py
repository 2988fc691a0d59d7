"""No question behind a key reads a whole table that grows with the years."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks.answers import Desk

GROWING = frozenset(
    "lead person person_phone person_email touch call message lead_event clock_run answer task offer appointment"
    " raw_input outbox sale change_log".split()
)
SMALL_INDEXES = (
    "ix_lead_to_take",
    "ix_lead_open",
    "ix_lead_counts",
    "ix_lead_owner",
    "ix_lead_salesperson",
    "ix_raw_input_to_sort",
)
"""Partial: they hold what is open or waits, whatever the past."""

READ_BACK = ("filed: SCAN raw_input",)
"""Read from the newest back, until enough is found."""


@pytest.fixture(scope="module")
def desk(demo_store: Path) -> Any:
    found = Desk(demo_store)
    yield found
    found.application.close()


def test_every_question_finds_its_rows_by_an_index(desk: Desk) -> None:
    asked: list[tuple[str, Any]] = []
    engine = desk.application.store.engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    scans = []
    for name, ask in desk.questions().items():
        asked.clear()
        ask()
        for statement, values in list(asked):
            if statement.startswith("SELECT"):
                scans += [f"{name}: {line}" for line in plan_of(engine, statement, values) if is_scan(line)]
    assert [line for line in scans if line not in READ_BACK] == []


def plan_of(engine: Any, statement: str, values: Any) -> list[str]:
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        return [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values)]


def is_scan(line: str) -> bool:
    words = line.split()
    return words[0] == "SCAN" and words[1] in GROWING and not any(index in line for index in SMALL_INDEXES)
