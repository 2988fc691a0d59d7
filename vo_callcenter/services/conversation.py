"""Talking with the customer: calls with their outcome, notes, open questions, objections."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from data.changes import note_change
from data.queries.contact import phones_of
from data.tables import (
    CallRow,
    NoteRow,
    PersonPhoneRow,
    QuestionRow,
)
from rules.action import Action
from rules.events import standing
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import SPOKE, CallOutcome, Channel, EventKind, Purpose, TaskKind
from vo_callcenter.services.case import Case, open_case, opened
from vo_callcenter.services.contact_gate import judged, pass_gate
from vo_callcenter.services.objections import keep_objection
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import permit, permit_call_end
from vo_callcenter.services.score import rescore
from vo_callcenter.services.tasks import finish_due_calls, plan_task

TEXT_LIMIT = 5_000
"""Characters of a note, a question or an answer."""


class ConversationService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def start_call(self, actor: Actor, lead_id: int, phone_id: int, *, anyway: bool = False) -> int:
        """An outbound attempt starts now; returns the call's id. Stops the first response."""
        with opened(self._office, lead_id) as case:
            permit(Action.CALL, case, actor)
            phone = case.session.get(PersonPhoneRow, phone_id)
            if phone is None or phone.person_id != case.lead.person_id:
                raise Refusal("no_such_phone", phone=phone_id)
            if phone.is_wrong:
                raise Refusal("wrong_number", number=phone.e164 or phone.raw)
            if phone.is_others and not case.policy.contact.others.calls:
                raise Refusal("contact_others_number")
            running = case.session.exec(
                select(CallRow.id).where(
                    CallRow.lead_id == case.id, CallRow.staff_id == actor.id, col(CallRow.ended_at).is_(None)
                )
            ).first()
            if running is not None and running in _standing_calls(case):
                raise Refusal("call_running", call=running)
            verdict = pass_gate(
                judged(case.session, case.lead, Channel.PHONE, Purpose.ANSWER, case.policy.contact, case.now),
                anyway=anyway,
            )
            return start_call(case, actor, phone.e164 or phone.raw, phone.kind, verdict.purpose)

    def end_call(
        self,
        actor: Actor,
        call_id: int,
        outcome: CallOutcome,
        note: str = "",
        call_back_at: datetime | None = None,
    ) -> None:
        """Write down how the call ended; a call-back date plans the callback. Whoever called is credited with it.

        Raises ``call_of_other`` for a colleague's call; supervisors may end it. A call that was not dialled leaves
        no attempt: it is taken back, as long as acts can be.
        """
        if outcome is CallOutcome.CALL_BACK and call_back_at is None:
            raise Refusal("call_back_when")
        with self._office.store.writing() as session:
            call = session.get(CallRow, call_id)
            if call is None:
                raise Refusal("no_such_call", call=call_id)
            case = open_case(self._office, session, call.lead_id)
            permit_call_end(case, actor, call.staff_id)
            session.refresh(call)
            if call.ended_at is not None:
                raise Refusal("call_ended", call=call_id)
            if call_id not in _standing_calls(case):
                raise Refusal("no_such_call", call=call_id)
            if outcome is CallOutcome.NOT_DIALLED:
                _unsay_call(case, actor, call, note)
            else:
                end_call(case, actor, call, outcome, note, call_back_at)
            case.save()

    def note(self, actor: Actor, lead_id: int, text: str) -> None:
        with opened(self._office, lead_id) as case:
            permit(Action.NOTE, case, actor)
            keep_note(case, actor, text)

    def open_question(self, actor: Actor, lead_id: int, text: str) -> None:
        """Write down what the customer asked and could not be answered at once: its own clock starts."""
        with opened(self._office, lead_id) as case:
            permit(Action.QUESTION, case, actor)
            question = case.add(
                QuestionRow(
                    lead_id=case.id,
                    asked_at=case.now,
                    asked_by_id=actor.id,
                    text=said(text, "question_empty"),
                )
            )
            case.record(EventKind.QUESTION_OPENED, actor, question=question)

    def answer_question(self, actor: Actor, question_id: int, answer: str) -> None:
        with self._office.store.writing() as session:
            question = session.get(QuestionRow, question_id)
            if question is None:
                raise Refusal("no_such_question", question=question_id)
            case = open_case(self._office, session, question.lead_id)
            permit(Action.QUESTION, case, actor)
            if question_id not in case.state.open_questions:
                raise Refusal("question_answered", question=question_id)
            question.answered_at = case.now
            question.answered_by_id = actor.id
            question.answer = said(answer, "answer_empty")
            session.add(question)
            case.record(EventKind.QUESTION_ANSWERED, actor, question=question_id)
            case.save()

    def object(self, actor: Actor, lead_id: int, channel: Channel | None) -> None:
        """Record a STOP on one channel, or on all of them; what waits to leave that way is cancelled."""
        with opened(self._office, lead_id, whole_person=True) as case:
            permit(Action.OBJECT, case, actor)
            keep_objection(case, actor, channel)


