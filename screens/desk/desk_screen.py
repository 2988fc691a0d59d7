"""The salesperson's home: offers that wait for an answer, then the day, then own leads by next action."""

from collections.abc import Callable, Iterable

from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from rules.refusal import Refusal
from rules.values.desk import Desk
from rules.values.lead import LeadCard
from rules.values.queue import QueueRow
from rules.vocabulary import AppointmentState, CallOutcome, Capability, RefuseReason
from screens.console_screen import ConsoleScreen
from screens.desk.contact_drawer import ContactDrawer
from screens.desk.desk_lines import DeskLine, desk_columns, desk_sections, name_of, why_me
from screens.lead.appointment_drawer import AppointmentDrawer
from screens.lead.choice_overlay import ChoiceOverlay
from screens.lead.lead_drawer import Done
from screens.lead_pane import LeadPane
from screens.queue.lead_keys import ON_A_LEAD, LeadKeys
from screens.refreshing import Refreshing
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.choice_list import Choice
from screens.widgets.line import Line
from screens.widgets.section_list import SectionList
from screens.widgets.text_pane import folded_lines

TOUCHES = frozenset({"lead", "task", "offer", "appointment", "sale"})
"""Changes that can touch a desk."""
NEEDS = {
    "accept": Capability.RECEIVE,
    "refuse": Capability.RECEIVE,
    "appointment": Capability.SELL,
    "outcome": Capability.SELL,
    "contacted": Capability.CONTACT,
    "no_answer": Capability.CONTACT,
}


