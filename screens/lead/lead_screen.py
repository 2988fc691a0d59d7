"""One lead in full: who and what on the left, the conversation, the car on the right; its keys open drawers over it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from rules import urgency
from rules.action import Action
from rules.calendars import Calendar
from rules.refusal import Refusal
from rules.values.lead import LeadCard
from rules.vocabulary import CLOSED_STAGES
from screens.console_screen import HORIZONTAL, ConsoleScreen
from screens.lead.alike_lines import gone_hint, gone_notice
from screens.lead.car_lines import side_text
from screens.lead.cars_pane import CarsPane, CarText
from screens.lead.conversation import conversation_lines
from screens.lead.conversation_pane import ConversationPane
from screens.lead.key_refusals import action_refusal
from screens.lead.lead_acts import LeadActs
from screens.lead.lead_drawer import WIDEST
from screens.lead.likeness_words import suggestion_hints
from screens.lead.pane_tabs import NAMES, PaneTabs
from screens.lead.person_lines import person_lines
from screens.lead.top_line import TopLine, row_of
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.line import Line

PRESENT_EVERY = 30.0
"""Seconds between two signs that somebody has the lead open."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one read brings."""

    card: LeadCard
    calendars: Mapping[int, Calendar]


class LeadScreen(LeadActs, ConsoleScreen[None]):
    """``action`` is a key of the lead to start with once the record is there."""

    CONTEXT = "lead"
    CSS_PATH = "lead_screen.tcss"
    HORIZONTAL_BREAKPOINTS = [*HORIZONTAL, (WIDEST, "-widest")]
    AUTO_FOCUS = "#conversation"

    def __init__(self, seat: Seat, lead_id: int, action: str = "") -> None:
        super().__init__(seat)
        self.lead_id = lead_id
        self.card: LeadCard | None = None
        self.wanted = action
        self.running = None
        self.top = TopLine(seat)
        self.person = CarsPane(id="person", classes="pane")
        self.conversation = ConversationPane(id="conversation", classes="pane")
        self.side = CarsPane(id="side", classes="pane")
        self.panes = (self.conversation, self.person, self.side)
        self.tabs = PaneTabs(seat)
        self._calendars: Mapping[int, Calendar] = {}
        self._is_unfolded = False
        self._pane = 0
        self._drawn_for: tuple[int, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        yield self.top
        yield self.tabs
        yield Container(self.person, self.conversation, self.side, classes="body")

    def on_mount(self) -> None:
        self._show_pane()
        self.reload()
        self._say_present()
        self.set_interval(PRESENT_EVERY, self._say_present)

    def on_unmount(self) -> None:
        leads, actor, lead = self.seat.services.leads, self.seat.actor, self.lead_id
        if self.card is not None and self.app.is_running:
            self.ask(lambda: leads.left(actor, lead))

    def _say_present(self) -> None:
        leads, actor, lead = self.seat.services.leads, self.seat.actor, self.lead_id
        self.ask(lambda: leads.opened(actor, lead), refused=lambda _: None)

    # ---- reading

    def reload(self, *, keys_wait: bool = True) -> None:
        services, actor, lead = self.seat.services, self.seat.actor, self.lead_id
        known = self._calendars

        def read() -> Reading:
            return Reading(services.leads.card(actor, lead), known or services.queue.calendars())

        self.ask(read, self._show, name="card", keys_wait=keys_wait, refused=self._cannot_read)

    def _cannot_read(self, refusal: Refusal) -> None:
        self.wanted = ""
        if self.card is None:
            self.console.forget_typed()
            self.console.go_back()
        self.console.say_refusal(refusal)

    def _show(self, reading: Reading) -> None:
        self.card, self._calendars = reading.card, reading.calendars
        self._draw()
        self.keys_changed()
        if self.wanted:
            wanted, self.wanted = self.wanted, ""
            self.call_later(self.action_press, wanted)

    def on_changed(self, changed: dict[str, frozenset[int]]) -> None:
        person = self.card.person.id if self.card else 0
        if self.lead_id in changed.get("lead", frozenset()) or person in changed.get("person", frozenset()):
            self.reload(keys_wait=False)

    def on_tick(self) -> None:
        self.top.redraw()
        self._explain()

    # ---- drawing

    def _draw(self) -> None:
        card = self.card
        if card is None:
            return
        self._drawn_for = self._widths()
        self.top.show(card, self._calendars)
        if asked := suggestion_hints(card, self.seat):
            self.tabs.ask(*asked, keys=self.seat.words("identity.hint_keys"))
        else:
            self.tabs.ask(*filter(None, (gone_notice(card, self.seat), gone_hint(card, self.seat))))
        has_side = self.size.width >= WIDEST
        is_narrow = self.has_class("-narrow")
        left = person_lines(card, self.seat, self._width(self.person))
        side = side_text(card, self.seat, self._width(self.side if has_side or is_narrow else self.person))
        self.person.show_text(CarText(left) if has_side or is_narrow else side.below([*left, []]))
        self.side.show_text(side)
        self._draw_conversation(card)
        self._explain()

    def _draw_conversation(self, card: LeadCard) -> None:
        pane = self.conversation
        width = self._width(pane) - 1
        pane.follow(conversation_lines(card, self.seat, width, is_unfolded=self._is_unfolded))

    def on_text_pane_resized(self) -> None:
        """A drawer that opens or closes changes the panes a moment after the screen: fold for what they have now."""
        if self._widths() != self._drawn_for:
            self._draw()

    def _widths(self) -> tuple[int, ...]:
        return tuple(pane.size.width for pane in self.panes)

    def _width(self, pane: Widget) -> int:
        return max(20, pane.size.width - 2)

    def _explain(self) -> None:
        """The line at rest: a call that runs, what can be done with a chosen car, or why the lead stands where it stands."""
        self.status.rest(self._rest_line())

    def _rest_line(self) -> Line:
        card, words, now = self.card, self.seat.words, self.seat.now()
        if card is None:
            return ()
        if self.running is not None:
            seconds = max(0, int((now - self.running.started_at).total_seconds()))
            time = f"{seconds // 60:02d}:{seconds % 60:02d}"
            return [(f"{self.seat.glyphs.call} {words('lead.call_goes_on', time=time)}", "accent")]
        if self._car_under_cursor is not None and self.refusal_for("choose_car") is None:
            return [(words("stock.choose_hint"), "text")]
        if card.stage in CLOSED_STAGES:
            reason = words(f"vocabulary.close_reason.{card.close_reason}") if card.close_reason else ""
            stage = words(f"vocabulary.stage.{card.stage}")
            text = f"{stage} : {reason}" if reason else stage
            return [(f"{text} {self.seat.glyphs.dot} {words('lead.closed_hint')}", "muted")]
        if not card.clocks:
            return [(words("lead.no_clock_hint"), "muted")]
        reading = card.clocks[0]
        calendar = self._calendars.get(reading.calendar)
        if calendar is None:
            return ()
        return [(urgency.why_line(urgency.why(row_of(card, reading), calendar, now), words), "muted")]

    def on_resize(self) -> None:
        self.call_after_refresh(self._after_resize)

    def _after_resize(self) -> None:
        self._show_pane()
        self.call_after_refresh(self._draw)

    # ---- panes and screens

    def make_room(self, is_beside: bool) -> None:
        """While a drawer is open, what fits beside it stays in view, folded anew."""
        self.set_class(is_beside, "-beside")
        self.call_after_refresh(self._draw)

    def _show_pane(self) -> None:
        """One pane at a time where it is narrow; all that fit otherwise."""
        is_narrow = self.has_class("-narrow")
        for number, (pane, name) in enumerate(zip(self.panes, NAMES, strict=True)):
            pane.set_class(is_narrow and number != self._pane, "-hidden")
            pane.border_title = None if is_narrow else Content(self.seat.words(name))
        self.tabs.show(self._pane)

    def action_panes(self) -> None:
        """The next pane; where there is one at a time, it is shown."""
        shown = self.panes if self.has_class("-narrow") else [pane for pane in self.panes if pane.display]
        focused = self.focused if self.focused in shown else self.panes[self._pane]
        at = (list(shown).index(focused) + 1) % len(shown)  # type: ignore[arg-type] # one of them, as just seen
        self.go_to_pane(self.panes.index(shown[at]))

    def go_to_pane(self, number: int) -> None:
        self._pane = number
        self._show_pane()
        self.panes[number].focus()
        self.call_after_refresh(self._draw)

    def on_pane_tabs_chosen(self, event: PaneTabs.Chosen) -> None:
        self.go_to_pane(event.number)

    # ---- another car for the lead

    @property
    def _car_under_cursor(self) -> int | None:
        pane = self.focused
        return pane.chosen if isinstance(pane, CarsPane) else None

    def refusal_for(self, code: str) -> Refusal | None:
        if code == "choose_car" and self.card is not None:
            if not self.card.alternatives:
                return Refusal("no_alternative")
            if self._car_under_cursor is None:
                return Refusal("alternative_not_chosen")
            return action_refusal(self.card, Action.CHOOSE_CAR)
        return super().refusal_for(code)

    def on_cars_pane_moved(self) -> None:
        self.status.silence()
        self._explain()

    def action_choose_car(self) -> None:
        """The alternative under the cursor becomes the car of the lead."""
        desk, actor, lead, car_id = (
            self.seat.services.desk,
            self.seat.actor,
            self.lead_id,
            self._car_under_cursor,
        )
        if car_id is None:
            return
        title = next((car.title for car in self.record.alternatives if car.id == car_id), "")
        self.act(
            lambda: desk.choose_car(actor, lead, car_id),
            lambda _: self.say_done("stock.car_chosen", car=clean(title)),
        )

    def action_unfold(self) -> None:
        """Show or hide what was quoted in the conversation."""
        self._is_unfolded = not self._is_unfolded
        if self.card is not None:
            self._draw_conversation(self.card)

    def go_on_with(self, lead_id: int) -> None:
        self.app.switch_screen(LeadScreen(self.seat, lead_id))
