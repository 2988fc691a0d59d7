"""Where a customer's words are over: the lines that a description names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.reading.pattern import MAX_PATTERN_LINE, compiled

_LOOKED_AT = 4
"""Lines among which the one that says something next is looked for."""


@dataclass(frozen=True, slots=True)
class Endings:
    """Patterns over one line, or with ``\\n`` in them over a line and the next one that says something: what a
    portal closes with, « Cordialement, » above its own name, a customer writes too."""

    of_line: tuple[re.Pattern[str], ...] = ()
    of_two: tuple[re.Pattern[str], ...] = ()

    def is_at(self, lines: Sequence[str], number: int) -> bool:
        """Whether the words are over at this line, from 0."""
        line = lines[number][:MAX_PATTERN_LINE]
        if any(end.search(line) for end in self.of_line):
            return True
        if not (self.of_two and line.strip()):
            return False
        below = (each for each in lines[number + 1 : number + _LOOKED_AT] if each.strip())
        both = f"{line}\n{next(below, '')[:MAX_PATTERN_LINE]}"
        return any(end.search(both) for end in self.of_two)


def endings(patterns: Iterable[str]) -> Endings:
    """The endings that a description names."""
    kept = tuple(patterns)
    return Endings(
        tuple(compiled(pattern) for pattern in kept if "\\n" not in pattern),
        tuple(compiled(pattern) for pattern in kept if "\\n" in pattern),
    )
