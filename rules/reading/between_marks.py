"""The customer's words between two marks, « and », which the customer may write too."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from rules.reading.endings import Endings
from rules.reading.found import Found
from rules.reading.labels import label_of
from rules.reading.limits import MAX_MESSAGE

Place = tuple[int, int]
"""A line, from 0, and a character of it."""


def words_between(
    lines: list[str],
    marks: Sequence[tuple[str, str]],
    ends: Endings,
    labels: Mapping[str, str],
    is_stacked: bool,
) -> Iterator[tuple[str, Found]]:
    """The message between the first of these pairs that stands there: up to the last closing mark before a line
    that ends the customer's words or is a label. Its lines are blanked in ``lines``, for nothing in them is one."""

    def is_over(number: int) -> bool:
        return ends.is_at(lines, number) or label_of(lines[number], labels, is_stacked)[0] is not None

    for opening, closing in marks:
        first = next((number for number, line in enumerate(lines) if opening in line), None)
        if first is None:
            continue
        start = lines[first].index(opening) + len(opening)
        end = _end(lines, (first, start), (opening, closing), is_over)
        if end is None:
            continue
        last, place = end
        taken = lines[first : last + 1]
        taken[-1] = taken[-1][:place]
        taken[0] = taken[0][start:]
        lines[first : last + 1] = [""] * len(taken)
        if words := "\n".join(line.strip() for line in taken).strip()[:MAX_MESSAGE]:
            yield "message", Found(words, first + 1, "marks", taken[0].strip())
            return


def _end(
    lines: Sequence[str], start: Place, marks: tuple[str, str], is_over: Callable[[int], bool]
) -> Place | None:
    """Where the words end. A portal's own mark ends its line and closes what it opened; words of a customer that
    look like a label end nothing while a quotation of theirs is open."""
    return (
        _closing(lines, start, marks, is_over, is_counted=True, is_at_end=True)
        or _closing(lines, start, marks, is_over, is_counted=False, is_at_end=True)
        or _closing(lines, start, marks, is_over, is_counted=False, is_at_end=False)
    )


def _closing(
    lines: Sequence[str],
    start: Place,
    marks: tuple[str, str],
    is_over: Callable[[int], bool],
    *,
    is_counted: bool,
    is_at_end: bool,
) -> Place | None:
    """The last closing mark before the words are over; ``is_counted`` asks that as many closed as were opened
    once, before which nothing ends them."""
    opening, closing = marks
    either = re.compile(f"{re.escape(closing)}|{re.escape(opening)}")
    depth, found, may_end = 1, None, False
    for number in range(start[0], len(lines)):
        line = lines[number]
        if may_end and is_over(number):
            break
        for mark in either.finditer(line, start[1] if number == start[0] else 0):
            depth += -1 if mark.group() == closing else 1
            if mark.group() != closing or (is_at_end and line[mark.end() :].strip()):
                may_end = may_end or (mark.group() == closing and not is_counted)
            elif depth <= 0 or found or not is_counted:
                found, may_end = (number, mark.start()), True
    return found
