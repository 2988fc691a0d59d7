"""Choosing a template: typing narrows the list, arrows move, Enter takes it."""

from collections.abc import Iterable, Sequence

from textual import events
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from rules.values.message import TemplateChoice
from screens.folded import folded
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows

MOST = 6
"""Lines of the list at most."""


class TemplatePicker(Vertical):
    """The list stands open while its field has the focus; afterwards the field names what was taken."""

    class Taken(Message):
        """A template was chosen."""

        def __init__(self, template: TemplateChoice) -> None:
            super().__init__()
            self.template = template

    def __init__(self, seat: Seat) -> None:
        super().__init__(id="templates")
        self.seat = seat
        self.templates: Sequence[TemplateChoice] = ()
        words = seat.words
        self.field = Input(placeholder=words("lead.template_hint"), id="template")
        columns: tuple[Column[TemplateChoice], ...] = (
            Column("", lambda each: (each.name, "text"), 24, grows=2),
            Column("", lambda each: (words(f"contact.purpose_{each.purpose}"), "muted"), 14, drops=2),
            Column("", lambda each: (each.lang, "muted"), 2, drops=1),
        )
        self.list: RowList[TemplateChoice] = RowList(
            columns, has_headings=False, cursor_mark=seat.glyphs.cursor, id="template-list"
        )
        self.list.can_focus = False

    def compose(self) -> Iterable[Widget]:
        yield self.field
        yield self.list

    def fill(self, templates: Sequence[TemplateChoice]) -> None:
        """The templates there are, the best fitting ones first."""
        self.templates = templates
        self._narrow()

    def _narrow(self) -> None:
        wanted = folded(self.field.value).split()
        rows = [
            each
            for each in self.templates
            if all(word in folded(f"{each.name} {each.code} {each.lang}") for word in wanted)
        ]
        self.list.styles.height = max(1, min(MOST, len(rows)))
        self.list.show(ListedRows(rows, lambda each: each.id))
        self.list.move_to(0)

    def on_descendant_focus(self) -> None:
        self.list.display = True

    def on_descendant_blur(self) -> None:
        self.list.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        template = self.list.current
        if template is not None:
            self.post_message(self.Taken(template))

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if self.list.current is not None:
            self.post_message(self.Taken(self.list.current))

    def on_key(self, event: events.Key) -> None:
        moves = {"up": "line_up", "down": "line_down", "pageup": "page_up", "pagedown": "page_down"}
        if event.key in moves:
            event.stop()
            self.list.action_move(moves[event.key])
