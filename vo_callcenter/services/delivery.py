"""Sending what waits in the outbox, row by row, by the engine.

A row becomes ``sending``, committed, before the provider hears of it. So whatever happens in between leaves a
trace: a row found ``sending`` under the name of an engine that is gone is ``unknown``, and a person decides.
Nothing is silently sent twice, nothing silently lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.changes import note_change
from data.tables import GroupRow, LeadRow, MessageRow, OutboxRow, SiteRow, StaffRow
from rules.vocabulary import Channel, EventKind, OutboxState, Purpose
from vo_callcenter.adapters.transport import (
    Accepted,
    NotSent,
    Outgoing,
    Temporary,
    Transport,
    Uncertain,
)
from vo_callcenter.services.case import Case, opened
from vo_callcenter.services.contact_gate import judged
from vo_callcenter.services.message_values import clean
from vo_callcenter.services.office import Office
from vo_callcenter.services.writing import references_of

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
"""After each answer "not now". They end after a working day: a mail that is still not through is a matter for a
person, who can telephone, long before the four days that RFC 5321 4.5.4.1 lets a server wait."""

RECONNECT = timedelta(minutes=1)
"""After a provider that cannot be reached: nobody's message is at fault, so such a try is not counted."""

NOT_THE_MESSAGE = frozenset(
    {
        "no_connection",
        "connection_lost",
        "login_refused",
        "no_security",
        "server_refused",
        "folder_refused",
        "no_sender",
    }
)
"""Reasons that say nothing about the message: the same would happen to the next one."""


