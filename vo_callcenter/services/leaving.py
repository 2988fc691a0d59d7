"""What somebody who leaves, or is away, held: back to the queue, or on to the next candidate."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.tables import LeadRow, OfferRow
from rules.values.staff import Actor
from rules.vocabulary import SALES_STAGES, EventKind, OfferState
from vo_callcenter.services.case import Case, open_case
from vo_callcenter.services.consequences import follow_offers
from vo_callcenter.services.handover import offer_next
from vo_callcenter.services.office import Office


def give_back(office: Office, session: Session, staff_id: int, actor: Actor | None, *, has_left: bool) -> int:
    """Return their claims; of who has left, also pass on what they sell and what they were offered.

    Returns how many leads changed. Somebody who is only away keeps the customers they sell to.
    """
    mine = [col(LeadRow.owner_id) == staff_id]
    if has_left:
        mine += [col(LeadRow.salesperson_id) == staff_id, col(LeadRow.offered_to_id) == staff_id]
    ids = session.exec(
        select(LeadRow.id).where(col(LeadRow.is_open) == sa.true(), sa.or_(*mine)).order_by(col(LeadRow.id))
    ).all()
    changed = 0
    for lead_id in ids:
        if lead_id is None:
            continue
        case = open_case(office, session, lead_id)
        before = len(case.events)
        _release(case, staff_id, actor, has_left=has_left)
        if has_left:
            _pass_on(case, staff_id, actor)
        if len(case.events) > before:
            case.save()
            changed += 1
    return changed


def _release(case: Case, staff_id: int, actor: Actor | None, *, has_left: bool) -> None:
    is_at_center = case.state.progress not in SALES_STAGES
    if case.state.owner == staff_id and (has_left or is_at_center):
        case.record(EventKind.RELEASED, actor, reason="left" if has_left else "absent")


def _pass_on(case: Case, staff_id: int, actor: Actor | None) -> None:
    state = case.state
    sells = state.salesperson == staff_id and state.progress in SALES_STAGES
    if not sells and state.offered_to != staff_id:
        return
    offer_id = _offer_of(case, staff_id)
    if offer_id is None:
        return
    case.record(EventKind.OFFER_WITHDRAWN, actor, offer=offer_id, to=staff_id)
    follow_offers(case)
    case.session.flush()
    offer_next(case, actor.id if actor else None)


def _offer_of(case: Case, staff_id: int) -> int | None:
    """The offer by which they have the lead: the open one, else the one they accepted last."""
    rows = case.session.exec(
        select(OfferRow.id)
        .where(
            OfferRow.lead_id == case.id,
            OfferRow.staff_id == staff_id,
            col(OfferRow.state).in_((OfferState.OPEN.value, OfferState.ACCEPTED.value)),
        )
        .order_by(col(OfferRow.id).desc())
    )
    return rows.first()
