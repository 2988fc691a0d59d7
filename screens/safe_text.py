"""Foreign text made safe for the terminal: whatever a lead contains, only visible, bounded characters leave.

Control characters (C0, C1, escape), bidirectional and zero-width characters, tags and lone surrogates become a
visible symbol; combining marks are bounded to two a letter; variation selectors and skin tones, whose width
terminals disagree about, are left out. The stored text is never touched: only what is drawn.
"""

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len

LINE_LIMIT = 2_000
"""Characters of one line that are looked at: more than any terminal is wide."""
TEXT_LIMIT = 100_000
"""Characters of a whole text that are looked at."""
MARKS = 2
"""Combining marks kept on one letter (Vietnamese needs two)."""
UNSHOWN = "�"
"""Stands for a character that has no look of its own and could act on the terminal or on the reading order."""

_LEFT_OUT = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
_PLAIN = re.compile("[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u25ff]*")
"""What nearly all text is made of: Latin letters, typography, currency, arrows and rules."""


def clean(text: str) -> str:
    """``text`` as one line that cannot act on the terminal. At most 2,000 characters are looked at."""
    if text.isascii() and text.isprintable() and len(text) <= LINE_LIMIT:
        return text
    return _cleaned(text[:LINE_LIMIT])


def clean_lines(text: str) -> list[str]:
    """``text`` as lines, each of them clean. At most 100,000 characters are looked at."""
    return [clean(line) for line in re.split("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text[:TEXT_LIMIT])]


@lru_cache(maxsize=8192)
def _cleaned(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", _LEFT_OUT.sub("", text)):
        category = unicodedata.category(character)
        if category in ("Mn", "Me", "Mc"):
            marks += 1
            if not kept or marks > MARKS:
                continue
            kept.append(character)
            continue
        marks = 0
        kept.append(_shown(character, category))
    return "".join(kept)


def _shown(character: str, category: str) -> str:
    point = ord(character)
    if character in "\n\r\x85\u2028\u2029":
        return "⏎"
    if character == "\t":
        return " "
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "␡"
    if 0x1F1E6 <= point <= 0x1F1FF:  # flags: terminals disagree about the width of a pair
        return chr(point - 0x1F1E6 + ord("A"))
    if category in ("Cc", "Cf", "Cs", "Co", "Cn") or character in "\u115f\u1160\u3164\uffa0\u034f\u2800":
        return UNSHOWN
    if category == "Zs":
        return " "
    return character


def width_of(text: str) -> int:
    """Terminal cells that a clean text takes."""
    return len(text) if text.isascii() else cell_len(text)


@lru_cache(maxsize=16384)
def fit(text: str, width: int, align: str = "left") -> str:
    """``text`` cleaned, cut with ``…`` and padded to exactly ``width`` cells."""
    text = clean(text)
    missing = width - width_of(text)
    if missing >= 0:
        return " " * missing + text if align == "right" else text + " " * missing
    return cut(text, width)


def cut(text: str, width: int) -> str:
    """A clean text cut to exactly ``width`` cells, ending in ``…``; a wide character is never halved."""
    if width <= 0:
        return ""
    used = 0
    kept: list[str] = []
    for character in text:
        step = width_of(character)
        if used + step > width - 1:
            break
        kept.append(character)
        used += step
    return "".join(kept) + "…" + " " * (width - 1 - used)


def wrap(text: str, width: int) -> list[str]:
    """``text`` as clean lines of at most ``width`` cells, broken between words where it can be."""
    width = max(2, width)
    lines: list[str] = []
    for line in clean_lines(text):
        current = ""
        for word in line.split(" "):
            candidate = f"{current} {word}" if current else word
            if width_of(candidate) <= width:
                current = candidate
                continue
            if current:
                lines.append(current)
            while width_of(word) > width:
                piece = _head(word, width)
                lines.append(piece)
                word = word[len(piece) :]
            current = word
        lines.append(current)
    return lines


def _head(word: str, width: int) -> str:
    used = 0
    for index, character in enumerate(word):
        used += width_of(character)
        if used > width:
            return word[: max(1, index)]
    return word
