"""The pane on the right of a list of leads: shows the record of the one under the cursor, once the cursor rests."""

from time import monotonic
from typing import Protocol

from textual.content import Content
from textual.message import Message

from rules.values.lead import LeadCard
from screens.asking import Asking
from screens.queue.preview import preview_lines
from screens.queue.queue_columns import score_text
from screens.safe_text import clean, cut, width_of
from screens.seat import Seat
from screens.themes import PALETTES
from screens.widgets.text_pane import TextPane

FOLLOWS_AFTER = 0.3
"""Seconds the cursor rests before the pane follows it: who leafs through the list waits for the list alone."""
CARDS = 200
"""Records kept."""


class Followed(Protocol):
    """What the pane needs of a row: which lead, and which version of it."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...


class PreviewPane(Asking, TextPane):
    """``follow(row)`` tells it where the cursor is; ``Shown`` says that the record of that row is known."""

    class Rested(Message):
        """The cursor has come to rest."""

    class Shown(Message):
        """Another record is shown."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(id="preview", classes="pane")
        self.seat = seat
        self._row: Followed | None = None
        self._cards: dict[int, LeadCard] = {}
        self._due = 0.0
        self._is_following = False

    def follow(self, row: Followed | None) -> None:
        """The cursor stands on ``row``, or on none."""
        self._row = row
        self._due = monotonic() + FOLLOWS_AFTER
        if not self._is_following:  # one timer that waits on, rather than a new one at each key
            self._is_following = True
            self.set_timer(FOLLOWS_AFTER, self._rested)

    def _rested(self) -> None:
        left = self._due - monotonic()
        if left > 0.01:
            self.set_timer(left, self._rested)
            return
        self._is_following = False
        self.post_message(self.Rested())
        self._read()

    @property
    def is_following(self) -> bool:
        """Whether the cursor has moved and not come to rest yet."""
        return self._is_following

    def card_of(self, row: Followed) -> LeadCard | None:
        """The record of ``row``, if it is known and still the row's version."""
        card = self._cards.get(row.id)
        return card if card is not None and card.version == row.version else None

    def forget(self, lead_id: int) -> None:
        """That lead changed."""
        self._cards.pop(lead_id, None)

    def _read(self) -> None:
        row = self._row
        if row is None or not self.display:
            self._show(None)
            return
        card = self.card_of(row)
        if card is not None:
            self._show(card)
            return
        leads, actor = self.seat.services.leads, self.seat.actor
        self.ask(
            lambda: leads.card(actor, row.id), self._keep, name="card", refused=lambda _: self._show(None)
        )

    def _keep(self, card: LeadCard) -> None:
        if len(self._cards) >= CARDS:
            self._cards.clear()
        self._cards[card.id] = card
        if self._row is not None and self._row.id == card.id:
            self._show(card)

    def _show(self, card: LeadCard | None) -> None:
        width = max(20, self.size.width - 2)
        if card is None:
            self.border_title = None
            self.show(())
        else:
            self.border_title = self._title(card, width)
            self.show(preview_lines(card, self.seat, width))
        self.post_message(self.Shown())

    def _title(self, card: LeadCard, width: int) -> Content:
        score = score_text(card.temperature, card.score, self.seat.glyphs)
        name = clean(card.person.name.strip() or self.seat.words("queue.no_name"))
        room = width - width_of(score) - 5
        if width_of(name) > room:
            name = cut(name, room)
        palette = PALETTES[self.app.theme.removeprefix("vo-")]
        rule = self.seat.glyphs.rule * max(1, room - width_of(name))
        return Content.assemble(
            Content(name), Content(" "), Content.styled(rule, palette.rule), Content(f" {score}")
        )
