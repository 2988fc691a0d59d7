"""Rows that follow a lead's events: tasks, offers, appointments, calls, questions and the sale.

What each row's state is can be told from the standing events alone, as the lead's own row can. So a close,
a sale, a reopening or an undo only records its event, and the rows are brought in line here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from data.changes import note_change
from data.queries.stock import open_leads_about
from data.tables import AppointmentRow, CallRow, CarRow, OfferRow, QuestionRow, SaleRow, TaskRow
from rules.events import LeadEvent, standing
from rules.vocabulary import AppointmentState, CallOutcome, CarStatus, EventKind, OfferState, TaskState
from vo_callcenter.services.case import Case

_ENDING = frozenset({EventKind.CLOSED, EventKind.SOLD})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a row stands by the events, since when, and the event that says so."""

    state: str
    since: datetime
    event: LeadEvent


def follow(case: Case) -> None:
    """Bring every row of the lead in line with its standing events."""
    follow_tasks(case)
    follow_offers(case)
    follow_appointments(case)
    follow_calls(case)
    follow_questions(case)
    follow_sales(case)


def follow_tasks(case: Case) -> None:
    """A task is open, fired, done or cancelled; the end of the lead cancels what is left."""
    states = task_states(case.events)
    for row in case.session.exec(select(TaskRow).where(TaskRow.lead_id == case.id)):
        now = states.get(row.id or 0)
        row.state = now.state if now else TaskState.CANCELLED.value
        if row.state in (TaskState.OPEN, TaskState.FIRED):
            row.done_at = None
        if row.state == TaskState.OPEN:
            row.fired_at = None
        if now and row.state == TaskState.DONE:
            row.done_at = now.since
        case.session.add(row)
        note_change(case.session, "task", row.id or 0, case.now)


def task_states(events: Iterable[LeadEvent]) -> Mapping[int, Standing]:
    return _states(
        events,
        "task",
        {
            EventKind.TASK_PLANNED: TaskState.OPEN,
            EventKind.TASK_FIRED: TaskState.FIRED,
            EventKind.TASK_DONE: TaskState.DONE,
            EventKind.TASK_CANCELLED: TaskState.CANCELLED,
        },
        waiting=(TaskState.OPEN, TaskState.FIRED),
        ended=TaskState.CANCELLED,
    )


def follow_offers(case: Case) -> None:
    """An offer waits, or was answered; one that was undone, or whose lead ended, is withdrawn."""
    states = offer_states(case.events)
    for row in case.session.exec(select(OfferRow).where(OfferRow.lead_id == case.id)):
        now = states.get(row.id or 0)
        row.state = now.state if now else OfferState.WITHDRAWN.value
        row.answered_at = None if row.state == OfferState.OPEN else (now.since if now else case.now)
        refused = now is not None and row.state == OfferState.REFUSED
        row.refuse_reason = str(now.event.data["reason"]) if now and refused else None
        case.session.add(row)
        note_change(case.session, "offer", row.id or 0, case.now)


def offer_states(events: Iterable[LeadEvent]) -> Mapping[int, Standing]:
    return _states(
        events,
        "offer",
        {
            EventKind.OFFERED: OfferState.OPEN,
            EventKind.OFFER_ACCEPTED: OfferState.ACCEPTED,
            EventKind.OFFER_REFUSED: OfferState.REFUSED,
            EventKind.OFFER_EXPIRED: OfferState.EXPIRED,
            EventKind.OFFER_WITHDRAWN: OfferState.WITHDRAWN,
        },
        waiting=(OfferState.OPEN,),
        ended=OfferState.WITHDRAWN,
    )


def follow_appointments(case: Case) -> None:
    """An appointment is planned or ended; the end of the lead cancels one still to come."""
    states = appointment_states(case.events)
    for row in case.session.exec(select(AppointmentRow).where(AppointmentRow.lead_id == case.id)):
        now = states.get(row.id or 0)
        row.state = now.state if now else AppointmentState.CANCELLED.value
        case.session.add(row)
        note_change(case.session, "appointment", row.id or 0, case.now)


