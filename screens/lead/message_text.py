"""A message as it would leave: what was filled in is underlined, what is missing stands out where it stands."""

from collections.abc import Iterator, Sequence

from screens.safe_text import clean, width_of
from screens.widgets.line import Line, Piece

Span = tuple[int, int]
LIMIT = 20_000
"""Characters shown at most."""


def message_lines(body: str, resolved: Sequence[Span], missing: Sequence[Span], width: int) -> list[Line]:
    """``body`` folded to ``width`` cells; the spans count characters of ``body``."""
    lines: list[Line] = []
    for line in _lines(_pieces(body[:LIMIT], resolved, missing)):
        lines += _folded(line, max(4, width))
    return lines


def _pieces(body: str, resolved: Sequence[Span], missing: Sequence[Span]) -> Iterator[Piece]:
    marks = sorted(
        [(start, end, "under") for start, end in resolved] + [(s, e, "missing") for s, e in missing]
    )
    at = 0
    for start, end, ink in marks:
        start, end = max(at, start), min(end, len(body))
        if start >= end:
            continue
        yield body[at:start], "text"
        yield body[start:end], ink
        at = end
    yield body[at:], "text"


def _lines(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for text, ink in pieces:
        parts = text.replace("\r\n", "\n").split("\n")
        for number, part in enumerate(parts):
            if number:
                yield line
                line = []
            if part:
                line.append((clean(part), ink))
    yield line


def _folded(line: Sequence[Piece], width: int) -> list[Line]:
    """The line broken between words; a word longer than the width is cut through."""
    folded: list[list[Piece]] = [[]]
    used = 0
    for word in _words(line):
        taken = sum(width_of(text) for text, _ in word)
        is_blank = all(text.isspace() for text, _ in word)
        if used + taken > width and used:
            folded.append([])
            used = 0
            if is_blank:
                continue
        for text, ink in word:
            for character in text if used + taken > width else (text,):
                step = width_of(character)
                if used + step > width and used:
                    folded.append([])
                    used = 0
                folded[-1].append((character, ink))
                used += step
    return [_joined(pieces) for pieces in folded]


def _words(line: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Words and the blanks between them; a word may change its ink halfway."""
    word: list[Piece] = []
    was_blank = False
    for text, ink in line:
        for is_blank, run in _runs(text):
            if word and is_blank != was_blank:
                yield word
                word = []
            word.append((run, ink))
            was_blank = is_blank
    if word:
        yield word


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or (text[index] == " ") != (text[start] == " "):
            yield text[start] == " ", text[start:index]
            start = index


def _joined(pieces: Sequence[Piece]) -> Line:
    joined: list[Piece] = []
    for text, ink in pieces:
        if joined and joined[-1][1] == ink:
            joined[-1] = (joined[-1][0] + text, ink)
        else:
            joined.append((text, ink))
    return joined
