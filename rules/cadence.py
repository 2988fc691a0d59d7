"""When to try again: the next relaunch that the policy's scheme proposes after a call.

It proposes within opening hours and the preferred slots; whether the contact is allowed then is for
``rules.contact`` to say, and a person may always choose another moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from rules.calendars import Calendar
from rules.policy.cadence import CadencePolicy
from rules.vocabulary import SPOKE, CallOutcome

_NOON = 13 * 60
"""The half days of a working day part at lunch."""
_MIDNIGHT = 24 * 60
_DAYS_AHEAD = 60
"""How many days further an opening is looked for."""
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Proposal:
    """When to relaunch, and why then; ``at`` is None when the scheme proposes nothing more."""

    at: datetime | None
    code: str
    """A key of the ``cadence`` words, filled by ``params``."""
    params: Mapping[str, Any] = field(default_factory=dict)


def propose(
    policy: CadencePolicy,
    outcome: CallOutcome,
    attempts: int,
    calendar: Calendar,
    now: datetime,
    received_at: datetime,
) -> Proposal:
    """The next relaunch after a call with ``outcome`` at ``now``, the ``attempts``-th outbound one of the lead.

    ``calendar`` is the one ``policy.calendar`` names for the lead. Nothing is proposed when the outcome says so, after
    ``max_attempts`` that reached nobody, beyond the horizon, or when the calendar has no opening.
    """
    wait = policy.by_outcome.get(outcome) or policy.attempts[min(max(attempts, 1), len(policy.attempts)) - 1]
    if wait == "never":
        return Proposal(None, "cadence.none", {"outcome": outcome})
    if outcome not in SPOKE and attempts >= policy.max_attempts:
        return Proposal(None, "cadence.exhausted", {"attempts": attempts})
    at = _after(wait, policy, attempts, calendar, now)
    if at is None:
        return Proposal(None, "cadence.closed")
    if at > received_at + timedelta(days=policy.horizon_days):
        return Proposal(None, "cadence.horizon", {"days": policy.horizon_days})
    return Proposal(at, "cadence.next", {"attempt": attempts + 1, "of": policy.max_attempts, "wait": wait})


def _after(
    wait: str, policy: CadencePolicy, attempts: int, calendar: Calendar, now: datetime
) -> datetime | None:
    if wait[-1] in _UNITS:
        at = calendar.add(now, int(wait[:-1]) * _UNITS[wait[-1]])
        return None if at is None else calendar.next_open(at)
    local = calendar.local(now)
    today = local.date()
    if wait == "half_day":
        if local.hour * 60 + local.minute < _NOON:
            at = _opening(policy, attempts, calendar, today, _NOON, _MIDNIGHT)
            if at is not None:
                return at
        return _opening_from(policy, attempts, calendar, today + timedelta(days=1), _NOON)
    return _opening_from(policy, attempts, calendar, today + timedelta(days=int(wait[:-1])), _MIDNIGHT)


def _opening_from(
    policy: CadencePolicy, attempts: int, calendar: Calendar, day: date, first_end: int
) -> datetime | None:
    """The best opening of the first day from ``day`` on that has one. On ``day``, before ``first_end`` if possible."""
    at = _opening(policy, attempts, calendar, day, 0, first_end)
    for ahead in range(_DAYS_AHEAD):
        if at is not None:
            return at
        at = _opening(policy, attempts, calendar, day + timedelta(days=ahead), 0, _MIDNIGHT)
    return at


def _opening(
    policy: CadencePolicy, attempts: int, calendar: Calendar, day: date, start: int, end: int
) -> datetime | None:
    """The opening of ``day`` between two minutes: in a preferred slot where one is open, else wherever it is open."""
    inside = [
        (max(slot.opens, start), min(slot.closes, end))
        for slot in policy.slots
        if max(slot.opens, start) < min(slot.closes, end)
    ]
    if inside and policy.vary_slots:
        turn = attempts % len(inside)
        inside = inside[turn:] + inside[:turn]
    for opens, closes in [*inside, (start, end)]:
        for at, _ in calendar.intervals(calendar.moment(day, opens), calendar.moment(day, closes)):
            return at
    return None
