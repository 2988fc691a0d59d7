"""Other leads of the same person: Enter opens one."""

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from rules.values.lead import LeadCard, OtherLead
from screens.lead.top_line import name_of
from screens.overlay import Overlay
from screens.seat import Seat
from screens.widgets.columns import Column


class OthersOverlay(Overlay[int, OtherLead]):
    """Answers with the id of the lead to open."""

    AUTO_FOCUS = "RowList"

    def __init__(self, seat: Seat, card: LeadCard) -> None:
        self.card = card
        super().__init__(seat)

    def title_text(self) -> str:
        return self.seat.words("lead.others_of", person=name_of(self.card, self.seat))

    def columns(self) -> Sequence[Column[OtherLead]]:
        words, wording, now = self.seat.words, self.seat.wording, self.seat.now()
        return (
            Column("", lambda other: (wording.day(other.received_at, now), "muted"), 12),
            Column("", lambda other: (other.car or self.seat.glyphs.none, "text"), 20, grows=2),
            Column("", lambda other: (words(f"vocabulary.stage.{other.stage}"), "text"), 12),
            Column("", lambda other: (other.salesperson, "muted"), 12, grows=1),
        )

    def compose_top(self) -> Iterable[Widget]:
        return ()

    def on_mount(self) -> None:
        self.fill(self.card.other_leads)

    def result_of(self, row: OtherLead) -> int | None:
        return row.id