class DeskScreen(LeadKeys, Refreshing, ConsoleScreen[None]):
    """Read as a whole, anew when something changed; the cursor stays on its line, a new offer rings."""

    CONTEXT = "desk"
    CSS_PATH = "desk_screen.tcss"

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.desk: Desk | None = None
        self.list: SectionList[DeskLine] = SectionList(
            desk_columns(seat),
            rule=seat.glyphs.rule,
            cursor_mark=seat.glyphs.cursor,
            id="desk",
            classes="pane",
        )
        self.preview = LeadPane(seat)
        self._goes_to: int | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield Container(self.list, self.preview, classes="body")

    def on_mount(self) -> None:
        self.list.border_title = Content(self.seat.words("desk.title"))
        self.list.say_empty([[], [(self.seat.words("queue.loading"), "muted")]])
        self.list.focus()
        self.reload()

    # ---- reading

    def question(self) -> Callable[[], Desk]:
        sales, actor = self.seat.services.sales, self.seat.actor
        return lambda: sales.desk(actor)

    def answered(self, answer: Desk) -> None:
        before, self.desk = self.desk, answer
        if before is not None:
            known = {offer.id for offer in before.offers}
            fresh = [offer for offer in answer.offers if offer.id not in known]
            if fresh:
                self.console.ring()
                person = fresh[0].person.strip() or self.seat.words("queue.no_name")
                self.console.say(self.seat.words("desk.new_offer", person=clean(person)))
        sections = desk_sections(answer, self.seat)
        self.list.show_sections(sections)
        if before is None:
            self.list.move_to(0)
        if self._goes_to is not None:
            self._move_to_lead(self._goes_to)
        self._show_title()
        self._follow()
        self.keys_changed()

    def _show_title(self) -> None:
        if self.desk is None:
            return
        words, rule = self.seat.words, self.seat.glyphs.rule * 2
        sold = words.plural("desk.sold", self.desk.sold_this_month)
        title = f"{words('desk.title')} {rule} {sold}"
        if self.list.border_title != title:
            self.list.border_title = Content(title)

    def _move_to_lead(self, lead_id: int) -> None:
        """Put the cursor on a lead that has just become mine, once it is here."""
        for index in range(len(self.list.rows) - 1, -1, -1):
            row = self.list.rows.row(index)
            if isinstance(row, DeskLine) and row.lead_id == lead_id and row.offer is None:
                self._goes_to = None
                self.list.move_to(index)
                return

    def on_changed(self, changed: dict[str, frozenset[int]]) -> None:
        if TOUCHES & changed.keys():
            for lead_id in changed.get("lead", ()):
                self.preview.forget(lead_id)
            self.reload_soon()

    def on_tick(self) -> None:
        self.list.tick()

    # ---- the line under the cursor

    def lead_under_cursor(self) -> QueueRow | None:
        line = self.list.chosen
        return line.row if line else None

    def card_under_cursor(self) -> LeadCard | None:
        row = self.lead_under_cursor()
        return self.preview.card_of(row) if row is not None else None

    def on_row_list_moved(self) -> None:
        self._follow()
        self.keys_changed()

    def on_row_list_chosen(self) -> None:
        self._open()

    def on_preview_pane_shown(self) -> None:
        self.keys_changed()

    def on_resize(self) -> None:
        self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        line = self.list.chosen
        self.preview.follow_lead(line.lead_id if line else None, self._why(line) if line else ())
        self.status.rest([(self._rest(line), "muted")] if line else ())

    def _why(self, line: DeskLine) -> list[Line]:
        offer = line.offer
        if offer is None:
            return []
        width = max(20, self.preview.size.width - 2)
        why = why_me(offer, self.seat)
        by = self._offered(line)
        lines = folded_lines(by, "accent", width, 2)
        if why:
            lines += folded_lines(self.seat.words("desk.why_you", why=why), "text", width, 4)
        return lines

    def _offered(self, line: DeskLine) -> str:
        offer = line.offer
        assert offer is not None
        when = self.seat.wording.since(offer.offered_at, self.seat.now())
        name = clean(offer.offered_by)
        return self.seat.words("desk.offered_by" if name else "desk.offered_alone", name=name, when=when)

    def _rest(self, line: DeskLine) -> str:
        offer, dot = line.offer, f" {self.seat.glyphs.dot} "
        if offer is not None:
            why = why_me(offer, self.seat)
            parts = (self._offered(line), self.seat.words("desk.why_you", why=why) if why else "")
        else:
            stage = self.seat.words(f"vocabulary.stage.{line.row.stage}") if line.row else ""
            site = line.row.site if line.row else ""
            parts = (stage, clean(site))
        return dot.join(filter(None, parts))

    # ---- what the keys do

    def refusal_for(self, code: str) -> Refusal | None:
        line = self.list.chosen
        needed = NEEDS.get(code)
        if needed is not None and not self.seat.actor.may(needed):
            return Refusal("not_your_role")
        if code in ("accept", "refuse"):
            return None if line is not None and line.offer is not None else Refusal("no_offer_chosen")
        if line is not None and line.offer is not None and (code in ON_A_LEAD or code in NEEDS):
            return None if code == "open" else Refusal("accept_first")
        if code in NEEDS:
            return None if line is not None else Refusal("no_lead_chosen")
        if code == "open":
            return None if line is not None else Refusal("no_lead_chosen")
        return super().refusal_for(code)

    async def action_press(self, code: str) -> None:
        if code in ("open", "appointment") and self.refusal_for(code) is None:
            self._open() if code == "open" else self.action_appointment()
            return
        await super().action_press(code)

    def _open(self) -> None:
        line = self.list.chosen
        if line is not None:
            self.console.open_lead(line.lead_id)

    def action_accept(self) -> None:
        """Take the offer under the cursor; the cursor goes on with the lead."""
        line, route, actor = self.list.chosen, self.seat.services.route, self.seat.actor
        if line is None or line.offer is None:
            return
        offer, person = line.offer, clean(name_of(line, self.seat))

        def accepted(lead_id: int) -> None:
            self._goes_to = lead_id
            self.console.say(self.seat.words("desk.accepted", person=person), "done")
            self.reload()

        self.ask(lambda: route.accept(actor, offer.id), accepted)

    def action_refuse(self) -> None:
        """Ask why, by its key; the offer goes to the next salesperson."""
        line, words = self.list.chosen, self.seat.words
        if line is None or line.offer is None:
            return
        offer, person = line.offer, clean(name_of(line, self.seat))
        reasons = [Choice(each.value, words(f"vocabulary.refuse_reason.{each}")) for each in RefuseReason]

        def refuse(code: str | None) -> None:
            if code is None:
                return
            route, actor = self.seat.services.route, self.seat.actor
            self.ask(lambda: route.refuse(actor, offer.id, RefuseReason(code)), refused)

        def refused(_: None) -> None:
            self.console.say(words("desk.refused", person=person), "done")
            self.reload()

        title = f"{words('desk.refuse_title')} {self.seat.glyphs.dot} {person}"
        self.app.push_screen(ChoiceOverlay(self.seat, title, reasons), refuse)

    def action_contacted(self) -> None:
        self._log(CallOutcome.REACHED)

    def action_no_answer(self) -> None:
        self._log(CallOutcome.NO_ANSWER)

    def _log(self, outcome: CallOutcome) -> None:
        line = self.list.chosen
        if line is not None:
            drawer = ContactDrawer(self.seat, line.lead_id, name_of(line, self.seat), outcome)
            self.app.push_screen(drawer, self._said)

    def _said(self, done: str | None) -> None:
        if done:
            self.console.say(done, "done")
            self.reload()

    def action_appointment(self) -> None:
        """Make an appointment without leaving the desk; what became of a planned one is said with the lead in view."""
        line, leads, actor = self.list.chosen, self.seat.services.leads, self.seat.actor
        if line is None:
            return
        lead_id = line.lead_id

        def make(card: LeadCard) -> None:
            if any(each.state is AppointmentState.PLANNED for each in card.appointments):
                self.console.open_lead(lead_id, "appointment")
            else:
                self.app.push_screen(AppointmentDrawer(self.seat, card), self._appointed)

        self.ask(lambda: leads.card(actor, lead_id), make)

    def _appointed(self, done: Done | None) -> None:
        self._said(done.text if done else None)

    def action_preview(self) -> None:
        """Show or hide the preview."""
        self.toggle_class("-preview" if self.has_class("-narrow") else "-no-preview")
        self.call_after_refresh(self._follow)
