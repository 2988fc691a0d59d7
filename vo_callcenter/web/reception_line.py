"""Calls wait in line for the next commit: while one is under way, those that come meanwhile share the one after it."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import structlog

from rules.refusal import Refusal
from vo_callcenter.services.fault import told
from vo_callcenter.services.reception import Call, Received
from vo_callcenter.web.answers import Turned

log = structlog.get_logger()

AT_ONCE = 250
"""Calls of one commit: so many are written in some 10 ms, and nobody else may write meanwhile."""
LONGEST = 2_000
"""Calls in line; whoever comes then is asked to come again."""


class ReceptionLine:
    """``receive`` returns once a call is in the store. ``serve`` writes, until it is cancelled."""

    def __init__(
        self, write: Callable[[Sequence[Call]], list[Received]], is_new: Callable[[int], None]
    ) -> None:
        self._write = write
        self._is_new = is_new
        self._waiting: deque[tuple[Call, asyncio.Future[Received]]] = deque()
        self._came = asyncio.Event()
        self._writer = ThreadPoolExecutor(1, "webhook writer")

    async def receive(self, call: Call) -> Received:
        """Raises ``Turned("busy")`` when it cannot be kept now."""
        if len(self._waiting) >= LONGEST:
            raise Turned("busy", call.webhook.id)
        kept: asyncio.Future[Received] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, kept))
        self._came.set()
        return await kept

    async def serve(self) -> None:
        try:
            while True:
                await self._came.wait()
                batch = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
                if not self._waiting:
                    self._came.clear()
                if batch:
                    await self._keep(batch)
        finally:
            self._writer.shutdown(wait=True)

    async def _keep(self, batch: Sequence[tuple[Call, "asyncio.Future[Received]"]]) -> None:
        loop = asyncio.get_running_loop()
        calls = [call for call, _ in batch]
        results = await loop.run_in_executor(self._writer, self._written, calls)
        for (call, kept), result in zip(batch, results, strict=True):
            if result is not None and result.is_new:
                self._is_new(result.raw_id)
            with suppress(asyncio.InvalidStateError):
                if result is None:
                    kept.set_exception(Turned("busy", call.webhook.id))
                else:
                    kept.set_result(result)

    def _written(self, calls: Sequence[Call]) -> Sequence[Received | None]:
        """What became of each; None for what could not be kept. One call that the store cannot take takes no other
        with it."""
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
