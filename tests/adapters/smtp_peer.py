"""An SMTP server in this process: accepts, refuses or defers by the local part of the address, keeps what it got."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Peer:
    """The other side. ``got`` holds (envelope sender, recipients, options, mail)."""

    def __init__(self) -> None:
        self.got: list[tuple[str, list[str], list[str], EmailMessage]] = []
        self.raw: list[bytes] = []
        self.hang_up_after_data = False
        self.answer = "250 2.0.0 queued as 7F1"
        """What it says once it has a mail."""
        self.pause = 0.0
        """Seconds between having a mail and saying so."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        local = address.partition("@")[0]
        if local.startswith("unknown"):
            return "550 5.1.1 User unknown"
        if local.startswith("full"):
            return "452 4.2.2 Mailbox full"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.raw.append(envelope.content)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.mail_options, mail))
        await asyncio.sleep(self.pause)
        if self.hang_up_after_data:
            server.transport.abort()
        return self.answer


@contextmanager
def smtp_peer() -> Iterator[tuple[Peer, int]]:
    """A running peer and its port on 127.0.0.1."""
    peer = Peer()
    port = free_port()
    controller = Controller(peer, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield peer, port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
