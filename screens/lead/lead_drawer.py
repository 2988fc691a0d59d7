"""A drawer about one lead: it ends with what was done, in one sentence, and keeps its draft with the lead."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.widgets import Label

from rules.refusal import Refusal
from rules.values.lead import LeadCard
from rules.values.message import Draft
from screens.console_screen import HORIZONTAL
from screens.drawer import Drawer
from screens.lead.top_line import name_of
from screens.seat import Seat

WIDEST = 150
"""Columns from which the car has a pane of its own, and two panes stay in view beside a drawer."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a drawer ended."""

    text: str
    """One calm line, in the user's words; empty says nothing."""
    then: str = ""
    """A key of the lead to go on with."""
    is_leaving: bool = False
    """Nothing is left to do here: the next lead is proposed."""


class LeadDrawer(Drawer[Done]):
    """A subclass gives ``TITLE_KEY`` and, to keep drafts, ``DRAFT``, ``written`` and ``take_up``."""

    CSS_PATH = "lead_drawers.tcss"
    HORIZONTAL_BREAKPOINTS = [*HORIZONTAL, (WIDEST, "-widest")]
    TITLE_KEY: ClassVar[str] = ""
    DRAFT: ClassVar[str] = ""
    """Under which kind a draft is kept; empty keeps none."""

    def __init__(self, seat: Seat, card: LeadCard) -> None:
        super().__init__(seat)
        self.card = card

    @property
    def draft_kind(self) -> str:
        return self.DRAFT

    def title_text(self) -> str:
        return f"{self.seat.words(self.TITLE_KEY)} {self.seat.glyphs.dot} {name_of(self.card, self.seat)}"

    def label(self, key: str, **params: Any) -> Label:
        """A field's label."""
        return Label(self.seat.words(key, **params), classes="field-label", markup=False)

    def on_mount(self) -> None:
        # Textual calls this and a subclass's own ``on_mount``: no subclass calls it once more.
        self.read_draft()

    def written(self) -> Draft | None:
        """What stands in the fields; None when they are empty."""
        return None

    def take_up(self, draft: Draft) -> None:
        """Fill the fields with what was begun."""

    def read_draft(self) -> None:
        """Go on where one left."""
        if not self.draft_kind:
            return
        compose, actor, lead = self.seat.services.compose, self.seat.actor, self.card.id

        def read(draft: Draft | None) -> None:
            if draft is not None and self.written() is None:
                self.take_up(draft)
                self.status.rest([(self.seat.words("lead.draft_back"), "muted")])

        kind = self.draft_kind
        self.ask(lambda: compose.draft(actor, lead, kind), read, name="draft", keys_wait=True)

    def keep_draft(self) -> None:
        self._write_draft(self.written())

    def forget_draft(self) -> None:
        """What was begun is done."""
        self._write_draft(None)

    def _write_draft(self, draft: Draft | None) -> None:
        if not self.draft_kind:
            return
        compose, actor, lead = self.seat.services.compose, self.seat.actor, self.card.id
        kind = self.draft_kind
        self.ask(lambda: compose.keep_draft(actor, lead, kind, draft))

    def do(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], Done],
        refused: Callable[[Refusal], None] | None = None,
    ) -> None:
        """Commit: ask once, then end with what ``done`` says of the answer. Drafts are forgotten.

        ``refused`` takes a refusal in place of the status line.
        """

        def answered(answer: Any) -> None:
            self.forget_draft()
            self.dismiss(done(answer))

        self.ask_once(call, answered, refused)

    def refuse(self, code: str, **params: Any) -> None:
        """Say why what was typed cannot be taken."""
        self.console.say_refusal(Refusal(code, **params))
