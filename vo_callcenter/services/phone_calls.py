"""Calls that come in, as a telephone system tells of them: one that nobody answered is a demand with a clock, one that
somebody answered is a demand without; the end of a call closes it. The caller is known by the number.

Systems tell in any order, twice, or not at all. What was heard of a call is kept under its own name, and a call that
only ever rang counts as missed after a while: nobody who called is forgotten.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from data.changes import note_change
from data.queries.house import our_house
from data.queries.matching import intake_alone
from data.tables import PhoneCallRow, RawInputRow, TouchRow
from rules.reading.demand import Demand, Reading
from rules.reading.notice import CallEvent, CallEventKind
from rules.reading.phones import read_phones
from rules.reading.reader import read
from rules.vocabulary import FiledAs, RawOutcome
from vo_callcenter.services.arrival import arrive
from vo_callcenter.services.office import Office
from vo_callcenter.services.row_by_row import row_by_row
from vo_callcenter.services.touch_told import Circumstances
from vo_callcenter.services.way_in import way_in

RANG_OUT = timedelta(minutes=5)
"""A call that rang and of which nothing more was heard for so long was missed."""
_OLD = timedelta(days=1)
"""An event that claims to be older came with a wrong clock: it counts from when it came."""
RINGING, ANSWERED, MISSED, ENDED = "ringing", "answered", "missed", "ended"


def take_call(
    office: Office, session: Session, row: RawInputRow, document: RawInputRow, reading: Reading
) -> None:
    """Settle one event of a call, inside the open transaction of its raw row."""
    event, demand = reading.call, reading.demand
    assert event is not None
    assert demand is not None
    if _is_internal(session, demand):
        _file(row, "call_internal")
        return
    call = _call(session, document.name, event, row, office.now())
    was, talked = call.state, (event.talk_seconds or 0) > 0
    if event.kind is CallEventKind.INCOMING:
        _file(row, "call_ringing" if was == RINGING else "call_told", _lead_of(session, call))
    elif event.kind is CallEventKind.ANSWERED or (event.kind is CallEventKind.ENDED and talked):
        _answered(office, session, row, document, call, event, demand)
    elif was == RINGING and _is_missed(event):
        _arrive(office, session, row, document, call, event, demand, is_live=False)
        call.state = MISSED
    else:
        is_end = event.kind is CallEventKind.ENDED
        _file(row, "call_ended" if is_end and was == ANSWERED else "call_told", _lead_of(session, call))
    if event.kind is CallEventKind.ENDED and call.ended_at is None:
        _end(session, call, event, row.received_at)
    if event.call_id:
        session.add(call)


def settle_rung_out(office: Office) -> int:
    """Count as missed what rang and was never heard of again; returns how many."""
    with office.store.reading() as session:
        ids = session.exec(
            select(PhoneCallRow.id)
            .where(PhoneCallRow.state == RINGING, col(PhoneCallRow.told_at) < office.now() - RANG_OUT)
            .order_by(col(PhoneCallRow.told_at))
            .limit(200)
        ).all()

    def settle(call_id: int) -> int:
        with office.store.writing() as session:
            intake_alone(session)
            call = session.get_one(PhoneCallRow, call_id)
            row = session.get_one(RawInputRow, call.raw_id)
            if call.state != RINGING:
                return 0
            reading = next(
                each
                for each in read(row.content, row.name, row.received_at)
                if each.call is not None and each.call.call_id == call.call_id and each.demand is not None
            )
            assert reading.call is not None
            assert reading.demand is not None
            call.state = MISSED
            _arrive(office, session, row, row, call, reading.call, reading.demand, is_live=False)
            session.add_all((call, row))
            note_change(session, "raw", call.raw_id, office.now())
            return 1

    return row_by_row("calls", ids, settle)


def _call(session: Session, webhook: str, event: CallEvent, row: RawInputRow, now: datetime) -> PhoneCallRow:
    """What is known of the call; a new row, ringing, for one that nobody told of."""
    known = None
    if event.call_id:
        known = session.exec(
            select(PhoneCallRow).where(PhoneCallRow.webhook == webhook, PhoneCallRow.call_id == event.call_id)
        ).first()
    if known is not None:
        return known
    assert row.id is not None
    return PhoneCallRow(webhook=webhook, call_id=event.call_id, raw_id=row.id, state=RINGING, told_at=now)


def _is_missed(event: CallEvent) -> bool:
    """Whether it says that nobody answered. An end alone says so only of a call that has a name: another of its
    events may have told of an answer.
    """
    if event.kind is CallEventKind.MISSED:
        return True
    return bool(event.call_id) or event.talk_seconds == 0


def _answered(
    office: Office,
    session: Session,
    row: RawInputRow,
    document: RawInputRow,
    call: PhoneCallRow,
    event: CallEvent,
    demand: Demand,
) -> None:
    if call.answered_at is not None:
        is_end = event.kind is CallEventKind.ENDED
        _file(row, "call_ended" if is_end and call.ended_at is None else "call_told", _lead_of(session, call))
        return
    call.answered_at, call.agent = event.at or row.received_at, event.agent
    call.state = ANSWERED
    _arrive(office, session, row, document, call, event, demand, is_live=True)


def _arrive(
    office: Office,
    session: Session,
    row: RawInputRow,
    document: RawInputRow,
    call: PhoneCallRow,
    event: CallEvent,
    demand: Demand,
    *,
    is_live: bool,
) -> None:
    name = f"call:{call.webhook}:{event.call_id}:{ANSWERED if is_live else MISSED}" if event.call_id else None
    demand = replace(demand, is_live_call=is_live, is_missed_call=not is_live, message_id=name)
    at = event.at if event.at and row.received_at - _OLD < event.at <= row.received_at else row.received_at
    way = way_in(session, document)
    how = Circumstances(at, row.id, way.site_name, _site_called(session, event.called))
    arrival = arrive(office, session, way.completed(demand), how)
    row.outcome, row.lead_id = arrival.outcome.value, arrival.lead_id
    row.filed_as, row.reason = None, ""
    touch = session.exec(
        select(TouchRow)
        .where(TouchRow.lead_id == arrival.lead_id, TouchRow.raw_id == row.id)
        .order_by(col(TouchRow.id).desc())
        .limit(1)
    ).first()
    if touch is not None:
        call.touch_id = touch.id
        if event.agent:
            touch.details = {**touch.details, "agent": event.agent}
            session.add(touch)


def _end(session: Session, call: PhoneCallRow, event: CallEvent, received_at: datetime) -> None:
    """The call is over: how long people spoke stands with its touch."""
    call.ended_at = event.at or received_at
    if call.state == ANSWERED:
        call.state = ENDED
    touch = session.get(TouchRow, call.touch_id) if call.touch_id is not None else None
    if touch is None or call.answered_at is None:
        return
    talked = event.talk_seconds
    if talked is None:
        talked = max(0, round((call.ended_at - call.answered_at).total_seconds()))
    touch.details = {**touch.details, "talk_seconds": talked}
    session.add(touch)


def _lead_of(session: Session, call: PhoneCallRow) -> int | None:
    touch = session.get(TouchRow, call.touch_id) if call.touch_id is not None else None
    return touch.lead_id if touch else None


def _file(row: RawInputRow, reason: str, lead_id: int | None = None) -> None:
    row.outcome, row.filed_as = RawOutcome.FILED.value, FiledAs.CALL_REPORT.value
    row.reason, row.lead_id = reason, lead_id


def _is_internal(session: Session, demand: Demand) -> bool:
    """Whether one of our own numbers calls."""
    own = our_house(session).phones
    return any(phone.e164 in own for phone in demand.phones if phone.e164)


def _site_called(session: Session, called: str) -> int | None:
    """The site whose number was called."""
    numbers = {phone.e164 for phone in read_phones(called) if phone.e164}
    if not numbers:
        return None
    for site in our_house(session).sites:
        if any(phone.e164 in numbers for phone in read_phones(site.phone)):
            return site.id
    return None
