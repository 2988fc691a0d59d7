"""Who may see and do what: asked by every service before anything is read or written."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.tables import AnswerRow, LeadRow
from rules import lifecycle, qualification
from rules.lifecycle import Situation, Undoable
from rules.policy.qualification import FormStage, QualificationPolicy
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import Action, Capability, Source, Stage
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
    lifecycle.check(action, case.state, actor, case.policy.desk, situation)


def require(actor: Actor, capability: Capability) -> None:
    """Raises ``Refusal("not_allowed")`` for somebody whose role was not granted it."""
    if not actor.may(capability):
        raise Refusal("not_allowed", capability=capability.value)


def may_see(actor: Actor, lead: LeadRow) -> bool:
    """Whether ``rules.lifecycle.check_read`` lets this person read the lead, asked of its row."""
    if lead.site_id is not None and actor.sites and lead.site_id not in actor.sites:
        return False
    if actor.may(Capability.TAKE) or actor.may(Capability.SUPERVISE) or actor.may(Capability.SORT):
        return True
    return actor.id in (lead.owner_id, lead.salesperson_id, lead.offered_to_id)


def require_sight(actor: Actor, lead: LeadRow) -> None:
    """Raises ``Refusal`` (``other_site``, ``not_your_lead``) for somebody who may not read this lead."""
    if not may_see(actor, lead):
        outside = lead.site_id is not None and bool(actor.sites) and lead.site_id not in actor.sites
        raise Refusal("other_site" if outside else "not_your_lead")


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
        .where(LeadRow.owner_id == staff_id, col(LeadRow.is_open), LeadRow.stage == Stage.CLAIMED.value)
    ).one()


def missing_answers(
    answers: dict[str, str], source: Source, policy: QualificationPolicy
) -> dict[FormStage, tuple[str, ...]]:
    """Mandatory answers still missing before each step."""
    return {step: qualification.missing(answers, step, source, policy) for step in FormStage}


def _missing(case: Case) -> dict[FormStage, tuple[str, ...]]:
    rows = case.session.exec(select(AnswerRow).where(AnswerRow.lead_id == case.id)).all()
    answers = {row.field: row.value for row in rows}
    return missing_answers(answers, Source(case.lead.source), case.policy.qualification)
