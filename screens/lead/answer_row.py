"""One question of the form: its mark, its words and where the answer goes."""

from collections.abc import Iterable

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Label

from rules.values.form import FormField
from screens.lead.choice_field import ChoiceField
from screens.lead.form_words import answer_text, choices_of, label_of
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.choice_list import Choice


class AnswerRow(Horizontal):
    """``answer`` is what stands there now: a choice's code, or what was typed."""

    def __init__(self, seat: Seat, field: FormField) -> None:
        super().__init__(classes="answer-row")
        self.seat = seat
        self.field = field
        self.mark = Label("", classes="answer-mark", markup=False)
        choices = [Choice(code, text) for code, text in choices_of(field, seat.words)]
        self._typed = "" if choices else _typed(field, seat)
        self.choice: ChoiceField | None = None
        self.input: Input | None = None
        if choices:
            self.choice = ChoiceField(seat, choices, field.value or "", all_shown=False, may_be_empty=True)
        else:
            self.input = Input(value=self._typed)

    @property
    def editor(self) -> Widget:
        return self.choice or self.input or self

    @property
    def label_text(self) -> str:
        return label_of(self.field, self.seat.words)

    @property
    def answer(self) -> str:
        if self.choice is not None:
            return self.choice.value
        assert self.input is not None
        return self.input.value.strip()

    @property
    def is_changed(self) -> bool:
        before = (self.field.value or "") if self.choice is not None else self._typed
        return self.answer != before

    def compose(self) -> Iterable[Widget]:
        yield self.mark
        yield Label(clean(self.label_text), classes="answer-label", markup=False)
        yield self.editor

    def on_mount(self) -> None:
        self.show_mark()

    def take(self, field: FormField) -> None:
        """The same question after saving."""
        self.field = field
        if self.input is not None:
            self._typed = self.input.value.strip()
        self.show_mark()

    def put(self, answer: str) -> None:
        """Fill in what was begun."""
        if self.choice is not None:
            self.choice.choose(answer)
        elif self.input is not None:
            self.input.value = answer
        self.show_mark()

    def show_mark(self) -> None:
        """✓ answered, ✗ mandatory and still missing, · mandatory no longer missing; nothing otherwise."""
        glyphs = self.seat.glyphs
        is_missing = self.field.is_mandatory and not self.answer
        self.mark.update(glyphs.no if is_missing else glyphs.yes if self.answer else " ")
        self.mark.set_class(is_missing, "-missing")


def _typed(field: FormField, seat: Seat) -> str:
    """A kept answer as somebody would type it."""
    return answer_text(field, seat).replace("\u00a0", " ")
