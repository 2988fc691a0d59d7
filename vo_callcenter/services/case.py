"""One lead opened for a change: the only way a lead is ever written (but for the hot claim).

A service opens a case, checks a rule against ``case.state``, records what happened, and on leaving the
``with`` the row, the clock runs, the events and the change log are saved in one transaction::

    with opened(office, lead_id) as case:
        lifecycle.check(Action.RELEASE, case.state, actor, case.policy)
        case.record(EventKind.RELEASED, actor)
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from data.changes import note_change
from data.tables import ClockRunRow, LeadEventRow, LeadRow
from rules import clocks
from rules.events import LeadEvent
from rules.lead_state import LeadState, fold
from rules.merging import Told
from rules.policy import Policy
from rules.refusal import Refusal
from rules.values.clock import ClockReading, ClockStatus
from rules.values.staff import Actor
from rules.vocabulary import SALES_STAGES, EventKind
from vo_callcenter.services.office import Office

_APPEND = sa.insert(SQLModel.metadata.tables[LeadEventRow.__tablename__])


class Case:
    """A lead's row and history inside an open transaction."""

    def __init__(self, office: Office, session: Session, lead: LeadRow, events: Sequence[LeadEvent]) -> None:
        self.office = office
        self.session = session
        self.lead = lead
        self.now = office.now()
        self.version = office.policy_version(self.now)
        self._events = list(events)
        self._is_new = not events
        self._state: LeadState | None = None

    @property
    def id(self) -> int:
        assert self.lead.id is not None
        return self.lead.id

    @property
    def policy(self) -> Policy:
        return self.office.policy(self.version)

    @property
    def events(self) -> Sequence[LeadEvent]:
        return self._events

    @property
    def state(self) -> LeadState:
        """The state its events lead to, what was recorded in this case included."""
        if self._state is None:
            self._state = fold(self._events)
        return self._state

    def record(
        self,
        kind: EventKind,
        actor: Actor | int | None = None,
        moment: datetime | None = None,
        /,
        **data: Any,
    ) -> LeadEvent:
        """Append what happened (``moment``: now by default). Data are ids and codes, never personal text."""
        actor_id = actor.id if isinstance(actor, Actor) else actor
        return self._append(moment or self.now, kind, actor_id, data, self.version)

    def tell(self, told: Told, **more: Any) -> LeadEvent:
        """Append what happened on another lead as it happened there, under the policy it was judged by."""
        return self._append(told.at, told.kind, told.actor, {**told.data, **more}, told.policy)

    def _append(
        self, at: datetime, kind: EventKind, actor_id: int | None, data: dict[str, Any], policy: int
    ) -> LeadEvent:
        if self.session.new:  # rows that an event tells of are there before it
            self.session.flush()
        # An event is written and never touched again: no row object is made and followed for it.
        row = {
            "lead_id": self.id,
            "at": at,
            "kind": kind.value,
            "actor_id": actor_id,
            "data": data,
            "policy_version": policy,
            "recorded_at": self.now,
        }
        number = self.session.connection().execute(_APPEND, row).inserted_primary_key
        assert number is not None
        event = LeadEvent(number[0], at, kind, actor_id, data, policy)
        self._events.append(event)
        self._state = None
        return event

    def add(self, row: Any) -> int:
        """Add a row that belongs to the lead and return its new id."""
        self.session.add(row)
        self.session.flush()
        return int(row.id)

    def readings(self) -> Sequence[ClockReading]:
        """Every clock of the lead now."""
        return read_clocks(self.office, self._events, self.lead.source, self.now)

    def save(self) -> None:
        """Bring row, clock runs and change log in line with the events."""
        readings = self.readings()
        self.lead.version += 1
        for column, value in projection(self.state, self._events, readings).items():
            if getattr(self.lead, column) != value:
                setattr(self.lead, column, value)
        self.lead.closed_at = (self.lead.closed_at or self.now) if self.state.is_closed else None
        self._keep_runs(readings)
        self.session.add(self.lead)
        note_change(self.session, "lead", self.id, self.now)

    def _keep_runs(self, readings: Sequence[ClockReading]) -> None:
        """Rewrite the finished runs where they differ from what is stored."""
        found = [finished_run(reading, self.lead, self.office) for reading in readings]
        wanted = {run_key(run): run for run in found if run is not None}
        for row in () if self._is_new else self._stored_runs():
            stored = row.model_dump(exclude={"id"})
            if wanted.get(run_key(stored)) == stored:
                del wanted[run_key(stored)]
            else:
                self.session.delete(row)
        self.session.add_all(ClockRunRow(**run) for run in wanted.values())

    def _stored_runs(self) -> Sequence[ClockRunRow]:
        return self.session.exec(select(ClockRunRow).where(ClockRunRow.lead_id == self.id)).all()


@contextmanager
def opened(office: Office, lead_id: int, *, whole_person: bool = False) -> Iterator[Case]:
    """A case in a transaction of its own, saved on leaving. Raises ``Refusal("no_such_lead")``.

    ``whole_person`` for what may touch every lead of the lead's person: they are locked beforehand, in one order,
    so that two such acts wait for each other instead of dying of each other.
    """
    with office.store.writing() as session:
        if whole_person:
            lock_person(session, lead_id)
        case = open_case(office, session, lead_id)
        yield case
        case.save()


