"""The live queue: lanes, order, counts; nothing behind a key may walk through the history."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlmodel import select

from data.queries.queue import key_of, lane_counts, open_leads_by_urgency, queue_rows
from data.store import Store
from data.tables import LeadRow, PersonPhoneRow, PresenceRow, RawInputRow, TaskRow
from rules.values.queue import LaneCount
from rules.vocabulary import Lane, Source, Stage
from tests.data.center import ANNE, BREST, BRUNO, CARLA, LYON, NOW, add_lead, open_center


@pytest.fixture
def center(store: Store) -> Store:
    open_center(store)
    return store


def ids(store: Store, lane: Lane, actor: int = ANNE, **options: object) -> list[int]:
    with store.reading_core() as connection:
        rows = open_leads_by_urgency(connection, lane, actor, now=NOW, **options)  # type: ignore[arg-type] # as given
    return [row.id for row in rows]


def test_the_queue_goes_by_deadline_then_score_then_age_and_no_deadline_comes_last(center: Store) -> None:
    none = add_lead(center)
    later = add_lead(center, due=30)
    soon = add_lead(center, due=5)
    better = add_lead(center, due=30, score=50)
    older = add_lead(center, due=30, received_at=NOW - timedelta(days=1))
    late = add_lead(center, due=-10)
    assert ids(center, Lane.TO_TAKE) == [late, soon, better, older, later, none]


def test_a_number_found_to_be_wrong_is_the_last_to_call(center: Store) -> None:
    lead_id = add_lead(center, phone="+33639980001")
    with center.writing() as session:
        lead = session.get_one(LeadRow, lead_id)
        wrong = session.exec(select(PersonPhoneRow).where(PersonPhoneRow.person_id == lead.person_id)).one()
        wrong.is_wrong = True
        session.add(PersonPhoneRow(person_id=lead.person_id, raw="04 65", e164=None, kind="unreadable"))
    with center.reading_core() as connection:
        [row] = open_leads_by_urgency(connection, Lane.ALL, ANNE, now=NOW)
    assert row.phone == "04 65"


def test_pages_follow_each_other_without_gap_or_repetition(center: Store) -> None:
    for number in range(12):
        add_lead(center, due=(number * 7) % 3 * 10 if number % 4 else None, score=number % 2)
    everything = ids(center, Lane.ALL)
    paged: list[int] = []
    key = None
    while True:
        with center.reading_core() as connection:
            rows = open_leads_by_urgency(connection, Lane.ALL, ANNE, None, 5, key, now=NOW)
        if not rows:
            break
        paged += [row.id for row in rows]
        key = key_of(rows[-1])
    assert paged == everything
    assert len(set(paged)) == 12


def test_each_lane_holds_what_it_is_for(center: Store) -> None:
    free = add_lead(center, due=-5)
    mine = add_lead(center, due=1, owner_id=ANNE, stage="claimed")
    his = add_lead(center, due=2, owner_id=BRUNO, stage="claimed", waits_for_us=True)
    asked = add_lead(center, due=3, owner_id=ANNE, waits_for_us=True)
    offered = add_lead(center, due=4, stage="offered", offered_to_id=CARLA)
    sold_to = add_lead(center, due=5, stage="accepted", holder="sales", salesperson_id=CARLA)
    parked = add_lead(center, due=6, stage="parked", parked_until=NOW + timedelta(days=1))
    add_lead(center, stage="lost", is_open=False, holder="nobody")
    with center.writing() as session:
        for lead, staff, hours, state in (
            (mine, ANNE, 2, "open"),
            (his, BRUNO, 2, "open"),
            (asked, None, 1, "fired"),
            (offered, ANNE, 48, "open"),
            (parked, ANNE, 1, "done"),
        ):
            session.add(
                TaskRow(
                    lead_id=lead,
                    kind="callback",
                    staff_id=staff,
                    due_at=NOW + timedelta(hours=hours),
                    state=state,
                    created_at=NOW,
                )
            )
        session.add(
            RawInputRow(
                content_hash="0",
                origin="drop",
                content=b"",
                size=0,
                received_at=NOW,
                outcome="to_sort",
                deadline_at=NOW - timedelta(hours=1),
            )
        )
    evening = NOW + timedelta(hours=9)
    assert ids(center, Lane.TO_TAKE) == [free]
    assert ids(center, Lane.MINE) == [mine, asked]
    assert ids(center, Lane.MINE, CARLA) == [sold_to]
    assert ids(center, Lane.CALLBACKS, day_ends_at=evening) == [mine, asked]
    assert ids(center, Lane.TO_ANSWER) == [asked]
    assert ids(center, Lane.TO_ANSWER, BRUNO) == [his]
    assert ids(center, Lane.WITH_SALES) == [offered, sold_to]
    assert ids(center, Lane.TO_SORT) == []
    assert ids(center, Lane.ALL) == [free, mine, his, asked, offered, sold_to, parked]
    with center.reading_core() as connection:
        assert lane_counts(connection, ANNE, now=NOW, day_ends_at=evening) == [
            LaneCount(Lane.TO_TAKE, 1, 1),
            LaneCount(Lane.MINE, 2, 0),
            LaneCount(Lane.CALLBACKS, 2, 0),
            LaneCount(Lane.TO_ANSWER, 1, 0),
            LaneCount(Lane.WITH_SALES, 2, 0),
            LaneCount(Lane.TO_SORT, 1, 1),
            LaneCount(Lane.ALL, 7, 1),
        ]


def test_somebody_limited_to_sites_sees_only_those(center: Store) -> None:
    lyon = add_lead(center, due=1)
    brest = add_lead(center, due=2, site_id=BREST)
    add_lead(center, due=3, site_id=None)
    assert ids(center, Lane.ALL, site_ids={LYON, BREST}) == [lyon, brest]
    with center.reading_core() as connection:
        assert lane_counts(connection, ANNE, {BREST}, now=NOW)[-1] == LaneCount(Lane.ALL, 1, 0)


def test_a_row_says_all_that_lists_show(center: Store) -> None:
    lead = add_lead(
        center, due=5, phone="+33639980012", owner_id=BRUNO, stage="claimed", car_text="Clio V", score=12
    )
    with center.writing() as session:
        session.add(PresenceRow(lead_id=lead, staff_id=BRUNO, seen_at=NOW - timedelta(seconds=10)))
        session.add(PresenceRow(lead_id=lead, staff_id=CARLA, seen_at=NOW - timedelta(seconds=90)))
        session.add(PresenceRow(lead_id=lead, staff_id=ANNE, seen_at=NOW))
    with center.reading_core() as connection:
        (row,) = queue_rows(connection, [lead], ANNE, now=NOW)
    assert (row.person, row.phone, row.car, row.site) == ("DUPONT Jean", "+33639980012", "Clio V", "Lyon")
    assert (row.stage, row.source, row.owner, row.salesperson) == (Stage.CLAIMED, Source.SITE, "Bruno", "")
    assert row.due_at == NOW + timedelta(minutes=5)
    assert row.viewers == ("Bruno",)


def test_rows_asked_for_again_say_who_left_the_lane(center: Store) -> None:
    free, taken = add_lead(center, due=1), add_lead(center, due=2, owner_id=ANNE)
    with center.reading_core() as connection:
        still = queue_rows(connection, [taken, free], ANNE, now=NOW, lane=Lane.TO_TAKE)
        both = queue_rows(connection, [taken, free, 999], ANNE, now=NOW)
    assert [row.id for row in still] == [free]
    assert [row.id for row in both] == [free, taken]


@pytest.mark.parametrize("lane", list(Lane))
def test_no_lane_walks_through_the_history(sqlite_store: Store, lane: Lane) -> None:
    open_center(sqlite_store)
    add_lead(sqlite_store)
    asked = _statements(sqlite_store)
    with sqlite_store.reading_core() as connection:
        open_leads_by_urgency(connection, lane, ANNE, None, 60, now=NOW)
        lane_counts(connection, ANNE, now=NOW)
        assert len(asked) <= 3
        for statement, values in list(asked):
            for step in _plan(connection, statement, values):
                walked = re.match(r"SCAN (\w+)", step)
                if walked and walked[1] in ("lead", "task", "raw_input", "person", "presence"):
                    assert "USING" in step, f"{statement}\n{step}"


def _statements(store: Store) -> list[tuple[str, tuple[object, ...]]]:
    seen: list[tuple[str, tuple[object, ...]]] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def remember(_c: object, _cursor: object, statement: str, values: tuple[object, ...], *_: object) -> None:
        if not statement.startswith("EXPLAIN"):
            seen.append((statement, values))

    return seen


def _plan(connection: Connection, statement: str, values: tuple[object, ...]) -> list[str]:
    found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(values))
    return [str(step[3]) for step in found]


def test_lane_counts_never_read_the_table(sqlite_store: Store) -> None:
    asked = _statements(sqlite_store)
    with sqlite_store.reading_core() as connection:
        lane_counts(connection, ANNE, now=NOW)
        plan = _plan(connection, *asked[0])
    assert any("COVERING INDEX ix_lead_counts" in step for step in plan)
    assert any("raw_input USING" in step and "ix_raw_input_waiting" in step for step in plan)


def test_the_partial_indexes_serve_the_queue_on_a_server_too(pg_store: Store) -> None:
    open_center(pg_store)
    with pg_store.engine.connect() as connection:
        connection.execute(sa.text("SET enable_seqscan = off"))
        connection.execute(sa.text("SET enable_sort = off"))
        asked = _statements(pg_store)
        open_leads_by_urgency(connection, Lane.TO_TAKE, ANNE, None, 60, now=NOW)
        statement, values = asked[0]
        plan = "\n".join(str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values))
    assert "ix_lead_to_take" in plan
