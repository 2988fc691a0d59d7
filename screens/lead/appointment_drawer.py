"""An appointment: what for and when."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input

from rules.vocabulary import AppointmentKind
from screens.lead.choice_field import ChoiceField
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.widgets.choice_list import Choice
from screens.widgets.moment_input import MomentInput


class AppointmentDrawer(LeadDrawer):
    """A new appointment; it takes the place of the one planned before."""

    TITLE_KEY = "lead.appointment_title"
    AUTO_FOCUS = "ChoiceField"

    def compose_form(self) -> Iterable[Widget]:
        words = self.seat.words
        self.kind = ChoiceField(
            self.seat,
            [Choice(kind.value, words(f"vocabulary.appointment_kind.{kind}")) for kind in AppointmentKind],
            AppointmentKind.VISIT.value,
            id="kind",
        )
        self.moment = MomentInput(self.seat, id="moment")
        yield self.label("lead.appointment_kind")
        yield self.kind
        yield self.label("lead.appointment_moment")
        yield self.moment

    def on_choice_field_changed(self, event: ChoiceField.Changed) -> None:
        event.stop()
        if event.is_picked:
            self.moment.field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.commit()

    def commit(self) -> None:
        words, moment = self.seat.words, self.moment.moment
        if moment is None:
            self.moment.field.focus()
            self.console.say(words("lead.moment_wanted"), "refusal")
            return
        sales, actor, lead = self.seat.services.sales, self.seat.actor, self.card.id
        kind = AppointmentKind(self.kind.value)
        done = Done(
            words(
                "lead.appointed",
                kind=words(f"vocabulary.appointment_kind.{kind}"),
                when=self.seat.wording.moment(moment, self.seat.now()),
            )
        )
        self.do(lambda: sales.appoint(actor, lead, moment, kind), lambda _: done)
