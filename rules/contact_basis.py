"""On what ground a customer may be contacted, from what happened and what they allowed.

A lead carries any number of grounds at once; each holds from a moment to another. Source: the contact policy
(``rules.policy.contact``), which cites the law.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.holidays import is_holiday
from rules.policy.contact import ContactPolicy
from rules.vocabulary import Channel


class BasisKind(StrEnum):
    REQUEST = "request"  # they asked something, lately
    APPOINTMENT = "appointment"  # they agreed to a precise moment
    CONTRACT = "contract"  # an order, a lease or a warranty runs
    CUSTOMER = "customer"  # they bought from us before
    CONSENT = "consent"  # they agreed to be prospected on that channel


_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Basis:
    """One ground. Moments are aware UTC; ``until`` excluded, None for without end."""

    kind: BasisKind
    starts: datetime
    until: datetime | None = None
    channel: Channel | None = None
    """The channel a consent was given for."""
    at: datetime | None = None
    """The moment of the appointment."""

    def holds_at(self, moment: datetime) -> bool:
        return self.starts <= moment and (self.until is None or moment < self.until)


def request_basis(
    last_message_at: datetime, policy: ContactPolicy, timezone: str = "Europe/Paris", holiday_zone: str = "FR"
) -> Basis:
    """The ground that a customer's last message gives: it ends with the last of its working days.

    The day of the message is not counted; each new message renews it, so only the last one matters. It has no
    beginning: what is on file has come, even where the clock was set back since.
    """
    zone = ZoneInfo(timezone)
    day = last_message_at.astimezone(zone).date()
    left = policy.request.working_days
    while left:
        day += timedelta(days=1)
        left -= _is_working(day, holiday_zone, saturday=policy.request.saturday_counts)
    until = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=zone)
    return Basis(BasisKind.REQUEST, _EVER, until.astimezone(UTC))


def appointment_basis(agreed_at: datetime, at: datetime, policy: ContactPolicy) -> Basis:
    """The ground that an agreed appointment gives, until it is over."""
    margin = timedelta(minutes=policy.phone.appointment_margin_minutes)
    return Basis(BasisKind.APPOINTMENT, agreed_at, at + margin, at=at)


def contract_basis(starts: datetime, until: datetime | None) -> Basis:
    """The ground that a running order, lease or warranty gives."""
    return Basis(BasisKind.CONTRACT, starts, until)


def customer_basis(sold_at: datetime) -> Basis:
    """The ground that a sale gives: similar products, where the channel's rules say so. A lost lead gives none."""
    return Basis(BasisKind.CUSTOMER, sold_at)


def consent_basis(
    channel: Channel,
    given_at: datetime,
    until: datetime | None,
    policy: ContactPolicy,
    withdrawn_at: datetime | None = None,
) -> Basis:
    """The ground that a consent gives: to its end, its withdrawal or the longest the law allows, whichever is first."""
    ends = [given_at + timedelta(days=policy.consent.max_days)]
    ends += [end for end in (until, withdrawn_at) if end is not None]
    return Basis(BasisKind.CONSENT, given_at, min(ends), channel=channel)


def _is_working(day: date, holiday_zone: str, *, saturday: bool) -> bool:
    last_weekday = 5 if saturday else 4
    return day.weekday() <= last_weekday and not is_holiday(day, holiday_zone)
