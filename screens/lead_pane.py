"""The record of the lead a line is about, beside any list that knows only the lead's id."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.values.lead import LeadCard
from screens.queue.preview_pane import Followed, PreviewPane
from screens.widgets.line import Line


@dataclass(frozen=True, slots=True)
class LeadRef:
    """A lead by its id: what a task or an appointment knows of it."""

    id: int
    version: int = 0


class LeadPane(PreviewPane):
    """``follow_lead(id, top)`` shows that record once the cursor rests, under the lines of ``top``."""

    _top: Sequence[Line] = ()

    def follow_lead(self, lead_id: int | None, top: Sequence[Line] = ()) -> None:
        self._top = top
        self.follow(None if lead_id is None else LeadRef(lead_id))

    def card_of(self, row: Followed) -> LeadCard | None:
        """The record as last read: whoever changes it says so with ``forget``."""
        return self._cards.get(row.id)

    def show(self, lines: Sequence[Line], *, at_end: bool = False) -> None:
        top: list[Line] = [*self._top, []] if self._top and lines else list(self._top)
        super().show([*top, *lines], at_end=at_end)
