"""One of more choices than a line has room for, found by its name."""

from collections.abc import Sequence

from screens.folded import folded
from screens.overlay import Overlay
from screens.seat import Seat
from screens.widgets.choice_list import Choice
from screens.widgets.columns import Column


class ChoiceFinder(Overlay[str, Choice]):
    """Answers with the choice's code. ``text`` is what was typed already; without any the cursor is on ``chosen``."""

    def __init__(
        self, seat: Seat, title: str, choices: Sequence[Choice], *, chosen: str = "", text: str = ""
    ) -> None:
        self._title = title
        self._choices = choices
        self._chosen = chosen
        super().__init__(seat)
        self.field.value = text
        self.field.select_on_focus = False  # what is typed next goes on from it

    def title_text(self) -> str:
        return self._title

    def hint(self) -> str:
        return self.seat.words("shell.find_choice")

    def columns(self) -> Sequence[Column[Choice]]:
        return (Column("", lambda choice: (choice.text, "text"), 20, grows=1),)

    def on_mount(self) -> None:
        self.field.cursor_position = len(self.field.value)
        self.fill(self._choices)

    def show_rows(self, rows: Sequence[Choice]) -> None:
        """Names that begin as was typed, then those with such a word, then those that hold it somewhere."""
        wanted = folded(self.field.value).strip()
        super().show_rows(sorted(rows, key=lambda row: _distance(folded(row.text), wanted)))
        if not wanted:
            self.list.move_to(next((at for at, row in enumerate(rows) if row.code == self._chosen), 0))

    def text_of(self, row: Choice) -> str:
        return row.text

    def result_of(self, row: Choice) -> str:
        return row.code


def _distance(text: str, wanted: str) -> int:
    if text.startswith(wanted):
        return 0
    return 1 if any(word.startswith(wanted) for word in text.split()) else 2
