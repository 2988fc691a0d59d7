"""The pane of the conversation: stays at its end while one reads there, and where one is while one reads back."""

from collections.abc import Sequence

from screens.widgets.line import Line
from screens.widgets.text_pane import TextPane


class ConversationPane(TextPane):
    """``follow`` takes other lines; the newest stay in view unless somebody has scrolled up."""

    _is_at_end = True

    def follow(self, lines: Sequence[Line]) -> None:
        """These lines, at their end when that is where one was."""
        self.show(lines, at_end=self._is_at_end)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self.size.height:  # hidden, it has no end
            self._is_at_end = new_value >= self.virtual_size.height - self.size.height
