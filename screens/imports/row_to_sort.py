"""To sort, opened at one row of an import."""

from collections.abc import Callable, Sequence

from rules.refusal import Refusal
from rules.values.incoming import RawEntry
from rules.vocabulary import RawOutcome
from screens.seat import Seat
from screens.to_sort.to_sort_screen import ToSortScreen
from screens.to_sort.view import View


class RowToSort(ToSortScreen):
    """The cursor begins on the document ``raw_id``; a line says so when somebody sorted it meanwhile."""

    def __init__(self, seat: Seat, raw_id: int) -> None:
        super().__init__(seat)
        self._wanted = raw_id
        self._is_first = True

    def question(self) -> Callable[[], Sequence[RawEntry]]:
        """The list, with the document where so much is more urgent that the list ends before it."""
        waiting = super().question()
        if self.view is not View.WAITING:
            return waiting
        sorting, actor, wanted = self.seat.services.sorting, self.seat.actor, self._wanted

        def with_wanted() -> Sequence[RawEntry]:
            entries = waiting()
            if any(entry.id == wanted for entry in entries):
                return entries
            try:
                entry = sorting.detail(actor, wanted).entry
            except Refusal:
                return entries
            return [*entries, entry] if entry.outcome is RawOutcome.TO_SORT else entries

        return with_wanted

    def answered(self, answer: Sequence[RawEntry]) -> None:
        super().answered(answer)
        is_first, self._is_first = self._is_first, False
        if not is_first:
            return
        place = next((place for place, entry in enumerate(answer) if entry.id == self._wanted), None)
        if place is None:
            self.console.say_refusal(Refusal("raw_sorted_already"))
        else:
            self.list.move_to(place)
