"""The seam every outgoing message passes: a transport takes one message and says what the provider said.

A transport is synchronous and runs in a thread. It either returns ``Accepted`` or raises one of three
answers; anything else it raises is a bug and is treated as ``Uncertain``, since nobody can tell what left.
SMS gateways of later days implement the same Protocol.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rules.vocabulary import Channel


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message ready to leave. Texts are raw: each transport makes them safe for its own medium."""

    message_id: str
    """RFC 5322 Message-ID without angle brackets; the same at every try."""
    channel: Channel
    address: str
    """The customer's e-mail address, or number in E.164."""
    subject: str
    body: str
    sender: str
    """The address the message comes from (e-mail), or the sender's name (SMS)."""
    at: datetime
    sender_name: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    is_automatic: bool = False
    is_prospecting: bool = False
    unsubscribe: str = ""
    """Address that takes a STOP by mail; used where prospecting."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has the message."""

    provider_id: str = ""
    detail: str = ""


class NotSent(Exception):
    """The message did not leave. ``reason`` is a code of the catalog ``outbox``, ``detail`` the provider's words."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Temporary(NotSent):
    """Worth another try later: no connection, a 4xx answer."""


class Permanent(NotSent):
    """No other try can help: a 5xx answer, an address that is none."""


class Uncertain(NotSent):
    """The line broke after the message was handed over and before the answer: a person decides."""


class Transport(Protocol):
    def send(self, message: Outgoing) -> Accepted:
        """Hand the message over. Raises Temporary, Permanent or Uncertain."""
