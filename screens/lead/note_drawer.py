"""An internal note."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import TextArea

from rules.values.message import Draft
from screens.lead.lead_drawer import Done, LeadDrawer


class NoteDrawer(LeadDrawer):
    """What is typed is kept with the lead; the customer never sees it."""

    TITLE_KEY = "lead.note_title"
    DRAFT = "note"
    AUTO_FOCUS = "TextArea"

    def compose_form(self) -> Iterable[Widget]:
        self.field = TextArea(id="text", soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        yield self.label("lead.note_label")
        yield self.field

    def written(self) -> Draft | None:
        return Draft(None, "", self.field.text) if self.field.text.strip() else None

    def take_up(self, draft: Draft) -> None:
        self.field.text = draft.body
        self.field.move_cursor(self.field.document.end)

    def commit(self) -> None:
        text = self.field.text.strip()
        conversation, actor, lead = self.seat.services.conversation, self.seat.actor, self.card.id
        if not text:
            self.refuse("note_empty")
            return
        done = Done(self.seat.words("lead.noted"))
        self.do(lambda: conversation.note(actor, lead, text), lambda _: done)
