"""Facts as lines of text: a muted name in a column of its own, the value behind it."""

from screens.safe_text import width_of
from screens.widgets.line import Line
from screens.widgets.text_pane import folded_lines

NAME = 12
"""Cells of the name at least."""


def fact_lines(name: str, value: str, width: int, ink: str = "text", most: int = 4) -> list[Line]:
    """``name  value``, folded under the value; nothing for an empty value. ``value`` may be raw."""
    if not value:
        return []
    indent = max(NAME, width_of(name) + 1)
    lines: list[Line] = []
    for number, line in enumerate(folded_lines(value, ink, max(10, width - indent), most)):
        head = f"{name:<{indent}}" if number == 0 else " " * indent
        lines.append([(head, "muted"), *line])
    return lines
