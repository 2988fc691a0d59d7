"""Whether somebody may be contacted now, on one channel, for one purpose; and if not, from when.

Answering a fresh request is not prospecting. What answers nothing fresh any more is judged as prospecting,
whatever its author calls it. An objection stands over everything. Source: ``rules.policy.contact``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.contact_basis import Basis, BasisKind
from rules.holidays import is_holiday
from rules.policy.contact import ContactPolicy, MessageProspecting, PhoneProspecting
from rules.policy.section import WEEKDAYS
from rules.values.contact import ChannelVerdict
from rules.vocabulary import Channel, Purpose

CONTACT_CHANNELS = (Channel.PHONE, Channel.EMAIL, Channel.SMS)
"""The channels on which we can go towards a customer."""

_ANSWERING = {BasisKind.REQUEST, BasisKind.APPOINTMENT, BasisKind.CONTRACT}
_HORIZON = timedelta(days=800)
"""How far a next lawful moment is looked for: a consent lasts a year at most."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What is known of a customer. Moments are aware UTC."""

    bases: tuple[Basis, ...] = ()
    objections: frozenset[Channel] = frozenset()
    """Channels the customer said STOP to; a STOP to everything names all of them."""
    attempts: tuple[datetime, ...] = ()
    """Outbound calls, answered or not, from any of the group's sites."""
    refusals: tuple[datetime, ...] = ()
    """When the customer said on the phone that they do not want to be prospected."""
    timezone: str = "Europe/Paris"
    """The consumer's."""
    holiday_zone: str = "FR"
    reachable: frozenset[Channel] = frozenset(CONTACT_CHANNELS)
    """Channels for which there is a number or an address."""
    others: frozenset[Channel] = frozenset()
    """Channels out of reach only because the one number there is is somebody else's."""


def judge(
    channel: Channel, purpose: Purpose, facts: ContactFacts, policy: ContactPolicy, now: datetime
) -> ChannelVerdict:
    """The verdict on one contact. ``possible_from`` is the first lawful moment after ``now``, if there is one.

    Under the mode ``warn`` a contact the rules refuse is allowed with a warning; an objection never is.
    Raises ValueError for a channel on which nobody is contacted.
    """
    if channel not in CONTACT_CHANNELS:
        raise ValueError(f"nobody is contacted by {channel}")
    if channel in facts.objections:
        return ChannelVerdict(channel, purpose, False, "objection")
    if channel not in facts.reachable:
        if channel in facts.others:
            return ChannelVerdict(channel, purpose, False, "others_number")
        return ChannelVerdict(channel, purpose, False, "no_address")
    if purpose is Purpose.TRANSACTIONAL:
        return ChannelVerdict(channel, purpose, True, "transactional")
    if purpose is Purpose.ANSWER and (ground := _answering(facts.bases, now)) is not None:
        until = {"until": ground.until} if ground.until is not None else {}
        return ChannelVerdict(channel, purpose, True, ground.kind.value, dict(until))
    if channel is Channel.PHONE and _at_appointment(now, facts, policy) == now:
        return ChannelVerdict(channel, purpose, True, "appointment")

    conditions = _conditions(channel, facts, policy)
    failed = next((code for code, first in conditions if first(now) != now), None)
    if failed is None:
        code, params = _lawful_because(channel, facts, policy, now)
        return ChannelVerdict(channel, Purpose.PROSPECTING, True, code, params)
    starts = [_first_common(conditions, now)]
    if purpose is Purpose.ANSWER:
        starts += [
            basis.starts
            for basis in facts.bases
            if basis.kind in _ANSWERING and basis.starts > now and basis.holds_at(basis.starts)
        ]
    if channel is Channel.PHONE:
        starts.append(_at_appointment(now, facts, policy))
    code, params = _explained(failed, channel, purpose, facts, policy, now)
    is_warning = policy.mode == "warn"
    return ChannelVerdict(
        channel,
        Purpose.PROSPECTING,
        is_warning,
        code,
        params,
        min((start for start in starts if start is not None), default=None),
        is_warning,
    )


def judge_all(
    purpose: Purpose, facts: ContactFacts, policy: ContactPolicy, now: datetime
) -> tuple[ChannelVerdict, ...]:
    """One verdict for each channel: phone, e-mail, SMS."""
    return tuple(judge(channel, purpose, facts, policy, now) for channel in CONTACT_CHANNELS)


def needs_stop_mention(purpose: Purpose, channel: Channel, policy: ContactPolicy) -> bool:
    """Whether a message must say how to stop the next ones."""
    rules = _rules(channel, policy)
    return purpose is Purpose.PROSPECTING and isinstance(rules, MessageProspecting) and rules.stop_mention


_Params = dict[str, str | int | datetime]
_First = Callable[[datetime], datetime | None]
"""The first moment at or after the given one at which a condition holds; None for never again."""


def _rules(channel: Channel, policy: ContactPolicy) -> PhoneProspecting | MessageProspecting:
    match channel:
        case Channel.PHONE:
            return policy.phone
        case Channel.SMS:
            return policy.sms
        case _:
            return policy.email


def _answering(bases: Iterable[Basis], moment: datetime) -> Basis | None:
    """The ground that makes a contact an answer; of several, the one that lasts longest."""
    grounds = [basis for basis in bases if basis.kind in _ANSWERING and basis.holds_at(moment)]
    endless = [ground for ground in grounds if ground.until is None]
    return endless[0] if endless else max(grounds, key=lambda ground: ground.until or moment, default=None)