@dataclass(slots=True)
class Delivered:
    """What one round did, by outcome."""

    sent: int = 0
    held: int = 0
    again: int = 0
    failed: int = 0
    unknown: int = 0
    unreachable: set[str] = field(default_factory=set)
    """Channels whose provider could not be reached."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The engine's hand on the outbox. ``holder`` names this engine: rows it is sending bear it."""

    office: Office
    holder: str
    sender: str = ""
    """Address all mails come from; the lead's site's own by default."""

    def deliver_due(self, transports: Mapping[str, Transport], limit: int = 200) -> Delivered:
        """Send what is due, at most ``limit`` messages, oldest first."""
        done = Delivered()
        # Nothing is on its way while a round begins: what is still called so lost its answer with the store.
        self._call_unknown(col(OutboxRow.claimed_by) == self.holder)
        for _ in range(limit):
            channels = [channel for channel in transports if channel not in done.unreachable]
            taken = self._take(channels, done)
            if taken is None:
                break
            if isinstance(taken, Ready):
                self._send(taken, transports[taken.message.channel], done)
        self._name_unserved(transports)
        return done

    def recover(self) -> int:
        """Call unknown what another engine was sending when it went. Returns how many. For the leader only."""
        return self._call_unknown(col(OutboxRow.claimed_by) != self.holder)

    def _call_unknown(self, whose: sa.ColumnElement[bool]) -> int:
        with self.office.store.reading() as session:
            left = session.exec(
                select(OutboxRow.id, OutboxRow.lead_id).where(
                    OutboxRow.state == OutboxState.SENDING.value, whose
                )
            ).all()
        for outbox_id, lead_id in left:
            with opened(self.office, lead_id) as case:
                row = case.session.exec(
                    select(OutboxRow).where(
                        OutboxRow.id == outbox_id, OutboxRow.state == OutboxState.SENDING.value, whose
                    )
                ).first()
                if row is not None:
                    _finish(case, row, OutboxState.UNKNOWN, "engine_stopped")
        return len(left)

    def _take(self, channels: list[str], done: Delivered) -> "Ready | bool | None":
        """The next due row, made ``sending``; True when it was held instead; None when nothing is due."""
        due = (
            select(OutboxRow)
            .where(
                OutboxRow.state == OutboxState.QUEUED.value,
                OutboxRow.try_at <= self.office.now(),
                col(OutboxRow.channel).in_(channels),
            )
            .order_by(col(OutboxRow.try_at), col(OutboxRow.id))
            .limit(1)
        )
        # Asked each second: the write lock is for when there is something to write.
        with self.office.store.reading() as session:
            if session.exec(due).first() is None:
                return None
        with self.office.store.writing() as session:
            now = self.office.now()
            row = session.exec(due.with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            assert row.id is not None
            message = session.get_one(MessageRow, row.message_id)
            lead = session.get_one(LeadRow, row.lead_id)
            if self._is_held(session, row, message, lead, now):
                done.held += 1
                return True
            row.state = OutboxState.SENDING.value
            row.claimed_by, row.claimed_at = self.holder, now
            row.tries += 1
            session.add(row)
            note_change(session, "outbox", row.id, now)
            return Ready(row.id, row.lead_id, self._outgoing(session, message, lead))

    def _is_held(
        self, session: Session, row: OutboxRow, message: MessageRow, lead: LeadRow, now: datetime
    ) -> bool:
        """Whether the gate, asked again, keeps it: until a lawful moment, or for a person to decide."""
        policy = self.office.policy().contact
        verdict = judged(session, lead, Channel(message.channel), Purpose(message.purpose), policy, now)
        became_prospecting = (
            verdict.purpose is Purpose.PROSPECTING and message.purpose != Purpose.PROSPECTING.value
        )
        if verdict.allowed and not became_prospecting:
            return False
        assert row.id is not None
        if not verdict.allowed and verdict.possible_from is not None and not became_prospecting:
            row.try_at, row.reason = max(verdict.possible_from, now), verdict.code
        else:
            row.state = OutboxState.HELD.value
            row.reason = "no_longer_answer" if became_prospecting and verdict.allowed else verdict.code
            row.finished_at = now
        session.add(row)
        note_change(session, "outbox", row.id, now)
        note_change(session, "lead", row.lead_id, now)
        return True

    def _outgoing(self, session: Session, message: MessageRow, lead: LeadRow) -> Outgoing:
        site = session.get(SiteRow, lead.site_id) if lead.site_id else None
        group = session.get(GroupRow, 1)
        staff = session.get(StaffRow, message.staff_id) if message.staff_id else None
        own = (site.email if site else "") or _house_address(session)
        house = clean(group.name) if group else ""
        return Outgoing(
            message_id=message.message_id or f"{message.id}@sms.invalid",
            channel=Channel(message.channel),
            address=message.address,
            subject=message.subject,
            body=message.body,
            sender=self.sender or own,
            at=message.at,
            sender_name=", ".join(part for part in (clean(staff.name) if staff else "", house) if part),
            reply_to=own if self.sender and own != self.sender else "",
            in_reply_to=message.in_reply_to,
            references=references_of(session, message),
            is_automatic=message.is_automatic,
            is_prospecting=message.purpose == Purpose.PROSPECTING.value,
            unsubscribe=own or self.sender,
        )

    def _send(self, ready: "Ready", transport: Transport, done: Delivered) -> None:
        answer: Accepted | NotSent
        try:
            if ready.message.channel is Channel.EMAIL and not ready.message.sender:
                raise Temporary("no_sender")
            answer = transport.send(ready.message)
        except NotSent as refused:
            answer = refused
        except Exception as error:
            # A fault of ours in the middle of sending: nobody knows what left, and the next one must still go.
            answer = Uncertain("transport_failed", type(error).__name__)
        with opened(self.office, ready.lead_id) as case:
            row = case.session.get_one(OutboxRow, ready.outbox_id)
            # Called unknown meanwhile by another engine: our answer is better than none. Settled: a person's stands.
            if row.claimed_by == self.holder and row.state in _OURS:
                _note_answer(case, row, answer, done)

    def _name_unserved(self, transports: Mapping[str, Transport]) -> None:
        """Say of due messages that no transport takes them; they go as soon as one does."""
        due = sa.and_(
            col(OutboxRow.state) == OutboxState.QUEUED.value,
            col(OutboxRow.try_at) <= self.office.now(),
            col(OutboxRow.channel).not_in(list(transports)),
            col(OutboxRow.reason) != "no_transport",
        )
        with self.office.store.reading() as session:
            if session.exec(select(OutboxRow.id).where(due).limit(1)).first() is None:
                return
        with self.office.store.writing() as session:
            for row in session.exec(select(OutboxRow).where(due)).all():
                row.reason = "no_transport"
                session.add(row)
                note_change(session, "outbox", row.id or 0, self.office.now())


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that is ours to send."""

    outbox_id: int
    lead_id: int
    message: Outgoing


_BOUNCES = (
    ("5.1.", "user_unknown"),
    ("5.2.2", "mailbox_full"),
    ("5.7.", "refused_by_policy"),
    ("4.4.", "gave_up"),
)
_OURS = (OutboxState.SENDING.value, OutboxState.UNKNOWN.value)


def record_bounce(office: Office, message_id: int, status: str, detail: str) -> None:
    """A failure notice came back for a message (its row id): its acceptance no longer counts.

    ``status`` is the enhanced status code (RFC 3463), ``detail`` the remote server's own words.
    """
    with office.store.reading() as session:
        lead_id = session.get_one(MessageRow, message_id).lead_id
    with opened(office, lead_id) as case:
        row = case.session.exec(select(OutboxRow).where(OutboxRow.message_id == message_id)).one()
        if row.state != OutboxState.BOUNCED.value:
            case.record(EventKind.MESSAGE_BOUNCED, message=message_id)
            _finish(case, row, OutboxState.BOUNCED, _bounce_reason(status), f"{status} {detail}".strip())


def _house_address(session: Session) -> str:
    """The address of the group's first site that has one: a lead of no site yet is written to from there."""
    found = session.exec(
        select(SiteRow.email)
        .where(SiteRow.email != "", col(SiteRow.is_active))
        .order_by(col(SiteRow.id))
        .limit(1)
    ).first()
    return found or ""


def _bounce_reason(status: str) -> str:
    for start, reason in _BOUNCES:
        if status.startswith(start):
            return reason
    return "came_back"


def accepted(case: Case, row: OutboxRow, at: datetime, actor_id: int | None = None) -> None:
    """The provider has the message: a personal one stops the clocks."""
    message = case.session.get_one(MessageRow, row.message_id)
    case.record(
        EventKind.MESSAGE_ACCEPTED,
        message.staff_id if actor_id is None else actor_id,
        at,
        message=row.message_id,
        channel=row.channel,
        automatic=message.is_automatic,
    )


def _note_answer(case: Case, row: OutboxRow, answer: Accepted | NotSent, done: Delivered) -> None:
    match answer:
        case Accepted(provider_id=provider_id):
            accepted(case, row, case.now)
            row.provider_id = provider_id[:500]
            _finish(case, row, OutboxState.SENT)
            done.sent += 1
        case Uncertain():
            _finish(case, row, OutboxState.UNKNOWN, answer.reason, answer.detail)
            done.unknown += 1
        case Temporary() if answer.reason in NOT_THE_MESSAGE:
            row.tries -= 1
            _again(case, row, RECONNECT, answer)
            if answer.reason != "no_sender":  # that is one site's, not the provider's
                done.unreachable.add(row.channel)
            done.again += 1
        case Temporary() if row.tries <= len(PAUSES):
            _again(case, row, PAUSES[row.tries - 1], answer)
            done.again += 1
        case _:
            reason = "gave_up" if isinstance(answer, Temporary) else answer.reason
            case.record(EventKind.MESSAGE_FAILED, message=row.message_id, reason=reason)
            _finish(case, row, OutboxState.FAILED, reason, answer.detail)
            done.failed += 1


def _again(case: Case, row: OutboxRow, pause: timedelta, answer: NotSent) -> None:
    row.state = OutboxState.QUEUED.value
    row.try_at = case.now + pause
    row.claimed_by = ""
    row.reason, row.detail = answer.reason, answer.detail[:500]
    case.session.add(row)
    note_change(case.session, "outbox", row.id or 0, case.now)


def _finish(case: Case, row: OutboxRow, state: OutboxState, reason: str = "", detail: str = "") -> None:
    row.state = state.value
    row.reason, row.detail = reason, detail[:500]
    row.finished_at = case.now
    case.session.add(row)
    note_change(case.session, "outbox", row.id or 0, case.now)
