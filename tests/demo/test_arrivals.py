"""What arrives in the demonstration comes through the real intake path and shows each of its outcomes."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from data.store import Store
from data.tables import SuggestionRow, TouchRow
from rules.vocabulary import RawOutcome
from vo_callcenter.bootstrap import Application
from vo_callcenter.demo.arrivals import Arrivals
from vo_callcenter.demo.founding import found

ARRIVALS = 100


def test_a_day_brings_leads_people_who_write_twice_and_mail_that_is_no_lead(
    sqlite_store: Store, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    office = Application(sqlite_store, lambda: now)
    arrivals = Arrivals(tmp_path, tmp_path, found(office.office, 5), seed=5, speed=1)
    became: list[RawOutcome] = []
    for _ in range(ARRIVALS):
        path = arrivals.drop(*arrivals.next_arrival(now))
        became += [result.outcome for result in office.intake.take_bytes(path.read_bytes(), path.name)]
    counted = Counter(became)
    assert became[:4] == [RawOutcome.LEAD, RawOutcome.LEAD, RawOutcome.TO_SORT, RawOutcome.TOUCH]
    assert counted[RawOutcome.LEAD] > ARRIVALS / 2
    assert counted.keys() == set(RawOutcome) - {RawOutcome.PENDING, RawOutcome.REPEATED}, counted
    with sqlite_store.reading() as session:
        assert session.exec(select(SuggestionRow)).all(), "whoever is misspelt may be the same person"
        assert (
            len(session.exec(select(TouchRow)).all()) == counted[RawOutcome.LEAD] + counted[RawOutcome.TOUCH]
        )
