"""A demand arrives: it becomes a lead, or one more touch of the lead it belongs to.

Works inside a transaction that is already open; the raw input it was read from is marked by the caller in the
same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from data.changes import note_change
from data.queries.house import our_house
from data.queries.matching import (
    lead_answered_by,
    lead_of_thread,
    leads_of_person,
)
from data.tables import LeadRow, PersonRow, TouchRow, TradeInRow
from rules.matching import CarMarks, KnownLead, NewTouch, SameCar, lead_of, may_reopen, same_car
from rules.reading.demand import Demand, ReadVehicle
from rules.reading.emails import email_key
from rules.vocabulary import EventKind, RawOutcome, Stage
from vo_callcenter.services.caller import add_contacts, found_people, new_person
from vo_callcenter.services.case import Case, open_case
from vo_callcenter.services.first_answers import fill_from
from vo_callcenter.services.handover import take_back
from vo_callcenter.services.leaving import part_from_the_gone
from vo_callcenter.services.messages import acknowledge
from vo_callcenter.services.office import Office
from vo_callcenter.services.score import rescore
from vo_callcenter.services.suggestions import suggest
from vo_callcenter.services.touch_told import Circumstances, bare_id, touch_row
from vo_callcenter.services.wanted_car import Tie, site_named, tie_of


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of a demand."""

    outcome: RawOutcome
    """LEAD or TOUCH."""
    lead_id: int
    is_known: bool = False
    """The very same message is in the lead already: nothing was added."""


def arrive(office: Office, session: Session, demand: Demand, how: Circumstances) -> Arrival:
    """Write the demand into the store and say where."""
    tie = tie_of(session, demand, how.car_id)
    answered = answered_lead(session, demand, tie)
    if answered is None:
        people = _people(office, session, demand, how)
        return _settled(office, session, people, demand, tie, _site(session, demand, tie, how), how)
    if tie.is_empty:
        tie = _tie_of_lead(answered)
    lead = _takes_it(office, known_lead(answered), how.received_at)
    if lead is None:
        return _after(office, session, answered, demand, tie, how)
    return _touch(office, session, lead, demand, tie, how)


def attach(office: Office, session: Session, lead_id: int, demand: Demand, how: Circumstances) -> Arrival:
    """One more touch of a lead that a person chose; a duplicate's touches go to the lead it was merged into.

    A sold lead takes none: what its customer writes is another demand of theirs.
    """
    lead = session.get(LeadRow, lead_id)
    while lead is not None and lead.duplicate_of_id is not None:
        lead_id = lead.duplicate_of_id
        lead = session.get(LeadRow, lead_id)
    return _touch(office, session, lead_id, demand, tie_of(session, demand, how.car_id), how)


def _settled(
    office: Office,
    session: Session,
    people: Sequence[PersonRow],
    demand: Demand,
    tie: Tie,
    site_id: int | None,
    how: Circumstances,
) -> Arrival:
    """One more touch of the lead of these people that it belongs to, else a new lead of the first of them."""
    lead = _lead_of(office, session, demand, tie, site_id, how, people)
    if lead is not None:
        return _touch(office, session, lead, demand, tie, how)
    return _new_lead(office, session, people[0] if people else None, demand, tie, site_id, how)


def _after(
    office: Office, session: Session, over: LeadRow, demand: Demand, tie: Tie, how: Circumstances
) -> Arrival:
    """What the customer of a lead that is over writes: a demand about the same car, unless it names another.

    On a sold lead nobody would see it: no lane shows it, no clock runs on it and it cannot be answered.
    """
    person = session.get_one(PersonRow, over.person_id)
    if tie.is_empty:
        tie = _tie_of_lead(over)
    site_id = how.site_id or tie.site_id or over.site_id
    return _settled(office, session, (person,), demand, tie, site_id, how)


def _people(office: Office, session: Session, demand: Demand, how: Circumstances) -> Sequence[PersonRow]:
    """Whoever somebody chose, else those whom the demand's own addresses and numbers identify."""
    if how.is_new_person:
        return ()
    person = session.get(PersonRow, how.person_id) if how.person_id is not None else None
    while person is not None and person.merged_into_id is not None:
        person = session.get(PersonRow, person.merged_into_id)
    if person is not None:
        return (person,)
    return found_people(session, demand, office.policy().identity, how.received_at)


