"""Units of work: all or nothing, one writer at a time, and every failure one clear refusal."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from data.store import Store
from data.tables import SiteRow
from rules.refusal import Refusal

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def names(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(session.exec(select(SiteRow.name)).all())


def test_a_unit_of_work_is_kept_whole(store: Store) -> None:
    with store.writing() as session:
        session.add(SiteRow(name="Lyon"))
        session.add(SiteRow(name="Brest"))
    assert names(store) == ["Brest", "Lyon"]


def test_a_unit_of_work_that_fails_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.writing() as session:
            session.add(SiteRow(name="Lyon"))
            session.flush()
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        fail()
    assert names(store) == []
    with store.writing() as session:
        session.add(SiteRow(name="Brest"))
    assert names(store) == ["Brest"]


def test_what_a_reader_changes_is_thrown_away(store: Store) -> None:
    with store.reading() as session:
        session.add(SiteRow(name="Lyon"))
        session.flush()
    assert names(store) == []


def test_rows_can_be_used_after_their_unit_of_work(store: Store) -> None:
    with store.writing() as session:
        site = SiteRow(name="Lyon")
        session.add(site)
    assert (site.id, site.name) == (1, "Lyon")


def test_rows_can_be_used_after_they_were_read(store: Store) -> None:
    with store.writing() as session:
        session.add(SiteRow(name="Lyon"))
    with store.reading() as session:
        site = session.exec(select(SiteRow)).one()
    assert (site.id, site.name) == (1, "Lyon")


def test_a_reader_inside_a_writer_sees_what_was_before(store: Store) -> None:
    with store.writing() as session:
        session.add(SiteRow(name="Lyon"))
        session.flush()
        assert names(store) == []


def test_a_unit_of_work_inside_another_is_a_mistake_not_a_deadlock(sqlite_store: Store) -> None:
    with sqlite_store.writing(), pytest.raises(RuntimeError, match="already open"), sqlite_store.writing():
        pass
    assert names(sqlite_store) == []


def test_threads_write_one_after_the_other(store: Store) -> None:
    def work(number: int) -> None:
        for turn in range(10):
            with store.writing() as session:
                session.add(SiteRow(name=f"{number}-{turn}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(store)) == 40


def test_foreign_keys_hold(store: Store) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), store.writing() as session:
        session.add(SiteRow(name="Lyon", fallback_site_id=99))


def test_a_store_that_is_not_there_is_refused_and_not_created(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "none.db"))
    with pytest.raises(Refusal) as refusal, store.reading() as session:
        session.exec(select(SiteRow)).all()
    assert refusal.value.code == "store_missing"
    assert not (tmp_path / "none.db").exists()
