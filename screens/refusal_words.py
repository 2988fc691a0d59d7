"""A refusal as one sentence, with its moments and numbers in the user's words."""

from datetime import datetime
from typing import Any

from rules.refusal import Refusal
from rules.role_words import with_roles
from rules.words import Words
from screens.safe_text import clean
from screens.seat import Seat

MOST_NAMED = 3
"""Missing answers named in one sentence."""


def refusal_sentence(refusal: Refusal, words: Words, seat: Seat | None) -> str:
    """``refusal.<code>`` filled in; a code without words shows itself with its parameters."""
    refusal = with_roles(refusal, words)
    key = f"refusal.{refusal.code}"
    if not words.has(key):
        return str(refusal)
    params = {name: _shown(value, words, seat) for name, value in refusal.params.items()}
    if "fields" in params:
        params["fields"] = _questions(refusal.params["fields"], words)
    try:
        return words(key, **params)
    except (KeyError, IndexError):
        return str(refusal)


def _questions(fields: Any, words: Words) -> str:
    """The first questions of the form among ``fields`` (codes, or one string of them), and how many more there are."""
    codes = fields.split(", ") if isinstance(fields, str) else list(fields)
    named = [
        words(key) if words.has(key := f"qualification.field_{code}") else clean(code)
        for code in codes[:MOST_NAMED]
    ]
    return ", ".join(named) + (f" +{len(codes) - MOST_NAMED}" if len(codes) > MOST_NAMED else "")


def _shown(value: Any, words: Words, seat: Seat | None) -> Any:
    if isinstance(value, datetime):
        return seat.wording.moment(value, seat.now()) if seat else f"{value:%d/%m %H:%M}"
    if isinstance(value, str):
        return clean(value)
    return value
