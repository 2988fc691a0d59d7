"""One question with a few answers on one line: a digit chooses, arrows move, Backspace takes the answer back."""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from screens.safe_text import clean, cut, width_of
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.choice_list import KEYS, Choice
from screens.widgets.line import Line, Piece

KEY_CELLS = 2
"""Cells of a choice's key and the blank after it."""
WIDE_GAP = 3
NARROW_GAP = 1
LEAST = 3
"""Cells of a cut text at least."""


class ChoiceField(Bar, can_focus=True):
    """``value`` is the code chosen, empty for none. ``all_shown`` lists the choices beside the chosen one."""

    GROUND = "field"

    class Changed(Message):
        """Another answer was chosen, or none."""

        def __init__(self, field: "ChoiceField", *, is_picked: bool) -> None:
            super().__init__()
            self.field = field
            self.is_picked = is_picked
            """Chosen by its key: nothing more to do here."""

        @property
        def control(self) -> "ChoiceField":
            return self.field

    def __init__(
        self,
        seat: Seat,
        choices: Sequence[Choice],
        value: str = "",
        *,
        all_shown: bool = True,
        may_be_empty: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id, classes="choice-field")
        self.seat = seat
        self.choices = choices
        self.value = value
        self.all_shown = all_shown
        self.may_be_empty = may_be_empty

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.code == self.value), None)

    def choose(self, code: str) -> None:
        """Take this answer."""
        self.value = code
        self.redraw()

    def lines(self) -> Sequence[Line]:
        mark: Piece = (self.seat.glyphs.cursor if self.has_focus else " ", "accent")
        chosen = self.chosen
        if not self.all_shown:
            text = chosen.text if chosen else self.seat.glyphs.none
            return ([mark, (text, "text" if chosen else "muted")],)
        line: list[Piece] = [mark]
        texts, gap = self._fitting(self.size.width - 1)
        for number, (choice, text) in enumerate(zip(self.choices, texts, strict=True)):
            line += [
                (f"{KEYS[number]} ", "key" if self.has_focus else "muted"),
                (text, "selected" if choice is chosen else "muted"),
                (" " * gap, ""),
            ]
        return (line,)

    def _fitting(self, room: int) -> tuple[list[str], int]:
        """Every choice's text and the cells between two: closer together, then the others cut before the chosen one."""
        texts = [clean(choice.text) for choice in self.choices]
        for gap in (WIDE_GAP, NARROW_GAP):
            if sum(width_of(text) + KEY_CELLS + gap for text in texts) - gap <= room:
                return texts, gap
        at = next((place for place, choice in enumerate(self.choices) if choice is self.chosen), None)
        kept = width_of(texts[at]) if at is not None else 0
        others = len(texts) - (at is not None)
        share = (room - kept - len(texts) * (KEY_CELLS + NARROW_GAP)) // max(1, others)
        return [
            text if place == at else cut(text, max(LEAST, share)) for place, text in enumerate(texts)
        ], NARROW_GAP

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        if character and character in KEYS[: len(self.choices)]:
            event.stop()
            self._take(self.choices[KEYS.index(character)].code, is_picked=True)
        elif event.key in ("left", "right"):
            event.stop()
            codes = [choice.code for choice in self.choices]
            at = codes.index(self.value) if self.value in codes else (-1 if event.key == "right" else 0)
            self._take(codes[(at + (1 if event.key == "right" else -1)) % len(codes)], is_picked=False)
        elif event.key in ("backspace", "delete") and self.may_be_empty:
            event.stop()
            self._take("", is_picked=False)

    def _take(self, code: str, *, is_picked: bool) -> None:
        self.choose(code)
        self.post_message(self.Changed(self, is_picked=is_picked))