def start_call(case: Case, actor: Actor, number: str, kind: str, purpose: Purpose) -> int:
    """An attempt that starts now, inside an open case; returns the call's id."""
    call_id = case.add(
        CallRow(
            lead_id=case.id,
            staff_id=actor.id,
            number=number,
            started_at=case.now,
            purpose=purpose.value,
        )
    )
    by_sales = case.state.salesperson == actor.id
    case.record(EventKind.CALLED, actor, call=call_id, to=kind, by_sales=by_sales)
    return call_id


def end_call(
    case: Case,
    actor: Actor,
    call: CallRow,
    outcome: CallOutcome,
    note: str = "",
    call_back_at: datetime | None = None,
) -> int:
    """The end of a call with all that follows from it, inside an open case; returns its event's id."""
    call.ended_at = case.now
    call.outcome = outcome.value
    call.call_back_at = call_back_at
    case.session.add(call)
    ended = case.record(
        EventKind.CALL_ENDED, actor, call=call.id, outcome=outcome.value, reached=outcome in SPOKE
    )
    if note.strip():
        keep_note(case, actor, note, act=ended.id)
    finish_due_calls(case, call.staff_id, ended.id)
    if call_back_at is not None:
        plan_task(
            case,
            actor,
            call_back_at,
            TaskKind.CALLBACK,
            Channel.PHONE,
            park=case.policy.desk.relaunches.parks,
            act=ended.id,
        )
    if outcome is CallOutcome.WRONG_NUMBER:
        _flag_wrong(case, call.number)
    rescore(case)
    return ended.id


def _unsay_call(case: Case, actor: Actor, call: CallRow, note: str) -> None:
    """Nobody was called after all: the attempt is taken back, and the clocks run as if it had not been.

    Only for as long as acts can be taken back, lest a late first response be made up for afterwards.
    """
    minutes = case.policy.desk.undoing.minutes
    if case.now - call.started_at > timedelta(minutes=minutes):
        raise Refusal("too_late_to_undo", minutes=minutes)
    (begun,) = [
        event
        for event in standing(case.events)
        if event.kind is EventKind.CALLED and event.data["call"] == call.id
    ]
    call.ended_at, call.outcome = case.now, CallOutcome.NOT_DIALLED.value
    case.session.add(call)
    case.record(EventKind.UNDONE, actor, event=begun.id)
    if note.strip():
        keep_note(case, actor, note)
    rescore(case)


def keep_note(case: Case, actor: Actor, text: str, act: int | None = None) -> None:
    note = case.add(NoteRow(lead_id=case.id, staff_id=actor.id, at=case.now, text=said(text, "note_empty")))
    case.record(EventKind.NOTED, actor, note=note, **({"act": act} if act is not None else {}))


def said(text: str, code: str) -> str:
    """What somebody wrote, as it is kept. Raises ``Refusal(code)`` for nothing, ``text_too_long`` for too much."""
    text = text.strip()
    if not text:
        raise Refusal(code)
    if len(text) > TEXT_LIMIT:
        raise Refusal("text_too_long", limit=TEXT_LIMIT)
    return text


def _flag_wrong(case: Case, number: str) -> None:
    for phone in phones_of(case.session, case.lead.person_id):
        if number in (phone.e164, phone.raw):
            phone.is_wrong = True
            case.session.add(phone)
    note_change(case.session, "person", case.lead.person_id, case.now)


def _standing_calls(case: Case) -> frozenset[int]:
    return frozenset(
        int(event.data["call"]) for event in standing(case.events) if event.kind is EventKind.CALLED
    )