def lock_person(session: Session, lead_id: int) -> None:
    """Lock every lead of the lead's person, in one order."""
    person = select(LeadRow.person_id).where(LeadRow.id == lead_id).scalar_subquery()
    leads = select(LeadRow.id).where(LeadRow.person_id == person).order_by(col(LeadRow.id))
    session.exec(leads.with_for_update()).all()


def open_case(office: Office, session: Session, lead_id: int) -> Case:
    """A case inside a transaction that is already open; the caller saves it."""
    session.flush()
    # On PostgreSQL whoever opens the same lead waits here, then reads what the first one wrote.
    lead = session.get(LeadRow, lead_id, with_for_update=True, populate_existing=True)
    if lead is None:
        raise Refusal("no_such_lead", lead=lead_id)
    return Case(office, session, lead, events_of(session, lead_id))


def events_of(session: Session, lead_id: int) -> list[LeadEvent]:
    """A lead's whole history, oldest first."""
    rows = session.exec(
        select(LeadEventRow).where(LeadEventRow.lead_id == lead_id).order_by(col(LeadEventRow.id))
    ).all()
    return [event_of(row) for row in rows]


def event_of(row: LeadEventRow) -> LeadEvent:
    assert row.id is not None
    return LeadEvent(row.id, row.at, EventKind(row.kind), row.actor_id, row.data, row.policy_version)


def read_clocks(
    office: Office, events: Sequence[LeadEvent], source: str, now: datetime
) -> Sequence[ClockReading]:
    """The clocks of a history under the policies in force at its events."""
    policies: Mapping[int, Policy] = office.policies()
    return clocks.read(
        events,
        lambda version: policies.get(version, policies[0]).clocks,
        office.calendars(),
        now,
        source=source,
    )


def projection(
    state: LeadState, events: Sequence[LeadEvent], readings: Sequence[ClockReading]
) -> dict[str, Any]:
    """What events and clocks write on the lead's row, by column: its state and its next deadline."""
    deadline = clocks.next_deadline(readings)
    is_open = not state.is_closed
    return {
        "stage": state.stage.value,
        "is_open": is_open,
        "holder": _holder(state),
        "owner_id": state.owner,
        "salesperson_id": state.salesperson,
        "offered_to_id": state.offered_to,
        "site_id": state.site,
        "attempts": state.attempts,
        "first_contact_at": state.first_contact_at,
        "last_incoming_at": state.last_incoming_at,
        "last_outgoing_at": state.last_outgoing_at,
        "next_action_at": state.next_action_at,
        "parked_until": state.parked_until if is_open else None,
        "close_reason": state.close_reason,
        "duplicate_of_id": state.duplicate_of,
        "claimed_at": _claimed_at(events) if state.owner is not None else None,
        "waits_for_us": is_open and (state.is_waiting_for_us or bool(state.open_questions)),
        "clock": deadline.clock.value if deadline else None,
        "clock_calendar": deadline.calendar if deadline else 0,
        "clock_started_at": deadline.started_at if deadline else None,
        "due_at": deadline.due_at if deadline else None,
        "rests_until": deadline.rests_until if deadline else None,
        "warn_at": next_alarm(readings, events),
    }


def next_alarm(readings: Sequence[ClockReading], events: Sequence[LeadEvent]) -> datetime | None:
    """When the engine must next say something about these clocks: the first warning or breach not yet said."""
    said = {
        (event.kind, event.data["clock"], event.data.get("instance", 0), event.data["due"])
        for event in events
        if event.kind in (EventKind.WARNED, EventKind.BREACHED)
    }
    moments = []
    for reading in readings:
        if not reading.is_open or reading.due_at is None:
            continue
        key = (reading.clock.value, reading.instance, reading.due_at.isoformat())
        if (EventKind.BREACHED, *key) in said:
            continue
        warned = (EventKind.WARNED, *key) in said or reading.warn_at is None
        moments.append(reading.due_at if warned else reading.warn_at)
    return min((moment for moment in moments if moment is not None), default=None)


class TakesRuns(Protocol):
    """The part of a lead's row that its clock runs repeat."""

    id: int | None
    site_id: int | None
    source: str


def finished_run(reading: ClockReading, lead: TakesRuns, office: Office) -> dict[str, Any] | None:
    """The ``clock_run`` row (but its id) of a finished clock; None while it runs or when it was abandoned."""
    if reading.stopped_at is None or reading.status is ClockStatus.ABANDONED:
        return None
    return {
        "lead_id": lead.id,
        "clock": reading.clock.value,
        "instance": reading.instance,
        "started_at": reading.started_at,
        "stopped_at": reading.stopped_at,
        "business_s": round(reading.business.total_seconds()),
        "wall_s": round(reading.wall.total_seconds()),
        "target_s": round(reading.target.total_seconds()),
        "is_met": reading.status is ClockStatus.MET,
        "staff_id": reading.stopped_by_person,
        "site_id": lead.site_id,
        "source": lead.source,
        "in_hours": office.calendars()[reading.calendar].is_open(reading.started_at),
    }


def run_key(run: dict[str, Any]) -> tuple[Any, ...]:
    """What tells one run of a lead from another."""
    return run["clock"], run["instance"], run["started_at"]


def _holder(state: LeadState) -> str:
    if state.is_closed:
        return "nobody"
    return "sales" if state.progress in SALES_STAGES else "center"


def _claimed_at(events: Sequence[LeadEvent]) -> datetime | None:
    claims = [event.at for event in events if event.kind in (EventKind.CLAIMED, EventKind.TAKEN_OVER)]
    return claims[-1] if claims else None
