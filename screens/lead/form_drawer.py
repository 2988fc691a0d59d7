"""The qualification form: what is missing first, choices by key, saved as far as it is filled; F4 qualifies."""

import json
from collections.abc import Iterable, Sequence

from textual import events
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from rules.refusal import Refusal
from rules.values.lead import LeadCard
from rules.values.message import Draft
from screens.lead.answer_row import AnswerRow
from screens.lead.choice_field import ChoiceField
from screens.lead.lead_drawer import Done, LeadDrawer
from screens.refusal_words import refusal_sentence
from screens.safe_text import width_of
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.choice_list import KEYS
from screens.widgets.line import Line, Piece


class Hints(Bar):
    """The answers there are to the question in focus, each with its key."""

    DEFAULT_CSS = "Hints { height: 3; }"

    def __init__(self, seat: Seat) -> None:
        super().__init__(id="hints")
        self.seat = seat
        self.row: AnswerRow | None = None

    def follow(self, row: AnswerRow | None) -> None:
        self.row = row
        self.redraw()

    def lines(self) -> Sequence[Line]:
        row = self.row
        if row is None:
            return ()
        if row.choice is None:
            return ([(self.seat.words(f"lead.hint_{row.field.kind}"), "muted")],)
        lines: list[list[Piece]] = [[]]
        used = 0
        for number, choice in enumerate(row.choice.choices):
            pieces: list[Piece] = [(f"{KEYS[number]} ", "key"), (f"{choice.text}   ", "text")]
            taken = sum(width_of(text) for text, _ in pieces)
            if used + taken > self.size.width and used:
                lines.append([])
                used = 0
            lines[-1] += pieces
            used += taken
        return lines


class FormDrawer(LeadDrawer):
    """Ctrl+S saves what is filled, F4 saves and qualifies; what cannot be read is named and nothing is saved."""

    CONTEXT = "form"
    TITLE_KEY = "lead.form_title"
    DRAFT = "form"

    def __init__(self, seat: Seat, card: LeadCard) -> None:
        super().__init__(seat, card)
        missing_first = sorted(card.form, key=lambda field: not field.is_missing)
        self.rows = [AnswerRow(seat, field) for field in missing_first]
        self.hints = Hints(seat)

    def compose_form(self) -> Iterable[Widget]:
        yield VerticalScroll(*self.rows, id="answers", can_focus=False)
        yield self.hints

    def on_mount(self) -> None:
        self._show_asked()
        if self.rows:
            self.rows[0].editor.focus()
        self._count()

    # ---- what is asked

    def _show_asked(self) -> None:
        """Questions that another answer makes pointless are not shown."""
        answers = {row.field.code: row.answer for row in self.rows}
        for row in self.rows:
            row.display = not row.field.only_if or answers.get(row.field.only_if) == "yes"

    def _count(self) -> None:
        needed = [row for row in self.rows if row.field.is_mandatory and row.display]
        done = sum(1 for row in needed if row.answer)
        key = "lead.form_ready" if done == len(needed) else "lead.form_count"
        ink = "good" if done == len(needed) else "muted"
        self.status.rest([(self.seat.words(key, done=done, total=len(needed)), ink)])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.hints.follow(next((row for row in self.rows if row.editor is event.widget), None))

    def _changed(self) -> None:
        for row in self.rows:
            row.show_mark()
        self._show_asked()
        self._count()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._changed()

    def on_choice_field_changed(self, event: ChoiceField.Changed) -> None:
        event.stop()
        self._changed()
        if event.is_picked:
            self.focus_next()

    def on_key(self, event: events.Key) -> None:
        moves = {"down": self.focus_next, "enter": self.focus_next, "up": self.focus_previous}
        if event.key in moves:
            event.stop()
            moves[event.key]()

    # ---- keeping

    def _answers(self) -> dict[str, str]:
        return {row.field.code: row.answer for row in self.rows if row.is_changed}

    def written(self) -> Draft | None:
        answers = self._answers()
        return Draft(None, "", json.dumps(answers)) if answers else None

    def take_up(self, draft: Draft) -> None:
        try:
            answers = json.loads(draft.body)
        except ValueError:
            return
        if not isinstance(answers, dict):
            return
        for row in self.rows:
            if isinstance(answers.get(row.field.code), str):
                row.put(answers[row.field.code])
        self._changed()

    def commit(self) -> None:
        answers, lead = self._answers(), self.card.id
        qualification, actor = self.seat.services.qualification, self.seat.actor
        if not answers:
            self.dismiss(Done(""))
            return
        done = Done(self.seat.words("lead.form_saved"))
        self.do(lambda: qualification.fill(actor, lead, answers), lambda _: done, self._point_at)

    def action_qualify(self) -> None:
        answers, lead = self._answers(), self.card.id
        qualification, actor = self.seat.services.qualification, self.seat.actor

        def fill_and_qualify() -> None:
            if answers:
                qualification.fill(actor, lead, answers)
            qualification.qualify(actor, lead)

        words = self.seat.words
        done = Done(f"{words('lead.qualified')} {self.seat.glyphs.dot} {words('lead.next_route')}")
        self.do(fill_and_qualify, lambda _: done, self._point_at)

    def _point_at(self, refusal: Refusal) -> None:
        """The field a refusal is about has the focus and is named."""
        self.console.say_refusal(refusal)
        if refusal.code == "fields_missing":
            leads, actor, lead = self.seat.services.leads, self.seat.actor, self.card.id
            self.ask(lambda: leads.card(actor, lead), self._saved_so_far, name="card")
            return
        row = next((row for row in self.rows if row.field.code == refusal.params.get("field")), None)
        if row is not None:
            row.editor.focus()
            sentence = refusal_sentence(refusal, self.seat.words, self.seat)
            self.console.say(f"{row.label_text} : {sentence}", "refusal")

    def _saved_so_far(self, card: LeadCard) -> None:
        """What was filled is saved; what is still missing is named."""
        fields = {field.code: field for field in card.form}
        for row in self.rows:
            row.take(fields.get(row.field.code, row.field))
        self._changed()
        absent = [row for row in self.rows if row.field.is_missing]
        if absent:
            absent[0].display = True
            absent[0].editor.focus()
            names = ", ".join(row.label_text for row in absent)
            self.console.say(self.seat.words("lead.form_missing", fields=names), "refusal")