def _at_appointment(moment: datetime, facts: ContactFacts, policy: ContactPolicy) -> datetime | None:
    """The first moment from ``moment`` on that is near an agreed appointment."""
    margin = timedelta(minutes=policy.phone.appointment_margin_minutes)
    starts = [
        max(moment, basis.starts, basis.at - margin)
        for basis in facts.bases
        if basis.kind is BasisKind.APPOINTMENT
        and basis.at is not None
        # Somebody who agreed after the window had begun is called from then on, while it lasts.
        and max(moment, basis.starts) < basis.at + margin
    ]
    return min(starts, default=None)


def _conditions(channel: Channel, facts: ContactFacts, policy: ContactPolicy) -> list[tuple[str, _First]]:
    """What prospecting on ``channel`` needs, in the order in which a refusal names it."""
    rules = _rules(channel, policy)
    conditions: list[tuple[str, _First]] = []
    if rules.requires_consent:
        conditions.append(("no_consent", lambda moment: _with_ground(channel, facts, policy, moment)))
    if isinstance(rules, PhoneProspecting):
        phone = rules
        conditions.append(("refused_recently", lambda moment: _after_silence(facts, phone, moment)))
        conditions.append(("too_many_attempts", lambda moment: _under_the_cap(facts, phone, moment)))
    conditions.append(("out_of_hours", lambda moment: _in_hours(facts, rules, moment)))
    return conditions


def _first_common(conditions: list[tuple[str, _First]], now: datetime) -> datetime | None:
    """The first moment at which all conditions hold: each one pushes it on until none does."""
    moment, pushed = now, True
    while pushed:
        pushed = False
        for _, first in conditions:
            later = first(moment)
            if later is None or later > now + _HORIZON:
                return None
            pushed = pushed or later > moment
            moment = later
    return moment


def _prospecting_grounds(channel: Channel, facts: ContactFacts, policy: ContactPolicy) -> list[Basis]:
    rules = _rules(channel, policy)
    last_refusal = max(facts.refusals, default=None) if channel is Channel.PHONE else None
    return [
        basis
        for basis in facts.bases
        if (
            basis.kind is BasisKind.CONSENT
            and basis.channel is channel
            # A refusal, even spoken, takes back a consent given before it.
            and (last_refusal is None or basis.starts > last_refusal)
        )
        or (basis.kind is BasisKind.CUSTOMER and rules.customer_is_enough)
        or (basis.kind is BasisKind.CONTRACT and rules.contract_is_enough)
    ]


def _with_ground(
    channel: Channel, facts: ContactFacts, policy: ContactPolicy, moment: datetime
) -> datetime | None:
    starts = [
        max(moment, basis.starts)
        for basis in _prospecting_grounds(channel, facts, policy)
        if basis.holds_at(max(moment, basis.starts))
    ]
    return min(starts, default=None)


def _after_silence(facts: ContactFacts, rules: PhoneProspecting, moment: datetime) -> datetime:
    silence = timedelta(days=rules.silence_after_refusal_days)
    return max([moment, *(refusal + silence for refusal in facts.refusals)])


def _under_the_cap(facts: ContactFacts, rules: PhoneProspecting, moment: datetime) -> datetime:
    if not rules.max_attempts:
        return moment
    window = timedelta(days=rules.attempts_window_days)
    recent = sorted(attempt for attempt in facts.attempts if attempt + window > moment)
    if len(recent) < rules.max_attempts:
        return moment
    return recent[-rules.max_attempts] + window


def _in_hours(
    facts: ContactFacts, rules: PhoneProspecting | MessageProspecting, moment: datetime
) -> datetime | None:
    zone = ZoneInfo(facts.timezone)
    today = moment.astimezone(zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(370)):
        if WEEKDAYS[day.weekday()] not in rules.days or _is_free(day, facts, rules):
            continue
        for slot in sorted(rules.slots):
            if moment < _utc(day, slot.closes, zone):
                return max(moment, _utc(day, slot.opens, zone))
    return None


def _utc(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """That wall time as UTC. Wall times of one zone are never compared: Python would ignore their offsets."""
    days, minute = divmod(minutes, 24 * 60)
    wall = time(minute // 60, minute % 60)
    return datetime.combine(day + timedelta(days=days), wall, zone).astimezone(UTC)


def _is_free(day: date, facts: ContactFacts, rules: PhoneProspecting | MessageProspecting) -> bool:
    match rules.holidays:
        case "none":
            return False
        case "national":
            return is_holiday(day)
        case "local":
            return is_holiday(day) or is_holiday(day, facts.holiday_zone)


def _lawful_because(
    channel: Channel, facts: ContactFacts, policy: ContactPolicy, now: datetime
) -> tuple[str, _Params]:
    for basis in _prospecting_grounds(channel, facts, policy):
        if basis.holds_at(now):
            until: _Params = {} if basis.until is None else {"until": basis.until}
            return f"prospecting_{basis.kind.value}", until
    return "prospecting_unopposed", {}


def _explained(
    failed: str, channel: Channel, purpose: Purpose, facts: ContactFacts, policy: ContactPolicy, now: datetime
) -> tuple[str, _Params]:
    """The code of a refusal with what its sentence names."""
    if failed == "no_consent" and purpose is Purpose.ANSWER:
        return "request_expired", {"days": policy.request.working_days}
    if failed == "too_many_attempts":
        return failed, {"count": policy.phone.max_attempts, "days": policy.phone.attempts_window_days}
    today = now.astimezone(ZoneInfo(facts.timezone)).date()
    if failed == "out_of_hours" and _is_free(today, facts, _rules(channel, policy)):
        return "holiday", {}
    return failed, {}
