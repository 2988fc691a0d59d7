"""Calls wait in line for the next commit: those that come at about the same time share one.

They are written on the thread that also speaks HTTP. A thread beside it would fight it for the interpreter at every
row, and both would be slower; while the disk is waited for there is nobody to answer anyway.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog

from rules.refusal import Refusal
from vo_callcenter.services.fault import told
from vo_callcenter.services.reception import Call, Received
from vo_callcenter.web.answers import Turned

log = structlog.get_logger()

AT_ONCE = 250
"""Calls of one commit: so many are written in some 20 ms, and nobody else may write meanwhile."""
GATHER_S = 0.002
GATHER_MOST_S = 0.01
"""Seconds for others to come along: again while some do, and altogether."""
MANY = 8
"""Calls that share a commit when they come faster than one at a time is written."""


class ReceptionLine:
    """``receive`` returns once a call is in the store. ``serve`` writes, until it is cancelled."""

    def __init__(
        self, write: Callable[[Sequence[Call]], list[Received]], is_new: Callable[[int], None]
    ) -> None:
        self._write = write
        self._is_new = is_new
        self._waiting: deque[tuple[Call, asyncio.Future[Received]]] = deque()
        self._came = asyncio.Event()
        self._many_at = 0.0

    def is_pressed(self, within: float) -> bool:
        """Whether many came at once not longer ago than that, in seconds. Any thread may ask."""
        return time.monotonic() - self._many_at < within

    async def receive(self, call: Call) -> Received:
        """Raises ``Turned("busy")`` when it cannot be kept now."""
        kept: asyncio.Future[Received] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, kept))
        self._came.set()
        return await kept

    async def serve(self) -> None:
        while True:
            await self._came.wait()
            await self._gather()
            batch = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            if not self._waiting:
                self._came.clear()
            self._keep(batch)

    async def _gather(self) -> None:
        """Let those come along that are coming now: a commit costs about the same for all of them."""
        seen, ends_at = 0, time.monotonic() + GATHER_MOST_S
        while seen < len(self._waiting) < AT_ONCE and time.monotonic() < ends_at:
            seen = len(self._waiting)
            await asyncio.sleep(GATHER_S)

    def _keep(self, batch: Sequence[tuple[Call, "asyncio.Future[Received]"]]) -> None:
        if len(batch) >= MANY:
            self._many_at = time.monotonic()
        results = self._written([call for call, _ in batch])
        for (call, kept), result in zip(batch, results, strict=True):
            if result is not None and result.is_new:
                self._is_new(result.raw_id)
            with suppress(asyncio.InvalidStateError):  # the caller is gone
                if result is None:
                    kept.set_exception(Turned("busy", call.webhook.id))
                else:
                    kept.set_result(result)

    def _written(self, calls: Sequence[Call]) -> Sequence[Received | None]:
        """What became of each; None for what could not be kept. One call that the store cannot take takes no other
        with it.
        """
        try:
            return self._write(calls)
        except Refusal as refusal:
            log.error("calls not kept", count=len(calls), **told(refusal))
            return [None] * len(calls)
        except Exception as error:
            log.error("calls not kept together", count=len(calls), **told(error))
            if len(calls) == 1:
                return [None]
            return [self._written([call])[0] for call in calls]
