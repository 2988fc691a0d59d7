"""To sort, opened at one row of an import."""

from collections.abc import Sequence

from rules.refusal import Refusal
from rules.values.incoming import RawEntry
from screens.seat import Seat
from screens.to_sort.to_sort_screen import ToSortScreen


class RowToSort(ToSortScreen):
    """The cursor begins on the document ``raw_id``; a line says so when somebody sorted it meanwhile."""

    def __init__(self, seat: Seat, raw_id: int) -> None:
        super().__init__(seat)
        self._first: int | None = raw_id

    def answered(self, answer: Sequence[RawEntry]) -> None:
        super().answered(answer)
        wanted, self._first = self._first, None
        if wanted is None:
            return
        place = next((place for place, entry in enumerate(answer) if entry.id == wanted), None)
        if place is None:
            self.console.say_refusal(Refusal("raw_sorted_already"))
        else:
            self.list.move_to(place)
