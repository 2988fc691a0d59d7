"""A refusal as one sentence, with its moments and numbers in the user's words."""

from datetime import datetime
from typing import Any

from rules.refusal import Refusal
from rules.words import Words
from screens.safe_text import clean
from screens.seat import Seat


def refusal_sentence(refusal: Refusal, words: Words, seat: Seat | None) -> str:
    """``refusal.<code>`` filled in; a code without words shows itself with its parameters."""
    key = f"refusal.{refusal.code}"
    if not words.has(key):
        return str(refusal)
    params = {name: _shown(value, words, seat) for name, value in refusal.params.items()}
    try:
        return words(key, **params)
    except (KeyError, IndexError):
        return str(refusal)


def _shown(value: Any, words: Words, seat: Seat | None) -> Any:
    if isinstance(value, datetime):
        return seat.wording.moment(value, seat.now()) if seat else f"{value:%d/%m %H:%M}"
    if isinstance(value, str):
        return clean(value)
    return value
