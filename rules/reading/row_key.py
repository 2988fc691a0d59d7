"""What a row of a file says, as one key: the same row is known again in a file that has grown, or has another name."""

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rules.reading.field_words import folded


def key_of_cells(columns: tuple[str, ...], cells: Iterable[str]) -> str:
    """The key of a row in cells: what stands in which column. The order of columns and empty cells count for nothing.

    What a reader makes of the cells does not count either, for readers improve and mappings change.
    """
    said = sorted(pair for pair in zip(_folded(columns), cells, strict=False) if pair[1])
    return key_of_text(json.dumps(said))


def key_of_text(text: str) -> str:
    """The same of a row that is no more than text; how it is broken into lines counts for nothing."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=32)
def _folded(columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(folded, columns))


class AlikeRows:
    """Tells the rows of one document apart that say the same: who asked twice stands in it twice.

    ``count`` rows at most. Takes some twenty bytes a row, all of them at once.
    """

    def __init__(self, count: int) -> None:
        # At least half of the places stay empty, so that a mark is found after a step or two.
        self._places = array("Q", bytes(8 << (2 * count).bit_length()))
        self._again: Counter[int] = Counter()

    def key(self, row_key: str) -> str:
        """The key of the next row: of those that say the same, the second never has the key of the first."""
        mark = int(row_key[:16], 16) | 1  # an empty place holds 0
        last = len(self._places) - 1
        place = mark >> 1 & last
        while self._places[place] not in (0, mark):
            place = place + 1 & last
        if not self._places[place]:
            self._places[place] = mark
            return row_key
        self._again[mark] += 1
        return key_of_text(f"{row_key} {self._again[mark]}")
