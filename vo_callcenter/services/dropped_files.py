"""The drop folder's files go through intake: stored at once, read the short ones first; a bad one stops no other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from queue import Empty, PriorityQueue
from time import time

import structlog

from rules.refusal import Refusal
from rules.values.incoming import IntakeResult
from rules.vocabulary import RawOutcome
from vo_callcenter.adapters.drop_folder import DropFolder, Dropped
from vo_callcenter.services.fault import told
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.way_in import DROP

log = structlog.get_logger()

Unread = PriorityQueue[tuple[int, int]]
"""Sizes and raw rows of documents that were stored and not read yet."""


class DroppedFiles:
    """What the engine runs each second: ``collect``, and behind it ``read_long``.

    ``wall`` gives seconds since the epoch, as file dates do.
    ``note_troubled`` is told the names of the files that somebody has to look after, whenever those change.
    """

    def __init__(
        self,
        folder: DropFolder,
        intake: IntakeService,
        wall: Callable[[], float] = time,
        note_troubled: Callable[[Sequence[str]], object] | None = None,
    ) -> None:
        self._folder = folder
        self._intake = intake
        self._wall = wall
        self._note_troubled = note_troubled
        self._troubled: Sequence[str] | None = None
        self._is_prepared = False
        self._short: Unread = PriorityQueue()
        self._long: Unread = PriorityQueue()
        self.unread: set[int] = set()
        """Raw rows that will be read here; they are not left over."""

    def collect(self) -> list[IntakeResult]:
        """Store every finished file, then read the short ones; returns what became of them, without what was read.

        A file that fails stays under ``.working`` and is tried again later.
        Raises ``Refusal`` when the folder or the store cannot be used: then the others wait for the next look too.
        """
        results: list[IntakeResult] = []
        try:
            results += self._stored()
        finally:
            # What is stored is read even where the next file could not be.
            while (read := self._read_next(self._short)) is not None:
                results += read
        return results

    def read_long(self) -> int:
        """Read the long ones that were stored by now; returns how many. For a thread of its own: it takes minutes."""
        count = 0
        while self._read_next(self._long) is not None:
            count += 1
        return count

    def _stored(self) -> list[IntakeResult]:
        """Store every finished file; returns what became of those that need not be read."""
        results = [kept for dropped in self._dropped() if (kept := self._kept(dropped)) is not None]
        for problem in self._folder.problems:
            log.warning("file not taken", reason=str(problem))
        self._folder.problems.clear()
        self._note()
        return results

    def _dropped(self) -> Iterator[Dropped]:
        if not self._is_prepared:
            self._folder.prepare()
            self._is_prepared = True
        yield from takewhile(lambda _: not self._intake.is_ending, self._folder.finished(self._wall()))

    def _note(self) -> None:
        troubled = self._folder.troubled()
        if self._note_troubled is not None and troubled != self._troubled:
            self._note_troubled(troubled)
            self._troubled = troubled

    def _kept(self, dropped: Dropped) -> IntakeResult | None:
        """Store the file and put it away; what became of it when it need not be read."""
        came_at = self._intake.arrived_before(dropped.waited)
        try:
            kept = self._intake.keep(dropped.document, DROP, came_at)
            self._folder.put_away(dropped)
        except Refusal:
            self._folder.failed(dropped.path)
            raise
        except Exception as error:
            times = self._folder.failed(dropped.path)
            log.error("file not taken", file=dropped.path.name, times=times, **told(error))
            return None
        if kept.outcome is not RawOutcome.PENDING or kept.raw_id is None:
            return kept
        self.unread.add(kept.raw_id)
        document = dropped.document
        (self._short if document.is_short else self._long).put((document.size, kept.raw_id))
        return None

    def _read_next(self, waiting: Unread) -> list[IntakeResult] | None:
        """Read the smallest; None when there is none, or intake ends.

        Raises ``Refusal`` when the store fails: it waits on.
        """
        if self._intake.is_ending:
            return None
        try:
            size, raw_id = waiting.get_nowait()
        except Empty:
            return None
        results: list[IntakeResult] = []
        try:
            # A file may be of a hundred thousand rows: what was read in them is not held.
            self._intake.read(raw_id, hear=lambda result: results.append(replace(result, fields={})))
        except Refusal:
            waiting.put((size, raw_id))
            raise
        except Exception as error:
            # It stays unread in the store; the jobs for what was left unread take it up.
            log.error("file not read", raw=raw_id, **told(error))
        self.unread.discard(raw_id)
        return results
