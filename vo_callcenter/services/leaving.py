"""What somebody who leaves, or is away, held: back to the queue, or on to the next candidate."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.tables import LeadRow, StaffRow
from data.tables.lead import IS_OPEN
from rules.values.staff import Actor
from rules.vocabulary import SALES_STAGES, EventKind
from vo_callcenter.services.case import Case, open_case
from vo_callcenter.services.handover import take_back
from vo_callcenter.services.office import Office


def give_back(office: Office, session: Session, staff_id: int, actor: Actor | None, *, has_left: bool) -> int:
    """Return their claims; of who has left, also pass on what they sell and what they were offered.

    Returns how many leads changed. Somebody who is only away keeps the customers they sell to.
    """
    mine = [col(LeadRow.owner_id) == staff_id]
    if has_left:
        mine += [col(LeadRow.salesperson_id) == staff_id, col(LeadRow.offered_to_id) == staff_id]
    ids = session.exec(select(LeadRow.id).where(IS_OPEN, sa.or_(*mine)).order_by(col(LeadRow.id))).all()
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
    if staff_id in (case.state.salesperson, case.state.offered_to):
        take_back(case, actor, staff_id)


def part_from_the_gone(case: Case, actor: Actor | None) -> None:
    """A lead that comes back never stays with people who have left meanwhile; inside an open case."""
    for staff_id in {case.state.owner, case.state.salesperson} - {None}:
        staff = case.session.get(StaffRow, staff_id)
        if staff_id is not None and (staff is None or not staff.is_active):
            _release(case, staff_id, actor, has_left=True)
            _pass_on(case, staff_id, actor)
