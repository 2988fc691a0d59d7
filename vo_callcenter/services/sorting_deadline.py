"""By when somebody must have sorted what could not be read."""

from datetime import datetime, timedelta

from vo_callcenter.services.office import Office


def sort_by(office: Office, received_at: datetime) -> datetime:
    """The policy's minutes after arrival, counted in the hours it names (no site is known yet: the center's)."""
    sorting = office.policy().desk.sorting
    calendar = office.calendar_named(sorting.calendar, None)
    allowed = timedelta(minutes=sorting.minutes)
    return calendar.add(received_at, allowed) or received_at + allowed
