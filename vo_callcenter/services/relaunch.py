"""Relaunches and callbacks: proposed by the cadence, planned by a person, fired when due."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlmodel import Session, col, select

from data.changes import note_change
from data.queries import agenda
from data.queries.contact import contact_file
from data.tables import LeadRow, OutboxRow, TaskRow
from rules import cadence
from rules.action import Action
from rules.contact import judge
from rules.events import standing
from rules.lead_state import fold
from rules.refusal import Refusal
from rules.values.desk import AgendaDay
from rules.values.staff import Actor
from rules.vocabulary import (
    CallOutcome,
    Capability,
    Channel,
    EventKind,
    OutboxState,
    Purpose,
    TaskKind,
    TaskState,
)
from vo_callcenter.services.case import Case, events_of, open_case, opened
from vo_callcenter.services.contact_gate import contact_facts
from vo_callcenter.services.days import day_start
from vo_callcenter.services.messages import prepare, release
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import permit, require_sight
from vo_callcenter.services.row_by_row import row_by_row
from vo_callcenter.services.tasks import WAITING, drop_task, finish_task, plan_task


class RelaunchService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def propose(self, actor: Actor, lead_id: int) -> datetime:
        """When the cadence would relaunch, within opening hours and the contact policy.

        Raises ``Refusal`` where the scheme proposes nothing more; a person may still choose a date.
        """
        office, now = self._office, self._office.now()
        with office.store.reading() as session:
            lead = session.get(LeadRow, lead_id)
            if lead is None:
                raise Refusal("no_such_lead", lead=lead_id)
            require_sight(actor, lead)
            events = events_of(session, lead_id)
            file = contact_file(session, lead)
            policy = office.policy()
            outcomes = [
                CallOutcome(event.data["outcome"])
                for event in standing(events)
                if event.kind is EventKind.CALL_ENDED
            ]
            calendar = office.calendar_named(policy.cadence.calendar, lead.site_id)
            proposal = cadence.propose(
                policy.cadence,
                outcomes[-1] if outcomes else CallOutcome.NO_ANSWER,
                fold(events).attempts,
                calendar,
                now,
                lead.received_at,
            )
            if proposal.at is None:
                raise Refusal(proposal.code.replace(".", "_"), **proposal.params)
            facts = contact_facts(file, policy.contact)
            verdict = judge(Channel.PHONE, Purpose.ANSWER, facts, policy.contact, proposal.at)
            if verdict.allowed or verdict.possible_from is None:
                return proposal.at
            return calendar.next_open(verdict.possible_from) or verdict.possible_from

    def plan(
        self,
        actor: Actor,
        lead_id: int,
        due_at: datetime,
        kind: TaskKind,
        channel: Channel,
        note: str = "",
        *,
        park: bool = True,
        template_id: int | None = None,
    ) -> int:
        """Returns the task's id. With a template, the message is prepared now and sent when due if still lawful."""
        with opened(self._office, lead_id) as case:
            permit(Action.PLAN, case, actor)
            message_id = None
            if template_id is not None:
                message_id = prepare(case, actor, channel, template_id, due_at)
            return plan_task(
                case,
                actor,
                due_at,
                kind,
                channel,
                note=note.strip(),
                park=park and case.policy.desk.relaunches.parks,
                template_id=template_id,
                message_id=message_id,
            )

    def done(self, actor: Actor, task_id: int) -> None:
        with self._office.store.writing() as session:
            case, task = _waiting(self._office, session, task_id)
            permit(Action.PLAN, case, actor)
            finish_task(case, actor, task)
            case.save()

    def cancel(self, actor: Actor, task_id: int) -> None:
        with self._office.store.writing() as session:
            case, task = _waiting(self._office, session, task_id)
            permit(Action.PLAN, case, actor)
            drop_task(case, actor, task)
            case.save()

    def agenda(self, actor: Actor, start: datetime, days: int) -> Sequence[AgendaDay]:
        """One entry a local day from the day of ``start``; what is overdue stands on today's.

        Supervisors see their sites', others their own.
        """
        office = self._office
        supervises = actor.may(Capability.SUPERVISE)
        first = day_start(office, start)
        limits = [first]
        for _ in range(days):
            limits.append(day_start(office, limits[-1] + timedelta(hours=36)))
        is_today = first <= office.now() < limits[-1]
        with office.store.reading() as session:
            sites = agenda.at_sites(actor.sites)
            tasks = agenda.tasks(
                session,
                sites if supervises else agenda.mine(actor.id),
                None if is_today else first,
                limits[-1],
            )
            appointments = agenda.appointments(
                session, sites if supervises else agenda.my_appointments(actor.id), first, limits[-1]
            )
        today = max(first, day_start(office, office.now()))
        return [
            AgendaDay(
                day=day,
                tasks=tuple(
                    task for task in tasks if day <= (task.due_at if task.due_at >= today else today) < end
                ),
                appointments=tuple(each for each in appointments if day <= each.starts_at < end),
            )
            for day, end in pairwise(limits)
        ]

    def fire_due(self, now: datetime | None = None) -> int:
        """Make every task due that should be; returns how many. Each in a transaction of its own.

        The lead comes back from parking; a prepared message leaves if the contact policy still allows it,
        and is held with the reason otherwise.
        """
        now = now or self._office.now()
        with self._office.store.reading() as session:
            due = session.exec(
                select(TaskRow.id)
                .where(TaskRow.state == TaskState.OPEN.value, TaskRow.due_at <= now)
                .order_by(col(TaskRow.due_at))
            ).all()
        return row_by_row("relaunches", due, lambda task_id: self._fire(task_id, now))

    def _fire(self, task_id: int, now: datetime) -> bool:
        with self._office.store.writing() as session:
            lead_id = session.get_one(TaskRow, task_id).lead_id
            case = open_case(self._office, session, lead_id)
            task = session.get_one(TaskRow, task_id, populate_existing=True)
            if task.state != TaskState.OPEN or task.due_at > now:
                return False
            task.state, task.fired_at = TaskState.FIRED.value, case.now
            session.add(task)
            case.record(EventKind.TASK_FIRED, task=task_id)
            parked_until = case.state.parked_until
            if parked_until is not None and parked_until <= now:
                case.record(EventKind.UNPARKED)
            note_change(session, "task", task_id, case.now)
            if task.message_id is not None:
                _send_prepared(case, task)
            case.save()
            return True


def _send_prepared(case: Case, task: TaskRow) -> None:
    assert task.message_id is not None
    try:
        release(case, task.message_id)
    except Refusal as refusal:
        held = case.add(
            OutboxRow(
                message_id=task.message_id,
                lead_id=case.id,
                channel=task.channel,
                state=OutboxState.HELD.value,
                try_at=case.now,
                reason=refusal.code,
            )
        )
        note_change(case.session, "outbox", held, case.now)
        return
    # What was planned has been done: nobody has to come back for it.
    task.state, task.done_at = TaskState.DONE.value, case.now
    case.session.add(task)
    case.record(EventKind.TASK_DONE, task.created_by_id, task=task.id)


def _waiting(office: Office, session: Session, task_id: int) -> tuple[Case, TaskRow]:
    task = session.get(TaskRow, task_id)
    if task is None:
        raise Refusal("no_such_task", task=task_id)
    case = open_case(office, session, task.lead_id)
    session.refresh(task)
    if task.state not in WAITING:
        raise Refusal("task_over", state=task.state)
    return case, task
