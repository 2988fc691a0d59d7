"""Lines such as « Tél : 06… » in a text, read into fields; what follows « Message : » may take several lines."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from rules.reading.field_words import folded, label_index
from rules.reading.found import Found
from rules.reading.limits import MAX_LINE, MAX_LINES, MAX_MESSAGE, MAX_VALUES
from rules.reading.pattern import MAX_PATTERN_LINE

_LABELLED = re.compile(
    r"^[\s>*•·–\-|]{0,20}([^\W\d_][^:：=\t\n]{0,45}?)[ \xa0\t]*(?:[:：=]|\t)[ \xa0\t]*(.*)$"
)
_ADDRESS_START = ("http", "https", "ftp", "mailto")
_SENTENCE = 5
"""Words of a label; more before a colon are a sentence."""


@cache
def common_labels() -> Mapping[str, str]:
    return label_index()


def labelled_fields(
    text: str,
    labels: Mapping[str, str] | None = None,
    ends: Sequence[re.Pattern[str]] = (),
    is_stacked: bool = False,
    others: list[tuple[str, str]] | None = None,
) -> dict[str, Found]:
    """Field → value for every labelled line of ``text``; the first value of a field counts.

    A label with nothing behind it takes the next line that is no label. ``message`` goes on until the next
    known label that has no value yet, or a line that one of ``ends`` finds. With ``is_stacked`` a line that is
    exactly a label, without a colon, also counts: HTML forms put label and value below each other.
    ``others`` takes the labels that mean no field, with their values, as far as the text goes before an end.
    """
    known = labels if labels is not None else common_labels()
    found: dict[str, Found] = {}
    lines = text.split("\n")[:MAX_LINES]
    position = 0
    is_over = False
    while position < len(lines):
        if others is not None:
            is_over = is_over or any(end.search(lines[position][:MAX_PATTERN_LINE]) for end in ends)
            if not is_over and len(others) < MAX_VALUES and (other := _other(lines[position], known)):
                others.append(other)
        field, value = _label(lines[position], known, is_stacked)
        start = position + 1
        position += 1
        if field is None or field in found:
            continue
        if field == "message":
            value, position = _message(lines, position, value, known, found, ends, is_stacked)
        elif not value:
            follower = _next_said(lines, position)
            if follower is None or _label(lines[follower], known, is_stacked)[0]:
                continue
            value, start, position = lines[follower].strip()[:MAX_LINE], follower + 1, follower + 1
        if value:
            found[field] = Found(value, start)
    return found


def _label(line: str, known: Mapping[str, str], is_stacked: bool) -> tuple[str | None, str]:
    line = line[:MAX_LINE]
    match = _LABELLED.match(line)
    if match is None:
        field = known.get(folded(line)) if is_stacked and 0 < len(line) < 60 else None
        return field, ""
    label = match[1]
    if label.lower() in _ADDRESS_START:
        return None, ""
    return known.get(folded(label)), match[2].strip()


def _other(line: str, known: Mapping[str, str]) -> tuple[str, str] | None:
    """A label that means no field, with what stands behind it on the line."""
    match = _LABELLED.match(line[:MAX_LINE])
    if match is None or not match[2].strip() or match[1].lower() in _ADDRESS_START:
        return None
    label = match[1].strip()
    is_label = len(label.split()) <= _SENTENCE and folded(label) and folded(label) not in known
    return (label, match[2].strip()) if is_label and not match[2].startswith("//") else None


def _next_said(lines: list[str], position: int) -> int | None:
    return next((i for i in range(position, min(position + 4, len(lines))) if lines[i].strip()), None)


def _message(
    lines: list[str],
    position: int,
    first: str,
    known: Mapping[str, str],
    found: Mapping[str, Found],
    ends: Sequence[re.Pattern[str]],
    is_stacked: bool,
) -> tuple[str, int]:
    """The lines of a message from ``position`` on and where it ended. What a customer writes like a label that
    is already known stays in the message."""
    taken = [first] if first else []
    while position < len(lines):
        line = lines[position]
        if any(end.search(line[:MAX_PATTERN_LINE]) for end in ends):
            break
        field, _ = _label(line, known, is_stacked and not taken)
        if field is not None and field != "message" and field not in found:
            break
        taken.append(line.rstrip())
        position += 1
    return "\n".join(taken).strip("\n")[:MAX_MESSAGE].strip(), position
