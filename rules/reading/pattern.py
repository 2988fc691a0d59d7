"""Regular expressions that somebody else wrote: right, and never able to run for minutes over a line."""

import re
from dataclasses import dataclass
from functools import lru_cache
from re import _constants as constants  # type: ignore[attr-defined] # the parser has no public name in 3.11
from re import _parser as parser  # type: ignore[attr-defined] # the same
from typing import Any

MAX_PATTERN = 500
MAX_PATTERN_LINE = 400
"""Characters of a line that patterns look at."""
MAX_STEPS = 20_000_000
"""What one pattern may cost over one line in the worst case: the product of its long repetitions."""
SHORT = 20
"""A repetition of at most so many costs nothing worth counting."""


@dataclass(frozen=True, slots=True)
class PatternProblem:
    code: str
    """``pattern_long``, ``pattern`` or ``pattern_costly``."""
    detail: str


@lru_cache(maxsize=1_000)
def compiled(pattern: str, over_lines: bool = False) -> re.Pattern[str]:
    """Without case; ``over_lines`` lets ``^`` and ``$`` stand for the ends of each of several lines."""
    return re.compile(pattern, re.IGNORECASE | (re.MULTILINE if over_lines else 0))


def checked_pattern(pattern: str) -> PatternProblem | None:
    """What is wrong with a pattern; None when it can be used.

    A group that is repeated many times must not itself hold a repetition or a choice: such patterns can take
    longer than the age of a lead over one line. Many long repetitions behind one another are refused for the
    same reason: ``^`` in front and limits such as ``{0,40}`` make them cheap.
    """
    if len(pattern) > MAX_PATTERN:
        return PatternProblem("pattern_long", str(MAX_PATTERN))
    try:
        re.compile(pattern, re.IGNORECASE)
        tree = parser.parse(pattern, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        return PatternProblem("pattern", str(error))
    starts = tree and tree[0] in (
        (constants.AT, constants.AT_BEGINNING),
        (constants.AT, constants.AT_BEGINNING_STRING),
    )
    if _is_costly(tree) or _steps(tree) * (1 if starts else MAX_PATTERN_LINE) > MAX_STEPS:
        return PatternProblem("pattern_costly", "")
    return None


def group_names(pattern: str) -> tuple[str, ...]:
    """The named groups of a pattern; empty for one that does not compile."""
    try:
        return tuple(re.compile(pattern).groupindex)
    except re.error:
        return ()


_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)


def _is_costly(tree: Any) -> bool:
    for kind, value in tree:
        if kind in _REPEATS and value[1] > SHORT and _varies(value[2]):
            return True
        if any(_is_costly(branch) for branch in _below(kind, value)):
            return True
    return False


def _varies(tree: Any) -> bool:
    """Whether the same text could be taken by this in several ways."""
    for kind, value in tree:
        if kind is constants.BRANCH or (kind in _REPEATS and value[0] != value[1]):
            return True
        if any(_varies(branch) for branch in _below(kind, value)):
            return True
    return False


def _steps(tree: Any) -> int:
    """How many ways there are to try the pattern at one place, at most."""
    found = 1
    for kind, value in tree:
        if kind is constants.BRANCH:
            found *= max(_steps(branch) for branch in value[1])
            continue
        if kind in _REPEATS and value[1] > SHORT:
            found *= min(int(value[1]), MAX_PATTERN_LINE)
        for branch in _below(kind, value):
            found *= _steps(branch)
    return found


def _below(kind: Any, value: Any) -> list[Any]:
    """The sub-patterns of one element of a parsed pattern."""
    if kind in _REPEATS:
        return [value[2]]
    if kind is constants.BRANCH:
        return list(value[1])
    if kind is constants.SUBPATTERN:
        return [value[3]]
    if kind in (constants.ASSERT, constants.ASSERT_NOT):
        return [value[1]]
    if kind is constants.ATOMIC_GROUP:
        return [value]
    if kind is constants.GROUPREF_EXISTS:
        return [branch for branch in value[1:] if branch is not None]
    return []
