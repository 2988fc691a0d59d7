"""The demonstration's past has the reaction times of people."""

from statistics import median

from sqlmodel import select

from data.store import Store
from data.tables import ClockRunRow, TaskRow
from rules.vocabulary import Clock
from vo_callcenter.demo.founding import found
from vo_callcenter.demo.history import History
from vo_callcenter.services.office import Office
from vo_callcenter.services.store_check import check

PAST = 250


def test_people_get_to_their_relaunches_some_minutes_after_they_came_due_and_some_too_late(
    sqlite_store: Store,
) -> None:
    office = Office(sqlite_store)
    cars = found(office, 5)
    past = History(office, cars, 5)
    past.write_past(PAST)
    with sqlite_store.reading() as session:
        runs = session.exec(select(ClockRunRow).where(ClockRunRow.clock == Clock.FOLLOW_UP.value)).all()
        ended = session.exec(select(TaskRow).where(TaskRow.state == "done")).all()
    seconds = [run.business_s for run in runs]
    assert len(seconds) > 30
    assert 60 < median(seconds) < 15 * 60
    assert 0.5 < sum(run.is_met for run in runs) / len(runs) < 1
    assert all(task.done_at is not None and task.done_at > task.due_at for task in ended)
    assert check(office) == []
