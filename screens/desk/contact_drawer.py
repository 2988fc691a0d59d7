"""Two keys after a call made outside the console: the outcome was the first, Enter takes the proposed next moment."""

from collections.abc import Iterable
from datetime import datetime

from textual.widget import Widget
from textual.widgets import Input, Label

from rules.refusal import Refusal
from rules.vocabulary import CallOutcome
from screens.drawer import Drawer
from screens.refusal_words import refusal_sentence
from screens.seat import Seat
from screens.widgets.moment_input import MomentInput


class ContactDrawer(Drawer[str]):
    """Logs the contact and its next action; answers with what was done, in one sentence."""

    AUTO_FOCUS = "Input"

    def __init__(self, seat: Seat, lead_id: int, person: str, outcome: CallOutcome) -> None:
        super().__init__(seat)
        self.lead_id = lead_id
        self.person = person
        self.outcome = outcome

    def title_text(self) -> str:
        outcome = self.seat.words(f"vocabulary.call_outcome.{self.outcome}")
        return f"{self.person} {self.seat.glyphs.dot} {outcome}"

    def compose_form(self) -> Iterable[Widget]:
        self.moment = MomentInput(self.seat)
        yield Label(self.seat.words("desk.next_contact"), classes="field-label", markup=False)
        yield self.moment

    def on_mount(self) -> None:
        relaunch, actor, lead = self.seat.services.relaunch, self.seat.actor, self.lead_id
        self.status.rest([(self.seat.words("desk.next_hint"), "muted")])
        self.ask(
            lambda: relaunch.propose(actor, lead), self._propose, name="propose", refused=self._no_proposal
        )

    def _propose(self, moment: datetime) -> None:
        self.moment.propose(moment)
        self.status.rest([(self.seat.words("desk.proposed"), "muted")])

    def _no_proposal(self, refusal: Refusal) -> None:
        self.status.rest([(refusal_sentence(refusal, self.seat.words, self.seat), "muted")])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.commit()

    def commit(self) -> None:
        moment, words = self.moment.moment, self.seat.words
        if moment is None and self.moment.field.value.strip():
            self.console.say(words("shell.not_understood"), "refusal")
            return
        sales, actor = self.seat.services.sales, self.seat.actor
        lead, outcome = self.lead_id, self.outcome
        when = self.seat.wording.moment(moment, self.seat.now()) if moment else ""
        done = words("desk.logged", when=when) if when else words("desk.logged_without")
        self.ask_once(lambda: sales.log_contact(actor, lead, outcome, moment), lambda _: self.dismiss(done))
