"""The seven clocks of a lead, read from its events, the policy and the calendars at a given moment.

What starts and stops each clock is told by ``rules.clock_runs``; here their time is counted. Business time is open
time of the clock's calendar outside the pauses that the policy names; wall time is everything. A deadline is the
moment at which the business time reaches the target; a stop later than that is missed, even when no business time
has passed in between (an answer given during lunch to a deadline at noon is late).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from rules.calendars import WALL, Calendar
from rules.clock_history import ClockHistory, End, Pause, Run
from rules.clock_runs import clock_history
from rules.events import LeadEvent
from rules.policy.clocks import ClocksPolicy
from rules.values.clock import ClockReading, ClockStatus, Deadline
from rules.vocabulary import Source

CENTER = 0
WALL_TIME = -1

Span = tuple[datetime, datetime | None]


def read(
    events: Iterable[LeadEvent],
    policy: ClocksPolicy | Callable[[int], ClocksPolicy],
    calendars: Mapping[int, Calendar],
    now: datetime,
    *,
    source: str | None = None,
) -> list[ClockReading]:
    """Every run of every clock that the policy switches on, in order of start, as it stands at ``now``.

    ``policy`` is one policy for the whole history (a replay), or gives the one of a version: then each run keeps
    the policy in force at the event that started it. ``calendars`` holds the center's hours under 0 and each site's
    under its id; a site without hours of its own keeps the center's. ``source`` is for histories whose first event
    names none.
    """
    policy_of = (lambda _: policy) if isinstance(policy, ClocksPolicy) else policy
    history = clock_history(events, Source(source) if source else None)
    readings = []
    for run in history.runs:
        in_force = policy_of(run.started.policy)
        if in_force.rule(run.clock).enabled:
            readings.append(_reading(run, history, in_force, calendars, now))
    return readings


def next_deadline(readings: Iterable[ClockReading]) -> Deadline | None:
    """The open clock that ends first; of clocks paused without a known end, the one that started first.

    None when no clock runs. It is what a list of leads is ordered by.
    """
    waiting = [reading for reading in readings if reading.is_open]
    if not waiting:
        return None
    dated = [reading for reading in waiting if reading.due_at is not None]
    first = min(
        dated or waiting, key=lambda reading: (reading.due_at or reading.started_at, reading.started_by)
    )
    return Deadline(
        first.clock,
        first.instance,
        first.due_at,
        first.warn_at,
        first.started_at,
        first.calendar,
        first.rests_until,
    )


def calendar_for(number: int, calendars: Mapping[int, Calendar]) -> Calendar:
    """The calendar a reading names: -1 is wall time, and a site without hours of its own keeps the center's."""
    if number == WALL_TIME:
        return WALL
    return calendars.get(number) or calendars[CENTER]


def _reading(
    run: Run, history: ClockHistory, policy: ClocksPolicy, calendars: Mapping[int, Calendar], now: datetime
) -> ClockReading:
    number = _calendar_number(policy.rule(run.clock).calendar, run, calendars)
    calendar = calendar_for(number, calendars)
    start = run.started.at
    end = run.ended_at if run.ended_at is not None else max(now, start)
    # What is planned for Thursday takes no time until Thursday: a follow-up is as slow as it comes after its date.
    counted_from = start if run.planned_at is None else max(start, run.planned_at)
    pauses = _pauses_of(run, history.pauses, policy)
    spans = _merged(pauses)
    target = policy.target_for(run.clock, run.source, run.temperature)
    warning = policy.warning_for(run.clock)
    if run.planned_at is None:
        due_at = _reach(calendar, start, target, spans)
        warn_at = start if warning >= target else _reach(calendar, start, target - warning, spans)
    else:
        due_at = calendar.add(run.planned_at, target)
        warn_at = None if due_at is None else max(start, due_at - warning)
    status = _status(run, calendar, due_at, spans, now)
    return ClockReading(
        clock=run.clock,
        instance=run.instance,
        started_at=start,
        started_by=run.started.id,
        calendar=number,
        target=target,
        warning=warning,
        due_at=due_at,
        warn_at=warn_at,
        stopped_at=run.ended_at,
        stopped_by=run.ended.id if run.ended is not None else None,
        business=_business(calendar, counted_from, max(end, counted_from), spans),
        wall=max(end, counted_from) - counted_from,
        status=status,
        rests_until=_rests_until(calendar, spans, now) if status is ClockStatus.RESTING else None,
        pauses=tuple((pause.start, pause.end, pause.why) for pause in pauses),
        stopped_by_person=run.person,
    )


