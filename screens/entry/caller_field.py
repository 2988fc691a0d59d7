"""Who is on the line: a number, a name or an address, and below it everybody known who may be meant."""

from collections.abc import Callable, Sequence

from rules.values.entry import Caller
from screens.entry.entry_lines import CallerLine, caller_columns, caller_lines, likeliest
from screens.entry.proposing_field import ProposingField
from screens.widgets.columns import Column


class CallerField(ProposingField[Caller, CallerLine]):
    """``chosen`` is somebody new, a person, or one of their open leads."""

    def columns(self) -> Sequence[Column[CallerLine]]:
        return caller_columns(self.seat)

    def question(self, text: str) -> Callable[[], Sequence[Caller]]:
        entry, actor = self.seat.services.entry, self.seat.actor
        return lambda: entry.callers(actor, text)

    def lines(self, text: str, found: Sequence[Caller]) -> Sequence[CallerLine]:
        return caller_lines(found)

    def likeliest(self, lines: Sequence[CallerLine]) -> int:
        return likeliest(lines)
