"""Who may see and do what: asked by every service before anything is read or written."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import Session, select

from data.tables import AnswerRow, LeadRow, StaffRow
from data.tables.lead import IS_OPEN
from rules import lifecycle, qualification
from rules.action import Action
from rules.lifecycle import Situation, Undoable
from rules.merging import check_holder
from rules.policy.qualification import FormStage, QualificationPolicy
from rules.refusal import Refusal
from rules.rights import check_sight
from rules.values.staff import Actor
from rules.vocabulary import Capability, Source, Stage
from vo_callcenter.services.case import Case

_BY_FORM = frozenset({Action.QUALIFY, Action.ROUTE, Action.APPOINTMENT, Action.SELL})


def permit(action: Action, case: Case, actor: Actor, undoable: Undoable | None = None) -> None:
    """Raises the ``Refusal`` of ``rules.lifecycle`` for what this person may not do to this lead now."""
    situation = Situation(
        now=case.now,
        idle_claims=idle_claims(case.session, actor.id) if action is Action.CLAIM else 0,
        missing=_missing(case) if action in _BY_FORM else {},
        undoable=undoable,
    )
    try:
        lifecycle.check(action, case.state, actor, case.policy.desk, situation)
    except Refusal as refusal:
        raise named(refusal, lambda staff_id: _name(case.session, staff_id)) from refusal


def permit_merge_of(case: Case, actor: Actor) -> None:
    """Raises the ``Refusal`` of ``rules.merging.check_holder`` for the lead that would be emptied."""
    try:
        check_holder(case.state, actor, case.policy.identity.merge_of_others)
    except Refusal as refusal:
        raise named(refusal, lambda staff_id: _name(case.session, staff_id)) from refusal


def permit_call_end(case: Case, actor: Actor, caller: int) -> None:
    """Raises the ``Refusal`` of ``rules.lifecycle.check_call_end``."""
    try:
        lifecycle.check_call_end(caller, case.state, actor, case.policy.desk)
    except Refusal as refusal:
        raise named(refusal, lambda staff_id: _name(case.session, staff_id)) from refusal


def named(refusal: Refusal, name_of: Callable[[int], str]) -> Refusal:
    """The refusal with the name of the person it speaks of instead of their id."""
    if not isinstance(refusal.params.get("staff"), int):
        return refusal
    return Refusal(refusal.code, **{**refusal.params, "staff": name_of(refusal.params["staff"])})


def require(actor: Actor, capability: Capability) -> None:
    """Raises ``Refusal("not_allowed")`` for somebody whose role was not granted it."""
    if not actor.may(capability):
        raise actor.not_allowed(capability)


def may_see(actor: Actor, lead: LeadRow) -> bool:
    """Whether ``rules.rights.check_sight`` lets this person read the lead, asked of its row."""
    try:
        require_sight(actor, lead)
    except Refusal:
        return False
    return True


def require_sight(actor: Actor, lead: LeadRow) -> None:
    """Raises the ``Refusal`` of ``rules.rights.check_sight`` for somebody who may not read this lead."""
    concerned = (lead.owner_id, lead.salesperson_id, lead.offered_to_id)
    waits = lead.is_open and lead.holder == "center" and lead.owner_id is None
    check_sight(actor, lead.site_id, concerned, waits=waits)


def sites_seen(actor: Actor, site_id: int | None = None) -> frozenset[int]:
    """The sites a read is limited to; empty for no limit. Raises ``Refusal("other_site")``."""
    if site_id is None:
        return actor.sites
    if actor.sites and site_id not in actor.sites:
        raise Refusal("other_site")
    return frozenset({site_id})


def idle_claims(session: Session, staff_id: int) -> int:
    """Leads somebody took and did nothing on yet."""
    return session.exec(
        select(sa.func.count())
        .select_from(LeadRow)
        .where(LeadRow.owner_id == staff_id, IS_OPEN, LeadRow.stage == Stage.CLAIMED.value)
    ).one()


def missing_answers(
    answers: dict[str, str], source: Source, policy: QualificationPolicy
) -> dict[FormStage, tuple[str, ...]]:
    """Mandatory answers still missing before each step."""
    return {step: qualification.missing(answers, step, source, policy) for step in FormStage}


def _name(session: Session, staff_id: int) -> str:
    staff = session.get(StaffRow, staff_id)
    return staff.name if staff else ""


def _missing(case: Case) -> dict[FormStage, tuple[str, ...]]:
    rows = case.session.exec(select(AnswerRow).where(AnswerRow.lead_id == case.id)).all()
    answers = {row.field: row.value for row in rows}
    return missing_answers(answers, Source(case.lead.source), case.policy.qualification)