def answered_lead(session: Session, demand: Demand, tie: Tie) -> LeadRow | None:
    """The lead that the message answers: by our own Message-ID, else by its conversation."""
    ids = [bare_id(each) for each in (demand.in_reply_to or "", *reversed(demand.references)) if each]
    lead_id = lead_answered_by(session, ids)
    if lead_id is not None:
        return session.get(LeadRow, lead_id)
    thread = email_key(demand.relay_address) if demand.relay_address else demand.thread
    if not thread:
        return None
    lead_id = lead_of_thread(session, thread)
    lead = session.get(LeadRow, lead_id) if lead_id is not None else None
    if lead is not None and same_car(tie.marks, _marks(lead)) is SameCar.OTHER:
        return None
    return lead


def _lead_of(
    office: Office,
    session: Session,
    demand: Demand,
    tie: Tie,
    site_id: int | None,
    how: Circumstances,
    people: Sequence[PersonRow],
) -> int | None:
    """The lead of these people that the demand belongs to."""
    known = [
        known_lead(lead)
        for person in people
        if person.id is not None
        for lead in leads_of_person(session, person.id)
    ]
    touch = NewTouch(how.received_at, tie.marks, demand.source.value, site_id)
    lead = lead_of(touch, known, office.policy().identity)
    return None if lead is None else _takes_it(office, lead, how.received_at)


def _takes_it(office: Office, lead: KnownLead, at: datetime) -> int | None:
    """The lead's id when it is open or may be reopened."""
    if lead.is_open or may_reopen(lead, at, office.policy().desk.reopening):
        return lead.id
    return None


def _new_lead(
    office: Office,
    session: Session,
    person: PersonRow | None,
    demand: Demand,
    tie: Tie,
    site_id: int | None,
    how: Circumstances,
) -> Arrival:
    is_to_compare = person is None or add_contacts(session, person, demand, how.received_at)
    person = person or new_person(session, demand, how.received_at)
    assert person.id is not None
    row = LeadRow(
        person_id=person.id,
        site_id=site_id,
        car_id=tie.car_id,
        car_text=tie.text,
        listing_reference=tie.reference,
        source=demand.source.value,
        channel=demand.channel.value,
        received_at=how.received_at,
        is_unread=True,
    )
    session.add(row)
    session.flush()
    if is_to_compare:
        suggest(session, person.id, office.policy().identity, how.received_at)
    case = Case(office, session, row, [])
    touch_id = case.add(touch_row(case.id, demand, tie, how))
    live = {"live": True} if demand.is_live_call else {}
    case.record(
        EventKind.RECEIVED,
        how.actor,
        how.received_at,
        touch=touch_id,
        channel=demand.channel.value,
        source=demand.source.value,
        site=site_id,
        **live,
    )
    _add_trade_ins(case, demand.trade_ins)
    fill_from(case, demand)
    rescore(case)
    if case.policy.desk.acknowledgement.sends and not demand.is_live_call:
        acknowledge(case)
    case.save()
    note_change(session, "person", person.id, case.now)
    return Arrival(RawOutcome.LEAD, case.id)


def _touch(
    office: Office, session: Session, lead_id: int, demand: Demand, tie: Tie, how: Circumstances
) -> Arrival:
    case = open_case(office, session, lead_id)
    if _is_there_already(case, demand):
        return Arrival(RawOutcome.TOUCH, lead_id, is_known=True)
    is_resend = demand.is_resend and _has_reference(case, demand.lead_ref)
    if case.state.progress is Stage.SOLD and not is_resend:
        return _after(office, session, case.lead, demand, tie, how)
    person = session.get_one(PersonRow, case.lead.person_id)
    if add_contacts(session, person, demand, how.received_at):
        suggest(session, case.lead.person_id, case.policy.identity, how.received_at)
    if case.state.is_closed and not is_resend:
        _reopen(case, how)
    touch_id = case.add(touch_row(lead_id, demand, tie, how))
    case.record(
        EventKind.TOUCHED,
        how.actor,
        how.received_at,
        touch=touch_id,
        channel=demand.channel.value,
        source=demand.source.value,
        **({"live": True} if demand.is_live_call else {}),
        **({} if is_resend else {"message": True}),
    )
    _name_car(case, tie)
    if not case.session.exec(select(TradeInRow.id).where(TradeInRow.lead_id == lead_id).limit(1)).first():
        _add_trade_ins(case, demand.trade_ins)
    rescore(case)
    case.lead.is_unread = True
    case.save()
    return Arrival(RawOutcome.TOUCH, lead_id)


