"""IDLE that misses nothing: what came before the server's go-ahead, or together with it, counts as news too."""

import ssl
from contextlib import suppress
from typing import Any

from imap_tools.errors import MailboxTaggedResponseError
from imap_tools.idle import IdleManager, get_socket_poller


class PatientIdle(IdleManager):
    """In place of imap_tools' own, which takes an untagged answer before the go-ahead for a refusal, and does not see
    what already lies in its buffer.
    """

    def __init__(self, mailbox: Any) -> None:
        super().__init__(mailbox)
        self._has_early_news = False

    def start(self) -> None:
        """Ask the server to tell. Raises MailboxTaggedResponseError when it will not."""
        client = self.mailbox.client
        self._idle_tag = tag = client._command("IDLE")
        self._has_early_news = False
        while client._get_response() is not None:
            if client.tagged_commands.get(tag):
                raise MailboxTaggedResponseError(client.tagged_commands.pop(tag), None)
            self._has_early_news = True

    def has_news(self, timeout: float) -> bool:
        """Wait so many seconds at most. True also when the connection ended: stopping then says so."""
        if self._has_early_news:
            return True
        client = self.mailbox.client
        before = client.sock.gettimeout()
        client.sock.settimeout(0)
        try:
            with suppress(BlockingIOError, ssl.SSLWantReadError):
                if client.file.peek(1):
                    return True
        finally:
            client.sock.settimeout(before)
        return bool(get_socket_poller(client.sock, timeout))  # type: ignore[arg-type] # fractions work
