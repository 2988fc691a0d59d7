"""A word that no car has, taken for the make or model in stock that is spelt nearly like it."""

from collections.abc import Mapping

from rules.name_likeness import distance
from rules.reading.field_words import folded

SHORTEST = 4
"""Letters below which nearly every word is like another."""
LONG = 8
"""Letters from which two slips are allowed instead of one."""


def respelt(word: str, names: Mapping[str, int]) -> str | None:
    """The word of a name of the stock that ``word`` (folded) nearly is, as the stock writes it; None without one.

    ``names`` are makes and models with how many cars have them. A figure is never corrected: a 209 is no misspelt 208.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return None
    slips = 2 if len(word) >= LONG else 1
    near: list[tuple[int, int, str]] = []
    for name, cars in names.items():
        for part in name.split():
            written = folded(part)
            if len(written) < SHORTEST or not written.isalpha():
                continue
            away = distance(word, written, slips)
            if away <= slips:
                near.append((away, -cars, part))
    return min(near)[2] if near else None
