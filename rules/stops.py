"""Whether a customer's message says STOP and nothing else: then it is an objection, and no demand."""

import unicodedata
from collections.abc import Iterable

from rules.policy.contact import StopWords

LONGEST = 80
"""Characters beyond which a message is more than a word to stop."""


def says_stop(text: str, stops: StopWords) -> bool:
    """Whether ``text`` as a whole is one of the policy's words; case, accents and punctuation do not matter."""
    return len(text) <= LONGEST and _bare(text) in _all_bare(stops.words)


def _all_bare(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_bare(word) for word in words) - {""}


def _bare(text: str) -> str:
    """Letters and digits in lower case without accents, one space between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join("".join(kept).split())
