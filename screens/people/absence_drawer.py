"""An absence: from, to, and why."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input, Label

from rules.refusal import Refusal
from rules.values.staff import StaffCard
from screens.drawer import Drawer
from screens.seat import Seat
from screens.widgets.moment_input import MomentInput


class AbsenceDrawer(Drawer[str]):
    """Answers with one sentence about what was planned."""

    AUTO_FOCUS = "Input"

    def __init__(self, seat: Seat, person: StaffCard) -> None:
        super().__init__(seat)
        self.person = person

    def title_text(self) -> str:
        return f"{self.seat.words('people.absence')} {self.seat.glyphs.dot} {self.person.name}"

    def compose_form(self) -> Iterable[Widget]:
        words = self.seat.words
        self.starts = MomentInput(self.seat, id="starts")
        self.ends = MomentInput(self.seat, id="ends")
        self.reason = Input(id="reason", placeholder=words("people.reason_hint"))
        for code, field in (("from", self.starts), ("to", self.ends), ("reason", self.reason)):
            yield Label(words(f"people.field_{code}"), classes="field-label", markup=False)
            yield field

    def on_mount(self) -> None:
        self.status.rest([(self.seat.words("people.absence_hint"), "muted")])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input is self.reason:
            self.commit()
        else:
            self.focus_next()

    def commit(self) -> None:
        starts, ends = self.starts.moment, self.ends.moment
        for field in (self.starts, self.ends):
            if field.moment is None:
                field.field.focus()
                self.console.say_refusal(Refusal("absence_moments_wanted"))
                return
        assert starts is not None
        assert ends is not None
        people, actor, person = self.seat.services.people, self.seat.actor, self.person
        reason, wording = self.reason.value.strip(), self.seat.wording
        done = self.seat.words("people.absence_planned", start=wording.full(starts), end=wording.full(ends))
        self.ask_once(
            lambda: people.add_absence(actor, person.id, starts, ends, reason), lambda _: self.dismiss(done)
        )
