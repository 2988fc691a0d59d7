"""Who may be contacted, on which channel, when and how often: the legal part of the policy."""

from typing import Annotated, Literal

from pydantic import Field

from rules.policy.section import Count, Days, Flag, HourSlot, Minutes, Reference, Section, Weekday


class RequestBasis(Section):
    """How long an answer stays a fresh answer to what was asked."""

    reference: Reference
    working_days: Days
    saturday_counts: Flag


class Prospecting(Section):
    """What prospecting on one channel asks for."""

    reference: Reference
    requires_consent: Flag
    customer_is_enough: Flag
    """A previous sale allows to propose similar products."""
    contract_is_enough: Flag
    """A running contract allows to propose what relates to it."""
    days: tuple[Weekday, ...]
    slots: tuple[HourSlot, ...]
    """In the consumer's time zone."""
    holidays: Literal["none", "national", "local"]
    """Holidays on which nobody is contacted: the national ones, or those of the consumer's region too."""


class PhoneProspecting(Prospecting):
    max_attempts: Count
    """Calls or attempts to one consumer inside the window; 0 for no limit."""
    attempts_window_days: Days
    silence_after_refusal_days: Days
    """Days without prospecting after a refusal said on the phone; 0 where the law names none."""
    appointment_margin_minutes: Minutes
    """How far from a precise appointment accepted by the consumer a call may be, whatever the hours."""


class MessageProspecting(Prospecting):
    stop_mention: Flag
    """Whether a promotional message must say how to stop them."""


class Consent(Section):
    reference: Reference
    max_days: Days
    """A consent is worth nothing after it."""
    proof_kept_days: Days


class StopWords(Section):
    """What a customer writes to be left alone on the channel they write on."""

    reference: Reference
    words: tuple[Annotated[str, Field(min_length=1, max_length=60)], ...]
    """Each as a whole message; case, accents and punctuation do not matter."""


class OthersNumbers(Section):
    """What a number is used for that a customer says is somebody else's: who answers there asked for nothing."""

    reference: Reference
    calls: Flag
    messages: Flag


class PersonalData(Section):
    reference: Reference
    erase_after_days: Days
    """Since the last contact *from* the prospect."""
    answer_requests_days: Days
    """To answer a request for access or erasure."""


class ContactPolicy(Section):
    reference: Reference
    mode: Literal["prevent", "warn"]
    """What the console does with a contact the rules refuse. An objection always prevents."""
    request: RequestBasis
    consent: Consent
    phone: PhoneProspecting
    email: MessageProspecting
    sms: MessageProspecting
    stop: StopWords
    others: OthersNumbers
    data: PersonalData
