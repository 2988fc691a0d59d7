"""One value as a mail says it, and where it stands."""

from dataclasses import dataclass, replace

SUBJECT, LINK, SENDER, NOTHING = 0, -1, -2, -3
"""``line`` of what stands in the subject, in a link, in the sender's name, or nowhere in particular."""
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Found:
    """A field's raw value with the line it stood on, from 1."""

    value: str
    line: int = NOTHING
    by: str = "label"
    """What found it: ``label``, ``line`` (a pattern with named groups), ``pattern``, ``subject``, ``sender``,
    ``marks`` (between two marks), ``start`` (after a line that announces it), ``words`` (the generic reader)."""
    written: str = ""
    """The line as it stands there, shortened."""


@dataclass(frozen=True, slots=True)
class FoundField:
    """A value with the field it was taken for."""

    field: str
    found: Found


def with_lines(fields: dict[str, Found], text: str) -> dict[str, Found]:
    """The same with the written line of each that stands in ``text``."""
    lines = text.split("\n")
    return {
        field: replace(found, written=lines[found.line - 1].strip()[:EXCERPT])
        if 0 < found.line <= len(lines) and not found.written
        else found
        for field, found in fields.items()
    }