def _reopen(case: Case, how: Circumstances) -> None:
    """Bring a closed lead back, from the moment its customer wrote: that is since when they wait.

    Whoever held it has it again, unless they are gone or the policy returns it to the queue.
    """
    case.record(EventKind.REOPENED, how.actor, how.received_at, cause="customer")
    if case.policy.desk.reopening.to == "queue":
        if case.state.salesperson is not None:
            take_back(case, how.actor, case.state.salesperson, offers_next=False)
        if case.state.owner is not None:
            case.record(EventKind.RELEASED, how.actor, reason="reopened")
    part_from_the_gone(case, how.actor)


def _is_there_already(case: Case, demand: Demand) -> bool:
    """The same mail fetched twice, through two mailboxes: same Message-ID and same words."""
    if not demand.message_id:
        return False
    texts = case.session.exec(
        select(TouchRow.text).where(
            TouchRow.lead_id == case.id, TouchRow.message_id == bare_id(demand.message_id)
        )
    ).all()
    return demand.remarks in texts


def _has_reference(case: Case, reference: str | None) -> bool:
    if not reference:
        return False
    rows = case.session.exec(
        select(TouchRow.id).where(TouchRow.lead_id == case.id, TouchRow.reference == reference).limit(1)
    )
    return rows.first() is not None


def _name_car(case: Case, tie: Tie) -> None:
    """A later touch names the car that the first one left open; it never replaces one."""
    lead = case.lead
    if lead.car_id is None and tie.car_id is not None:
        lead.car_id = tie.car_id
    lead.car_text = lead.car_text or tie.text
    lead.listing_reference = lead.listing_reference or tie.reference
    if case.state.site is None and tie.site_id is not None:
        case.record(EventKind.MOVED_SITE, site=tie.site_id)


def _add_trade_ins(case: Case, vehicles: Sequence[ReadVehicle]) -> None:
    for vehicle in vehicles:
        case.session.add(
            TradeInRow(
                lead_id=case.id,
                make=vehicle.make or "",
                model=vehicle.model or ("" if vehicle.make else vehicle.text or ""),
                year=vehicle.year or "",
                mileage=vehicle.mileage_km,
                plate=vehicle.plate or "",
                vin=vehicle.vin or "",
                comment=vehicle.comments or "",
            )
        )


def _site(session: Session, demand: Demand, tie: Tie, how: Circumstances) -> int | None:
    """The site of the car, else the one the document or the folder names, else the only one there is."""
    if how.site_id is not None:
        return how.site_id
    if tie.site_id is not None:
        return tie.site_id
    sites = our_house(session).sites
    for name in (demand.vendor or "", how.site_name):
        site_id = site_named(name, sites)
        if site_id is not None:
            return site_id
    return sites[0].id if len(sites) == 1 else None


def _marks(lead: LeadRow) -> CarMarks:
    return _tie_of_lead(lead).marks


def _tie_of_lead(lead: LeadRow) -> Tie:
    return Tie(lead.car_id, lead.site_id, lead.listing_reference, lead.car_text)


def known_lead(lead: LeadRow) -> KnownLead:
    assert lead.id is not None
    return KnownLead(
        id=lead.id,
        car=_marks(lead),
        source=lead.source,
        site_id=lead.site_id,
        stage=Stage(lead.stage),
        last_incoming_at=lead.last_incoming_at or lead.received_at,
        closed_at=lead.closed_at,
        duplicate_of=lead.duplicate_of_id,
    )
