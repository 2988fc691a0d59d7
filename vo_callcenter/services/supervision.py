"""Response times and what goes wrong: figures from finished runs, and the leads behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import select

from data.queries import figures
from data.queries.figures import RunFigure, StartFigure
from data.queries.queue import queue_rows
from data.tables import StaffRow
from rules.action import Action
from rules.refusal import Refusal
from rules.values.figures import (
    ClockFigure,
    Drill,
    HourFigure,
    PersonFigure,
    SourceFigure,
    Supervision,
)
from rules.values.queue import QueueRow
from rules.values.staff import Actor
from rules.vocabulary import SALES_STAGES, Capability, Clock, EventKind, Role, Source, Stage
from vo_callcenter.services.case import Case, opened
from vo_callcenter.services.days import day_start
from vo_callcenter.services.handover import hand_to, take_back
from vo_callcenter.services.office import CENTER, Office
from vo_callcenter.services.percentiles import percentile
from vo_callcenter.services.rights import permit, require, sites_seen

RISK = timedelta(hours=1)
"""Leads due within this are at risk."""
MANY = 200
"""Rows of a list that somebody can still read."""
SLOWEST = timedelta(days=31)
"""How long before a period a run that stopped in it may have started, to be found by its hour."""


class SupervisionService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def figures(self, actor: Actor, days: int, site_id: int | None = None) -> Supervision:
        """The period's figures and those of the period before; a constant number of statements.

        ``days`` 1 is today since local midnight. The period before is as long, and for today the same
        hours of the day before.
        """
        _require_figures(actor)
        office, now = self._office, self._office.now()
        sites = sites_seen(actor, site_id)
        since = period_start(office, now, days)
        before = since - timedelta(days=days)
        # Today is compared with yesterday up to the same hour, not with all of it.
        before_until = before + (now - since)
        with office.store.reading() as session:
            runs = figures.runs_between(session, before, since, _after(now), sites)
            if days == 1:
                past = figures.runs_between(session, before, before, before_until, sites)
            else:
                past = [run for run in runs if not run[1]]
            starts = figures.first_responses_between(session, since, _after(now), sites)
            received = figures.received_by_source(session, since, _after(now), sites)
            late = figures.late_by_clock(session, now, sites)
            counts = figures.open_figures(session, now, now + RISK, sites)
            held = figures.open_by_person(session, sites)
            names = {row.id: row.name for row in session.exec(select(StaffRow)).all()}
        recent = [run for run in runs if run[1]]
        return Supervision(
            since=since,
            until=now,
            clocks=_by_clock(recent, late),
            before=_by_clock(past, {}),
            people=_by_person(recent, {key: name for key, name in names.items() if key}, held),
            sources=_by_source(starts, received),
            hours=_by_hour(office, starts),
            open_leads=counts.open_leads,
            late_now=counts.late,
            at_risk=counts.at_risk,
            without_next_action=counts.without_next_action,
            unowned=counts.unowned,
        )

    def drill(
        self,
        actor: Actor,
        days: int,
        clock: Clock | None = None,
        staff_id: int | None = None,
        missed_only: bool = False,
        *,
        site_id: int | None = None,
        source: Source | None = None,
        hour: int | None = None,
    ) -> Sequence[Drill]:
        """The runs a figure is made of, the slowest first; names need the right to supervise.

        ``hour`` is the local hour of the day in which a run started.
        """
        require(actor, Capability.SUPERVISE)
        office, now = self._office, self._office.now()
        since = period_start(office, now, days)
        with office.store.reading() as session:
            rows = figures.runs_of_figure(
                session,
                since,
                _after(now),
                sites_seen(actor, site_id),
                clock.value if clock else None,
                staff_id,
                missed_only,
                MANY,
                source.value if source else None,
                _hours_of_days(office, since - SLOWEST, now, hour) if hour is not None else None,
            )
        return [
            Drill(
                lead_id=row.lead_id,
                person=row.display_name,
                clock=Clock(row.clock),
                started_at=row.started_at,
                stopped_at=row.stopped_at,
                business_s=row.business_s,
                wall_s=row.wall_s,
                target_s=row.target_s,
                is_met=bool(row.is_met),
                staff=row.staff,
            )
            for row in rows
        ]

    def at_risk(self, actor: Actor, site_id: int | None = None) -> Sequence[QueueRow]:
        """Late leads and those due within the hour, the most urgent first."""
        require(actor, Capability.SUPERVISE)
        now = self._office.now()
        with self._office.store.reading() as session:
            ids = figures.leads_at_risk(session, now + RISK, sites_seen(actor, site_id), MANY)
            return queue_rows(session.connection(), ids, actor.id, now=now)

    def without_next_action(self, actor: Actor, site_id: int | None = None) -> Sequence[QueueRow]:
        """Open leads with no date at all on which somebody must do something."""
        require(actor, Capability.SUPERVISE)
        now = self._office.now()
        with self._office.store.reading() as session:
            ids = figures.leads_without_next_action(session, sites_seen(actor, site_id), MANY)
            return queue_rows(session.connection(), ids, actor.id, now=now)

    def reassign(self, actor: Actor, lead_id: int, staff_id: int) -> None:
        """Give the lead to somebody else: a salesperson answers for it at once, an operator holds it."""
        with opened(self._office, lead_id) as case:
            permit(Action.REASSIGN, case, actor)
            staff = case.session.get(StaffRow, staff_id)
            if staff is None or not staff.is_active:
                raise Refusal("no_such_staff", staff=staff_id)
            rights = case.policy.desk.granted(Role(staff.role))
            is_sales = case.state.progress in SALES_STAGES or case.state.progress is Stage.QUALIFIED
            if Capability.RECEIVE in rights and (is_sales or Capability.TAKE not in rights):
                if case.state.salesperson == staff_id and case.state.progress in SALES_STAGES:
                    raise Refusal("already_theirs", name=staff.name)
                hand_to(case, actor, staff_id)
            elif Capability.TAKE in rights:
                _give_claim(case, actor, staff)
            else:
                raise Refusal("candidate_cannot_receive", name=staff.name)


def period_start(office: Office, now: datetime, days: int) -> datetime:
    """Local midnight of today, or of the day that ``days`` days ending today began with."""
    start = day_start(office, now)
    for _ in range(days - 1):
        start = day_start(office, start - timedelta(hours=12))
    return start


def _hours_of_days(
    office: Office, start: datetime, end: datetime, hour: int
) -> list[tuple[datetime, datetime]]:
    """The spans of that local hour of the center's days; twice where a clock was set back, never where it was set on."""
    center = office.calendars()[CENTER]
    spans: list[tuple[datetime, datetime]] = []
    at = start.replace(minute=0, second=0, microsecond=0)
    while at < end:
        if center.local(at).hour == hour:
            spans.append((at, at + timedelta(hours=1)))
        at += timedelta(hours=1)
    return spans


