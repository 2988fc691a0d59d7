"""A pane of text in which cars can be chosen: ↑ and ↓ go from one to the next, and on through the text around them."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message

from screens.glyphs import UNICODE
from screens.widgets.line import Line, Piece
from screens.widgets.text_pane import TextPane


@dataclass(frozen=True, slots=True)
class CarPlace:
    """Where a car stands in the text: from line ``first`` up to, not including, ``end``."""

    car_id: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class CarText:
    """A text with the places of the cars in it that can be chosen."""

    lines: Sequence[Line]
    cars: Sequence[CarPlace] = ()

    def below(self, lines: Sequence[Line]) -> "CarText":
        """The same text below others."""
        down = len(lines)
        places = [CarPlace(car.car_id, car.first + down, car.end + down) for car in self.cars]
        return CarText([*lines, *self.lines], places)


class CarsPane(TextPane):
    """``show_text`` gives it its lines; ``chosen`` is the id of the car under the cursor, None without one."""

    BINDINGS = [Binding("up", "car_up", show=False), Binding("down", "car_down", show=False)]

    class Moved(Message):
        """The cursor stands on another car."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._cars: Sequence[CarPlace] = ()
        self._chosen: int | None = None

    @property
    def chosen(self) -> int | None:
        return self._chosen if self._at() is not None else None

    def show_text(self, text: CarText) -> None:
        """Take this text; the cursor stays on its car while that is in it."""
        self._cars = text.cars
        self._chosen = self.chosen
        self.show(text.lines)

    def mark_of(self, y: int) -> Piece:
        at = self._at()
        if at is None or not self._cars[at].first <= y < self._cars[at].end:
            return " ", ""
        return getattr(self.app, "glyphs", UNICODE).cursor, "accent"

    def action_car_down(self) -> None:
        """The next car; from the last one on through the text."""
        at = self._at()
        next_one = 0 if at is None else at + 1
        if next_one < len(self._cars):
            self._go_to(next_one)
        else:
            self.action_scroll_down()

    def action_car_up(self) -> None:
        """The car before; from the first one back into the text."""
        at = self._at()
        if at is None:
            self.action_scroll_up()
        elif at > 0:
            self._go_to(at - 1)
        else:
            self._chosen = None
            self.refresh()
            self.scroll_home(animate=False)

    def _at(self) -> int | None:
        """Which of the cars is under the cursor."""
        for number, car in enumerate(self._cars):
            if car.car_id == self._chosen:
                return number
        return None

    def _go_to(self, number: int) -> None:
        car = self._cars[number]
        self._chosen = car.car_id
        top, height = self.scroll_offset.y, self.size.height
        if car.first < top:
            self.scroll_to(y=car.first, animate=False)
        elif car.end > top + height - 1:  # its last line says how many are below
            self.scroll_to(y=min(car.first, car.end - height + 1), animate=False)
        self.refresh()
        self.post_message(self.Moved())
