"""Which documents are being read in this process, so that nobody reads one beside somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class AtWork:
    """Safe to share between threads."""

    def __init__(self) -> None:
        self._raw_ids: set[int] = set()
        self._one_is_read = Condition()

    def __contains__(self, raw_id: int) -> bool:
        return raw_id in self._raw_ids

    @contextmanager
    def unless_read(self, raw_id: int) -> Iterator[bool]:
        """Whether nobody reads the document; then nobody else has it until the block ends."""
        with self._one_is_read:
            is_free = raw_id not in self._raw_ids
            self._raw_ids.add(raw_id)
        try:
            yield is_free
        finally:
            if is_free:
                self._leave(raw_id)

    @contextmanager
    def alone_with(self, raw_id: int) -> Iterator[bool]:
        """Have the document to oneself, after whoever reads it; says whether it was free at once."""
        with self._one_is_read:
            was_free = raw_id not in self._raw_ids
            self._one_is_read.wait_for(lambda: raw_id not in self._raw_ids)
            self._raw_ids.add(raw_id)
        try:
            yield was_free
        finally:
            self._leave(raw_id)

    def _leave(self, raw_id: int) -> None:
        with self._one_is_read:
            self._raw_ids.remove(raw_id)
            self._one_is_read.notify_all()
