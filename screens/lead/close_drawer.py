"""Ending a lead: the likely reasons by one digit, all of them by a few letters, a sentence where the policy asks for one."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input

from rules.closing import likely_reasons
from rules.refusal import Refusal
from rules.vocabulary import CarStatus, CloseReason
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.lead.reason_picker import ReasonPicker
from screens.widgets.choice_list import Choice


class CloseDrawer(LeadDrawer):
    """A reason taken closes at once; where a sentence is wanted, the drawer asks for it. ``u`` takes it back."""

    TITLE_KEY = "lead.close_title"
    AUTO_FOCUS = "#reason"

    def compose_form(self) -> Iterable[Widget]:
        words, card = self.seat.words, self.card
        reasons = likely_reasons(
            card.stage,
            card.source,
            car_is_gone=card.car is not None and card.car.status in (CarStatus.SOLD, CarStatus.GONE),
            has_trade_in=bool(card.trade_ins),
        )
        self.reasons = ReasonPicker(
            self.seat,
            [Choice(reason.value, words(f"vocabulary.close_reason.{reason}")) for reason in reasons],
        )
        self.note = Input(placeholder=words("lead.close_note_hint"), id="note")
        yield self.label("lead.close_reason")
        yield self.reasons
        yield self.label("lead.close_note")
        yield self.note

    def on_reason_picker_picked(self, event: ReasonPicker.Picked) -> None:
        event.stop()
        self.commit()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.commit()

    def commit(self) -> None:
        chosen = self.reasons.chosen
        if chosen is None:
            self.refuse("no_reason_found")
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
