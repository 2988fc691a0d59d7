"""A short list of choices, each with its own key: a digit, or a letter from the tenth on."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from screens.widgets.columns import Column
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows

KEYS = "1234567890abcdefghijklm"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of them; ``code`` is what is chosen, ``text`` what is read."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    choice: Choice


class ChoiceList(RowList[_Line]):
    """``chosen`` is the code under the cursor. A choice's key or Enter posts ``Picked``; arrows only move."""

    class Picked(Message):
        """Somebody chose."""

        def __init__(self, choices: "ChoiceList", code: str) -> None:
            super().__init__()
            self.choices = choices
            self.code = code

        @property
        def control(self) -> "ChoiceList":
            return self.choices

    def __init__(
        self, choices: Sequence[Choice], *, chosen: str = "", cursor_mark: str = "▌", id: str | None = None
    ) -> None:
        columns: Sequence[Column[_Line]] = (
            Column("", lambda line: (KEYS[line.number] if line.number < len(KEYS) else " ", "key"), 1),
            Column("", lambda line: (line.choice.text, "text"), 10, grows=1),
        )
        super().__init__(columns, has_headings=False, cursor_mark=cursor_mark, id=id)
        self._choices = choices
        self._first = next((index for index, choice in enumerate(choices) if choice.code == chosen), 0)
        self.styles.height = max(1, len(choices))

    def on_mount(self) -> None:
        self.show(ListedRows([_Line(*pair) for pair in enumerate(self._choices)], lambda line: line.number))
        self.move_to(self._first)

    @property
    def chosen(self) -> str | None:
        """The code under the cursor."""
        line = self.current
        return line.choice.code if line is not None else None

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            self._pick()
        elif event.character and event.character in KEYS[: len(self._choices)]:
            event.stop()
            self.move_to(KEYS.index(event.character))
            self._pick()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self._pick()

    def _pick(self) -> None:
        if self.chosen is not None:
            self.post_message(self.Picked(self, self.chosen))
