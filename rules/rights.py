"""Which right each action asks for, and whose record somebody may read."""

from collections.abc import Iterable, Mapping

from rules.action import Action
from rules.lead_state import LeadState
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import SALES_STAGES, Capability, Role

NEEDS: Mapping[Action, tuple[Capability, ...]] = {
    Action.CLAIM: (Capability.TAKE,),
    Action.RELEASE: (Capability.TAKE, Capability.SUPERVISE),
    Action.TAKE_OVER: (Capability.TAKE, Capability.SUPERVISE),
    Action.CALL: (Capability.CONTACT,),
    Action.EMAIL: (Capability.CONTACT,),
    Action.SMS: (Capability.CONTACT,),
    Action.NOTE: (Capability.CONTACT, Capability.SUPERVISE),
    Action.FORM: (Capability.QUALIFY,),
    Action.QUALIFY: (Capability.QUALIFY,),
    Action.RATE: (Capability.QUALIFY,),
    Action.CHOOSE_CAR: (Capability.CONTACT,),
    Action.QUESTION: (Capability.CONTACT,),
    Action.PLAN: (Capability.CONTACT,),
    Action.OBJECT: (Capability.CONTACT, Capability.SUPERVISE, Capability.SORT),
    Action.ROUTE: (Capability.ROUTE, Capability.SUPERVISE),
    Action.WITHDRAW: (Capability.ROUTE, Capability.SUPERVISE),
    Action.REASSIGN: (Capability.SUPERVISE,),
    Action.ACCEPT: (Capability.RECEIVE,),
    Action.REFUSE: (Capability.RECEIVE,),
    Action.APPOINTMENT: (Capability.SELL,),
    Action.SELL: (Capability.SELL,),
    Action.UNDO_SALE: (Capability.SELL,),
    Action.CLOSE: (Capability.CONTACT,),
    Action.REOPEN: (Capability.CONTACT, Capability.SUPERVISE),
    Action.MERGE: (Capability.CONTACT, Capability.SORT),
    Action.UNDO: (),
}
"""Any one of these rights is enough; no right is asked for taking back one's own act."""


def check_right(action: Action, actor: Actor) -> None:
    """Whether the actor's role was granted a right that ``action`` asks for."""
    needed = NEEDS[action]
    if needed and not any(actor.may(capability) for capability in needed):
        sells = needed == (Capability.SELL,)
        if sells and actor.role is Role.OPERATOR:
            raise Refusal("operator_cannot_sell", capability=needed[0].value)
        raise actor.not_allowed(*needed)


def check_teaching(actor: Actor) -> None:
    """Whether ``actor`` may change how the mails of portals are read: managers and administrators may."""
    if not (actor.may(Capability.ADMINISTER) or actor.may(Capability.SUPERVISE)):
        raise actor.not_allowed(Capability.ADMINISTER, Capability.SUPERVISE)


def check_read(state: LeadState, actor: Actor) -> None:
    """Whether ``actor`` may read the full record of a lead in that state; raises as ``check_sight``."""
    waits = state.owner is None and state.progress not in SALES_STAGES and not state.is_closed
    check_sight(actor, state.site, (state.owner, state.salesperson, state.offered_to), waits=waits)


def check_sight(actor: Actor, site: int | None, concerned: Iterable[int | None], *, waits: bool) -> None:
    """Whether ``actor`` may read the record of a lead of ``site`` that concerns these people.

    ``waits``: open, with nobody on it. Salespeople read their own leads, what is offered to them, and what waits
    in a queue they take from; nobody reads outside the sites they are bound to, but for a lead that is offered to
    them or theirs; who only needs figures reads none. Raises Refusal ``no_personal_data``, ``other_site`` or
    ``not_your_lead``.
    """
    if actor.role is Role.MARKETING:
        raise Refusal("no_personal_data")
    if actor.id in concerned:
        return
    if site is not None and actor.sites and site not in actor.sites:
        raise Refusal("other_site", site=site)
    if actor.role is not Role.SALESPERSON:
        return
    if not (waits and actor.may(Capability.TAKE)):
        raise Refusal("not_your_lead")
