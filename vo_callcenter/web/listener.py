"""The listener's life: an address is bound, a thread answers on it, and both end when they are told to."""

import asyncio
import socket
from contextlib import suppress
from threading import Thread

import structlog
import uvicorn

from rules.refusal import Refusal
from vo_callcenter.bootstrap import Application
from vo_callcenter.services.fault import told
from vo_callcenter.services.reception import Reception
from vo_callcenter.web.application import WebhookApplication
from vo_callcenter.web.reading_behind import ReadingBehind
from vo_callcenter.web.reception_line import ReceptionLine
from vo_callcenter.web.sources import Sources
from vo_callcenter.web.timed_protocol import TimedProtocol

log = structlog.get_logger()

MOST_CONNECTIONS = 400
"""Open at once; further ones are told to come again. A process has 1,024 files by default."""
_LONGEST_HEAD = 16_384
_BACKLOG = 1_024
_KEPT_S = 15
"""Seconds that a connection may be idle between two calls."""
_LEAVE_S = 3
"""Seconds for the calls at hand when it ends."""


class Listener:
    """Answers on one address from ``start`` until ``stop``. Raises ``Refusal("listener_refused")`` when it cannot."""

    def __init__(self, app: Application, sources: Sources, host: str, port: int, per_second: float) -> None:
        self._line = ReceptionLine(Reception(app.office).receive, self._is_new)
        self._behind = ReadingBehind(app, self._line.is_pressed)
        application = WebhookApplication(sources, self._line, app.office.now, per_second)
        self._server = uvicorn.Server(
            uvicorn.Config(
                application.asgi,
                http=TimedProtocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=_KEPT_S,
                timeout_graceful_shutdown=_LEAVE_S,
                limit_concurrency=MOST_CONNECTIONS,
                h11_max_incomplete_event_size=_LONGEST_HEAD,
            )
        )
        self._socket = _bound(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._thread = Thread(target=self._answer, name="webhook listener", daemon=True)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._behind.start()
        self._thread.start()

    def stop(self) -> None:
        """Take no more calls, answer those at hand, and leave unread what is unread."""
        self._server.should_exit = True
        self._thread.join(2 * _LEAVE_S)
        self._behind.stop()

    def _is_new(self, raw_id: int) -> None:
        self._behind.add(raw_id)

    def _answer(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            log.error("listener failed", **told(error))
        finally:
            self._socket.close()

    async def _serve(self) -> None:
        writing = asyncio.create_task(self._line.serve())
        try:
            await self._server.serve(sockets=[self._socket])
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise Refusal("listener_refused", address=f"{host}:{port}", detail=detail) from error
