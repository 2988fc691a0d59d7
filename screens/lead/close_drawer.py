"""Ending a lead: the reason by its key, and a sentence where the policy asks for one."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input

from rules.refusal import Refusal
from rules.vocabulary import CloseReason
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.widgets.choice_list import Choice, ChoiceList

REASONS = tuple(reason for reason in CloseReason if reason is not CloseReason.DUPLICATE)
"""A duplicate is merged with its original, not closed."""


class CloseDrawer(LeadDrawer):
    """A reason's key closes at once; where a sentence is wanted, the drawer asks for it. ``u`` takes it back."""

    TITLE_KEY = "lead.close_title"
    AUTO_FOCUS = "ChoiceList"

    def compose_form(self) -> Iterable[Widget]:
        words = self.seat.words
        self.reasons = ChoiceList(
            [Choice(reason.value, words(f"vocabulary.close_reason.{reason}")) for reason in REASONS],
            cursor_mark=self.seat.glyphs.cursor,
        )
        self.note = Input(placeholder=words("lead.close_note_hint"), id="note")
        yield self.label("lead.close_reason")
        yield self.reasons
        yield self.label("lead.close_note")
        yield self.note

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        self.commit()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.commit()

    def commit(self) -> None:
        chosen = self.reasons.chosen
        if chosen is None:
            return
        reason, note = CloseReason(chosen), self.note.value.strip()
        desk, actor, lead = self.seat.services.desk, self.seat.actor, self.card.id
        words = self.seat.words
        done = Done(words("lead.closed", reason=words(f"vocabulary.close_reason.{reason}")), is_leaving=True)

        def refused(refusal: Refusal) -> None:
            self.console.say_refusal(refusal)
            if refusal.code == "close_needs_note":
                self.note.focus()

        self.do(lambda: desk.close(actor, lead, reason, note), lambda _: done, refused)
