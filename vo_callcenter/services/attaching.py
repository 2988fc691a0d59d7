"""A document that a person attached to a lead, and the way back: what it added there is noted, and taken out again."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from data.changes import note_change
from data.queries.contact import emails_of, phones_of
from data.queries.likeness import suggestions_of
from data.queries.matching import CONTENT_LATER
from data.tables import (
    LeadRow,
    PersonEmailRow,
    PersonPhoneRow,
    PersonRow,
    RawInputRow,
    SuggestionRow,
    TouchRow,
    TradeInRow,
)
from rules.events import LeadEvent, parse_moment
from rules.reading.demand import Demand
from rules.vocabulary import EventKind, RawOutcome
from vo_callcenter.services.arrival import Arrival, attach
from vo_callcenter.services.caller import rename
from vo_callcenter.services.case import Case, open_case
from vo_callcenter.services.office import Office
from vo_callcenter.services.sorting_deadline import sort_by
from vo_callcenter.services.touch_told import Circumstances

_OF_PERSON = ("title", "first_name", "last_name", "full_name", "city", "postcode")
_OF_LEAD = ("car_text", "listing_reference")
"""What a document only says where nothing was known."""
_ADDED: dict[str, type[SQLModel]] = {
    "touches": TouchRow,
    "phones": PersonPhoneRow,
    "emails": PersonEmailRow,
    "trade_ins": TradeInRow,
    "suggestions": SuggestionRow,
}
"""Rows that a document adds, by the key under which the event names them."""


@dataclass(frozen=True, slots=True)
class _Stand:
    """A lead and its person as they are."""

    rows: dict[str, set[int]]
    unknown: dict[str, set[str]]
    """Names of what is not known of the person and of the lead."""
    car_id: int | None
    heard: str


def attach_by_hand(
    office: Office, session: Session, lead_id: int, demand: Demand, how: Circumstances
) -> Arrival:
    """``arrival.attach``, noted on the lead so that whoever did it can take it back.

    What goes elsewhere, because the lead is sold, is a demand of its own, or a touch like any other.
    """
    lead_id = _standing(session, lead_id)
    case = open_case(office, session, lead_id)
    before, since = _stand(session, case.lead), case.events[-1].id
    arrival = attach(office, session, lead_id, demand, how)
    if arrival.lead_id != lead_id or arrival.is_known:
        return arrival
    case = open_case(office, session, lead_id)
    after = _stand(session, case.lead)
    added = {name: sorted(after.rows[name] - before.rows[name]) for name in _ADDED}
    known = {name: sorted(before.unknown[name] - after.unknown[name]) for name in before.unknown}
    case.record(
        EventKind.ATTACHED,
        how.actor,
        raw=how.raw_id,
        since=since,
        person=case.lead.person_id,
        car=after.car_id if before.car_id is None else None,
        heard=before.heard,
        **{name: found for name, found in (added | known).items() if found},
    )
    case.save()
    return arrival


def detach(case: Case, act: LeadEvent) -> None:
    """Take out what the document added, and put it back among what waits to be sorted. Its events are undone already."""
    session = case.session
    for name, table in _ADDED.items():
        if ids := act.data.get(name):
            gone = sa.delete(table).where(sa.column("id").in_(ids))
            if table is SuggestionRow:
                gone = gone.where(col(SuggestionRow.decision) == "")
            session.connection().execute(gone)
    session.expire_all()
    _forget(case, act)
    row = session.get_one(RawInputRow, act.data["raw"], options=[CONTENT_LATER])
    row.outcome, row.lead_id, row.sorted_by_id = RawOutcome.TO_SORT.value, None, act.actor
    row.deadline_at = sort_by(case.office, row.received_at)
    session.add(row)
    note_change(session, "raw", row.id or 0, case.now)


def _forget(case: Case, act: LeadEvent) -> None:
    """What it had completed is not known again."""
    person = case.session.get_one(PersonRow, act.data["person"])
    for name in act.data.get("of_person", ()):
        setattr(person, name, "")
    rename(person)
    person.last_contact_from_at = parse_moment(act.data["heard"]) if act.data["heard"] else None
    case.session.add(person)
    note_change(case.session, "person", act.data["person"], case.now)
    for name in act.data.get("of_lead", ()):
        setattr(case.lead, name, "")
    if act.data["car"] is not None and case.lead.car_id == act.data["car"]:
        case.lead.car_id = None
        note_change(case.session, "car", act.data["car"], case.now)


def _stand(session: Session, lead: LeadRow) -> _Stand:
    session.flush()
    person = session.get_one(PersonRow, lead.person_id)
    of_lead = {
        name: set(session.exec(select(table.id).where(table.lead_id == lead.id)).all())
        for name, table in (("touches", TouchRow), ("trade_ins", TradeInRow))
    }
    return _Stand(
        rows={
            "touches": {key for key in of_lead["touches"] if key is not None},
            "trade_ins": {key for key in of_lead["trade_ins"] if key is not None},
            "phones": {row.id for row in phones_of(session, lead.person_id) if row.id is not None},
            "emails": {row.id for row in emails_of(session, lead.person_id) if row.id is not None},
            "suggestions": {row.id for row in suggestions_of(session, lead.person_id) if row.id is not None},
        },
        unknown={
            "of_person": {name for name in _OF_PERSON if not getattr(person, name)},
            "of_lead": {name for name in _OF_LEAD if not getattr(lead, name)},
        },
        car_id=lead.car_id,
        heard=person.last_contact_from_at.isoformat() if person.last_contact_from_at else "",
    )


def _standing(session: Session, lead_id: int) -> int:
    lead = session.get(LeadRow, lead_id)
    while lead is not None and lead.duplicate_of_id is not None:
        lead = session.get(LeadRow, lead.duplicate_of_id)
    return lead.id if lead is not None and lead.id is not None else lead_id
