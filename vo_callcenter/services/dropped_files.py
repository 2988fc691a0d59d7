"""The drop folder's files go through intake, one after the other; a bad one never stops the next."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from time import time

import structlog

from rules.refusal import Refusal
from rules.values.incoming import IntakeResult
from vo_callcenter.adapters.drop_folder import DropFolder, Dropped
from vo_callcenter.services.fault import told
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.intake_results import Hear
from vo_callcenter.services.way_in import DROP

log = structlog.get_logger()


class DroppedFiles:
    """What the engine runs each second. ``wall`` gives seconds since the epoch, as file dates do.

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

    def collect(self) -> list[IntakeResult]:
        """Take in every finished file; returns what became of them, without what was read in them.

        A file that fails stays under ``.working`` and is tried again later.
        Raises ``Refusal`` when the folder or the store cannot be used: then the others wait for the next look too.
        """
        results: list[IntakeResult] = []
        for dropped in self._dropped():
            # A file may be of a hundred thousand rows: what was read in them is not held.
            self._take(dropped, lambda result: results.append(replace(result, fields={})))
        for problem in self._folder.problems:
            log.warning("file not taken", reason=str(problem))
        self._folder.problems.clear()
        self._note()
        return results

    def _dropped(self) -> Iterator[Dropped]:
        if not self._is_prepared:
            self._folder.prepare()
            self._is_prepared = True
        yield from self._folder.finished(self._wall())

    def _note(self) -> None:
        troubled = self._folder.troubled()
        if self._note_troubled is not None and troubled != self._troubled:
            self._note_troubled(troubled)
            self._troubled = troubled

    def _take(self, dropped: Dropped, hear: Hear) -> None:
        came_at = self._intake.arrived_before(dropped.waited)
        try:
            self._intake.take(dropped.document, DROP, came_at, hear=hear)
            self._folder.put_away(dropped)
        except Refusal:
            self._folder.failed(dropped.path)
            raise
        except Exception as error:
            times = self._folder.failed(dropped.path)
            log.error("file not taken", file=dropped.path.name, times=times, **told(error))
