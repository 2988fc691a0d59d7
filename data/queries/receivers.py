"""Who can be offered a lead, with what routing asks of each: a constant number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.tables import AbsenceRow, LeadRow, OfferRow, SiteRow, StaffRow
from data.tables.columns import UtcMoment
from data.tables.lead import IS_OPEN
from rules.vocabulary import OfferState

SOON = timedelta(days=1)
"""An absence that starts within this counts as near."""


@dataclass(frozen=True, slots=True)
class OfferLoad:
    """What somebody was offered lately."""

    open: int = 0
    recent: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """One member of the staff who could be offered a lead."""

    staff: StaffRow
    site: SiteRow | None
    absences: Sequence[AbsenceRow]
    """Running now or starting soon, in order."""
    open_leads: int
    offers: OfferLoad
    knows_customer: bool


def receivers(
    session: Session, roles: Iterable[str], person_id: int, now: datetime, since: datetime
) -> list[Receiver]:
    """Everybody of those roles; ``since`` bounds the offers that count as recent."""
    staff = session.exec(select(StaffRow).where(col(StaffRow.role).in_(list(roles)))).all()
    sites = {site.id: site for site in session.exec(select(SiteRow)).all()}
    absences: dict[int, list[AbsenceRow]] = defaultdict(list)
    for absence in session.exec(
        select(AbsenceRow)
        .where(AbsenceRow.ends_at > now, AbsenceRow.starts_at <= now + SOON)
        .order_by(col(AbsenceRow.starts_at))
    ):
        absences[absence.staff_id].append(absence)
    loads = _open_leads(session)
    offers = _offers(session, [each.id for each in staff], since)
    known = set(
        session.exec(
            select(LeadRow.salesperson_id).where(
                LeadRow.person_id == person_id, col(LeadRow.salesperson_id).is_not(None)
            )
        ).all()
    )
    return [
        Receiver(
            each,
            sites.get(each.site_id),
            absences.get(each.id or 0, ()),
            loads.get(each.id or 0, 0),
            offers.get(each.id or 0, OfferLoad()),
            each.id in known,
        )
        for each in staff
    ]


def _open_leads(session: Session) -> Mapping[int, int]:
    rows = session.exec(
        select(LeadRow.salesperson_id, sa.func.count())
        .where(IS_OPEN, LeadRow.holder == "sales")
        .group_by(col(LeadRow.salesperson_id))
    ).all()
    return {staff_id: count for staff_id, count in rows if staff_id is not None}


def _offers(session: Session, staff_ids: Sequence[int | None], since: datetime) -> Mapping[int, OfferLoad]:
    is_open = sa.case((col(OfferRow.state) == OfferState.OPEN.value, 1), else_=0)
    rows = session.exec(
        select(
            OfferRow.staff_id,
            sa.func.sum(is_open),
            sa.func.count(),
            sa.type_coerce(sa.func.max(OfferRow.offered_at), UtcMoment),
        )
        # Person by person and state by state: so the index ends in the moment, and years of offers stay unread.
        .where(
            col(OfferRow.staff_id).in_(staff_ids),
            col(OfferRow.state).in_([state.value for state in OfferState]),
            OfferRow.offered_at >= since,
        )
        .group_by(col(OfferRow.staff_id))
    ).all()
    return {staff: OfferLoad(int(waiting), int(count), last) for staff, waiting, count, last in rows}
