"""The last gate before the terminal: fields show what they hold as it is, so what could act is taken out here too."""

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


class LastGate(LineFilter):
    """Takes out every character that acts on the terminal or on the order of reading; none of them has a width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, only those with such a character made anew."""
        if not any(_acts(segment.text) for segment in segments):
            return segments
        return [
            segment._replace(text=_ACTING.sub("", segment.text)) if _acts(segment.text) else segment
            for segment in segments
        ]


def _acts(text: str) -> bool:
    return not text.isprintable() and _ACTING.search(text) is not None
