"""``/``: people, numbers, addresses and cars, among open and closed leads, as one types."""

from collections.abc import Iterable, Sequence

from textual.timer import Timer
from textual.widget import Widget

from rules.phone_display import phone_for_display
from rules.values.queue import SearchHit
from screens.overlay import Overlay
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.status_line import StatusLine

LEAST = 2
"""Letters before it asks."""
WAITS = 0.12
"""Seconds without a key before it asks, so that a fast typist asks once."""


class SearchOverlay(Overlay[int, SearchHit]):
    """Answers with the lead that was chosen. ``title`` says for what, ``text`` is looked for at once."""

    CSS_PATH = "search_overlay.tcss"
    AROUND = 5

    def __init__(self, seat: Seat, title: str = "", text: str = "") -> None:
        super().__init__(seat)
        self.heading = title or seat.words("shell.search")
        self.field.value = clean(" ".join(text.split()))
        self.status = StatusLine()
        self._timer: Timer | None = None
        self._answered = ""
        """The text that the hits on screen are for."""

    def title_text(self) -> str:
        return self.heading

    def hint(self) -> str:
        return self.seat.words("shell.search_hint")

    def columns(self) -> Sequence[Column[SearchHit]]:
        words, wording, now = self.seat.words, self.seat.wording, self.seat.now
        return (
            Column("", lambda hit: (hit.person or words("queue.no_name"), "text"), 18, grows=2),
            Column("", lambda hit: (phone_for_display(hit.phone), "text"), 14, drops=1),
            Column("", lambda hit: (hit.car, "muted"), 14, grows=2, drops=2),
            Column("", lambda hit: (words(f"vocabulary.stage.{hit.stage}"), "muted"), 15, drops=3),
            Column("", lambda hit: (wording.day(hit.received_at, now()), "muted"), 12, drops=4),
        )

    def compose_top(self) -> Iterable[Widget]:
        yield self.field
        self.status.rest([(self.seat.words("shell.search_start"), "muted")])
        yield self.status

    def on_mount(self) -> None:
        if self.field.value:
            self._search()

    def narrow(self) -> None:
        """Ask a moment after the last key; the store does the narrowing."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(WAITS, self._search)

    def _search(self, *, chooses: bool = False) -> None:
        text = self.field.value.strip()
        if len(text) < LEAST:
            self._show(text, ())
            return
        queue, actor = self.seat.services.queue, self.seat.actor
        self.ask(
            lambda: queue.search(actor, text),
            lambda hits: self._show(text, hits, chooses=chooses),
            name="search",
            keys_wait=chooses,
        )

    def _show(self, text: str, hits: Sequence[SearchHit], *, chooses: bool = False) -> None:
        words = self.seat.words
        if len(text) < LEAST:
            self.status.rest([(words("shell.search_start"), "muted")])
        else:
            said = "" if hits else words("shell.search_none", text=text)
            self.status.rest([(said, "muted")])
        self.all_rows, self._answered = hits, text
        self.show_rows(hits)
        if chooses:
            super().action_choose()

    def action_choose(self) -> None:
        """Choose among the hits for what stands in the field, not for what stood there a moment ago."""
        if self.field.value.strip() == self._answered:
            super().action_choose()
            return
        if self._timer is not None:
            self._timer.stop()
        self._search(chooses=True)

    def result_of(self, row: SearchHit) -> int:
        return row.lead_id
