"""The readings of one document, one after the other: a sheet of any length takes the memory of one row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from rules.reading.demand import Reading, sealed


class Readings(Protocol):
    """As many as it says, in the order of the document, at each iteration anew."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Reading]: ...


@dataclass(frozen=True, slots=True)
class RowReadings:
    """The rows of a sheet, counted beforehand and read when they are asked for."""

    count: int
    rows: Callable[[], Iterator[Reading]]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Reading]:
        return map(sealed, self.rows())
