"""A sender as an integrator writes one: real sockets, a signed body, nothing of ours but the signature's rule."""

import hashlib
import hmac
import json
import time
from http.client import HTTPConnection
from typing import Any

SECRET = "a-secret-of-the-site-0123456789"


def lead(number: int, **more: Any) -> bytes:
    said = {
        "prénom": "Jean",
        "nom": f"Dupont{number}",
        "email": f"jean{number}@example.org",
        "véhicule": "Peugeot 208",
        "message": "Bonjour, est-elle encore disponible ?",
    }
    return json.dumps({**said, **more}).encode()


def signed(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of an own site's call."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {
        "X-VO-Timestamp": stamp,
        "X-VO-Signature": f"sha256={digest}",
        "Content-Type": "application/json",
    }


def hub_signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The header of Facebook's call."""
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


class Sender:
    """One connection after the other to a listener."""

    def __init__(self, port: int) -> None:
        self.port = port

    def send(
        self, path: str, body: bytes = b"", headers: dict[str, str] | None = None, method: str = "POST"
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, JSON and headers of the answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body or None, headers or {})
            response = connection.getresponse()
            content = response.read()
            is_json = response.headers.get_content_type() == "application/json"
            said = json.loads(content) if is_json else {"text": content.decode()}
            return response.status, said, {name.lower(): value for name, value in response.getheaders()}
        finally:
            connection.close()

    def lead(
        self, body: bytes, source: str = "site-lyon", secret: str = SECRET, at: float | None = None
    ) -> int:
        """The status of a signed lead."""
        return self.send(f"/leads/{source}", body, signed(body, secret, at))[0]

    def code(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        status, said, _ = self.send(path, body, headers)
        return status, said.get("code", "")
