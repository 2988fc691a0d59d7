from datetime import UTC, datetime, timedelta

from rules.vocabulary import CallOutcome, Channel, Stage, TaskKind, TaskState
from tests.services.center import Center
from tests.services.refusals import refused


def plan(center: Center, lead: int, at: datetime, login: str = "camille", park: bool = True) -> int:
    return center.relaunch.plan(
        center.who(login), lead, at, TaskKind.RELAUNCH, Channel.PHONE, "rappeler", park=park
    )


def test_the_cadence_proposes_a_moment_to_come_in_opening_hours(center: Center) -> None:
    lead = center.claimed()
    center.call(lead, outcome=CallOutcome.NO_ANSWER)
    at = center.relaunch.propose(center.who("camille"), lead)
    assert at > center.wall.at
    assert center.office.calendars()[0].is_open(at)


def test_a_planned_relaunch_parks_the_lead_and_brings_it_back_when_due(center: Center) -> None:
    lead = center.claimed()
    due = center.wall.at + timedelta(hours=5)
    plan(center, lead, due)
    assert (center.field(lead, "stage"), center.field(lead, "next_action_at")) == (Stage.PARKED, due)
    center.wall.go(hours=5)
    assert center.relaunch.fire_due() == 1
    assert center.relaunch.fire_due() == 0
    assert center.field(lead, "stage") == Stage.CLAIMED
    (task,) = center.records.card(center.who("camille"), lead).tasks
    assert task.state is TaskState.FIRED


def test_a_relaunch_is_not_planned_in_the_past_nor_beyond_reach(center: Center) -> None:
    lead = center.claimed()
    before = center.everything()
    with refused("task_in_the_past"):
        plan(center, lead, center.wall.at - timedelta(minutes=1))
    with refused("task_too_far"):
        plan(center, lead, center.wall.at + timedelta(days=4_000))
    assert center.everything() == before


def test_a_task_done_early_wakes_the_lead_and_counts_as_followed_up(center: Center) -> None:
    lead = center.claimed()
    task = plan(center, lead, center.wall.at + timedelta(hours=3))
    center.relaunch.done(center.who("camille"), task)
    assert center.field(lead, "parked_until") is None
    with refused("task_over"):
        center.relaunch.done(center.who("camille"), task)


def test_a_cancelled_task_leaves_no_trace_in_the_agenda(center: Center) -> None:
    lead = center.claimed()
    task = plan(center, lead, center.wall.at + timedelta(hours=3))
    center.relaunch.cancel(center.who("camille"), task)
    (today,) = center.relaunch.agenda(center.who("camille"), center.wall.at, 1)
    assert today.tasks == ()


def test_the_agenda_has_one_entry_a_local_day_with_what_is_overdue_today(center: Center) -> None:
    lead = center.claimed()
    overdue = plan(center, lead, center.wall.at + timedelta(minutes=5), park=False)
    tomorrow = plan(center, lead, center.wall.at + timedelta(days=1), park=False)
    center.wall.go(minutes=30)
    days = center.relaunch.agenda(center.who("camille"), center.wall.at, 3)
    assert [day.day for day in days] == [
        datetime(2026, 11, 23 + number, 23, 0, tzinfo=UTC) for number in range(3)
    ]
    assert [[task.id for task in day.tasks] for day in days] == [[overdue], [tomorrow], []]


def test_undoing_a_planned_relaunch_also_ends_the_parking(center: Center) -> None:
    lead = center.claimed()
    plan(center, lead, center.wall.at + timedelta(hours=3))
    assert center.desk.undo(center.who("camille"), lead) == "task_planned"
    assert (center.field(lead, "parked_until"), center.field(lead, "next_action_at")) == (None, None)


def test_a_customer_who_writes_is_no_longer_parked(center: Center) -> None:
    from tests.services.builders import write_again

    lead = center.claimed()
    plan(center, lead, center.wall.at + timedelta(days=3))
    center.wall.go(hours=1)
    write_again(center.office, lead)
    assert center.field(lead, "parked_until") is None
