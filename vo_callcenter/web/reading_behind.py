"""What was accepted is read behind, in the order in which it came.

Reading takes some thirty times as long as accepting, on the same interpreter: while many calls come at once it all but
rests, and nobody is kept waiting who wants to leave something. It catches up afterwards.
"""

from collections import deque
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic

import structlog

from data.queries.webhooks import unread_raw_ids
from vo_callcenter.bootstrap import Application
from vo_callcenter.services.fault import told
from vo_callcenter.services.way_in import WEBHOOK

log = structlog.get_logger()

PRESSED_S = 0.25
"""Seconds for which reading rests after many calls came at once."""
AT_LEAST_EVERY_S = 1.0
"""However many come, one document is read each of these seconds."""
LEAVE_S = 10.0
"""Seconds that the document at hand may take when reading ends."""


class ReadingBehind:
    """Reads until it is stopped. What it leaves unread is read when it starts again, here or in another engine."""

    def __init__(self, app: Application, is_pressed: Callable[[float], bool]) -> None:
        self._app = app
        self._is_pressed = is_pressed
        self._unread: deque[int] = deque()
        self._came = Event()
        self._ends = Event()
        self._thread = Thread(target=self._read, name="webhook reading", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def add(self, raw_id: int) -> None:
        """One more document is in the store."""
        self._unread.append(raw_id)
        self._came.set()

    def stop(self) -> None:
        self._ends.set()
        self._came.set()
        self._thread.join(LEAVE_S)

    def _read(self) -> None:
        self._read_left_over()
        while not self._ends.is_set():
            self._came.wait()
            self._came.clear()
            while self._unread and not self._ends.is_set():
                self._rest()
                raw_id = self._unread.popleft()
                try:
                    self._app.intake.read(raw_id)
                except Exception as error:
                    # It stays unread in the store; the job for what was left unread takes it up.
                    log.error("call not read", raw=raw_id, **told(error))

    def _rest(self) -> None:
        until = monotonic() + AT_LEAST_EVERY_S
        while self._is_pressed(PRESSED_S) and monotonic() < until and not self._ends.is_set():
            self._ends.wait(0.05)

    def _read_left_over(self) -> None:
        try:
            with self._app.store.reading() as session:
                left_over = unread_raw_ids(session, WEBHOOK)
            for raw_id in left_over:
                if self._ends.is_set():
                    return
                self._rest()
                self._app.intake.read_left_over([raw_id])
        except Exception as error:
            log.error("calls left over not read", **told(error))
