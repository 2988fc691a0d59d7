"""Tasks of a lead inside an open case: planned, done, cancelled, each with its event."""

from datetime import datetime

from sqlmodel import col, select

from data.changes import note_change
from data.queries.agenda import WAITING as WAITING
from data.tables import TaskRow
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import Channel, EventKind, TaskKind, TaskState
from vo_callcenter.services.case import Case


def plan_task(
    case: Case,
    actor: Actor,
    due_at: datetime,
    kind: TaskKind,
    channel: Channel,
    *,
    note: str = "",
    park: bool = True,
    template_id: int | None = None,
    message_id: int | None = None,
    act: int | None = None,
) -> int:
    """Plan a task for whoever holds the lead by then. With ``park``, the lead rests until that date.

    Raises ``Refusal`` for a date out of reach. ``act`` is the event this
    comes with, so that both are taken back together.
    """
    if due_at <= case.now:
        raise Refusal("task_in_the_past")
    days = case.policy.desk.relaunches.max_days_ahead
    if (due_at - case.now).days > days:
        raise Refusal("task_too_far", days=days)
    task_id = case.add(
        TaskRow(
            lead_id=case.id,
            kind=kind.value,
            due_at=due_at,
            channel=channel.value,
            template_id=template_id,
            message_id=message_id,
            note=note,
            created_by_id=actor.id,
            created_at=case.now,
        )
    )
    data = {"act": act} if act is not None else {}
    planned = case.record(
        EventKind.TASK_PLANNED,
        actor,
        task=task_id,
        kind=kind.value,
        due=due_at.isoformat(),
        park=park,
        **data,
    )
    if park:
        case.record(EventKind.PARKED, actor, until=due_at.isoformat(), act=act or planned.id)
    note_change(case.session, "task", task_id, case.now)
    return task_id


def finish_task(case: Case, actor: Actor | int, task: TaskRow, act: int | None = None) -> None:
    """The task was done, in time or not."""
    assert task.id is not None
    task.state = TaskState.DONE.value
    task.done_at = case.now
    case.session.add(task)
    done = case.record(EventKind.TASK_DONE, actor, task=task.id, **({"act": act} if act is not None else {}))
    wake(case, actor, task, act if act is not None else done.id)
    note_change(case.session, "task", task.id, case.now)


def finish_due_calls(case: Case, caller: int, act: int) -> None:
    """A call was made: the calls that were planned until now are done."""
    due = case.session.exec(
        select(TaskRow)
        .where(
            TaskRow.lead_id == case.id,
            TaskRow.channel == Channel.PHONE.value,
            TaskRow.due_at <= case.now,
            # `in_` on a column typed as str
            TaskRow.state.in_(WAITING),  # type: ignore[attr-defined]
        )
        .order_by(col(TaskRow.id))
    ).all()
    for task in due:
        finish_task(case, caller, task, act)


def settle_fired(case: Case, handed_by: int | None, handed_at: datetime, act: int) -> None:
    """The lead was handed over: what had come due is settled by that, and what is yet to come goes with the lead.

    Whoever handed it over is said to have done so when they offered it: how long the salesperson then thought it
    over is for the acceptance clock to tell.
    """
    fired = case.session.exec(
        select(TaskRow)
        .where(TaskRow.lead_id == case.id, TaskRow.state == TaskState.FIRED.value)
        .order_by(col(TaskRow.id))
    ).all()
    for task in fired:
        assert task.id is not None
        task.state = TaskState.DONE.value
        task.done_at = min(max(handed_at, task.fired_at or handed_at), case.now)
        case.session.add(task)
        case.record(EventKind.TASK_DONE, handed_by, task.done_at, task=task.id, reason="handed_over", act=act)
        note_change(case.session, "task", task.id, case.now)


def drop_task(case: Case, actor: Actor | None, task: TaskRow) -> None:
    """The task will not be done."""
    assert task.id is not None
    task.state = TaskState.CANCELLED.value
    case.session.add(task)
    cancelled = case.record(EventKind.TASK_CANCELLED, actor, task=task.id)
    wake(case, actor, task, cancelled.id)
    note_change(case.session, "task", task.id, case.now)


def wake(case: Case, actor: Actor | int | None, task: TaskRow, act: int) -> None:
    """End the parking that waited for this task."""
    if case.state.parked_until == task.due_at:
        case.record(EventKind.UNPARKED, actor, act=act)