def _give_claim(case: Case, actor: Actor, staff: StaffRow) -> None:
    assert staff.id is not None
    if case.state.owner == staff.id:
        raise Refusal("already_theirs", name=staff.name)
    if case.state.salesperson is not None:
        take_back(case, actor, case.state.salesperson, offers_next=False)
    owner = case.state.owner
    if owner is None:
        case.record(EventKind.CLAIMED, staff.id, by=actor.id)
    else:
        case.record(EventKind.TAKEN_OVER, staff.id, by=actor.id, **{"from": owner})


def _require_figures(actor: Actor) -> None:
    if not (actor.may(Capability.SUPERVISE) or actor.may(Capability.FIGURES)):
        raise actor.not_allowed(Capability.SUPERVISE, Capability.FIGURES)


def _after(now: datetime) -> datetime:
    """A moment that makes ``now`` itself part of the period."""
    return now + timedelta(microseconds=1)


@dataclass(slots=True)
class _Tally:
    """Business seconds of some runs, and how many were met."""

    seconds: list[int] = field(default_factory=list)
    met: int = 0

    def add(self, seconds: int, met: int) -> None:
        self.seconds.append(seconds)
        self.met += met

    def share(self) -> float | None:
        return self.met / len(self.seconds) if self.seconds else None

    def percentile(self, share: int) -> int | None:
        return percentile(self.seconds, share)


def _by_clock(runs: Iterable[RunFigure], late: dict[str, int]) -> tuple[ClockFigure, ...]:
    tallies = {clock.value: _Tally() for clock in Clock}
    for clock, _, _, seconds, met in runs:
        tallies[clock].add(seconds, met)
    return tuple(
        ClockFigure(
            clock=Clock(clock),
            count=len(tally.seconds),
            median_s=tally.percentile(50),
            p90_s=tally.percentile(90),
            attainment=tally.share(),
            late_now=late.get(clock, 0),
        )
        for clock, tally in tallies.items()
    )


def _by_person(
    runs: Iterable[RunFigure], names: dict[int, str], held: dict[int, int]
) -> tuple[PersonFigure, ...]:
    """First responses by who gave them; people who only hold open leads stand there too."""
    tallies: dict[int, _Tally] = {staff_id: _Tally() for staff_id in held}
    for clock, _, staff_id, seconds, met in runs:
        if clock == Clock.FIRST_RESPONSE and staff_id is not None:
            tallies.setdefault(staff_id, _Tally()).add(seconds, met)
    people = [
        PersonFigure(
            staff_id=staff_id,
            name=names.get(staff_id, ""),
            count=len(tally.seconds),
            median_s=tally.percentile(50),
            p90_s=tally.percentile(90),
            attainment=tally.share(),
            open_leads=held.get(staff_id, 0),
        )
        for staff_id, tally in tallies.items()
    ]
    return tuple(sorted(people, key=lambda person: (-person.count, person.name)))


def _by_source(
    starts: Iterable[StartFigure], received: dict[str, tuple[int, int]]
) -> tuple[SourceFigure, ...]:
    tallies: dict[str, _Tally] = {code: _Tally() for code in received}
    for code, _, seconds, met in starts:
        tallies.setdefault(code, _Tally()).add(seconds, met)
    found = [
        SourceFigure(
            source=Source(code),
            received=received.get(code, (0, 0))[0],
            median_s=tally.percentile(50),
            attainment=tally.share(),
            sold=received.get(code, (0, 0))[1],
        )
        for code, tally in tallies.items()
    ]
    return tuple(sorted(found, key=lambda figure: (-figure.received, figure.source)))


def _by_hour(office: Office, starts: Iterable[StartFigure]) -> tuple[HourFigure, ...]:
    center = office.calendars()[CENTER]
    tallies = [_Tally() for _ in range(24)]
    for _, started_at, seconds, met in starts:
        tallies[center.local(started_at).hour].add(seconds, met)
    return tuple(
        HourFigure(hour, len(tally.seconds), tally.percentile(50)) for hour, tally in enumerate(tallies)
    )
