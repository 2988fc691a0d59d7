"""What a list of rows shows: its columns, and how they share the width there is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from screens.widgets.line import Piece

Row = TypeVar("Row")
GAP = 2
"""Cells between two columns."""
MARGIN = 2
"""Cells before the first: the cursor's mark and a blank."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. ``cell`` gives the text, which may come straight from a lead, and its ink."""

    heading: str
    cell: Callable[[Row], Piece]
    width: int
    """Cells it takes at least."""
    grows: int = 0
    """Its share of the width left over, 0 for none."""
    at_most: int = 999
    align: str = "left"
    drops: int = 0
    """Left out when there is no room, the highest first; 0 is never left out."""
    ticks: bool = False
    """Its cell changes with the clock."""


@dataclass(frozen=True, slots=True)
class Placed(Generic[Row]):
    """A column with its place on the line."""

    column: Column[Row]
    x: int
    width: int


def place(columns: Sequence[Column[Row]], width: int) -> list[Placed[Row]]:
    """The columns that fit into ``width`` cells, in order, the growing ones sharing what is left over."""
    kept = list(columns)
    while len(kept) > 1 and _least(kept) > width:
        victim = max(kept, key=lambda column: column.drops)
        if not victim.drops:
            break
        kept.remove(victim)
    widths = {id(column): column.width for column in kept}
    left = width - _least(kept)
    growing = [column for column in kept if column.grows]
    while left > 0 and growing:
        shares = sum(column.grows for column in growing)
        given = 0
        for column in list(growing):
            more = min(
                max(1, left * column.grows // shares), column.at_most - widths[id(column)], left - given
            )
            widths[id(column)] += more
            given += more
            if widths[id(column)] >= column.at_most:
                growing.remove(column)
        if not given:
            break
        left -= given
    placed: list[Placed[Row]] = []
    x = MARGIN
    for column in kept:
        room = max(1, min(widths[id(column)], width - x))
        placed.append(Placed(column, x, room))
        x += room + GAP
    return placed


def _least(columns: Sequence[Column[Row]]) -> int:
    return MARGIN + sum(column.width + GAP for column in columns) - GAP
