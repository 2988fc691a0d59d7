"""One question with a few answers on one line: a digit chooses, arrows move, Backspace takes the answer back, Enter goes on.

Where there are more than a line has room for, only the chosen one stands there and Enter opens all of them; where there
are more than keys, so does a letter, and it begins the name one looks for.
"""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from screens.keys import key_name
from screens.lead.choice_finder import ChoiceFinder
from screens.safe_text import clean, cut, width_of
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.choice_list import KEYS, Choice
from screens.widgets.line import Line, Piece

KEY_CELLS = 2
"""Cells of a choice's key and the blank after it."""
WIDE_GAP = 3
NARROW_GAP = 1
LEAST = 6
"""Cells of a cut text at least: with fewer, names that begin alike are the same."""


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
        title: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id, classes="choice-field")
        self.seat = seat
        self.choices = choices
        self.value = value
        self.all_shown = all_shown
        self.may_be_empty = may_be_empty
        self.title = title
        """What is chosen, above all choices where they do not fit the line."""

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
        fitting = self._fitting(self.size.width - 1)
        if fitting is None:
            key = self.seat.glyphs.enter or key_name("enter", self.seat.words)
            return (
                [
                    mark,
                    (chosen.text, "selected") if chosen else (self.seat.glyphs.none, "muted"),
                    (" " * WIDE_GAP, ""),
                    (f"{key} ", "key" if self.has_focus else "muted"),
                    (self.seat.words("shell.choose_among", count=len(self.choices)), "muted"),
                ],
            )
        texts, gap = fitting
        for number, (choice, text) in enumerate(zip(self.choices, texts, strict=True)):
            line += [
                (f"{KEYS[number]} ", "key" if self.has_focus else "muted"),
                (text, "selected" if choice is chosen else "muted"),
                (" " * gap, ""),
            ]
        return (line,)

    def _fitting(self, room: int) -> tuple[list[str], int] | None:
        """Every choice's text and the cells between two: closer together, then the others cut before the chosen one.

        None where they would be cut too short, or have no keys.
        """
        if len(self.choices) > len(KEYS):
            return None
        texts = [clean(choice.text) for choice in self.choices]
        for gap in (WIDE_GAP, NARROW_GAP):
            if sum(width_of(text) + KEY_CELLS + gap for text in texts) - gap <= room:
                return texts, gap
        at = next((place for place, choice in enumerate(self.choices) if choice is self.chosen), None)
        kept = width_of(texts[at]) if at is not None else 0
        others = len(texts) - (at is not None)
        share = (room - kept - len(texts) * (KEY_CELLS + NARROW_GAP)) // max(1, others)
        if share < LEAST:
            return None
        return [text if place == at else cut(text, share) for place, text in enumerate(texts)], NARROW_GAP

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        is_beyond_keys = self.all_shown and len(self.choices) > len(KEYS)
        if is_beyond_keys and event.is_printable and character.strip():
            event.stop()
            self._find(character)
        elif event.key == "enter" and self.all_shown and self._fitting(self.size.width - 1) is None:
            event.stop()
            self._find()
        elif character and character in KEYS[: len(self.choices)]:
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
        elif event.key == "enter":
            event.stop()
            self.screen.focus_next()

    def _find(self, text: str = "") -> None:
        """All choices, by name."""

        def found(code: str | None) -> None:
            if code is not None:
                self._take(code, is_picked=True)

        finder = ChoiceFinder(self.seat, self.title, self.choices, chosen=self.value, text=text)
        self.app.push_screen(finder, found)

    def _take(self, code: str, *, is_picked: bool) -> None:
        self.choose(code)
        self.post_message(self.Changed(self, is_picked=is_picked))
