"""One lead's record in full, who has it open, and the explanation of its clocks."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from data.changes import note_change
from data.queries.contact import ContactFile, addresses_of
from data.queries.objections import objections_hashed
from data.queries.presence import PRESENT, keep_presence, mark_read, presence_of
from data.queries.record import Record, record_of
from data.tables import LeadRow, PresenceRow
from rules import lifecycle
from rules.action import Action
from rules.contact import judge_all
from rules.events import LeadEvent, standing
from rules.lead_state import LeadState, fold
from rules.lifecycle import Situation, Undoable
from rules.policy import Policy
from rules.qualification import form
from rules.refusal import Refusal
from rules.values.clock import ClockReading
from rules.values.contact import ChannelVerdict
from rules.values.lead import (
    EmailValue,
    LeadCard,
    PersonCard,
    PhoneValue,
    QuestionCard,
    TradeInCard,
)
from rules.values.staff import Actor
from rules.vocabulary import Channel, EventKind, PhoneKind, Purpose, Source, Stage, Temperature
from vo_callcenter.services.case import event_of, events_of, read_clocks
from vo_callcenter.services.contact_gate import contact_facts
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import missing_answers, named, require_sight
from vo_callcenter.services.stock import labelled, nearest
from vo_callcenter.services.timeline import Texts, timeline
from vo_callcenter.services.undoing import last_act, refuse_overtaken, undoable

SHOWN = 200
"""Entries of the timeline that a card carries."""
_BY_CHANNEL = {Channel.PHONE: Action.CALL, Channel.EMAIL: Action.EMAIL, Channel.SMS: Action.SMS}


class RecordService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def card(self, actor: Actor, lead_id: int) -> LeadCard:
        """The whole record, in two statements whatever the history."""
        with self._office.store.reading() as session:
            return _card(self._office, session, actor, lead_id)

    def opened(self, actor: Actor, lead_id: int) -> None:
        """Say that the actor has it open, for a minute; what the customer wrote counts as read from now."""
        now = self._office.now()
        with self._office.store.writing_core() as connection:
            found = presence_of(connection, lead_id, actor.id)
            if found is None:
                raise Refusal("no_such_lead", lead=lead_id)
            require_sight(actor, found)
            keep_presence(connection, lead_id, actor.id, now, is_known=found.seen_at is not None)
            if found.is_unread:
                mark_read(connection, lead_id)
            if found.is_unread or found.seen_at is None or found.seen_at <= now - PRESENT:
                note_change(connection, "lead", lead_id, now)

    def left(self, actor: Actor, lead_id: int) -> None:
        with self._office.store.writing() as session:
            seen = session.get(PresenceRow, (lead_id, actor.id))
            if seen is not None:
                session.delete(seen)
                note_change(session, "lead", lead_id, self._office.now())

    def explain(self, actor: Actor, lead_id: int) -> Sequence[ClockReading]:
        """Every clock of the lead, finished ones too, each naming its events."""
        with self._office.store.reading() as session:
            lead = session.get(LeadRow, lead_id)
            if lead is None:
                raise Refusal("no_such_lead", lead=lead_id)
            require_sight(actor, lead)
            events = events_of(session, lead_id)
            return read_clocks(self._office, events, lead.source, self._office.now())

    def events(self, actor: Actor, lead_id: int) -> Sequence[LeadEvent]:
        """The lead's whole history, oldest first."""
        with self._office.store.reading() as session:
            lead = session.get(LeadRow, lead_id)
            if lead is None:
                raise Refusal("no_such_lead", lead=lead_id)
            require_sight(actor, lead)
            return events_of(session, lead_id)


