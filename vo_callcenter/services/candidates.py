"""The ranking of salespeople for one lead: its facts loaded, judged by ``rules.routing``."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, select

from data.queries.receivers import Receiver, receivers
from data.tables import AnswerRow, CarRow, LeadRow, PersonRow, SiteRow
from rules.policy import Policy
from rules.routing import CandidateFacts, LeadFacts, needed_skills, rank
from rules.territory import department_of
from rules.values.route import Candidate
from rules.vocabulary import Capability, Role, StaffStatus
from vo_callcenter.services.office import Office

_LANGUAGE_CODE = 2
"""Skills of two letters are languages somebody speaks."""


def ranking(
    office: Office,
    session: Session,
    lead: LeadRow,
    refused_by: Sequence[int],
    policy: Policy,
    now: datetime,
) -> tuple[Candidate, ...]:
    """Everybody who receives leads, ranked for this one."""
    roles = [role.value for role in Role if Capability.RECEIVE in policy.desk.granted(role)]
    since = now - timedelta(days=policy.routing.fairness_days)
    found = receivers(session, roles, lead.person_id, now, since)
    facts = [_candidate(office, each, each.staff.id in refused_by, now) for each in found]
    return rank(_lead_facts(session, lead), facts, policy.routing)


def _lead_facts(session: Session, lead: LeadRow) -> LeadFacts:
    person = session.get_one(PersonRow, lead.person_id)
    car = session.get(CarRow, lead.car_id) if lead.car_id is not None else None
    site = session.get(SiteRow, lead.site_id) if lead.site_id is not None else None
    financing = session.exec(
        select(AnswerRow.value).where(AnswerRow.lead_id == lead.id, AnswerRow.field == "financing")
    ).first()
    return LeadFacts(
        site_id=lead.site_id,
        car_site_id=car.site_id if car else None,
        fallback_site_id=site.fallback_site_id if site else None,
        region=site.region if site else "",
        department=department_of(person.postcode),
        needs=needed_skills(car.make if car else "", car.fuel if car else "", financing or ""),
        lang=person.lang,
    )


def _candidate(office: Office, receiver: Receiver, refused: bool, now: datetime) -> CandidateFacts:
    staff, site = receiver.staff, receiver.site
    assert staff.id is not None
    calendar = office.calendar_named("site", staff.site_id)
    away = [absence for absence in receiver.absences if absence.starts_at <= now]
    coming = [absence for absence in receiver.absences if absence.starts_at > now]
    absent_until = max((absence.ends_at for absence in away), default=None)
    if staff.status == StaffStatus.OFF and absent_until is None:
        absent_until = calendar.next_open(now + timedelta(hours=12)) or now + timedelta(days=1)
    departments = {department_of(site.postcode)} if site else set()
    return CandidateFacts(
        staff_id=staff.id,
        name=staff.name,
        site_id=staff.site_id,
        site=site.name if site else "",
        region=site.region if site else "",
        departments=frozenset(each for each in departments if each is not None),
        is_manager=staff.role == Role.MANAGER,
        is_active=staff.is_active,
        skills=frozenset(skill.casefold() for skill in staff.skills if len(skill) != _LANGUAGE_CODE),
        languages=frozenset({"fr", staff.lang})
        | {skill.casefold() for skill in staff.skills if len(skill) == _LANGUAGE_CODE},
        open_leads=receiver.open_leads,
        capacity=staff.capacity,
        open_offers=receiver.offers.open,
        recent_offers=receiver.offers.recent,
        last_offered_at=receiver.offers.last_at,
        knows_customer=receiver.knows_customer,
        refused=refused,
        absent_until=absent_until,
        away_from=coming[0].starts_at if coming else None,
        closed_until=None if calendar.is_open(now) else calendar.next_open(now),
    )
