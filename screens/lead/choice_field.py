"""One question with a few answers on one line: a digit chooses, arrows move, Backspace takes the answer back."""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from screens.safe_text import clean, cut, width_of
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.choice_list import KEYS, Choice
from screens.widgets.line import Line, Piece


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
        room = self.size.width - 1
        for number, choice in enumerate(self.choices):
            text = clean(choice.text)
            taken = width_of(text) + 5
            if taken > room:
                line.append((cut("…", max(1, room)), "muted"))
                break
            is_chosen = choice is chosen
            line += [
                (f"{KEYS[number]} ", "key" if self.has_focus else "muted"),
                (text, "selected" if is_chosen else "muted"),
                ("   ", ""),
            ]
            room -= taken
        return (line,)

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
