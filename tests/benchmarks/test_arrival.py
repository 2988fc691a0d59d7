"""What arrives asks little of the store, and by an index: as quick in ten years as on the first day."""

from typing import Any

import pytest
import sqlalchemy as sa

from data.store import Store
from tests.benchmarks.test_plans import is_scan, plan_of
from tests.services.builders import make_group
from tests.services.mails import adf, mail
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office

ROWS = 40


def csv(first: int) -> bytes:
    rows = [f"Jean;Client{number};client{number}@example.org" for number in range(first, first + ROWS)]
    return ("Prénom;Nom;E-mail\n" + "\n".join(rows) + "\n").encode()


@pytest.mark.parametrize(
    ("documents", "name", "most"),
    [
        ((adf(), adf(name="Awa Moreau", email="awa@example.org", phone="06 39 98 44 55")), "lead.xml", 26),
        (
            (mail("Bonjour, la 208 ?"), mail("Et la Clio ?", sender="Awa Moreau <awa@example.org>")),
            "m.eml",
            30,
        ),
        ((csv(0), csv(ROWS)), "leads.csv", 20 * ROWS),
    ],
)
def test_an_arrival_asks_a_bounded_number_of_questions_each_by_an_index(
    sqlite_store: Store, documents: tuple[bytes, bytes], name: str, most: int
) -> None:
    office = Office(sqlite_store)
    make_group(office)
    intake = IntakeService(office)
    intake.take_bytes(documents[0], name)
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(sqlite_store.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    results = intake.take_bytes(documents[1], name)
    said = list(asked)
    assert results[-1].raw_id is not None
    assert len(said) <= most, len(said)
    scans = {
        line
        for statement, values in said
        if statement.startswith("SELECT")
        for line in plan_of(sqlite_store.engine, statement, values)
        if is_scan(line)
    }
    assert scans == set()