def appointment_states(events: Iterable[LeadEvent]) -> Mapping[int, Standing]:
    states: dict[int, Standing] = {}
    starts: dict[int, datetime] = {}
    for event in standing(events):
        match event.kind:
            case EventKind.APPOINTMENT_MADE:
                number = int(event.data["appointment"])
                # One appointment at a time: a new one replaces the one before.
                for other, now in states.items():
                    if now.state == AppointmentState.PLANNED:
                        states[other] = Standing(AppointmentState.CANCELLED.value, event.at, event)
                states[number] = Standing(AppointmentState.PLANNED.value, event.at, event)
                starts[number] = event.moment("at")
            case EventKind.APPOINTMENT_ENDED:
                states[int(event.data["appointment"])] = Standing(event.data["state"], event.at, event)
            case kind if kind in _ENDING:
                for number, now in states.items():
                    if now.state == AppointmentState.PLANNED:
                        # Who bought had come, if the hour had.
                        came = kind is EventKind.SOLD and starts[number] <= event.at
                        state = AppointmentState.HONOURED if came else AppointmentState.CANCELLED
                        states[number] = Standing(state.value, event.at, event)
    return states


def follow_calls(case: Case) -> None:
    """A call has an outcome when its end stands, or when it was never dialled."""
    ended = {
        int(event.data["call"]): event
        for event in standing(case.events)
        if event.kind is EventKind.CALL_ENDED
    }
    for row in case.session.exec(
        select(CallRow).where(CallRow.lead_id == case.id, CallRow.direction == "out")
    ):
        is_ended = row.id in ended or row.outcome == CallOutcome.NOT_DIALLED
        if not is_ended and row.ended_at is not None:
            row.ended_at = row.outcome = row.call_back_at = None
            case.session.add(row)


def follow_questions(case: Case) -> None:
    """A question is answered when its answer stands."""
    answered = {
        int(event.data["question"])
        for event in standing(case.events)
        if event.kind is EventKind.QUESTION_ANSWERED
    }
    for row in case.session.exec(select(QuestionRow).where(QuestionRow.lead_id == case.id)):
        if row.id not in answered and row.answered_at is not None:
            row.answered_at = row.answered_by_id = None
            row.answer = ""
            case.session.add(row)


def follow_sales(case: Case) -> None:
    """A sale stands or was undone; its car is sold or back in stock."""
    sold: dict[int, LeadEvent | None] = {}
    for event in standing(case.events):
        if event.kind is EventKind.SOLD:
            sold[int(event.data["sale"])] = None
        elif event.kind is EventKind.SALE_UNDONE:
            sold[int(event.data["sale"])] = event
    for row in case.session.exec(
        select(SaleRow).where(SaleRow.lead_id == case.id).order_by(col(SaleRow.id))
    ).all():
        undone = sold.get(row.id or 0)
        stands, stood = row.id in sold and undone is None, row.undone_at is None
        row.undone_at = None if stands else (undone.at if undone else case.now)
        row.undo_reason = str(undone.data["reason"]) if undone else None
        case.session.add(row)
        if row.car_id is not None and (stands or stood):
            # A sale undone long ago says nothing of its car: it may have been sold again since, on another lead.
            move_car(case, row.car_id, CarStatus.SOLD if stands else CarStatus.IN_STOCK)


def move_car(case: Case, car_id: int, status: CarStatus) -> None:
    """Set a car's status and say so, also to whoever has another lead about it before them."""
    car = case.session.get_one(CarRow, car_id)
    if car.status != status:
        car.status = status.value
        car.updated_at = case.now
        case.session.add(car)
        note_change(case.session, "car", car_id, case.now)
        for _, lead_id in open_leads_about(case.session, [car_id]):
            note_change(case.session, "lead", lead_id, case.now)


def _states(
    events: Iterable[LeadEvent],
    key: str,
    kinds: Mapping[EventKind, str],
    waiting: Sequence[str],
    ended: str,
) -> Mapping[int, Standing]:
    states: dict[int, Standing] = {}
    for event in standing(events):
        if event.kind in kinds:
            states[int(event.data[key])] = Standing(str(kinds[event.kind]), event.at, event)
        elif event.kind in _ENDING:
            for number, now in states.items():
                if now.state in waiting:
                    states[number] = Standing(str(ended), event.at, event)
    return states