def _card(office: Office, session: Session, actor: Actor, lead_id: int) -> LeadCard:
    now = office.now()
    policy = office.policy()
    record = record_of(session.connection(), lead_id, actor.id, now)
    if record is None:
        raise Refusal("no_such_lead", lead=lead_id)
    lead, person, names = record.lead, record.person, record.names
    require_sight(actor, lead)
    events = [event_of(row) for row in record.events]
    stands = standing(events)
    state = fold(events)
    file = _contact_file(session, record)
    verdicts = judge_all(Purpose.ANSWER, contact_facts(file, policy.contact), policy.contact, now)
    act, undoing = _undoing(events, actor)
    entries = timeline(
        events,
        Texts(
            touches={row.id: row for row in record.touches if row.id},
            messages={message.id: (message, sent) for message, sent in record.messages if message.id},
            calls={row.id: row for row in record.calls if row.id},
            notes={row.id: row for row in record.notes if row.id},
            questions={row.id: row for row in record.questions if row.id},
            names=names,
            sites=lambda site: record.site if site == lead.site_id else str(site),
            cars={car.id: car.title for car in (record.car, *record.alternatives) if car is not None},
        ),
        act.id if act else None,
    )
    asked = {event.data["question"] for event in stands if event.kind is EventKind.QUESTION_OPENED}
    first = record.touches[0] if record.touches else None
    readings = [reading for reading in read_clocks(office, events, lead.source, now) if reading.is_open]
    readings.sort(key=lambda reading: (reading.due_at is None, reading.due_at or reading.started_at))
    return LeadCard(
        id=lead_id,
        version=lead.version,
        person=PersonCard(
            id=lead.person_id,
            name=person.display_name,
            first_name=person.first_name,
            last_name=person.last_name,
            city=person.city,
            postcode=person.postcode,
            phones=tuple(
                PhoneValue(
                    each.id or 0, each.raw, each.e164, PhoneKind(each.kind), each.is_shared, each.is_others
                )
                for each in file.phones
            ),
            emails=tuple(EmailValue(each.id or 0, each.address, each.is_relay) for each in file.emails),
            lang=person.lang,
        ),
        stage=Stage(lead.stage),
        source=Source(lead.source),
        channel=Channel(lead.channel),
        portal=first.portal if first else "",
        reference=(first.reference if first else "") or lead.listing_reference,
        received_at=lead.received_at,
        site_id=lead.site_id,
        site=record.site,
        owner_id=lead.owner_id,
        owner=names.get(lead.owner_id or 0, ""),
        salesperson_id=lead.salesperson_id,
        salesperson=names.get(lead.salesperson_id or 0, ""),
        offered_to=names.get(lead.offered_to_id or 0, ""),
        score=lead.score,
        temperature=Temperature(lead.temperature),
        score_reasons=_score_reasons(stands),
        attempts=lead.attempts,
        parked_until=lead.parked_until,
        next_action_at=lead.next_action_at,
        close_reason=lead.close_reason,
        last_message=next((touch.text for touch in reversed(record.touches) if touch.text), ""),
        car_text=lead.car_text,
        car=labelled(record.car, policy.stock, now.date()) if record.car is not None else None,
        alternatives=tuple(
            labelled(each, policy.stock, now.date())
            for each in nearest(record.car, lead.car_text, record.alternatives, policy.stock)
        ),
        trade_ins=tuple(
            TradeInCard(
                " ".join(part for part in (row.make, row.model) if part),
                row.year,
                row.mileage,
                row.plate,
                row.comment,
            )
            for row in record.trade_ins
        ),
        clocks=tuple(readings),
        form=form(record.answers, state.progress, Source(lead.source), policy.qualification),
        timeline=entries[-SHOWN:],
        older=max(0, len(entries) - SHOWN),
        questions=tuple(
            QuestionCard(row.id or 0, row.text, row.asked_at, row.answered_at, row.answer)
            for row in record.questions
            if row.id in asked
        ),
        tasks=tuple(record.tasks),
        appointments=tuple(record.appointments),
        other_leads=tuple(record.others),
        suggestions=tuple(record.suggestions),
        verdicts=verdicts,
        viewers=tuple(record.viewers),
        refusals=_refusals(actor, lead, state, policy, record.answers, verdicts, undoing, names, now),
    )


def _contact_file(session: Session, record: Record) -> ContactFile:
    """What ``data.queries.contact.contact_file`` would read, from what is read already."""
    replies = list(dict.fromkeys(touch.address for touch in record.touches if touch.address))
    addresses = addresses_of(record.phones, record.emails, replies)
    return ContactFile(
        person=record.person,
        phones=record.phones,
        emails=record.emails,
        reply_addresses=replies,
        consents=record.consents,
        objections=objections_hashed(session, record.pepper, record.lead.person_id, addresses),
        appointments=record.appointments,
        calls=record.calls,
        sold_at=record.sold_at,
        last_incoming_at=record.lead.last_incoming_at,
    )


def _refusals(
    actor: Actor,
    lead: LeadRow,
    state: LeadState,
    policy: Policy,
    answers: dict[str, str],
    verdicts: Sequence[ChannelVerdict],
    undoing: Undoable | Refusal | None,
    names: dict[int, str],
    now: datetime,
) -> dict[str, tuple[str, dict[str, str | int]]]:
    """Whatever this person cannot do now, and why: first by the lead's life, then by the contact policy.

    How many claims they have is not asked here: taking one too many is refused when they try.
    """
    situation = Situation(
        now=now,
        missing=missing_answers(answers, Source(lead.source), policy.qualification),
        undoable=undoing if isinstance(undoing, Undoable) else None,
    )
    refused = {
        action: named(refusal, lambda staff_id: names.get(staff_id, ""))
        for action, refusal in lifecycle.available(state, actor, policy.desk, situation).items()
        if refusal is not None
    }
    if isinstance(undoing, Refusal) and refused[Action.UNDO].code == "nothing_to_undo":
        refused[Action.UNDO] = undoing
    for verdict in verdicts:
        if not verdict.allowed:
            refused.setdefault(
                _BY_CHANNEL[verdict.channel], Refusal(f"contact_{verdict.code}", **verdict.params)
            )
    return {action.value: (refusal.code, _plain(refusal)) for action, refusal in refused.items()}


def _plain(refusal: Refusal) -> dict[str, str | int]:
    return {
        name: value
        if isinstance(value, (str, int))
        else ", ".join(map(str, value))
        if isinstance(value, tuple)
        else str(value)
        for name, value in refusal.params.items()
    }


def _undoing(events: Sequence[LeadEvent], actor: Actor) -> tuple[LeadEvent | None, Undoable | Refusal | None]:
    """What this person could take back, and how the rule sees it; a refusal where somebody has built on it."""
    act = last_act(events, actor)
    if act is not None:
        try:
            refuse_overtaken(events, actor, act)
        except Refusal as refusal:
            return None, refusal
    return act, undoable(events, actor, act)


def _score_reasons(stands: Sequence[LeadEvent]) -> tuple[tuple[str, int], ...]:
    for event in reversed(stands):
        if event.kind is EventKind.SCORED and "reasons" in event.data:
            return tuple((str(code), int(points)) for code, points in event.data["reasons"])
    return ()
