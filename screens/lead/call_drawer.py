"""A call: the number large, the time that passes, what is still to be asked, and the outcome by one key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from textual import events
from textual.widget import Widget
from textual.widgets import Digits, Label, TextArea

from rules.phone_display import phone_for_display
from rules.refusal import Refusal
from rules.values.lead import EntryKind, LeadCard, PhoneValue
from rules.values.message import Draft
from rules.vocabulary import CallOutcome, Channel
from screens.lead.form_words import label_of
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.lead.phone_kind import phone_kind
from screens.queue.preview import verdict_text
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.choice_list import Choice, ChoiceList
from screens.widgets.line import Line
from screens.widgets.moment_input import MomentInput
from screens.widgets.text_pane import folded_lines

ASKED = 9
"""Questions reminded of at most."""


@dataclass(frozen=True, slots=True)
class RunningCall:
    """A call whose outcome is not noted yet."""

    id: int
    number: str
    started_at: datetime


class CallState(Bar):
    """One line: how long, which kind of phone, on what ground one may call."""

    def __init__(self, drawer: "CallDrawer") -> None:
        super().__init__(id="call-state")
        self.drawer = drawer

    def lines(self) -> Sequence[Line]:
        return (self.drawer.state_line(),)


class CallScript(Bar):
    """What to have in view while talking: the car, and what is still mandatory."""

    def __init__(self, drawer: "CallDrawer") -> None:
        super().__init__(id="call-script")
        self.drawer = drawer

    def lines(self) -> Sequence[Line]:
        lines = self.drawer.script_lines(self.size.width)
        self.styles.height = max(1, len(lines))
        return lines


class CallDrawer(LeadDrawer):
    """Starts the call at once when there is one number, the customer's, and nothing to warn of.

    Leaving it lets the call run on.
    ``running`` is the call to note the outcome of, for whoever comes back to it.
    """

    CONTEXT = "call"
    TITLE_KEY = "lead.call_title"
    DRAFT = "call"

    def __init__(self, seat: Seat, card: LeadCard, running: RunningCall | None = None) -> None:
        super().__init__(seat, card)
        self.running = running
        self.is_over = False
        self._phone: PhoneValue | None = None

    @property
    def warning(self) -> str:
        """What the contact policy warns of, empty when it does not."""
        for verdict in self.card.verdicts:
            if verdict.channel is Channel.PHONE and verdict.is_warning:
                return verdict_text(verdict, self.seat)
        return ""

    def compose_form(self) -> Iterable[Widget]:
        words, mark = self.seat.words, self.seat.glyphs.cursor
        phones = self.card.person.phones
        self.phones = ChoiceList(
            [Choice(str(phone.id), self._phone_text(phone)) for phone in phones],
            cursor_mark=mark,
            id="phones",
        )
        self.digits = Digits("", id="digits")
        self.number = Label("", id="number", markup=False)
        self.outcomes = ChoiceList(
            [Choice(each.value, words(f"vocabulary.call_outcome.{each}")) for each in CallOutcome],
            cursor_mark=mark,
            id="outcomes",
        )
        self.note = TextArea(id="note", soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        self.moment = MomentInput(self.seat, id="moment")
        self.state = CallState(self)
        self.script = CallScript(self)
        yield self.digits
        yield self.number
        yield self.state
        yield self.phones
        yield self.script
        yield Label(words("lead.call_outcome"), classes="field-label running", markup=False)
        yield self.outcomes
        yield Label(words("lead.call_note"), classes="field-label running", markup=False)
        yield self.note
        yield Label(words("lead.call_back"), classes="field-label running", markup=False)
        yield self.moment

    def _phone_text(self, phone: PhoneValue) -> str:
        return f"{phone_for_display(phone.e164 or phone.raw)}   {phone_kind(phone, self.seat.words)}"

    def on_mount(self) -> None:
        self.set_interval(1.0, self.state.redraw)
        self._show_phase()
        phones = self.card.person.phones
        if self.running is not None:
            return
        if len(phones) == 1 and not self.warning and not phones[0].is_others:
            self._start(phones[0])
        else:
            key = "lead.call_anyway" if self.warning else "lead.call_which"
            self.status.rest([(self.seat.words(key, why=self.warning), "soon" if self.warning else "muted")])

    def _show_phase(self) -> None:
        """Before the call the numbers, during it the number, the outcomes and the fields."""
        is_running = self.running is not None
        number = self.running.number if self.running else ""
        shown = clean(phone_for_display(number))
        self.digits.update(shown)
        self.number.update(shown)
        self.set_class(is_running, "-running")
        self.phones.display = not is_running
        for widget in (self.outcomes, self.note, self.moment, *self.query(".running").results(Widget)):
            widget.display = is_running
        self.state.redraw()
        (self.outcomes if is_running else self.phones).focus()

    # ---- what stands in the lines

    def state_line(self) -> Line:
        words, glyphs = self.seat.words, self.seat.glyphs
        line: list[tuple[str, str]] = []
        if self.running is not None:
            seconds = max(0, int((self.seat.now() - self.running.started_at).total_seconds()))
            time = f"{seconds // 60:02d}:{seconds % 60:02d}"
            line += [(f"{glyphs.call} ", "accent"), (words("lead.call_running", time=time), "strong")]
        for verdict in self.card.verdicts:
            if verdict.channel is Channel.PHONE:
                mark, ink = (glyphs.yes, "good") if verdict.allowed else (glyphs.no, "bad")
                if verdict.is_warning:
                    mark, ink = glyphs.warning, "soon"
                line += [
                    (f"{'   ' if line else ''}{mark} ", ink),
                    (verdict_text(verdict, self.seat), "muted"),
                ]
        return line

    def script_lines(self, width: int) -> list[Line]:
        words, card, dot = self.seat.words, self.card, f" {self.seat.glyphs.dot} "
        car = card.car
        facts = [car.title, str(car.year or "")] if car else [card.car_text]
        if car is not None and car.price is not None:
            facts.append(self.seat.wording.euros(car.price))
        lines = folded_lines(dot.join(filter(None, facts)), "text", width, 1) if any(facts) else []
        absent = [label_of(field, words) for field in card.form if field.is_missing][:ASKED]
        if absent:
            lines += folded_lines(words("lead.to_ask", fields=dot.join(absent)), "soon", width, 3)
        else:
            lines += folded_lines(words("lead.nothing_to_ask"), "muted", width, 1)
        return lines

    # ---- starting

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        event.stop()
        if event.choices is self.phones:
            self._start(next(each for each in self.card.person.phones if str(each.id) == event.code))
        elif event.code == CallOutcome.CALL_BACK and self.moment.moment is None:
            self.moment.field.focus()
            self.status.rest([(self.seat.words("lead.call_back_when"), "accent")])
        else:
            self.commit()

    def _start(self, phone: PhoneValue) -> None:
        conversation, actor, lead = self.seat.services.conversation, self.seat.actor, self.card.id
        anyway, number = bool(self.warning), phone.e164 or phone.raw
        self._phone = phone

        def started(call_id: int) -> None:
            self._go_on(RunningCall(call_id, number, self.seat.now()))

        def refused(refusal: Refusal) -> None:
            call = refusal.params.get("call")
            if refusal.code == "call_running" and isinstance(call, int):
                self._go_on(RunningCall(call, number, self._started_before()))
            self.console.say_refusal(refusal)

        self.ask(
            lambda: conversation.start_call(actor, lead, phone.id, anyway=anyway),
            started,
            keys_wait=True,
            refused=refused,
        )

    def _started_before(self) -> datetime:
        calls = [
            entry
            for entry in self.card.timeline
            if entry.kind is EntryKind.CALL and entry.code == "call_running"
        ]
        return calls[-1].at if calls else self.seat.now()

    def _go_on(self, call: RunningCall) -> None:
        self.running = call
        self.status.rest(())
        self._show_phase()
        self.keys_changed()

    def keys_changed(self) -> None:
        self.key_line.redraw()

    # ---- ending

    def refusal_for(self, code: str) -> Refusal | None:
        return Refusal("call_not_begun") if code == "form" and self.running is None else None

    def action_form(self) -> None:
        """Fill the form while talking; the call runs on."""
        self.keep_draft()
        self.dismiss(Done("", then="form"))

    def commit(self) -> None:
        call, chosen = self.running, self.outcomes.chosen
        if call is None:
            if self.phones.chosen is not None:
                self.phones.post_message(ChoiceList.Picked(self.phones, self.phones.chosen))
            return
        outcome = CallOutcome(chosen or CallOutcome.REACHED)
        at = self.moment.moment if outcome is CallOutcome.CALL_BACK else None
        if outcome is CallOutcome.CALL_BACK and at is None:
            self.moment.field.focus()
            self.refuse("call_back_when")
            return
        conversation, actor, note = self.seat.services.conversation, self.seat.actor, self.note.text.strip()
        words = self.seat.words
        text = words("lead.call_ended", outcome=words(f"vocabulary.call_outcome.{outcome}"))
        if at is not None:
            when = self.seat.wording.moment(at, self.seat.now())
            text = words("lead.call_back_planned", when=when)
        hint = _NEXT.get(outcome, "")
        done = Done(
            f"{text} {self.seat.glyphs.dot} {words(hint)}" if hint else text, is_leaving=at is not None
        )

        def ended(_: Any) -> Done:
            self.is_over, self.running = True, None
            return done

        self.do(lambda: conversation.end_call(actor, call.id, outcome, note, at), ended)

    def on_input_submitted(self) -> None:
        self.commit()

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter" and self.focused is self.moment.field:
            event.stop()
            self.outcomes.move_to(list(CallOutcome).index(CallOutcome.CALL_BACK))
            self.commit()

    def written(self) -> Draft | None:
        return Draft(None, "", self.note.text) if self.note.text.strip() else None

    def take_up(self, draft: Draft) -> None:
        self.note.text = draft.body
        self.note.move_cursor(self.note.document.end)


_NEXT = {
    CallOutcome.REACHED: "lead.next_form",
    CallOutcome.NO_ANSWER: "lead.next_relaunch",
    CallOutcome.BUSY: "lead.next_relaunch",
    CallOutcome.VOICEMAIL: "lead.next_relaunch",
    CallOutcome.HUNG_UP: "lead.next_relaunch",
    CallOutcome.WRONG_NUMBER: "lead.next_email",
}
"""What one usually does after a call, by its outcome."""
