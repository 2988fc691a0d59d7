"""Where a list takes its rows from."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

Row = TypeVar("Row")
RowOut = TypeVar("RowOut", covariant=True)


class Rows(Protocol[RowOut]):
    """Rows in order, each known by a key that stays when it moves. Answers must be quick: they are asked while painting."""

    def __len__(self) -> int: ...

    def key(self, index: int) -> int:
        """The key of the row at ``index``."""

    def row(self, index: int) -> RowOut:
        """The row at ``index``; the same object as long as nothing about it changed."""

    def find(self, key: int) -> int | None:
        """Where the row with ``key`` stands now."""


class ListedRows(Generic[Row]):
    """Rows held in memory."""

    def __init__(self, rows: Sequence[Row], key: Callable[[Row], int]) -> None:
        self._rows = rows
        self._key = key
        self._places: dict[int, int] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def key(self, index: int) -> int:
        return self._key(self._rows[index])

    def row(self, index: int) -> Row:
        return self._rows[index]

    def find(self, key: int) -> int | None:
        if self._places is None:
            self._places = {self._key(row): index for index, row in enumerate(self._rows)}
        return self._places.get(key)
