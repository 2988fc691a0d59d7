"""What stands beside a customer's number: its kind, and that others answer it too or that it is somebody else's."""

from rules.values.lead import PhoneValue
from rules.words import Words


def phone_kind(phone: PhoneValue, words: Words) -> str:
    kind = words(f"vocabulary.phone_kind.{phone.kind}")
    if phone.is_others:
        return f"{kind}, {words('lead.others_number')}"
    return f"{kind}, {words('lead.shared_number')}" if phone.is_shared else kind
