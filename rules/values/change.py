"""What a console hears of the others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since the last look: ids by subject (``lead``, ``raw``, ``outbox``, ``staff``, ``task``…)."""

    subject: str
    ids: frozenset[int]
