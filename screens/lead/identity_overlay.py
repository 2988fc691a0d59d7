"""Who may be the same person, and the person's other leads: ``=`` makes one of two, ``*`` keeps or takes them apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.widget import Widget

from rules.refusal import Refusal
from rules.values.identity import MergePreview, SuggestionCard
from rules.values.lead import LeadCard, OtherLead
from rules.vocabulary import Stage
from screens.lead.likeness_words import preview_lines, reasons_text, sides_lines
from screens.lead.top_line import name_of
from screens.overlay import Overlay
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.line import Line
from screens.widgets.row_list import RowList
from screens.widgets.text_pane import TextPane, folded_lines

TOLD_LINES = 9
"""Lines that say what will become of the two."""

Row = SuggestionCard | OtherLead


@dataclass(frozen=True, slots=True)
class Decided:
    """What was chosen for a row: ``open``, ``together`` or ``apart``."""

    what: str
    row: Row


class IdentityOverlay(Overlay[Decided, Row]):
    CONTEXT = "identity"
    CSS_PATH = "identity_overlay.tcss"
    AUTO_FOCUS = "RowList"
    AROUND = 4 + TOLD_LINES

    def __init__(self, seat: Seat, card: LeadCard) -> None:
        self.card = card
        self.told = TextPane(id="told")
        super().__init__(seat)

    def title_text(self) -> str:
        return self.seat.words("identity.title", person=name_of(self.card, self.seat))

    def columns(self) -> Sequence[Column[Row]]:
        return (
            Column("", lambda row: (self._when(row), "muted"), 12),
            Column("", lambda row: (self._who(row), "text"), 20, grows=2),
            Column("", lambda row: (self._how(row), "soon" if _is_suggested(row) else "text"), 14),
            Column("", lambda row: (self._where(row), "muted"), 12, grows=1),
        )

    def compose_top(self) -> Iterable[Widget]:
        yield self.told

    def on_mount(self) -> None:
        self.fill([*self.card.suggestions, *self.card.other_leads])

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        """Say what would become of the row under the cursor."""
        row, identity = self.list.current, self.seat.services.identity
        actor, lead = self.seat.actor, self.card.id
        if row is None:
            return
        self.key_line.redraw()
        self._tell(row, None)
        if isinstance(row, SuggestionCard):
            self.ask(
                lambda: identity.preview(actor, lead, row.id),
                lambda preview: self._tell(row, preview),
                name="preview",
            )
        elif row.duplicate_of is None:
            self.ask(
                lambda: identity.preview_leads(actor, lead, row.id),
                lambda preview: self._tell(row, preview),
                name="preview",
            )

    def result_of(self, row: Row) -> Decided | None:
        return Decided("open", row)

    def refusal_for(self, code: str) -> Refusal | None:
        row = self.list.current
        if code == "together" and isinstance(row, OtherLead) and row.duplicate_of is not None:
            return Refusal("merge_duplicate", lead=row.duplicate_of)
        if code == "choose" and isinstance(row, SuggestionCard) and row.lead_id is None:
            return Refusal("no_lead_of_theirs")
        return super().refusal_for(code)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.call_later(self.action_press, "choose")

    def action_together(self) -> None:
        self._decide("together")

    def action_apart(self) -> None:
        self._decide("apart")

    def _decide(self, what: str) -> None:
        if self.list.current is not None:
            self.dismiss(Decided(what, self.list.current))

    def _tell(self, row: Row, preview: MergePreview | None) -> None:
        words, width = self.seat.words, max(20, self.told.size.width)
        lines: list[Line] = []
        if isinstance(row, SuggestionCard):
            lines += folded_lines(reasons_text(row, self.seat), "soon", width, 3)
        if preview is not None:
            lines += sides_lines(preview, self.seat, width)
            lines += preview_lines(preview, self.seat, width)
        elif not isinstance(row, SuggestionCard) and row.duplicate_of is not None:
            lines += folded_lines(words("identity.split_told"), "text", width, 3)
        self.told.show(lines)

    def _when(self, row: Row) -> str:
        at = row.heard_at if isinstance(row, SuggestionCard) else row.received_at
        return self.seat.wording.day(at, self.seat.now()) if at is not None else ""

    def _who(self, row: Row) -> str:
        return clean(row.name if isinstance(row, SuggestionCard) else row.car) or self.seat.glyphs.none

    def _how(self, row: Row) -> str:
        words = self.seat.words
        if isinstance(row, SuggestionCard):
            return words("identity.likeness", percent=row.percent)
        stage = Stage.DUPLICATE if row.duplicate_of is not None else row.stage
        return words(f"vocabulary.stage.{stage}")

    def _where(self, row: Row) -> str:
        return clean(row.town if isinstance(row, SuggestionCard) else row.salesperson)


def _is_suggested(row: Row) -> bool:
    return isinstance(row, SuggestionCard)
