"""Relaunches and appointments by day: what is overdue on top, two weeks in view, done or cancelled with a key."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from rules.refusal import Refusal
from rules.values.desk import AgendaDay
from rules.vocabulary import AppointmentState, Capability
from screens.agenda.agenda_lines import AgendaLine, agenda_columns, agenda_sections, day_name
from screens.console_screen import ConsoleScreen
from screens.lead.choice_overlay import ChoiceOverlay
from screens.lead_pane import LeadPane
from screens.refreshing import Refreshing
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.choice_list import Choice
from screens.widgets.section_list import SectionList

DAYS = 14
"""Days in view."""
BACK = 60
"""Days one can look back, and a year ahead."""
AHEAD = 365
TOUCHES = frozenset({"lead", "task", "appointment"})


class AgendaScreen(Refreshing, ConsoleScreen[None]):
    """← and → move the first day; supervisors see their sites, others their own."""

    CONTEXT = "agenda"
    CSS_PATH = "agenda_screen.tcss"

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.shift = 0
        """Days from today to the first day shown."""
        self.days: Sequence[AgendaDay] = ()
        self.list: SectionList[AgendaLine] = SectionList(
            agenda_columns(seat),
            rule=seat.glyphs.rule,
            cursor_mark=seat.glyphs.cursor,
            id="agenda",
            classes="pane",
        )
        self.preview = LeadPane(seat)

    def compose_body(self) -> Iterable[Widget]:
        yield Container(self.list, self.preview, classes="body")

    def on_mount(self) -> None:
        self.list.border_title = Content(self.seat.words("agenda.title"))
        self.list.say_empty([[], [(self.seat.words("queue.loading"), "muted")]])
        self.list.focus()
        self.reload()

    # ---- reading

    def question(self) -> Callable[[], Sequence[AgendaDay]]:
        relaunch, actor = self.seat.services.relaunch, self.seat.actor
        start = self.seat.now() + timedelta(days=self.shift)
        return lambda: relaunch.agenda(actor, start, DAYS)

    def answered(self, answer: Sequence[AgendaDay]) -> None:
        self.days = answer
        self.list.show_sections(agenda_sections(answer, self.seat))
        self._show_title()
        self._follow()
        self.keys_changed()

    def _show_title(self) -> None:
        words, rule = self.seat.words, self.seat.glyphs.rule * 2
        if not self.days:
            return
        first, last = (day_name(day.day, self.seat) for day in (self.days[0], self.days[-1]))
        title = f"{words('agenda.title')} {rule} {first} {self.seat.glyphs.outgoing} {last}"
        self.list.border_title = Content(title)

    def on_changed(self, changed: dict[str, frozenset[int]]) -> None:
        if TOUCHES & changed.keys():
            for lead_id in changed.get("lead", ()):
                self.preview.forget(lead_id)
            self.reload_soon()

    def on_tick(self) -> None:
        self.list.tick()

    # ---- the line under the cursor

    def on_row_list_moved(self) -> None:
        self._follow()
        self.keys_changed()

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def on_resize(self) -> None:
        self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        line, words = self.list.chosen, self.seat.words
        self.preview.follow_lead(line.item.lead_id if line else None)
        if line is None:
            self.status.rest([(words("agenda.empty"), "muted")])
            return
        key = "agenda.is_overdue" if line.is_overdue else "agenda.is_due"
        when = self.seat.wording.moment(line.at, self.seat.now())
        staff = clean(line.item.staff)
        parts = [words(key, when=when)] + ([words("agenda.for", staff=staff)] if staff else [])
        self.status.rest([(f" {self.seat.glyphs.dot} ".join(parts), "muted")])

    # ---- what the keys do

    def refusal_for(self, code: str) -> Refusal | None:
        line, actor = self.list.chosen, self.seat.actor
        if code in ("open", "done", "cancel") and line is None:
            return Refusal("nothing_chosen")
        if code in ("done", "cancel") and line is not None:
            needed = Capability.CONTACT if line.task is not None else Capability.SELL
            if not actor.may(needed):
                return Refusal("not_your_role")
        if code == "earlier" and self.shift <= -BACK:
            return Refusal("agenda_no_farther")
        if code == "later" and self.shift >= AHEAD:
            return Refusal("agenda_no_farther")
        return None

    def action_open(self) -> None:
        line = self.list.chosen
        if line is not None:
            self.console.open_lead(line.item.lead_id)

    def action_earlier(self) -> None:
        self._move(-1)

    def action_later(self) -> None:
        self._move(1)

    def _move(self, days: int) -> None:
        self.shift += days
        self.reload()

    def action_done(self) -> None:
        """A task is done; of an appointment one says whether the customer came."""
        line = self.list.chosen
        if line is None:
            return
        relaunch, actor, task = self.seat.services.relaunch, self.seat.actor, line.task
        if task is not None:
            self.ask(lambda: relaunch.done(actor, task.id), lambda _: self._said("agenda.done", line))
            return
        words = self.seat.words
        states = (AppointmentState.HONOURED, AppointmentState.NO_SHOW)
        choices = [Choice(state.value, words(f"vocabulary.appointment_state.{state}")) for state in states]
        title = f"{words('agenda.what_became')} {self.seat.glyphs.dot} {line.item.person}"
        self.app.push_screen(
            ChoiceOverlay(self.seat, title, choices), lambda code: self._end(line, code) if code else None
        )

    def action_cancel(self) -> None:
        """Drop the task or the appointment."""
        line = self.list.chosen
        if line is None:
            return
        relaunch, actor, task = self.seat.services.relaunch, self.seat.actor, line.task
        if task is not None:
            self.ask(lambda: relaunch.cancel(actor, task.id), lambda _: self._said("agenda.cancelled", line))
        else:
            self._end(line, AppointmentState.CANCELLED.value)

    def _end(self, line: AgendaLine, code: str) -> None:
        sales, actor, state = self.seat.services.sales, self.seat.actor, AppointmentState(code)
        said = "agenda.cancelled" if state is AppointmentState.CANCELLED else "agenda.done"
        self.ask(lambda: sales.end_appointment(actor, line.item.id, state), lambda _: self._said(said, line))

    def _said(self, key: str, line: AgendaLine) -> None:
        person = clean(line.item.person.strip() or self.seat.words("queue.no_name"))
        self.console.say(self.seat.words(key, person=person), "done")
        self.reload()

    def action_preview(self) -> None:
        """Show or hide the preview."""
        self.toggle_class("-preview" if self.has_class("-narrow") else "-no-preview")
        self.call_after_refresh(self._follow)
