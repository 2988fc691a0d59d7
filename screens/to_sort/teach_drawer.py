"""Describing a portal from one of its mails: the proposal is edited, tried on that mail, and kept once it reads it."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Label, TextArea

from rules.values.incoming import RawDetail
from rules.values.teaching import Trial
from screens.drawer import Drawer
from screens.fact_lines import fact_lines
from screens.safe_text import clean_lines
from screens.seat import Seat
from screens.widgets.line import Line
from screens.widgets.text_pane import TextPane, folded_lines


class TeachDrawer(Drawer[int]):
    """Ctrl+S tries what is written; again, without a change, it keeps it. Answers with the lead, 0 for none."""

    AUTO_FOCUS = "#description"
    CSS_PATH = "teach_drawer.tcss"

    def __init__(self, seat: Seat, detail: RawDetail, proposal: str) -> None:
        super().__init__(seat)
        self.raw = detail
        self.proposal = "\n".join(clean_lines(proposal))
        self._tried: tuple[str, Trial] | None = None
        """The text that was tried last, with what came of it."""

    def title_text(self) -> str:
        entry = self.raw.entry
        return f"{self.seat.words('to_sort.teach')} {self.seat.glyphs.dot} {entry.sender or entry.name}"

    def compose_form(self) -> Iterable[Widget]:
        words = self.seat.words
        self.description = TextArea(self.proposal, id="description")
        yield Label(words("to_sort.teach_description"), classes="field-label", markup=False)
        yield self.description
        yield Label(words("to_sort.teach_read"), classes="field-label", markup=False)
        self.read = TextPane(id="read")
        self.read.can_focus = False
        yield self.read

    def on_mount(self) -> None:
        self.status.rest([(self.seat.words("to_sort.teach_hint"), "muted")])
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        if self._tried is not None and self._tried[0] != self.description.text:
            self._tried = None
            self._show()

    def _show(self) -> None:
        words, width = self.seat.words, max(20, self.read.size.width - 2)
        if self._tried is None:
            self.read.show(folded_lines(words("to_sort.teach_untried"), "muted", width, 3))
            return
        trial = self._tried[1]
        key = "to_sort.teach_good" if trial.may_be_kept else "to_sort.teach_bad"
        lines: list[Line] = [
            *folded_lines(words(key), "good" if trial.may_be_kept else "late", width, 3),
        ]
        if trial.reason and words.has(f"reading.reason.{trial.reason}"):
            lines += folded_lines(words(f"reading.reason.{trial.reason}"), "soon", width, 2)
        for each in trial.fields:
            key = f"imports.field_{each.field}"
            name = words(key) if words.has(key) else each.field
            lines += fact_lines(name, each.value, width, "text", 2)
        self.read.show(lines)

    def commit(self) -> None:
        teaching, actor = self.seat.services.teaching, self.seat.actor
        raw_id, text = self.raw.entry.id, self.description.text
        if self._tried is not None and self._tried[0] == text and self._tried[1].may_be_kept:
            self.ask_once(lambda: teaching.keep(actor, raw_id, text), lambda lead: self.dismiss(lead or 0))
            return

        def tried(trial: Trial) -> None:
            self._tried = text, trial
            self._show()
            again = "to_sort.teach_again" if trial.may_be_kept else "to_sort.teach_hint"
            self.status.rest([(self.seat.words(again), "muted")])

        self.ask_once(lambda: teaching.try_out(actor, raw_id, text), tried)
