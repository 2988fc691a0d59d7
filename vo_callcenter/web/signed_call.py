"""A call proves where it comes from, and when it was made, before anything of it is kept."""

from collections.abc import Mapping
from datetime import datetime

from rules.values.webhook import WebhookKind
from rules.webhook_signature import (
    HUB_SIGNATURE,
    SIGNATURE,
    TIMESTAMP,
    is_signed,
    is_timely,
    signed_at,
)
from vo_callcenter.services.reception import WINDOW, Call
from vo_callcenter.web.answers import Turned
from vo_callcenter.web.sources import Source


def signed_call(source: Source, headers: Mapping[str, str], body: bytes, now: datetime) -> Call:
    """The call, proven.

    Raises ``Turned``: ``signature_missing``, ``signature_wrong``, ``timestamp_wrong``, ``too_late``.
    """
    webhook, secrets = source.webhook, source.keys.secrets
    if webhook.kind is WebhookKind.FACEBOOK:
        given = headers.get(HUB_SIGNATURE, "")
        _check(given, secrets, body, None, webhook.id)
        return Call(webhook, body, now)
    given, timestamp = headers.get(SIGNATURE, ""), headers.get(TIMESTAMP, "").strip()
    at = signed_at(timestamp)
    if given and at is None:
        raise Turned("timestamp_wrong", webhook.id)
    _check(given, secrets, body, timestamp, webhook.id)
    assert at is not None
    if not is_timely(at, now, WINDOW):
        raise Turned("too_late", webhook.id)
    return Call(webhook, body, now, given.strip().lower(), at)


def _check(given: str, secrets: tuple[str, ...], body: bytes, timestamp: str | None, source: int) -> None:
    if not given:
        raise Turned("signature_missing", source)
    if not is_signed(given, secrets, body, timestamp):
        raise Turned("signature_wrong", source)
