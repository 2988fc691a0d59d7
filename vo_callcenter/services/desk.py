"""The operator's desk: taking leads, giving them back, ending them, and taking back what was done."""

from datetime import timedelta

from sqlmodel import col, select

from data.queries.claims import claim_next
from data.queries.matching import intake_alone
from data.tables import AbsenceRow, NoteRow, StaffRow
from rules.action import Action
from rules.events import standing
from rules.lifecycle import check_close
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import (
    DISQUALIFYING,
    Capability,
    CloseReason,
    EventKind,
    StaffStatus,
    Stage,
    Temperature,
)
from vo_callcenter.services.case import Case, events_of, open_case, opened
from vo_callcenter.services.consequences import follow
from vo_callcenter.services.conversation import keep_note
from vo_callcenter.services.identity import unmerge
from vo_callcenter.services.leaving import part_from_the_gone
from vo_callcenter.services.objections import keep_objection
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import idle_claims, permit, require
from vo_callcenter.services.score import rescore
from vo_callcenter.services.undoing import last_act, refuse_overtaken, undo_last, undoable
from vo_callcenter.services.wanted_car import choose_car


class DeskService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def claim_next(self, actor: Actor) -> int | None:
        """Take the most urgent lead; None when there is nothing to take. One durable transaction of its own."""
        require(actor, Capability.TAKE)
        office, now = self._office, self._office.now()
        version = office.policy_version(now)
        limit = office.policy(version).desk.claims.max_open
        with office.store.reading() as session:
            staff = session.get_one(StaffRow, actor.id)
            if not staff.is_active or staff.status == StaffStatus.OFF:
                raise Refusal("not_on_duty")
            away = session.exec(
                select(AbsenceRow.id).where(
                    AbsenceRow.staff_id == actor.id, AbsenceRow.starts_at <= now, AbsenceRow.ends_at > now
                )
            ).first()
            if away is not None:
                raise Refusal("absent_now")
            if limit and idle_claims(session, actor.id) >= limit:
                raise Refusal("too_many_claims", count=limit)
        with office.store.writing_core() as connection:
            return claim_next(connection, actor.id, now, version, actor.sites)

    def claim(self, actor: Actor, lead_id: int) -> None:
        with opened(self._office, lead_id) as case:
            permit(Action.CLAIM, case, actor)
            case.record(EventKind.CLAIMED, actor)

    def release(self, actor: Actor, lead_id: int) -> None:
        with opened(self._office, lead_id) as case:
            permit(Action.RELEASE, case, actor)
            case.record(EventKind.RELEASED, actor)

    def take_over(self, actor: Actor, lead_id: int) -> None:
        with opened(self._office, lead_id) as case:
            permit(Action.TAKE_OVER, case, actor)
            case.record(EventKind.TAKEN_OVER, actor, **{"from": case.state.owner})

    def close(self, actor: Actor, lead_id: int, reason: CloseReason, note: str = "") -> None:
        """End the lead. A reason that asks for a sentence takes ``note``, or what the actor has just noted."""
        is_stop = reason is CloseReason.DO_NOT_CONTACT
        with opened(self._office, lead_id, whole_person=is_stop) as case:
            permit(Action.CLOSE, case, actor)
            check_close(reason, case.state, case.policy.desk, note or _just_noted(case, actor))
            stage = Stage.DISQUALIFIED if reason in DISQUALIFYING else Stage.LOST
            if reason is CloseReason.DUPLICATE:
                raise Refusal("close_names_no_original")
            closed = case.record(EventKind.CLOSED, actor, reason=reason.value, stage=stage.value)
            if note.strip():
                keep_note(case, actor, note, act=closed.id)
            if is_stop:
                keep_objection(case, actor, None)
            follow(case)

    def reopen(self, actor: Actor, lead_id: int) -> None:
        with opened(self._office, lead_id) as case:
            permit(Action.REOPEN, case, actor)
            case.record(EventKind.REOPENED, actor, cause="person")
            part_from_the_gone(case, actor)

    def undo(self, actor: Actor, lead_id: int) -> str:
        """Take back the actor's last undoable act on this lead; returns its event kind as a code."""
        with self._office.store.writing() as session:
            known = last_act(events_of(session, lead_id), actor)
            if known is not None and "merge" in known.data:
                intake_alone(session)  # before any lead is locked, as intake does
            case = open_case(self._office, session, lead_id)
            act = last_act(case.events, actor)
            merge = act.data.get("merge") if act is not None else None
            if act is None or merge is None:
                kind = undo_last(case, actor)
                case.save()
                return kind.value
            permit(Action.UNDO, case, actor, undoable=undoable(case.events, actor, act))
            refuse_overtaken(case.events, actor, act)
            unmerge(self._office, session, int(merge), actor)
            # The emptied lead says of its merge that it was closed.
            return (EventKind.MERGED if act.kind is EventKind.CLOSED else act.kind).value

    def rate(self, actor: Actor, lead_id: int, temperature: Temperature) -> None:
        """Override the score; the override is kept."""
        with opened(self._office, lead_id) as case:
            permit(Action.RATE, case, actor)
            lead = case.lead
            lead.temperature, lead.score_is_override = temperature.value, True
            case.record(
                EventKind.SCORED,
                actor,
                score=lead.score,
                temperature=temperature.value,
                override=True,
                by_hand=True,
            )
            rescore(case)

    def choose_car(self, actor: Actor, lead_id: int, car_id: int) -> None:
        """Another car in stock is what the lead is about from now on."""
        with opened(self._office, lead_id) as case:
            permit(Action.CHOOSE_CAR, case, actor)
            choose_car(case, actor, car_id)
            rescore(case)


def _just_noted(case: Case, actor: Actor) -> str:
    """The actor's last note on the lead, if it is of a moment ago."""
    since = case.now - timedelta(minutes=case.policy.desk.undoing.minutes)
    noted = [
        int(event.data["note"])
        for event in standing(case.events)
        if event.kind is EventKind.NOTED and event.actor == actor.id and event.at >= since
    ]
    if not noted:
        return ""
    text = case.session.exec(select(NoteRow.text).where(col(NoteRow.id) == noted[-1])).first()
    return text or ""
