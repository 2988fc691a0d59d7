"""The body of a call as it arrives: in full, in time, and no more in memory at once than there is room for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request

from vo_callcenter.web.answers import Turned

MAX_BODY = 1_000_000
"""Bytes of one call: hundreds of leads. More belongs into a file."""
BODY_S = 10.0
"""Seconds that a body may take to arrive."""
ROOM = 64_000_000
"""Bytes of all bodies that are in memory at once: hundreds of callers must not fill it before one has proven itself."""


@dataclass(slots=True)
class BodyRoom:
    """What is held of all bodies together."""

    held: int = 0

    @asynccontextmanager
    async def body(self, request: Request, source: int) -> AsyncIterator[bytes]:
        """The whole body; it counts as held until the block ends.

        Raises ``Turned``: ``encoded``, ``too_large``, ``too_slow``, ``broken_off``, ``empty``, ``busy``.
        """
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise Turned("encoded", source)
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > MAX_BODY:
            raise Turned("too_large", source)
        parts, size = list[bytes](), 0
        try:
            async with asyncio.timeout(BODY_S):
                async for part in request.stream():
                    parts.append(part)
                    size += len(part)
                    self.held += len(part)
                    if size > MAX_BODY:
                        raise Turned("too_large", source)
                    if self.held > ROOM:
                        raise Turned("busy", source)
            body = b"".join(parts)
            if not body.strip():
                raise Turned("empty", source)
            yield body
        except TimeoutError:
            raise Turned("too_slow", source) from None
        except ClientDisconnect:
            raise Turned("broken_off", source) from None
        finally:
            self.held -= size
