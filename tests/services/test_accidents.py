"""No room on the disk, and a clock set back: one clear refusal, nothing half-written, and work goes on afterwards."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from data.store import Store
from data.tables import ClockRunRow, LeadEventRow, LeadRow, RawInputRow
from rules.refusal import Refusal
from rules.values.incoming import IntakeResult
from rules.vocabulary import CallOutcome, Channel, EventKind, Lane, RawOutcome, TaskKind
from tests.services.builders import phone_of, write_again
from tests.services.center import Center
from tests.services.mails import adf
from tests.services.refusals import refused
from vo_callcenter.adapters.drop_folder import DropFolder
from vo_callcenter.jobs import Job, Timetable
from vo_callcenter.services.delivery import Delivery
from vo_callcenter.services.dropped_files import DroppedFiles
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.store_check import check


@contextmanager
def no_room(store: Store, pages: int = 0) -> Iterator[None]:
    """The disk has room for so many more pages of the store; SQLite answers as it does on a full disk."""
    with store.reading_core() as connection:
        most = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + pages
    store.engine.dispose()

    def limit(driver: Any, _: object) -> None:
        driver.execute(f"PRAGMA max_page_count = {most}")

    sa.event.listen(store.engine, "connect", limit)
    try:
        yield
    finally:
        sa.event.remove(store.engine, "connect", limit)
        store.engine.dispose()


def test_a_note_that_finds_no_room_leaves_nothing_and_can_be_written_again(sqlite_store: Store) -> None:
    center = Center(sqlite_store)
    lead, camille = center.claimed(), center.who("camille")
    before = center.everything()
    with no_room(sqlite_store), refused("store_full"):
        for _ in range(20):
            center.conversation.note(camille, lead, "x" * 5_000)
            before = center.everything()
    assert center.everything() == before
    assert check(center.office) == []
    center.conversation.note(camille, lead, "Il y a de nouveau de la place.")


def test_a_dropped_file_waits_for_room_and_becomes_one_lead(sqlite_store: Store, tmp_path: Path) -> None:
    center = Center(sqlite_store)
    drop = DropFolder(tmp_path / "drop")
    drop.prepare()
    (tmp_path / "drop" / "lead.xml").write_bytes(adf(comments="Bonjour, " * 3_000))
    minutes = count(4_000_000_000, 60)
    collector = DroppedFiles(drop, IntakeService(center.office), wall=lambda: next(minutes))
    refusals, said = 0, set()
    results: list[IntakeResult] = []
    while not results:
        with no_room(sqlite_store, pages=2 * refusals):
            try:
                results = collector.collect()
            except Refusal as refusal:
                said.add(refusal.code)
                refusals += 1
                with sqlite_store.reading() as session:
                    assert session.exec(select(LeadRow.id)).all() == []
                    assert session.exec(select(RawInputRow.outcome)).all() in ([], [RawOutcome.PENDING])
    assert said == {"store_full"}
    assert [result.outcome for result in results] == [RawOutcome.LEAD]
    with sqlite_store.reading() as session:
        assert len(session.exec(select(LeadRow.id)).all()) == 1
    assert check(center.office) == []
    assert [each.name for each in (tmp_path / "drop").glob("*.xml")] == []


def test_jobs_of_the_engine_stop_for_want_of_room_and_do_each_thing_once_afterwards(
    sqlite_store: Store,
) -> None:
    center = Center(sqlite_store)
    leads = [center.lead() for _ in range(40)]
    due = center.wall.at + timedelta(minutes=5)
    anne = center.who("anne")
    for lead in leads:
        center.relaunch.plan(anne, lead, due, TaskKind.RELAUNCH, Channel.PHONE)
    center.wall.go(minutes=5)
    failing: list[tuple[str, ...]] = []
    table = Timetable((), note_failing=lambda names: failing.append(tuple(names)))
    job = Job("relaunches", 5, center.relaunch.fire_due)
    with no_room(sqlite_store):
        with refused("store_full"):
            center.relaunch.fire_due()
        table.run(job)
        table.run(job)
    assert check(center.office) == []
    table.run(job)
    assert failing == [("relaunches",), ()]
    assert center.relaunch.fire_due() == 0
    with sqlite_store.reading() as session:
        fired = session.exec(
            select(LeadEventRow.lead_id).where(LeadEventRow.kind == EventKind.TASK_FIRED.value)
        ).all()
    assert sorted(fired) == leads


def run_jobs(center: Center) -> Counter[str]:
    """Each of the engine's jobs once, as it runs them."""
    delivery = Delivery(center.office, "engine")
    delivery.deliver_due({})
    return Counter(
        relaunches=center.relaunch.fire_due(),
        parked=center.upkeep.unpark_due(),
        offers=center.handover.expire_offers(),
        warnings=center.upkeep.warn_and_breach(),
        claims=center.upkeep.expire_claims(),
        inputs=IntakeService(center.office).read_pending(),
    )


