"""The outbox as people see it: what left, what waits, what went wrong, and what they decide about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from data.changes import note_change
from data.queries import outbox
from data.tables import OutboxRow, SettingRow
from rules.events import standing
from rules.refusal import Refusal
from rules.values.message import OutboxEntry
from rules.values.staff import Actor
from rules.vocabulary import Capability, Channel, EventKind, OutboxState
from vo_callcenter.adapters.folder import path_of
from vo_callcenter.services.case import Case, opened
from vo_callcenter.services.delivery import accepted
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import may_see, require, require_sight

_SHOWN = 500
_KEPT_IN_VIEW = timedelta(days=30)

_UNFINISHED = frozenset(
    {OutboxState.QUEUED, OutboxState.SENDING, OutboxState.HELD, OutboxState.UNKNOWN, OutboxState.FAILED}
)
_TO_DECIDE = frozenset({OutboxState.UNKNOWN, OutboxState.HELD})
_WENT_WRONG = frozenset({OutboxState.FAILED, OutboxState.BOUNCED})
_CANCELLABLE = frozenset({OutboxState.QUEUED, OutboxState.HELD, OutboxState.FAILED})
_RETRIABLE = frozenset({OutboxState.QUEUED, OutboxState.HELD, OutboxState.FAILED, OutboxState.BOUNCED})


class OutboxService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def entries(self, actor: Actor, *, unfinished_only: bool = False) -> Sequence[OutboxEntry]:
        """The messages of the last days that the actor may see, newest first; looking at them marks them read."""
        with self._office.store.reading() as session:
            since, concerns = self._office.now() - _KEPT_IN_VIEW, _concerns(actor)
            states = _UNFINISHED if unfinished_only else None
            found = _visible(actor, outbox.listed(session, since, states, concerns, _SHOWN))
            entries = [_entry(row) for row in found]
            seen = _seen_at(session, actor)
            worst = max((row.finished_at for row in found if row.finished_at), default=None)
        if worst is not None and (seen is None or worst > seen):
            self._mark_read(actor, worst)
        return entries

    def cancel(self, actor: Actor, outbox_id: int) -> None:
        """Take back what has not left."""
        with opened(self._office, self._lead_of(outbox_id)) as case:
            row = _checked(case, actor, outbox_id, _CANCELLABLE)
            case.record(EventKind.MESSAGE_CANCELLED, actor, message=row.message_id)
            _move(case, row, OutboxState.CANCELLED)
            row.finished_at = case.now

    def retry(self, actor: Actor, outbox_id: int) -> None:
        """Send again what failed, was held or came back; the gate is asked again when it leaves."""
        with opened(self._office, self._lead_of(outbox_id)) as case:
            row = _checked(case, actor, outbox_id, _RETRIABLE)
            _forgive(case, actor, row)
            _requeue(case, row)

    def settle(self, actor: Actor, outbox_id: int, *, was_sent: bool) -> None:
        """Decide about a message whose fate is unknown: it reached the customer, or it leaves again now."""
        with opened(self._office, self._lead_of(outbox_id)) as case:
            row = _checked(case, actor, outbox_id, frozenset({OutboxState.UNKNOWN}))
            if was_sent:
                accepted(case, row, row.claimed_at or case.now)
                _move(case, row, OutboxState.SENT)
                row.finished_at = case.now
            else:
                _requeue(case, row)

    def unread_problems(self, actor: Actor) -> int:
        """How many wait for a decision, or went wrong since the actor last looked."""
        with self._office.store.reading() as session:
            seen = _seen_at(session, actor)
            since, states = self._office.now() - _KEPT_IN_VIEW, _TO_DECIDE | _WENT_WRONG
            found = outbox.states_listed(session, since, states, _concerns(actor), _SHOWN)
            return sum(
                OutboxState(row.state) in _TO_DECIDE or seen is None or (row.finished_at or seen) > seen
                for row in _visible(actor, found)
            )

    def _lead_of(self, outbox_id: int) -> int:
        with self._office.store.reading() as session:
            row = session.get(OutboxRow, outbox_id)
            if row is None:
                raise Refusal("no_such_message", outbox=outbox_id)
            return row.lead_id

    def _mark_read(self, actor: Actor, at: datetime) -> None:
        with self._office.store.writing() as session:
            row = session.get(SettingRow, _read_mark(actor)) or SettingRow(name=_read_mark(actor), value={})
            row.value = {"at": at.isoformat()}
            session.add(row)


def _concerns(actor: Actor) -> int | None:
    """Whose messages somebody sees: their own, or everybody's."""
    return None if actor.may(Capability.SUPERVISE) else actor.id


def _visible(actor: Actor, rows: Sequence[Any]) -> Sequence[Any]:
    return [row for row in rows if may_see(actor, row)]


def _entry(row: Any) -> OutboxEntry:
    return OutboxEntry(
        id=row.id,
        message_id=row.message_id,
        lead_id=row.lead_id,
        person=row.display_name,
        channel=Channel(row.channel),
        address=row.address,
        subject=row.subject,
        body=row.body,
        state=OutboxState(row.state),
        # What a gate refused when a relaunch fired bears the refusal's own code.
        reason=row.reason.removeprefix("contact_").removeprefix("message_"),
        detail=row.detail,
        tries=row.tries,
        try_at=row.try_at,
        at=row.at,
        staff=row.staff,
        is_automatic=row.is_automatic,
        path=path_of(row.provider_id),
    )


def _checked(case: Case, actor: Actor, outbox_id: int, states: frozenset[OutboxState]) -> OutboxRow:
    require(actor, Capability.CONTACT)
    require_sight(actor, case.lead)
    row = case.session.exec(select(OutboxRow).where(OutboxRow.id == outbox_id).with_for_update()).one()
    if OutboxState(row.state) not in states:
        raise Refusal("message_in_state", state=row.state)
    return row


def _forgive(case: Case, actor: Actor, row: OutboxRow) -> None:
    """Take back the failure, so that a later acceptance counts again."""
    for event in standing(case.events):
        bad = event.kind in (EventKind.MESSAGE_FAILED, EventKind.MESSAGE_BOUNCED)
        if bad and event.data["message"] == row.message_id:
            case.record(EventKind.UNDONE, actor, event=event.id)


def _requeue(case: Case, row: OutboxRow) -> None:
    row.tries = 0
    row.try_at = case.now
    row.finished_at = None
    row.claimed_by = ""
    _move(case, row, OutboxState.QUEUED)


def _move(case: Case, row: OutboxRow, state: OutboxState) -> None:
    row.state = state.value
    row.reason = row.detail = ""
    case.session.add(row)
    note_change(case.session, "outbox", row.id or 0, case.now)


def _read_mark(actor: Actor) -> str:
    return f"outbox_read:{actor.id}"


def _seen_at(session: Session, actor: Actor) -> datetime | None:
    row = session.get(SettingRow, _read_mark(actor))
    return datetime.fromisoformat(row.value["at"]) if row else None
