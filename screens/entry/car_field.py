"""Which car a demand is about: a car of the stock chosen while one types, or the words alone."""

from collections.abc import Callable, Sequence

from rules.values.entry import CarFound
from screens.entry.entry_lines import CarLine, car_columns, car_lines
from screens.entry.proposing_field import ProposingField
from screens.widgets.columns import Column


class CarField(ProposingField[CarFound, CarLine]):
    """``car_id`` is the car chosen, ``words`` what was typed where none is.

    A single car that fits what somebody types is chosen by itself; words that stood there before they typed choose
    none but the car that was chosen for them.
    """

    _given: tuple[str, int | None] | None = None
    """Words that nobody has typed here, and the car they stand for, until the list is there."""

    def columns(self) -> Sequence[Column[CarLine]]:
        return car_columns(self.seat)

    def question(self, text: str) -> Callable[[], Sequence[CarFound]]:
        entry, actor = self.seat.services.entry, self.seat.actor
        return lambda: entry.cars(actor, text)

    def lines(self, text: str, found: Sequence[CarFound]) -> Sequence[CarLine]:
        return car_lines(text, found)

    def likeliest(self, lines: Sequence[CarLine]) -> int:
        given, car_id = self._given or ("", None)
        if not lines or lines[0].text != given:
            return 1 if len(lines) == 2 else 0
        self._given = None
        return next((line.number for line in lines if line.car and line.car.id == car_id), 0)

    def put(self, text: str, car_id: int | None = None) -> None:
        """These words, and the car chosen for them."""
        self._given = text.strip(), car_id
        self.input.value = text
        if self.list.is_mounted:
            self.look()

    @property
    def car_id(self) -> int | None:
        line = self.chosen
        if line is not None:
            return line.car.id if line.car else None
        given, car_id = self._given or ("", None)
        return car_id if given == self.text else None

    @property
    def words(self) -> str:
        """What was typed; empty where a car of the stock says it."""
        return "" if self.car_id is not None else self.input.value
