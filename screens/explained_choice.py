"""A choice over the lines that say what each answer will do: a decision one should read first."""

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from screens.lead.choice_overlay import ChoiceOverlay
from screens.seat import Seat
from screens.widgets.choice_list import Choice
from screens.widgets.text_pane import TextPane, folded_lines

WIDTH = 70
"""Cells an explanation is folded to."""
MOST = 6
"""Lines of it."""


class ExplainedChoice(ChoiceOverlay):
    """Answers with the code that was chosen, or None when it was left."""

    def __init__(self, seat: Seat, title: str, explanation: str, choices: Sequence[Choice]) -> None:
        super().__init__(seat, title, choices)
        self._lines = folded_lines(explanation, "text", WIDTH, MOST)

    def compose_top(self) -> Iterable[Widget]:
        pane = TextPane()
        pane.styles.height = len(self._lines) + 1
        pane.can_focus = False
        pane.show(self._lines)
        yield pane
