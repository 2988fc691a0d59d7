"""How a call over HTTP proves where it comes from: HMAC-SHA256 over what it says.

Own sites and telephone systems sign the moment too, so that a call somebody listened to is worth nothing minutes
later: ``sha256=`` and the hex digest of ``<timestamp>.<body>``, the timestamp in seconds since 1970 (UTC) as it
stands in its header. Facebook signs the body alone, as ``X-Hub-Signature-256``
(https://developers.facebook.com/docs/graph-api/webhooks/getting-started).
"""

import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

SIGNATURE = "x-vo-signature"
TIMESTAMP = "x-vo-timestamp"
HUB_SIGNATURE = "x-hub-signature-256"
_PREFIX = "sha256="
_SECONDS = re.compile(r"[0-9]{1,12}")


def signature(secret: str, body: bytes, timestamp: str | None = None) -> str:
    """``sha256=…`` of a body; with the moment in front of it where there is one."""
    said = body if timestamp is None else timestamp.encode("ascii", "replace") + b"." + body
    return _PREFIX + hmac.new(secret.encode(), said, sha256).hexdigest()


def is_signed(given: str, secrets: Sequence[str], body: bytes, timestamp: str | None = None) -> bool:
    """Whether one of the secrets signed it. Takes as long for a wrong signature as for a right one."""
    said = given.strip().lower().encode("latin-1", "replace")
    matches = [
        hmac.compare_digest(said, signature(secret, body, timestamp).encode()) for secret in secrets if secret
    ]
    return any(matches)


def signed_at(timestamp: str) -> datetime | None:
    """The moment that a timestamp names; None when it is none."""
    if not _SECONDS.fullmatch(timestamp):
        return None
    try:
        return datetime.fromtimestamp(int(timestamp), UTC)
    except (OverflowError, OSError, ValueError):
        return None


def is_timely(at: datetime, now: datetime, window: timedelta) -> bool:
    """Whether a signed moment is no more than the window away, in either direction."""
    return abs(now - at) <= window
