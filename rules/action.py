"""What somebody may want to do with a lead, as codes: the question that ``rules.lifecycle`` answers."""

from enum import StrEnum


class Action(StrEnum):
    """What somebody may want to do with a lead; ``rules.lifecycle`` says whether they can now."""

    CLAIM = "claim"
    RELEASE = "release"
    TAKE_OVER = "take_over"
    CALL = "call"
    EMAIL = "email"
    SMS = "sms"
    NOTE = "note"
    FORM = "form"
    QUALIFY = "qualify"
    RATE = "rate"
    CHOOSE_CAR = "choose_car"  # another car of the stock for the lead
    QUESTION = "question"
    PLAN = "plan"
    OBJECT = "object"  # record that the customer wants no more contact
    ROUTE = "route"
    WITHDRAW = "withdraw"
    REASSIGN = "reassign"
    ACCEPT = "accept"
    REFUSE = "refuse"
    APPOINTMENT = "appointment"
    SELL = "sell"
    UNDO_SALE = "undo_sale"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    UNDO = "undo"
