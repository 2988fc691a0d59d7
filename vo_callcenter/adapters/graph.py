"""Facebook's Graph is asked for the answers of a lead (https://developers.facebook.com/docs/graph-api).

Nothing but this one question: no redirect is followed, since it would carry the token elsewhere.
"""

import hmac
import json
import ssl
import time
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from rules.refusal import Refusal

FIELDS = "id,created_time,ad_id,ad_name,campaign_name,form_id,field_data"
MAX_ANSWER = 1_000_000
"""Bytes; the answers to a form are a few thousand."""
_TOKEN = frozenset({10, 102, 190, 200, 299})
_BUSY = frozenset({1, 2, 4, 17, 32, 341, 613, 80_004})
"""Graph's error codes: what only a new token or a right mends, and what passes."""


class Graph:
    """``base`` is the address with its version, such as ``https://graph.facebook.com/v24.0``."""

    def __init__(self, base: str, timeout: float = 10.0) -> None:
        self._base = urlsplit(base.rstrip("/"))
        self._timeout = timeout

    def lead(self, lead_id: str, token: str, app_secret: str = "") -> bytes:
        """The answers as JSON bytes.

        Raises ``Refusal``: ``graph_unreachable``, ``graph_token``, ``graph_busy``, ``graph_refused``; their
        ``detail`` is Graph's own code, never what was sent.
        """
        asked = {"fields": FIELDS, "access_token": token}
        if app_secret:
            asked["appsecret_proof"] = hmac.new(app_secret.encode(), token.encode(), sha256).hexdigest()
        status, body = self._get(f"{self._base.path}/{quote(lead_id, safe='')}?{urlencode(asked)}")
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        if status == 200 and isinstance(said, dict) and isinstance(said.get("field_data"), list):
            return body
        raise _refusal(status, said)

    def _get(self, target: str) -> tuple[int, bytes]:
        connection = self._connection()
        try:
            connection.request("GET", target, headers={"Accept": "application/json"})
            response = connection.getresponse()
            return response.status, self._body(response)
        except (OSError, HTTPException, ValueError) as error:
            raise Refusal("graph_unreachable", detail=type(error).__name__) from None
        finally:
            connection.close()

    def _body(self, response: Any) -> bytes:
        """The whole body, within a size and a time: a server that drips would hold up every other lead."""
        ends_at, parts, size = time.monotonic() + 2 * self._timeout, list[bytes](), 0
        while part := response.read1(65_536):
            parts.append(part)
            size += len(part)
            if size > MAX_ANSWER:
                raise Refusal("graph_refused", detail="too large")
            if time.monotonic() > ends_at:
                raise Refusal("graph_unreachable", detail="slow")
        return b"".join(parts)

    def _connection(self) -> HTTPConnection:
        host, port = self._base.hostname or "", self._base.port
        if self._base.scheme == "http":
            return HTTPConnection(host, port, timeout=self._timeout)
        return HTTPSConnection(host, port, timeout=self._timeout, context=ssl.create_default_context())


def _refusal(status: int, said: Any) -> Refusal:
    error = said.get("error") if isinstance(said, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    detail = str(status) if not isinstance(code, int) else f"{status}, code {code}"
    if code in _TOKEN or status == 401:
        return Refusal("graph_token", detail=detail)
    if code in _BUSY or status == 429:
        return Refusal("graph_busy", detail=detail)
    if status >= 500:
        return Refusal("graph_unreachable", detail=detail)
    return Refusal("graph_refused", detail=detail)
