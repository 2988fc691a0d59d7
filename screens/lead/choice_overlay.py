"""A few choices over the screen, each with its own key: temperature, STOP, what became of an appointment."""

from collections.abc import Iterable, Sequence

from textual import events
from textual.widget import Widget

from screens.overlay import Overlay
from screens.seat import Seat
from screens.widgets.choice_list import KEYS, Choice
from screens.widgets.columns import Column


class ChoiceOverlay(Overlay[str, Choice]):
    """A key or Enter answers with the choice's code."""

    AUTO_FOCUS = "RowList"

    def __init__(self, seat: Seat, title: str, choices: Sequence[Choice]) -> None:
        self._title = title
        self._choices = choices
        super().__init__(seat)

    def title_text(self) -> str:
        return self._title

    def columns(self) -> Sequence[Column[Choice]]:
        return (
            Column("", lambda choice: (KEYS[self._choices.index(choice)], "key"), 2),
            Column("", lambda choice: (choice.text, "text"), 20, grows=1),
        )

    def compose_top(self) -> Iterable[Widget]:
        return ()

    def on_mount(self) -> None:
        self.fill(self._choices)

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character in KEYS[: len(self._choices)]:
            event.stop()
            self.dismiss(self._choices[KEYS.index(event.character)].code)

    def result_of(self, row: Choice) -> str | None:
        return row.code