def said_twice(center: Center) -> list[tuple[Any, ...]]:
    """What the engine may say or do only once, and did again."""
    once = (EventKind.TASK_FIRED, EventKind.WARNED, EventKind.BREACHED, EventKind.OFFER_EXPIRED)
    with center.store.reading() as session:
        events = session.exec(
            select(LeadEventRow).where(col(LeadEventRow.kind).in_([kind.value for kind in once]))
        ).all()
    said = Counter((event.lead_id, event.kind, *sorted(event.data.items())) for event in events)
    return [what for what, times in said.items() if times > 1]


def look_at_everything(center: Center, leads: list[int]) -> None:
    """Every screen's question; no figure and no duration is negative."""
    anne, louis = center.who("anne"), center.who("louis")
    for days in (1, 7):
        figures = center.supervision.figures(anne, days)
        seconds = [each.median_s for each in figures.clocks] + [each.p90_s for each in figures.clocks]
        seconds += [each.median_s for each in figures.people] + [each.p90_s for each in figures.people]
        assert min(each or 0 for each in seconds) >= 0
        assert figures.late_now >= 0
        center.supervision.drill(anne, days)
    center.supervision.at_risk(anne)
    center.queue.rows(anne, Lane.ALL)
    center.queue.my_day(center.who("camille"))
    center.sales.desk(louis)
    center.relaunch.agenda(anne, center.wall.at, 7)
    for lead in leads:
        center.records.card(anne, lead)
        for reading in center.records.explain(anne, lead):
            assert reading.business >= timedelta(0)
            assert reading.wall >= timedelta(0)
    with center.store.reading() as session:
        for run in session.exec(select(ClockRunRow)).all():
            assert run.business_s >= 0
            assert run.wall_s >= 0


def test_a_clock_set_back_two_hours_breaks_nothing_and_repeats_nothing(center: Center) -> None:
    camille, samir, louis = (center.who(login) for login in ("camille", "samir", "louis"))
    waiting, claimed, offered = center.lead(), center.claimed("samir"), center.offered("louis")
    planned = center.claimed("camille")
    center.relaunch.plan(
        camille, planned, center.wall.at + timedelta(minutes=10), TaskKind.RELAUNCH, Channel.PHONE
    )
    accepted = center.accepted("ines")
    leads = [waiting, claimed, offered, planned, accepted]
    center.wall.go(minutes=12)
    center.wall.go(minutes=2)
    first = run_jobs(center)
    assert first["relaunches"] == 1
    assert sum(run_jobs(center).values()) == 0

    center.wall.go(hours=-2)
    assert sum(run_jobs(center).values()) == 0
    look_at_everything(center, leads)
    call = center.conversation.start_call(camille, planned, phone_of(center.office, planned))
    center.conversation.end_call(camille, call, CallOutcome.REACHED)
    write_again(center.office, planned, "Toujours là ?")
    center.conversation.note(samir, claimed, "Écrit avec une heure d’avant.")
    center.handover.accept(louis, center.open_offer(offered))
    center.desk.claim(samir, waiting)
    center.call(accepted, "ines")
    run_jobs(center)
    look_at_everything(center, leads)
    assert check(center.office) == []

    for minutes in (30, 95, 60, 24 * 60):
        center.wall.go(minutes=minutes)
        run_jobs(center)
        assert sum(run_jobs(center).values()) == 0
        look_at_everything(center, leads)
    assert said_twice(center) == []
    assert check(center.office) == []
    assert center.kinds(planned).count("task_fired") == 1


def test_an_offer_and_a_claim_do_not_run_out_early_because_the_clock_was_set_back(center: Center) -> None:
    claimed, offered = center.claimed("samir"), center.offered("louis")
    center.wall.go(minutes=1)
    center.wall.go(hours=-2)
    run_jobs(center)
    assert center.field(claimed, "owner_id") == center.group.people["samir"]
    assert center.offered_to(offered) == "louis"
    center.wall.go(hours=2, minutes=40)
    run_jobs(center)
    assert center.field(claimed, "owner_id") is None
    assert center.offered_to(offered) != "louis"
