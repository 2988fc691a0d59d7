"""What was typed in by hand arrives: on the lead or for the person chosen, and in the hands of who typed it."""

from sqlmodel import Session

from data.tables import RawInputRow, StaffRow
from rules.action import Action
from rules.reading.demand import Reading
from rules.reading.entry import read_entry
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import Capability, EventKind, RawOutcome
from vo_callcenter.services.arrival import arrive, attach
from vo_callcenter.services.case import open_case
from vo_callcenter.services.handover import take_for_oneself
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import permit
from vo_callcenter.services.sign_in import actor_of
from vo_callcenter.services.touch_told import Circumstances


def take_entry(office: Office, session: Session, row: RawInputRow, reading: Reading) -> None:
    """Settle an entry inside the open transaction of its raw row."""
    assert reading.demand is not None
    entry, staff_id = read_entry(row.content)
    actor = actor_of(office, session, session.get_one(StaffRow, staff_id))
    how = Circumstances(
        row.received_at,
        row.id,
        site_id=entry.site_id,
        actor=actor,
        person_id=entry.person_id,
        is_new_person=entry.is_new_person,
        car_id=entry.car_id,
    )
    if entry.lead_id is not None:
        arrival = attach(office, session, entry.lead_id, reading.demand, how)
    else:
        arrival = arrive(office, session, reading.demand, how)
    if arrival.outcome is RawOutcome.LEAD:
        _give(office, session, arrival.lead_id, actor)
    row.outcome, row.lead_id = arrival.outcome.value, arrival.lead_id


def _give(office: Office, session: Session, lead_id: int, actor: Actor) -> None:
    """Whoever speaks with the customer has the new lead, as far as their role and their open leads allow."""
    case = open_case(office, session, lead_id)
    if actor.may(Capability.TAKE):
        try:
            permit(Action.CLAIM, case, actor)
        except Refusal:
            return  # it waits in the queue: somebody has room for it
        case.record(EventKind.CLAIMED, actor)
    elif actor.may(Capability.RECEIVE):
        take_for_oneself(case, actor)
    else:
        return
    case.save()
