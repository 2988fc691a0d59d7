"""Objections (STOP): kept hashed by address, and whatever was to leave that way is cancelled at once.

Somebody of ours writes one down, or the customer writes nothing but a word to stop: then nobody has to read it
before it counts.
"""

from itertools import groupby

from sqlmodel import Session, col, select

from data.changes import note_change
from data.queries.contact import addresses_of, emails_of, phones_of
from data.queries.matching import leads_of_person
from data.queries.objections import EVERY_CHANNEL, address_hash, made_pepper
from data.tables import LeadRow, ObjectionRow, OutboxRow, PersonRow, TaskRow, TouchRow
from rules.policy import Policy
from rules.reading.demand import Demand
from rules.reading.emails import email_key
from rules.stops import says_stop
from rules.values.staff import Actor
from rules.vocabulary import Channel, EventKind, OutboxState
from vo_callcenter.services.arrival import answered_lead
from vo_callcenter.services.caller import add_contacts, found_people
from vo_callcenter.services.case import Case, lock_person, open_case
from vo_callcenter.services.office import Office
from vo_callcenter.services.tasks import WAITING, drop_task
from vo_callcenter.services.touch_told import Circumstances, touch_row
from vo_callcenter.services.wanted_car import tie_of
from vo_callcenter.services.writing import WRITTEN, cancel_outbox

BY_MESSAGE = "message"
"""Source of an objection that the customer wrote themselves."""


def keep_objection(case: Case, actor: Actor | None, channel: Channel | None, source: str = "person") -> None:
    """Keep a STOP of the lead's person, on one channel or on all of them, inside an open case.

    What waits to leave that way is cancelled, and so is every relaunch that would send something that way.
    """
    session, person = case.session, case.lead.person_id
    phones, emails = phones_of(session, person), emails_of(session, person)
    replies = session.exec(
        select(TouchRow.address).where(TouchRow.lead_id == case.id, TouchRow.address != "").distinct()
    ).all()
    if channel in (Channel.PHONE, Channel.SMS):
        addresses = addresses_of(phones, ())
    elif channel is Channel.EMAIL:
        addresses = addresses_of((), emails, replies)
    else:
        addresses = addresses_of(phones, emails, replies)
    pepper, name = made_pepper(session), channel.value if channel else EVERY_CHANNEL
    # Somebody without any address is protected by who they are.
    for digest in sorted({address_hash(address, pepper) for address in addresses}) or [""]:
        session.add(
            ObjectionRow(address_hash=digest, channel=name, person_id=person, source=source, at=case.now)
        )
    case.record(EventKind.OBJECTED, actor, channel=name)
    note_change(session, "person", person, case.now)
    _cancel_planned(case, actor, channel)


def stop_channel(demand: Demand, policy: Policy) -> Channel | None:
    """The channel that the demand asks to stop, when it says nothing else; None for any other demand.

    A mail without words says it in its subject: that is what the unsubscribe link of our own mails writes.
    """
    if demand.channel not in WRITTEN:
        return None
    said = demand.remarks.strip() or (demand.subject or "")
    return demand.channel if says_stop(said, policy.contact.stop) else None


def take_stop(
    office: Office, session: Session, demand: Demand, channel: Channel, how: Circumstances
) -> int | None:
    """Keep the objection that arrived; returns the lead it was written to, None for somebody nobody knows.

    Inside an open transaction. It reopens nothing, starts no clock and renews no ground for contact.
    """
    tie = tie_of(session, demand)
    lead = answered_lead(session, demand, tie)
    if lead is None:
        people = found_people(session, demand, office.policy().identity, how.received_at)
        leads = [each for person in people[:1] if person.id for each in leads_of_person(session, person.id)]
        lead = max(leads, key=lambda each: (each.is_open, each.id or 0), default=None)
    if lead is None or lead.id is None:
        _keep_unknown(session, demand, channel, how)
        return None
    lock_person(session, lead.id)
    case = open_case(office, session, lead.id)
    add_contacts(session, session.get_one(PersonRow, case.lead.person_id), demand, how.received_at)
    touch = case.add(touch_row(case.id, demand, tie, how))
    case.record(
        EventKind.TOUCHED,
        how.actor,
        how.received_at,
        touch=touch,
        channel=demand.channel.value,
        source=demand.source.value,
        stop=True,
    )
    keep_objection(case, how.actor, channel, BY_MESSAGE)
    case.lead.is_unread = True
    case.save()
    return case.id


def _keep_unknown(session: Session, demand: Demand, channel: Channel, how: Circumstances) -> None:
    """An objection of nobody we know protects its address, should it ever come back."""
    pepper = made_pepper(session)
    if channel is Channel.EMAIL:
        given = [email_key(each) for each in (*demand.emails, demand.relay_address or "") if each]
    else:
        given = [phone.e164 or phone.raw for phone in demand.phones]
    for digest in sorted({address_hash(address, pepper) for address in given if address}):
        session.add(
            ObjectionRow(address_hash=digest, channel=channel.value, source=BY_MESSAGE, at=how.received_at)
        )


def _cancel_planned(case: Case, actor: Actor | None, channel: Channel | None) -> None:
    """Cancel what is to leave towards this person on that channel, on any of their leads."""
    waiting = case.session.exec(
        select(OutboxRow)
        .join(LeadRow, col(LeadRow.id) == OutboxRow.lead_id)
        .where(
            LeadRow.person_id == case.lead.person_id,
            col(OutboxRow.state).in_((OutboxState.QUEUED.value, OutboxState.HELD.value)),
        )
        .order_by(col(OutboxRow.lead_id), col(OutboxRow.id))
        # What the engine is taking at this moment leaves: the lock tells which of the two came first.
        .with_for_update(of=OutboxRow)
    ).all()
    planned = case.session.exec(
        select(TaskRow)
        .join(LeadRow, col(LeadRow.id) == TaskRow.lead_id)
        .where(
            LeadRow.person_id == case.lead.person_id,
            col(TaskRow.message_id).is_not(None),
            col(TaskRow.state).in_(WAITING),
        )
        .order_by(col(TaskRow.lead_id), col(TaskRow.id))
    ).all()
    rows: list[OutboxRow | TaskRow] = [*waiting, *planned]
    rows = [row for row in rows if channel is None or row.channel == channel.value]
    for lead_id, theirs in groupby(sorted(rows, key=lambda row: row.lead_id), key=lambda row: row.lead_id):
        is_this = lead_id == case.id
        at = case if is_this else open_case(case.office, case.session, lead_id)
        for row in theirs:
            if isinstance(row, TaskRow):
                drop_task(at, actor, row)
            else:
                cancel_outbox(at, row, reason="objection")
                at.record(EventKind.MESSAGE_CANCELLED, actor, message=row.message_id)
        if not is_this:
            at.save()
