"""How the customer wants to be answered, when the text says so in so many words."""

import re

from rules.vocabulary import Channel

_PREFERRED = re.compile(
    r"(?i)(?:preferred (?:contact )?(?:method|channel)(?: of contact)?|contact preference|"
    r"(?:moyen|mode|canal) de contact(?: pr[eé]f[eé]r[eé]| souhait[eé])?|"
    r"(?:contact|canal|moyen) (?:pr[eé]f[eé]r[eé]|souhait[eé])(?: de contact)?|"
    r"souhaite être (?:contact[eé]e?|recontact[eé]e?|jointe?) par)"
    r"\s*(?:[:=-]|par|is)?\s*([^\W\d_-]+(?:-mail)?)"
)
_CHANNELS = (
    (re.compile(r"(?i)^(?:sms|texto|text)"), Channel.SMS),
    (re.compile(r"(?i)^(?:e-?mail|mail|courriel|m[eé]l)"), Channel.EMAIL),
    (re.compile(r"(?i)^(?:phone|call|voice|t[eé]l|appel|portable|mobile)"), Channel.PHONE),
)


def preferred_channel_in(text: str) -> Channel | None:
    """The channel a sentence such as « Preferred contact method: SMS » names; None when none is named."""
    match = _PREFERRED.search(text)
    return channel_named(match[1]) if match else None


def channel_named(word: str) -> Channel | None:
    """The channel a form's answer means (« par téléphone », « E-mail », « SMS »)."""
    word = re.sub(r"(?i)^\s*par\s+", "", word).strip()
    return next((channel for pattern, channel in _CHANNELS if pattern.search(word)), None)
