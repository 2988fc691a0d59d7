from datetime import date, timedelta

from data.changes import note_change
from data.store import Store
from data.tables import HoursRow, LeaseRow
from rules.vocabulary import CallOutcome, Lane
from tests.services.center import Center
from vo_callcenter.services.live import LiveService
from vo_callcenter.services.office import Office


def test_a_console_hears_of_what_another_one_changed_once(center: Center) -> None:
    lead = center.lead()
    elsewhere = LiveService(Office(center.store, center.wall))
    elsewhere.changes()
    center.desk.claim(center.who("camille"), lead)
    heard = {change.subject: change.ids for change in elsewhere.changes()}
    assert heard == {"lead": frozenset({lead})}
    assert elsewhere.changes() == []
    elsewhere.close()


def test_new_opening_hours_are_used_as_soon_as_they_are_heard_of(center: Center) -> None:
    live = LiveService(center.office)
    live.changes()
    sunday = center.wall.at + timedelta(days=5)
    assert not center.office.calendars()[0].is_open(sunday)
    with center.store.writing() as session:
        session.add(HoursRow(effective_from=date(2026, 11, 1), hours={"week": {"mon-sun": ["08:00-20:00"]}}))
        note_change(session, "hours", 0, center.wall.at)
    live.changes()
    assert center.office.calendars()[0].is_open(sunday)
    live.close()


def test_the_engine_is_alive_while_it_holds_its_lease(store: Store) -> None:
    center = Center(store)
    live = LiveService(center.office)
    assert not live.engine_is_alive()
    with store.writing() as session:
        session.add(LeaseRow(name="engine", holder="here", expires_at=center.wall.at + timedelta(seconds=15)))
    center.wall.go(seconds=6)
    assert live.engine_is_alive()
    center.wall.go(seconds=10)
    assert not live.engine_is_alive()


def test_a_row_is_reloaded_until_it_leaves_its_lane(center: Center) -> None:
    lead, camille = center.lead(), center.who("camille")
    assert center.queue.reload(camille, Lane.TO_TAKE, [lead])[lead] is not None
    center.desk.claim(camille, lead)
    assert center.queue.reload(camille, Lane.TO_TAKE, [lead]) == {lead: None}
    assert center.queue.reload(camille, Lane.MINE, [lead])[lead] is not None


def test_who_neither_takes_nor_supervises_sees_only_their_own_lanes(center: Center) -> None:
    mine = center.accepted("louis")
    center.lead()
    louis = center.who("louis")
    assert center.queue.rows(louis, Lane.ALL) == []
    assert [row.id for row in center.queue.rows(louis, Lane.MINE)] == [mine]
    assert {count.lane: count.total for count in center.queue.counts(louis)}[Lane.ALL] == 0
    # Theirs is found however many newer ones of others have the same words.
    assert [hit.lead_id for hit in center.queue.search(louis, "durand", 1)] == [mine]
    assert len(center.queue.search(center.who("camille"), "durand")) == 2


def test_my_day_counts_what_i_took_and_how_fast_i_answered(center: Center) -> None:
    for minutes in (2, 4):
        lead = center.claimed()
        center.wall.go(minutes=minutes)
        center.call(lead)
    day = center.queue.my_day(center.who("camille"))
    assert (day.taken, day.median_s, day.p90_s) == (2, 120, 240)


def test_an_empty_queue_names_the_next_planned_action(center: Center) -> None:
    lead = center.claimed(last_name="Martin", first_name="Zoé")
    assert center.queue.next_planned(center.who("camille")) is None
    at = center.wall.at + timedelta(hours=4)
    center.call(lead, outcome=CallOutcome.CALL_BACK, call_back_at=at)
    assert center.queue.next_planned(center.who("camille")) == (at, "MARTIN Zoé")
