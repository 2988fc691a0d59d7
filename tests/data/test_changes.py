"""The change feed, on both kinds of store."""

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data.changes import Change, ChangeFeed, note_change, prune_changes
from data.store import Store
from data.tables import ChangeRow
from rules.refusal import Refusal

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def note(store: Store, subject: str, *numbers: int, at: datetime = NOW) -> None:
    with store.writing() as session:
        for number in numbers:
            note_change(session, subject, number, at)


def heard(feed: ChangeFeed, at_least: int = 1) -> list[Change]:
    """What the feed says within five seconds; a server's notification takes a moment."""
    changes: list[Change] = []
    for _ in range(500):
        with suppress(Refusal):
            changes += feed.poll()
        if len(changes) >= at_least:
            break
        time.sleep(0.01)
    return changes


def test_a_feed_hears_what_its_own_process_and_others_write(store: Store) -> None:
    other = Store(store.address.url.render_as_string(hide_password=False))
    feed = ChangeFeed(store)
    assert feed.poll() == []
    note(store, "lead", 7)
    note(other, "lead", 8)
    assert heard(feed, 2) == [Change("lead", 7), Change("lead", 8)]
    with other.writing_core() as connection:
        note_change(connection, "raw", 1, NOW)
    assert heard(feed) == [Change("raw", 1)]
    assert feed.poll() == []
    feed.close()
    other.dispose()


def test_a_feed_begins_where_the_log_stands(store: Store) -> None:
    note(store, "lead", 1)
    feed = ChangeFeed(store)
    assert feed.poll() == []
    note(store, "lead", 2, 3, 2)
    assert feed.poll() == [Change("lead", 2), Change("lead", 3)]
    assert feed.last == 3
    feed.close()


def test_a_unit_of_work_that_fails_says_nothing(store: Store) -> None:
    feed = ChangeFeed(store)

    def fail() -> None:
        with store.writing() as session:
            note_change(session, "lead", 1, NOW)
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        fail()
    assert feed.poll() == []
    feed.close()


def test_a_change_outside_a_unit_of_work_is_a_mistake(store: Store) -> None:
    with store.reading() as session, pytest.raises(RuntimeError, match="unit of work"):
        note_change(session, "lead", 1, NOW)
    with store.writing_core():
        pass
    with store.reading_core() as connection, pytest.raises(RuntimeError, match="unit of work"):
        note_change(connection, "lead", 1, NOW)


def test_a_feed_that_lost_its_server_hears_later_what_it_missed(pg_store: Store) -> None:
    feed = ChangeFeed(pg_store)
    feed.poll()
    with pg_store.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'"
        )
    note(pg_store, "lead", 5)
    assert heard(feed) == [Change("lead", 5)]
    feed.close()


def test_old_changes_are_pruned_but_the_last_stays(store: Store) -> None:
    note(store, "lead", 1, at=NOW - timedelta(days=9))
    note(store, "lead", 2, at=NOW - timedelta(days=8))
    with store.writing() as session:
        assert prune_changes(session, NOW) == 1
    feed = ChangeFeed(store)
    assert feed.last == 2
    note(store, "lead", 3)
    with store.writing_core() as connection:
        assert prune_changes(connection, NOW) == 1
        assert connection.execute(sa.select(sa.func.count()).select_from(ChangeRow)).scalar() == 1
    assert feed.poll() == [Change("lead", 3)]
    feed.close()
