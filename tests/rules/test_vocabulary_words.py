"""Every value of the vocabulary that users meet can be read in both languages."""

import re
from enum import StrEnum

import pytest

from rules import vocabulary
from rules.words import LANGUAGES, Words

NEVER_SHOWN = {
    vocabulary.Capability,
    vocabulary.OfferState,
    vocabulary.OutboxState,
    vocabulary.Purpose,
    vocabulary.RawOutcome,
    vocabulary.TaskState,
}
"""What they say is told in other words: a role, a lane, the state of a message."""
ENUMS = [
    thing
    for thing in vars(vocabulary).values()
    if isinstance(thing, type)
    and issubclass(thing, StrEnum)
    and thing is not StrEnum
    and thing not in NEVER_SHOWN
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_value_has_its_words(enum: type[StrEnum], lang: str) -> None:
    domain = re.sub(r"(?<!^)(?=[A-Z])", "_", enum.__name__).lower()
    words = Words(lang)
    missing = [value for value in enum if not words.has(f"vocabulary.{domain}.{value}")]
    assert not missing
