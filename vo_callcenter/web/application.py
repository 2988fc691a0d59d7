"""The addresses that sources call. Whatever is answered with 202 is in the store."""

import hmac
import json
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from rules.values.webhook import WebhookKind
from vo_callcenter.services.fault import told
from vo_callcenter.web.answers import NO_SNIFFING, Turned, refused
from vo_callcenter.web.body import BodyRoom
from vo_callcenter.web.openapi import DESCRIPTION
from vo_callcenter.web.rate import RateLimit
from vo_callcenter.web.reception_line import ReceptionLine
from vo_callcenter.web.signed_call import signed_call
from vo_callcenter.web.sources import Source, Sources

log = structlog.get_logger()

_LONGEST_CHALLENGE = 200

Answering = Callable[[Request], Awaitable[Response]]


class WebhookApplication:
    """``asgi`` answers; ``line`` must be served beside it."""

    def __init__(
        self, sources: Sources, line: ReceptionLine, now: Callable[[], datetime], per_second: float
    ) -> None:
        self._sources = sources
        self._line = line
        self._now = now
        self._limit = RateLimit(per_second)
        self._room = BodyRoom()
        self.asgi = Starlette(
            routes=[
                Route("/leads/{name}", self._leads, methods=["POST"]),
                Route("/calls/{name}", self._calls, methods=["POST"]),
                Route("/facebook/{name}", self._facebook, methods=["POST"]),
                Route("/facebook/{name}", self._verification, methods=["GET"]),
                Route("/openapi.json", _description, methods=["GET"]),
                Route("/health", _health, methods=["GET"]),
            ],
            exception_handlers={
                Turned: self._turned,
                404: _unknown_path,
                405: _wrong_method,
                Exception: _failed,
            },
        )
        self.asgi.router.redirect_slashes = False

    async def _leads(self, request: Request) -> Response:
        return await self._signed(request, WebhookKind.LEADS)

    async def _calls(self, request: Request) -> Response:
        return await self._signed(request, WebhookKind.PHONE)

    async def _facebook(self, request: Request) -> Response:
        """Facebook asks for 200; anything else makes it call again, and in the end no more."""
        source = self._sources.named(request.path_params["name"], WebhookKind.FACEBOOK)
        await self._take(source, request)
        return JSONResponse({"status": "accepted"}, 200, NO_SNIFFING)

    async def _verification(self, request: Request) -> Response:
        """Facebook makes sure that the address is ours: it sends a word, and wants its challenge back."""
        source = self._sources.named(request.path_params["name"], WebhookKind.FACEBOOK)
        asked = request.query_params
        given, expected = asked.get("hub.verify_token", ""), source.keys.verify
        is_right = hmac.compare_digest(given.encode(), expected.encode()) and bool(expected)
        if asked.get("hub.mode") != "subscribe" or not is_right:
            raise Turned("verify_wrong", source.webhook.id)
        return PlainTextResponse(asked.get("hub.challenge", "")[:_LONGEST_CHALLENGE], 200, NO_SNIFFING)

    async def _signed(self, request: Request, kind: WebhookKind) -> Response:
        source = self._sources.named(request.path_params["name"], kind)
        raw_id, is_json = await self._take(source, request)
        if not is_json:
            raise Turned("not_json", source.webhook.id)
        return JSONResponse({"status": "accepted", "id": raw_id}, 202, NO_SNIFFING)

    async def _take(self, source: Source, request: Request) -> tuple[int, bool]:
        """The number of the raw input, once it is committed, and whether it is JSON."""
        number = source.webhook.id
        async with self._room.body(request, number) as body:
            call = signed_call(source, request.headers, body, self._now())
            # Counted once it is sure who calls: a stranger's calls take nothing from a source.
            if wait := self._limit.wait(number, time.monotonic()):
                raise Turned("too_many", number, wait)
            received = await self._line.receive(call)
            if received.is_replay:
                raise Turned("replayed", number)
            return received.raw_id, _is_json(body)

    async def _turned(self, _: Request, error: Exception) -> Response:
        assert isinstance(error, Turned)
        if error.source is not None:
            self._sources.count_refused(error.source, error.code)
        return refused(error)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return False
    return True


async def _description(_: Request) -> Response:
    return JSONResponse(DESCRIPTION, 200, NO_SNIFFING)


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"}, 200, NO_SNIFFING)


async def _unknown_path(_: Request, __: Exception) -> Response:
    return refused(Turned("unknown_path"))


async def _wrong_method(_: Request, __: Exception) -> Response:
    return refused(Turned("wrong_method"))


async def _failed(_: Request, error: Exception) -> Response:
    log.error("call failed", **told(error))
    return refused(Turned("busy"))
