"""What a column holds: one of the fields, found by its name."""

from collections.abc import Sequence

from screens.folded import folded
from screens.overlay import Overlay
from screens.seat import Seat
from screens.widgets.choice_list import Choice
from screens.widgets.columns import Column

UNKNOWN = ""
"""The code of a column whose words stay in the message."""


class FieldOverlay(Overlay[str, Choice]):
    """Answers with the field's code."""

    def __init__(self, seat: Seat, column: str, fields: Sequence[str]) -> None:
        self._column = column
        words = seat.words
        self._choices = [
            *(Choice(field, words(f"imports.field_{field}")) for field in fields),
            Choice(UNKNOWN, words("imports.unknown")),
        ]
        super().__init__(seat)

    def title_text(self) -> str:
        return self.seat.words("imports.choose", column=self._column)

    def hint(self) -> str:
        return self.seat.words("imports.choose_hint")

    def columns(self) -> Sequence[Column[Choice]]:
        return (Column("", lambda choice: (choice.text, "text"), 20, grows=1),)

    def text_of(self, row: Choice) -> str:
        return row.text

    def show_rows(self, rows: Sequence[Choice]) -> None:
        """What was typed is the field's name, then a word of it, then a beginning: « nom » is no « Prénom »."""
        wanted = folded(self.field.value).strip()
        super().show_rows(
            sorted(rows, key=lambda row: _distance(folded(row.text), wanted)) if wanted else rows
        )

    def result_of(self, row: Choice) -> str:
        return row.code

    def on_mount(self) -> None:
        self.fill(self._choices)


def _distance(text: str, wanted: str) -> int:
    """How far from being what was typed, both folded: 0 the same, 4 somewhere in it."""
    words = text.split()
    if text == wanted:
        return 0
    if wanted in words:
        return 1 if words[0] == wanted else 2
    return 3 if any(word.startswith(wanted) for word in words) else 4
