"""People who work with the console."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rules.refusal import Refusal
from rules.vocabulary import Capability, Role, StaffStatus


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: passed to every service call, so that rights are checked where things happen."""

    id: int
    name: str
    role: Role
    capabilities: frozenset[Capability]
    sites: frozenset[int]
    """Sites whose leads this person may see in full; empty means all of them."""
    lang: str = "fr"
    granted: Mapping[Role, frozenset[Capability]] = field(default_factory=dict, compare=False, repr=False)
    """What the policy in force grants to each role, so that a refusal names who may; empty where nobody asked it."""

    def may(self, capability: Capability) -> bool:
        return capability in self.capabilities

    def not_allowed(self, *needed: Capability) -> Refusal:
        """``Refusal("not_allowed")`` for want of any of these, with the ``roles`` that have one."""
        roles = tuple(role for role in Role if self.granted.get(role, frozenset()) & set(needed))
        return Refusal("not_allowed", capability=needed[0].value, roles=roles)


@dataclass(frozen=True, slots=True)
class Absence:
    id: int
    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class StaffCard:
    """One member of the staff as lists show it."""

    id: int
    login: str
    name: str
    role: Role
    site_id: int | None
    site: str
    is_active: bool
    status: StaffStatus
    capacity: int
    """Open leads this person can hold at once."""
    open_leads: int
    skills: tuple[str, ...]
    email: str
    phone: str
    lang: str
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteCard:
    id: int
    name: str
    region: str
    postcode: str
    city: str
    fallback_site_id: int | None
    is_active: bool
    hours: str
    """Opening hours in words codes, e.g. ``mon-sat 09:00-12:00 14:00-19:00``."""
