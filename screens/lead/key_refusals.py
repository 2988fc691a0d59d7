"""Why a key of the group ``lead`` cannot work on a record now: keys are named by people, refusals by actions."""

from rules.action import Action
from rules.refusal import Refusal
from rules.values.lead import LeadCard
from rules.values.staff import Actor
from rules.vocabulary import CLOSED_STAGES, AppointmentState, Capability, Channel, Stage

TAKES_FIRST = frozenset({"call", "email", "sms", "form", "relaunch", "rate", "close"})
"""Keys that take a free lead first: working on it is taking it."""


def key_refusal(card: LeadCard, actor: Actor, code: str) -> Refusal | None:
    """The reason against, or None when the key works. A lead that only has to be taken first is no reason."""
    if code == "merge":
        return None if card.other_leads or card.suggestions else Refusal("no_duplicate")
    if code in ("same_person", "other_person"):
        return action_refusal(card, Action.MERGE) if card.suggestions else Refusal("no_suggestion")
    if code == "whose":
        return action_refusal(card, Action.MERGE) if card.person.phones else Refusal("no_number")
    if code == "copy":
        return None if card.person.phones or card.person.emails else Refusal("nothing_to_copy")
    refusals = [action_refusal(card, action) for action in actions_of(card, actor, code)]
    if not refusals or None in refusals:
        return None
    if takes_first(card, actor, code):
        return None
    return _out_of_reach(card, code) or refusals[0]


def takes_first(card: LeadCard, actor: Actor, code: str) -> bool:
    """Whether ``code`` works once the lead is taken, and it can be taken now."""
    if _out_of_reach(card, code) is not None:
        return False
    if code not in TAKES_FIRST or card.owner_id is not None or action_refusal(card, Action.CLAIM) is not None:
        return False
    refusals = [action_refusal(card, action) for action in actions_of(card, actor, code)]
    return any(refusal is not None and refusal.code == "claim_first" for refusal in refusals)


def _out_of_reach(card: LeadCard, code: str) -> Refusal | None:
    """Why the customer cannot be contacted that way, whoever has the lead: taking it would change nothing."""
    for verdict in card.verdicts:
        if verdict.channel is _CHANNELS.get(code) and not verdict.allowed:
            return Refusal(f"contact_{verdict.code}", **verdict.params)
    return None


def action_refusal(card: LeadCard, action: Action) -> Refusal | None:
    """What the record says against an action."""
    if action.value not in card.refusals:
        return None
    code, params = card.refusals[action.value]
    return Refusal(code, **params)


def actions_of(card: LeadCard, actor: Actor, code: str) -> tuple[Action, ...]:
    """What a key may do to this lead now; it works when one of them can be done."""
    match code:
        case "take":
            if card.owner_id is None:
                return (Action.CLAIM,)
            return (Action.RELEASE,) if card.owner_id == actor.id else (Action.TAKE_OVER,)
        case "close":
            return (Action.REOPEN,) if card.stage in CLOSED_STAGES else (Action.CLOSE,)
        case "route":
            return (Action.WITHDRAW,) if card.offered_to else (Action.ROUTE,)
        case "outcome":
            if card.stage is Stage.SOLD:
                return (Action.UNDO_SALE,)
            # A loss asks for none of what a sale asks for: what misses is said once somebody has chosen the sale.
            return (Action.SELL, Action.CLOSE) if actor.may(Capability.SELL) else (Action.SELL,)
        case "appointment":
            planned = any(each.state is AppointmentState.PLANNED for each in card.appointments)
            return (Action.APPOINTMENT, Action.PLAN) if planned else (Action.APPOINTMENT,)
        case _:
            action = _ACTIONS.get(code)
            return (action,) if action else ()


_CHANNELS = {"call": Channel.PHONE, "email": Channel.EMAIL, "sms": Channel.SMS}
_ACTIONS = {
    "call": Action.CALL,
    "email": Action.EMAIL,
    "sms": Action.SMS,
    "form": Action.FORM,
    "qualify": Action.QUALIFY,
    "question": Action.QUESTION,
    "relaunch": Action.PLAN,
    "note": Action.NOTE,
    "rate": Action.RATE,
    "stop": Action.OBJECT,
    "undo": Action.UNDO,
}
