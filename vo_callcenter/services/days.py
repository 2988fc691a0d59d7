"""Local days of the center as aware moments."""

from datetime import UTC, datetime, timedelta

from vo_callcenter.services.office import CENTER, Office


def day_start(office: Office, at: datetime) -> datetime:
    """The local midnight that ``at``'s day began with."""
    local = office.calendars()[CENTER].local(at)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def day_end(office: Office, at: datetime) -> datetime:
    """The local midnight that ends ``at``'s day."""
    # Into the next day first: a day has 23, 24 or 25 hours.
    return day_start(office, day_start(office, at) + timedelta(hours=36))


def month_start(office: Office, at: datetime) -> datetime:
    """The local midnight that ``at``'s month began with."""
    local = office.calendars()[CENTER].local(at)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