def _calendar_number(name: str, run: Run, calendars: Mapping[int, Calendar]) -> int:
    match name:
        case "wall":
            return WALL_TIME
        case "site" if run.site is not None and run.site in calendars:
            return run.site
        case _:
            return CENTER


def _status(
    run: Run, calendar: Calendar, due_at: datetime | None, spans: Sequence[Span], now: datetime
) -> ClockStatus:
    at = run.ended_at if run.ended_at is not None else now
    is_late = due_at is not None and at > due_at
    match run.end:
        case End.STOPPED:
            return ClockStatus.MISSED if is_late else ClockStatus.MET
        case End.DISMISSED:
            return ClockStatus.MISSED if is_late else ClockStatus.ABANDONED
        case End.LET_PASS:
            return ClockStatus.MISSED
    if is_late:
        return ClockStatus.MISSED
    is_paused = any(start <= now and (end is None or now < end) for start, end in spans)
    return ClockStatus.RESTING if is_paused or not calendar.is_open(now) else ClockStatus.RUNNING


def _rests_until(calendar: Calendar, spans: Iterable[Span], now: datetime) -> datetime | None:
    """When the clock counts again: the next opening that no pause covers. None when a pause has no known end."""
    at = calendar.next_open(now)
    for start, end in spans:
        if at is None or start > at:
            break
        if end is None:
            return None
        if end > at:
            at = calendar.next_open(end)
    return at


def _pauses_of(run: Run, pauses: Iterable[Pause], policy: ClocksPolicy) -> list[Pause]:
    """The pauses that the policy lets this clock take, cut to the time it ran."""
    names = policy.pauses_of(run.clock)
    cut = []
    for pause in pauses:
        start, end = max(pause.start, run.started.at), pause.end
        if run.ended_at is not None:
            end = run.ended_at if end is None else min(end, run.ended_at)
        if pause.why in names and (end is None or start < end):
            cut.append(Pause(pause.why, start, end))
    return cut


def _merged(pauses: Iterable[Pause]) -> list[Span]:
    """The pauses as spans in order, overlapping and touching ones joined; a span without end is the last."""
    spans: list[Span] = []
    for start, end in sorted(((pause.start, pause.end) for pause in pauses), key=lambda span: span[0]):
        if not spans:
            spans.append((start, end))
            continue
        last_start, last_end = spans[-1]
        if last_end is None:
            break
        if start > last_end:
            spans.append((start, end))
        else:
            spans[-1] = (last_start, None if end is None else max(last_end, end))
    return spans


def _reach(
    calendar: Calendar, start: datetime, duration: timedelta, spans: Iterable[Span]
) -> datetime | None:
    """The moment at which ``duration`` of business time outside the pauses has passed since ``start``."""
    left = duration
    for pause_start, pause_end in spans:
        before_pause = calendar.between(start, pause_start)
        if left <= before_pause:
            break
        if pause_end is None:
            return None
        left -= before_pause
        start = pause_end
    return calendar.add(start, left)


def _business(calendar: Calendar, start: datetime, end: datetime, spans: Iterable[Span]) -> timedelta:
    """Open time from ``start`` to ``end`` outside the pauses."""
    total = calendar.between(start, end)
    for pause_start, pause_end in spans:
        until = end if pause_end is None else min(end, pause_end)
        if pause_start < until:
            total -= calendar.between(pause_start, until)
    return total
