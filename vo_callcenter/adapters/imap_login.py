"""The way into an IMAP server: a connection, protected as the mailbox wants it, and the login."""

import imaplib
import socket
import ssl
from contextlib import suppress
from pathlib import Path

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError, MailboxStarttlsError

from rules.refusal import Refusal
from rules.values.mailbox import Mailbox, Security
from vo_callcenter.adapters.imap_answers import said
from vo_callcenter.adapters.imap_idle import PatientIdle


def logged_in(mailbox: Mailbox, password: str, trusted: Path | None, timeout: float) -> BaseMailBox:
    """A connection that knows who we are; no folder is open on it.

    ``trusted``: a file of certificates (PEM) trusted besides the system's; ``timeout``: seconds for each step.
    Raises ``Refusal``: ``mailbox_unknown_host``, ``mailbox_refused``, ``mailbox_unreachable``,
    ``mailbox_certificate``, ``mailbox_tls``, ``mailbox_trust``, ``mailbox_login``, ``mailbox_lost``.
    """
    name, host = mailbox.name, mailbox.host
    try:
        client = _connected(mailbox, _context(mailbox, trusted), timeout)
    except socket.gaierror:
        raise Refusal("mailbox_unknown_host", name=name, host=host) from None
    except ConnectionRefusedError:
        raise Refusal("mailbox_refused", name=name, host=host, port=mailbox.port) from None
    except ssl.SSLCertVerificationError as error:
        raise Refusal("mailbox_certificate", name=name, host=host, detail=error.verify_message) from None
    except (ssl.SSLError, MailboxStarttlsError, imaplib.IMAP4.error):
        code = "mailbox_unreachable" if mailbox.security is Security.NONE else "mailbox_tls"
        raise Refusal(code, name=name, host=host, port=mailbox.port) from None
    except OSError:
        raise Refusal("mailbox_unreachable", name=name, host=host, port=mailbox.port) from None
    if (refusal := _refused_login(mailbox, password, client)) is not None:
        # Out here nothing hangs on it: what a server says of a login may hold the password.
        raise refusal
    return client


def _refused_login(mailbox: Mailbox, password: str, client: BaseMailBox) -> Refusal | None:
    name = mailbox.name
    try:
        # What a plain LOGIN cannot carry goes by another way, which encodes it.
        both = mailbox.login + password
        is_plain = both.isascii() and both.isprintable()
        login = client.login if is_plain else client.login_utf8
        login(mailbox.login, password, initial_folder=None)
    except (MailboxLoginError, imaplib.IMAP4.error, OSError) as error:
        with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            client.client.shutdown()
        if isinstance(error, OSError | imaplib.IMAP4.abort):
            return Refusal("mailbox_lost", name=name, host=mailbox.host)
        # Some servers repeat what they did not understand.
        detail = said(error).replace(password, "…") if password else said(error)
        return Refusal("mailbox_login", name=name, login=mailbox.login, detail=detail)
    return None


def _connected(mailbox: Mailbox, context: ssl.SSLContext | None, timeout: float) -> BaseMailBox:
    host, port = mailbox.host, mailbox.port
    client: BaseMailBox
    if mailbox.security is Security.TLS:
        client = _Tls(host, port, timeout, ssl_context=context)
    elif mailbox.security is Security.STARTTLS:
        client = _StartTls(host, port, timeout, ssl_context=context)
    else:
        client = _Plain(host, port, timeout)
    client.client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return client


class _Tls(MailBox):
    idle_manager_class = PatientIdle


class _StartTls(MailBoxStartTls):
    idle_manager_class = PatientIdle


class _Plain(MailBoxUnencrypted):
    idle_manager_class = PatientIdle


def _context(mailbox: Mailbox, trusted: Path | None) -> ssl.SSLContext | None:
    if mailbox.security is Security.NONE:
        return None
    context = ssl.create_default_context()
    if trusted is not None:
        try:
            context.load_verify_locations(trusted)
        except (OSError, ssl.SSLError):
            raise Refusal("mailbox_trust", path=str(trusted)) from None
    return context
