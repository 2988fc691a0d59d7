"""Mail through an SMTP server, with the standard library.

One connection a message: what the server said then belongs to that message alone. The body and the final
dot are sent apart, because a line that breaks before the dot means "not sent" for certain, and one that
breaks after it means that nobody knows.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.policy import SMTP, SMTPUTF8
from typing import Literal

from vo_callcenter.adapters.mail import checked_address, mail_of
from vo_callcenter.adapters.transport import Accepted, Outgoing, Permanent, Temporary, Uncertain

Security = Literal["starttls", "tls", "none"]

_LINE_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """Sends through one server. ``security``: ``starttls`` (required, port 587), ``tls`` (465) or ``none``."""

    host: str
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    bounce_address: str = ""
    """Envelope sender, where failure notices go; the message's sender when empty."""
    timeout: float = 30.0
    """Seconds for each step."""
    helo_name: str | None = None
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    def send(self, message: Outgoing) -> Accepted:
        """Hand the mail over. Raises Temporary, Permanent or Uncertain, never anything of the network."""
        recipient = checked_address(message.address)
        with self._session() as server:
            utf8 = not recipient.isascii()
            if utf8 and not server.has_extn("smtputf8"):
                raise Permanent("address_not_ascii", recipient[:80])
            mail = mail_of(message, SMTPUTF8 if utf8 else SMTP)
            self._envelope(server, message, recipient, utf8=utf8)
            return _hand_over(server, mail.as_bytes())

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        try:
            server = self._connected()
        except smtplib.SMTPAuthenticationError as error:
            # A wrong password is put right by a person; the mail waits meanwhile.
            raise Temporary("login_refused", _said(error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Temporary("no_security", str(error)) from error
        except smtplib.SMTPResponseException as error:
            raise Temporary("server_refused", _said(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Temporary("no_connection", f"{self.host}:{self.port} {error}") from error
        try:
            yield server
        except smtplib.SMTPServerDisconnected as error:
            raise Temporary("connection_lost", str(error)) from error
        except OSError as error:
            raise Temporary("connection_lost", str(error)) from error
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _connected(self) -> smtplib.SMTP:
        context = self.tls or ssl.create_default_context()
        server: smtplib.SMTP
        if self.security == "tls":
            server = smtplib.SMTP_SSL(
                self.host, self.port, self.helo_name, timeout=self.timeout, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, self.helo_name, timeout=self.timeout)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _envelope(self, server: smtplib.SMTP, message: Outgoing, recipient: str, *, utf8: bool) -> None:
        """MAIL FROM and RCPT TO, with the Message-ID as envelope id where the server reports deliveries."""
        options = ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else []
        recipient_options = []
        if server.has_extn("dsn"):
            options += ["RET=HDRS", f"ENVID={_xtext(message.message_id)}"]
            recipient_options = ["NOTIFY=FAILURE,DELAY", f"ORCPT=rfc822;{_xtext(recipient)}"]
        _expect(
            server.mail(self.bounce_address or checked_address(message.sender), options), "sender_refused"
        )
        _expect(server.rcpt(recipient, recipient_options), "recipient_refused")


def _hand_over(server: smtplib.SMTP, content: bytes) -> Accepted:
    code, words = server.docmd("DATA")
    if code != 354:
        raise _refusal(code, words, "content_refused")
    server.send(_LINE_DOT.sub(b"..", content.removesuffix(b"\r\n")) + b"\r\n")
    try:
        server.send(b".\r\n")
        code, words = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain("no_answer", str(error)) from error
    if code < 0:
        # Something was said that nobody can read: it may have been the yes.
        raise Uncertain("no_answer", _said(code, words))
    if code != 250:
        raise _refusal(code, words, "content_refused")
    return Accepted(provider_id=_text(words)[:200], detail=_said(code, words))


def _expect(answer: tuple[int, bytes], reason: str) -> None:
    code, words = answer
    if code not in (250, 251):
        raise _refusal(code, words, reason)


def _refusal(code: int, words: bytes, reason: str) -> Temporary | Permanent:
    if 500 <= code < 600:
        return Permanent(reason, _said(code, words))
    # 4xx, and -1 for an answer nobody can read.
    return Temporary("deferred", _said(code, words))


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {_text(words)}"[:500]


def _text(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())


def _xtext(value: str) -> str:
    """RFC 3461 xtext: printable ASCII but ``+`` and ``=``, everything else as +XX."""
    return "".join(
        chr(byte) if 33 <= byte <= 126 and byte not in b"+=" else f"+{byte:02X}" for byte in value.encode()
    )
