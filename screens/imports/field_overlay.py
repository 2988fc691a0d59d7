"""What a column holds: one of the fields, found by its name."""

from collections.abc import Sequence

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

    def result_of(self, row: Choice) -> str:
        return row.code

    def on_mount(self) -> None:
        self.fill(self._choices)
