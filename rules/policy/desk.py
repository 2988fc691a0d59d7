"""How work is shared at the desk: claims, offers, rights, closing, relaunches, sorting, undoing."""

from typing import Literal

from rules.policy.section import CalendarName, Count, Days, Flag, Minutes, Reference, Section, WeeklyHours
from rules.vocabulary import Capability, CloseReason, Role


class Claims(Section):
    """What holding a lead of the queue means."""

    expires_minutes: Minutes
    """A claimed lead on which nothing was done for so long returns to the queue."""
    calendar: CalendarName
    max_open: Count
    """Claims one person can hold before anything was done on them; 0 for no limit."""
    on_absence: Literal["return", "keep"]
    """What an absence does to claims: leads go back to the queue, or wait for their owner."""
    take_over: Literal["supervisors", "everyone"]
    """Who may take a lead that somebody else holds."""


class Offers(Section):
    expires_minutes: Minutes
    calendar: CalendarName
    offers_next: Flag
    """Silence or refusal offers the lead to the next candidate by itself."""
    when_all_refused: Literal["manager", "queue"]
    """Nobody left: the sales manager is told and decides, or the lead returns to the center's queue."""
    release_owner: Flag
    """On acceptance the operator no longer holds the lead."""


class Closing(Section):
    reasons: tuple[CloseReason, ...]
    note_for: tuple[CloseReason, ...]
    """Reasons that ask for a sentence."""
    unreachable_after_attempts: Count
    """``unreachable`` is refused before so many attempts."""


class Relaunches(Section):
    parks: Flag
    """Planning a relaunch parks the lead until then."""
    max_days_ahead: Days


class Appointments(Section):
    apart_minutes: Count
    """Two appointments of one salesperson do not start closer than this; 0 for no distance."""


class Opening(Section):
    """Weekly hours proposed when a group is founded; each site and the center then keep their own."""

    site: WeeklyHours
    center: WeeklyHours


class Reopening(Section):
    on_customer_message: Flag
    """A customer who writes again reopens a closed lead."""
    within_days: Days
    """Later than that, the message makes a new lead of the same person; 0 for never reopen."""
    to: Literal["owner", "queue"]


class Sorting(Section):
    """What could not be read waits for a person, with its own deadline."""

    minutes: Minutes
    calendar: CalendarName


class Undoing(Section):
    minutes: Minutes
    """How long somebody can take back what they just did."""


class Acknowledgement(Section):
    """The automatic answer "we have received your request". It stops no clock."""

    sends: Flag


class DeskPolicy(Section):
    reference: Reference
    capabilities: dict[Role, tuple[Capability, ...]]
    claims: Claims
    offers: Offers
    closing: Closing
    relaunches: Relaunches
    appointments: Appointments
    opening: Opening
    reopening: Reopening
    sorting: Sorting
    undoing: Undoing
    acknowledgement: Acknowledgement

    def granted(self, role: Role) -> frozenset[Capability]:
        """What somebody of that role may do."""
        return frozenset(self.capabilities.get(role, ()))
