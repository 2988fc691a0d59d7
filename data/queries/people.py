"""The staff and the sites, as lists show them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.queries.figures import open_by_person
from data.tables import AbsenceRow, SiteRow, StaffRow, StaffSiteRow
from rules.calendars import Calendar
from rules.values.staff import Absence, SiteCard, StaffCard
from rules.vocabulary import Role, StaffStatus


def staff_cards(session: Session, now: datetime, *, active_only: bool = False) -> Sequence[StaffCard]:
    """Everybody, active ones first, by name; with absences that are not over."""
    statement = select(StaffRow).order_by(
        col(StaffRow.is_active).desc(), col(StaffRow.name), col(StaffRow.id)
    )
    if active_only:
        statement = statement.where(col(StaffRow.is_active) == sa.true())
    rows = session.exec(statement).all()
    sites = {site.id: site.name for site in session.exec(select(SiteRow)).all()}
    absences = _absences(session, now)
    held = open_by_person(session)
    return [_card(row, sites, absences.get(row.id or 0, ()), held.get(row.id or 0, 0)) for row in rows]


def staff_with_login(session: Session, login: str) -> StaffRow | None:
    return session.exec(
        select(StaffRow).where(sa.func.lower(StaffRow.login) == login.strip().lower())
    ).first()


def active_administrators(session: Session) -> Sequence[StaffRow]:
    """By login."""
    return session.exec(
        select(StaffRow)
        .where(StaffRow.role == Role.ADMINISTRATOR.value, col(StaffRow.is_active) == sa.true())
        .order_by(StaffRow.login)
    ).all()


def sites_of(session: Session, staff_id: int) -> frozenset[int]:
    """Sites whose leads this person may see in full; empty means all of them."""
    return frozenset(
        session.exec(select(StaffSiteRow.site_id).where(StaffSiteRow.staff_id == staff_id)).all()
    )


def site_cards(session: Session, calendars: Mapping[int, Calendar], now: datetime) -> Sequence[SiteCard]:
    rows = session.exec(select(SiteRow).order_by(col(SiteRow.is_active).desc(), col(SiteRow.name))).all()
    return [
        SiteCard(
            id=row.id,
            name=row.name,
            region=row.region,
            postcode=row.postcode,
            city=row.city,
            fallback_site_id=row.fallback_site_id,
            is_active=row.is_active,
            hours=calendars[row.id].hours_text(now.date()) if row.id in calendars else "",
        )
        for row in rows
        if row.id is not None
    ]


def _absences(session: Session, now: datetime) -> Mapping[int, Sequence[Absence]]:
    found: dict[int, list[Absence]] = defaultdict(list)
    for row in session.exec(
        select(AbsenceRow).where(AbsenceRow.ends_at > now).order_by(col(AbsenceRow.starts_at))
    ).all():
        assert row.id is not None
        found[row.staff_id].append(Absence(row.id, row.starts_at, row.ends_at, row.reason))
    return found


def _card(
    row: StaffRow, sites: Mapping[int | None, str], absences: Sequence[Absence], open_leads: int
) -> StaffCard:
    assert row.id is not None
    return StaffCard(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        site_id=row.site_id,
        site=sites.get(row.site_id, ""),
        is_active=row.is_active,
        status=StaffStatus(row.status),
        capacity=row.capacity,
        open_leads=open_leads,
        skills=tuple(row.skills),
        email=row.email,
        phone=row.phone,
        lang=row.lang,
        absences=tuple(absences),
    )
