"""What the engine does for the desk: warnings and breaches said, idle claims returned, parked leads woken.

Each lead in a transaction of its own and judged again inside it: run twice, or by two engines at once, nothing
happens twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from data.changes import KEPT, noted_since
from data.tables import AbsenceRow, LeadRow, StaffRow
from data.tables.lead import IS_OPEN
from rules.clocks import next_deadline
from rules.events import standing
from rules.policy.desk import Claims
from rules.values.clock import ClockReading
from rules.vocabulary import EventKind, Stage
from vo_callcenter.services.case import Case, open_case, opened
from vo_callcenter.services.office import Office
from vo_callcenter.services.row_by_row import row_by_row

BATCH = 500
"""Leads looked at in one go; the rest at the next."""


class UpkeepService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def warn_and_breach(self, now: datetime | None = None) -> int:
        """Record each warning and each breach that is due, once; returns how many were said."""
        now = now or self._office.now()
        with self._office.store.reading() as session:
            due = session.exec(
                select(LeadRow.id)
                .where(IS_OPEN, col(LeadRow.warn_at).is_not(None), col(LeadRow.warn_at) <= now)
                .order_by(col(LeadRow.warn_at))
                .limit(BATCH)
            ).all()
        return row_by_row("warnings", due, lambda lead_id: self._warn(lead_id, now))

    def expire_claims(self, now: datetime | None = None) -> int:
        """Return claims on which nothing was done, and those of people who are away or gone; returns how many."""
        now = now or self._office.now()
        claims = self._office.policy().desk.claims
        keeps = claims.on_absence != "return"
        with self._office.store.reading() as session:
            # Business time never runs faster than wall time, so this finds every one that could be over.
            idle = session.exec(
                select(LeadRow.id)
                .where(
                    IS_OPEN,
                    col(LeadRow.owner_id).is_not(None),
                    LeadRow.stage == Stage.CLAIMED.value,
                    col(LeadRow.claimed_at) <= now - timedelta(minutes=claims.expires_minutes),
                )
                .order_by(col(LeadRow.claimed_at))
                .limit(BATCH)
            ).all()
            orphaned = session.exec(_orphaned(now, keeps=keeps).limit(BATCH)).all()
        returned = row_by_row("claims", idle, lambda lead_id: self._expire(lead_id, claims, now))
        return returned + row_by_row(
            "claims", orphaned, lambda lead_id: self._return(lead_id, now, keeps=keeps)
        )

    def unpark_due(self, now: datetime | None = None) -> int:
        """Bring back every lead whose parking is over; returns how many."""
        now = now or self._office.now()
        with self._office.store.reading() as session:
            due = session.exec(
                select(LeadRow.id)
                .where(IS_OPEN, col(LeadRow.parked_until) <= now)
                .order_by(col(LeadRow.parked_until))
                .limit(BATCH)
            ).all()
        return row_by_row("parked_leads", due, lambda lead_id: self._wake(lead_id, now))

    def hours_changed_since(self, since: datetime) -> bool:
        """Whether opening hours were changed since; True when that is longer ago than the log goes back."""
        if since < self._office.now() - KEPT:
            return True
        with self._office.store.reading_core() as connection:
            return noted_since(connection, "hours", since)

    def rework_deadlines(self) -> int:
        """Bring open leads in line with opening hours that changed; returns how many deadlines moved."""
        with self._office.store.reading() as session:
            waiting = session.exec(select(LeadRow.id).where(IS_OPEN).order_by(col(LeadRow.due_at))).all()
        return row_by_row("deadlines", waiting, self._rework)

    def _rework(self, lead_id: int) -> bool:
        with self._office.store.reading() as session:
            if not _has_moved(open_case(self._office, session, lead_id)):
                return False  # told without keeping others from writing
        with self._office.store.writing() as session:
            case = open_case(self._office, session, lead_id)
            if not _has_moved(case):
                return False
            case.save()
            return True

    def _warn(self, lead_id: int, now: datetime) -> int:
        with opened(self._office, lead_id) as case:
            return _say(case, now)

    def _wake(self, lead_id: int, now: datetime) -> bool:
        with self._office.store.writing() as session:
            case = open_case(self._office, session, lead_id)
            until = case.state.parked_until
            if until is None or until > now:
                return False
            case.record(EventKind.UNPARKED)
            case.save()
            return True

    def _expire(self, lead_id: int, claims: Claims, now: datetime) -> bool:
        with self._office.store.writing() as session:
            case = open_case(self._office, session, lead_id)
            state = case.state
            if state.owner is None or state.progress is not Stage.CLAIMED:
                return False
            last = max(event.at for event in standing(case.events) if event.actor == state.owner)
            if not _is_over(case, claims, last, now):
                return False
            case.record(EventKind.CLAIM_EXPIRED, **{"from": state.owner})
            case.save()
            return True

    def _return(self, lead_id: int, now: datetime, *, keeps: bool) -> bool:
        with self._office.store.writing() as session:
            case = open_case(self._office, session, lead_id)
            # Asked again: somebody may have taken it over, or be back, since it was found.
            if session.exec(_orphaned(now, keeps=keeps).where(LeadRow.id == lead_id)).first() is None:
                return False
            case.record(EventKind.CLAIM_EXPIRED, **{"from": case.state.owner})
            case.save()
            return True


def _has_moved(case: Case) -> bool:
    found = next_deadline(case.readings())
    wanted = (found.clock.value, found.due_at) if found else (None, None)
    return (case.lead.clock, case.lead.due_at) != wanted


def _say(case: Case, now: datetime) -> int:
    """Record what is due of every open clock and not said yet; a breach makes its warning pointless."""
    said = {
        (event.kind, event.data["clock"], event.data.get("instance", 0), event.data["due"])
        for event in case.events
        if event.kind in (EventKind.WARNED, EventKind.BREACHED)
    }
    count = 0
    for reading in _open_and_dated(case.readings()):
        assert reading.due_at is not None
        key = (reading.clock.value, reading.instance, reading.due_at.isoformat())
        if (EventKind.BREACHED, *key) in said:
            continue
        if reading.due_at <= now:
            kind = EventKind.BREACHED
        elif reading.warn_at is not None and reading.warn_at <= now:
            kind = EventKind.WARNED
        else:
            continue
        if (kind, *key) not in said:
            clock, instance, due = key
            case.record(kind, clock=clock, instance=instance, due=due)
            count += 1
    return count


def _open_and_dated(readings: Sequence[ClockReading]) -> list[ClockReading]:
    return [reading for reading in readings if reading.is_open and reading.due_at is not None]


def _is_over(case: Case, claims: Claims, since: datetime, now: datetime) -> bool:
    calendar = case.office.calendar_named(claims.calendar, case.lead.site_id)
    over_at = calendar.add(since, timedelta(minutes=claims.expires_minutes))
    return over_at is not None and over_at <= now


def _orphaned(now: datetime, *, keeps: bool) -> SelectOfScalar[Any]:
    """Leads of the center whose owner is gone, or is away and does not keep them."""
    away = sa.false() if keeps else _absent(now)
    return (
        select(col(LeadRow.id))
        .join(StaffRow, col(StaffRow.id) == LeadRow.owner_id)
        .where(
            IS_OPEN,
            LeadRow.holder == "center",
            sa.or_(
                col(StaffRow.is_active).is_(False),
                sa.and_(away, col(LeadRow.parked_until).is_(None)),
            ),
        )
    )


def _absent(now: datetime) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(AbsenceRow.staff_id) == StaffRow.id,
        col(AbsenceRow.starts_at) <= now,
        col(AbsenceRow.ends_at) > now,
    )
