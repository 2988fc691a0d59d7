"""Who may see and do what: asked by every service before anything is read or written."""

from data.tables import LeadRow
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import Capability, Role

_SITE_ROLES = frozenset({Role.MANAGER, Role.ADMINISTRATOR})


def require(actor: Actor, capability: Capability) -> None:
    """Raises ``Refusal("not_allowed")`` for somebody whose role was not granted it."""
    if not actor.may(capability):
        raise Refusal("not_allowed", capability=capability.value)


def require_sight(actor: Actor, lead: LeadRow) -> None:
    """Raises ``Refusal`` for somebody who may not see this lead's record.

    Operators see every lead. Salespeople see what is theirs or offered to them, and what waits at the center
    where policy lets them take it. Managers and administrators see their own sites; marketing sees figures only.
    """
    if not may_see(actor, lead):
        code = "other_site" if actor.role in _SITE_ROLES else "not_your_lead"
        raise Refusal("no_personal_data" if actor.role is Role.MARKETING else code, lead=lead.id)


def may_see(actor: Actor, lead: LeadRow) -> bool:
    match actor.role:
        case Role.OPERATOR:
            return True
        case Role.SALESPERSON:
            is_mine = actor.id in (lead.salesperson_id, lead.owner_id, lead.offered_to_id)
            can_take = actor.may(Capability.TAKE) and lead.holder == "center" and lead.owner_id is None
            return is_mine or can_take
        case Role.MANAGER | Role.ADMINISTRATOR:
            return not actor.sites or lead.site_id is None or lead.site_id in actor.sites
        case _:
            return False


def sites_seen(actor: Actor, site_id: int | None = None) -> frozenset[int]:
    """The sites a read is limited to; empty for no limit. Raises ``Refusal("other_site")``."""
    if site_id is None:
        return actor.sites if actor.role in _SITE_ROLES else frozenset()
    if actor.role in _SITE_ROLES and actor.sites and site_id not in actor.sites:
        raise Refusal("other_site", site=site_id)
    return frozenset({site_id})
