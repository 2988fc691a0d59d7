"""Describing a portal from one of its mails: the proposal is edited, tried on that mail, and kept once it reads it."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Label, TextArea

from rules.refusal import Refusal
from rules.values.incoming import RawDetail
from rules.values.teaching import ReadField, Taught, Trial
from screens.drawer import Drawer
from screens.fact_lines import fact_lines
from screens.refusal_words import refusal_sentence
from screens.safe_text import clean_lines
from screens.seat import Seat
from screens.widgets.line import Line
from screens.widgets.text_pane import TextPane, folded_lines


class TeachDrawer(Drawer[Taught]):
    """Ctrl+S tries what is written; again, without a change, it keeps it. Answers with what came of it.

    What was written is there again when it was left and is opened again.
    """

    AUTO_FOCUS = "#description"
    CSS_PATH = "teach_drawer.tcss"

    def __init__(self, seat: Seat, detail: RawDetail, proposal: str) -> None:
        super().__init__(seat)
        self.raw = detail
        self.proposal = "\n".join(clean_lines(proposal))
        self._draft = "teach", detail.entry.id
        self._tried: tuple[str, Trial] | None = None
        """The text that was tried last, with what came of it."""
        self._refused = ""
        """Why what is written could not be tried."""

    def title_text(self) -> str:
        entry = self.raw.entry
        return f"{self.seat.words('to_sort.teach')} {self.seat.glyphs.dot} {entry.sender or entry.name}"

    def compose_form(self) -> Iterable[Widget]:
        words = self.seat.words
        (text,) = self.console.begun_sorting.get(self._draft, (self.proposal,))
        self.description = TextArea(text, show_line_numbers=True, id="description")
        yield Label(words("to_sort.teach_description"), classes="field-label", markup=False)
        yield self.description
        yield Label(words("to_sort.teach_read"), classes="field-label", markup=False)
        self.read = TextPane(id="read")
        yield self.read

    def on_mount(self) -> None:
        is_begun = self._draft in self.console.begun_sorting
        hint = "to_sort.teach_taken_up" if is_begun else "to_sort.teach_hint"
        self.status.rest([(self.seat.words(hint), "muted")])
        self._name_commit()
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        if self._refused or (self._tried is not None and self._tried[0] != self.description.text):
            self._tried, self._refused = None, ""
            self._show()
            self._name_commit()

    def _show(self) -> None:
        width = max(20, self.read.size.width - 2)
        if self._refused:
            self.read.show(folded_lines(self._refused, "late", width))
        elif self._tried is None:
            self.read.show(folded_lines(self.seat.words("to_sort.teach_untried"), "muted", width, 3))
        else:
            self.read.show(self._trial_lines(self._tried[1], width))

    def _trial_lines(self, trial: Trial, width: int) -> list[Line]:
        """What the mail becomes, what nobody read of it, then each field below whoever read it."""
        words = self.seat.words
        key = "to_sort.teach_good" if trial.may_be_kept else "to_sort.teach_bad"
        lines = folded_lines(words(key), "good" if trial.may_be_kept else "late", width, 3)
        if trial.reason and words.has(f"reading.reason.{trial.reason}"):
            lines += folded_lines(words(f"reading.reason.{trial.reason}"), "soon", width, 2)
        if trial.unread:
            names = ", ".join(words(f"teaching.unread_{code}") for code in trial.unread)
            lines += fact_lines(words("teaching.unread"), names, width, "missing", 3)
            lines += folded_lines(words("teaching.unread_hint"), "muted", width, 3)
        for is_general, heading in ((False, "by_description"), (True, "by_general")):
            if fields := [each for each in trial.fields if each.is_general is is_general]:
                lines += [[], [(words(f"teaching.{heading}"), "accent")]]
                for each in fields:
                    lines += self._field_lines(each, width)
        return lines

    def _field_lines(self, read: ReadField, width: int) -> list[Line]:
        words = self.seat.words
        named = (f"imports.field_{read.field}", f"teaching.field_{read.field}")
        name = next((words(key) for key in named if words.has(key)), read.field)
        return fact_lines(name, self._shown(read), width, "text", 3)

    def _shown(self, read: ReadField) -> str:
        """The value in the user's words where it is one of ours."""
        key = f"vocabulary.{read.field}.{read.value}"
        return self.seat.words(key) if self.seat.words.has(key) else read.value

    def commit(self) -> None:
        teaching, actor = self.seat.services.teaching, self.seat.actor
        raw_id, text = self.raw.entry.id, self.description.text
        if self._tried is not None and self._tried[0] == text and self._tried[1].may_be_kept:

            def kept(taught: Taught) -> None:
                self.console.begun_sorting.pop(self._draft, None)
                self.dismiss(taught)

            self.ask_once(lambda: teaching.keep(actor, raw_id, text), kept, self._refuse)
            return

        def tried(trial: Trial) -> None:
            self._tried, self._refused = (text, trial), ""
            self._show()
            self._name_commit()
            again = "to_sort.teach_again" if trial.may_be_kept else "to_sort.teach_hint"
            self.status.rest([(self.seat.words(again), "muted")])

        self.ask_once(lambda: teaching.try_out(actor, raw_id, text), tried, self._refuse)

    def _name_commit(self) -> None:
        """Ctrl+S only tries, until what stands there was tried and reads an enquiry."""
        tried = self._tried
        is_good = tried is not None and tried[0] == self.description.text and tried[1].may_be_kept
        instead = {} if is_good else {"commit": "try_out"}
        if self.key_line.instead != instead:
            self.key_line.instead = instead
            self.key_line.redraw()

    def keep_draft(self) -> None:
        if self.description.text not in (self.proposal, ""):
            self.console.begun_sorting[self._draft] = (self.description.text,)
        else:
            self.console.begun_sorting.pop(self._draft, None)

    def _refuse(self, refusal: Refusal) -> None:
        """In the status line, and whole in the pane below: a list of fields is longer than a line."""
        self._tried, self._refused = None, refusal_sentence(refusal, self.seat.words, self.seat)
        self._show()
        self.status.rest([(self._refused, "soon")])
