"""The engine's lease: one leader, another within fifteen seconds, whatever the clock does."""

from datetime import timedelta

from data.lease import lease_holder, release_lease, take_lease
from data.store import Store
from tests.data.center import NOW


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_one_holder_at_a_time_and_heartbeats_keep_it(store: Store) -> None:
    assert take_lease(store, "engine", "a", NOW)
    assert not take_lease(store, "engine", "b", NOW + seconds(5))
    assert take_lease(store, "engine", "a", NOW + seconds(10))
    assert not take_lease(store, "engine", "b", NOW + seconds(24))
    assert lease_holder(store, "engine", NOW + seconds(24)) == "a"
    assert take_lease(store, "intake", "b", NOW)


def test_another_takes_over_after_fifteen_seconds_of_silence(store: Store) -> None:
    assert take_lease(store, "engine", "a", NOW)
    assert lease_holder(store, "engine", NOW + seconds(15)) is None
    assert take_lease(store, "engine", "b", NOW + seconds(15))
    assert not take_lease(store, "engine", "a", NOW + seconds(16))


def test_a_lease_given_up_is_free_at_once(store: Store) -> None:
    assert take_lease(store, "engine", "a", NOW)
    assert not release_lease(store, "engine", "b")
    assert release_lease(store, "engine", "a")
    assert lease_holder(store, "engine", NOW) is None
    assert take_lease(store, "engine", "b", NOW)


def test_a_clock_set_back_does_not_leave_the_store_without_a_leader(store: Store) -> None:
    assert take_lease(store, "engine", "dead", NOW)
    earlier = NOW - timedelta(hours=2)
    assert lease_holder(store, "engine", earlier) is None
    assert take_lease(store, "engine", "b", earlier)
    assert not take_lease(store, "engine", "c", earlier + seconds(1))


def test_a_living_leader_whose_clock_is_set_back_stays_the_leader(store: Store) -> None:
    assert take_lease(store, "engine", "a", NOW)
    assert take_lease(store, "engine", "a", NOW - timedelta(hours=2))
    assert lease_holder(store, "engine", NOW - timedelta(hours=2)) == "a"
