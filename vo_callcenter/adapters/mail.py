"""An outgoing message as an RFC 5322 mail: plain text in UTF-8, with no way to smuggle a header in."""

from __future__ import annotations

import re
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from vo_callcenter.adapters.transport import Outgoing, Permanent

_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\[\]\\,;:\"]+")
_MESSAGE_ID = re.compile(r"[^\s<>]+@[^\s<>]+")
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?")
_MAX_ADDRESS = 254


def mail_of(message: Outgoing, policy: EmailPolicy[EmailMessage] = SMTP) -> EmailMessage:
    """The mail to hand over. Raises Permanent(``bad_address`` or ``bad_header``) rather than bend a header.

    Python 3.11 writes a line break that hides in an encoded word as it stands, so every value is checked
    here before the library sees it.
    """
    mail = EmailMessage(policy=policy)
    mail["From"] = _mailbox(message.sender_name, message.sender)
    mail["To"] = Address(addr_spec=checked_address(message.address))
    mail["Subject"] = checked_header(message.subject)
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = _bracketed(message.message_id)
    if message.reply_to:
        mail["Reply-To"] = Address(addr_spec=checked_address(message.reply_to))
    if message.in_reply_to:
        mail["In-Reply-To"] = _bracketed(message.in_reply_to)
    if message.references:
        mail["References"] = " ".join(_bracketed(reference) for reference in message.references)
    if message.is_automatic:
        mail["Auto-Submitted"] = "auto-replied" if message.in_reply_to else "auto-generated"
    if message.is_prospecting and message.unsubscribe:
        mail["List-Unsubscribe"] = f"<mailto:{checked_address(message.unsubscribe)}?subject=STOP>"
    # Quoted-printable keeps every byte below 128 whatever the text: no server on the way can alter it.
    mail.set_content(message.body, charset="utf-8", cte="quoted-printable")
    return mail


def checked_address(address: str) -> str:
    """The address when it is one mailbox and nothing else, its domain in ASCII. Raises Permanent(``bad_address``)."""
    if len(address) > _MAX_ADDRESS or has_controls(address) or not _ADDRESS.fullmatch(address):
        raise Permanent("bad_address", address[:80])
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
        Address(addr_spec=f"{local}@{domain}")
    except (ValueError, IndexError) as error:
        raise Permanent("bad_address", address[:80]) from error
    return f"{local}@{domain}"


def checked_header(value: str) -> str:
    """The text when it is one line and no encoded word. Raises Permanent(``bad_header``).

    The library decodes an encoded word it is given (``=?utf-8?q?=0D=0ABcc:...?=``), and with it a line break.
    """
    if has_controls(value) or _ENCODED_WORD.search(value):
        raise Permanent("bad_header", value[:80])
    return value


def has_controls(value: str) -> bool:
    """Whether it holds a control character or a line break of any alphabet."""
    return any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in value)


def _mailbox(name: str, address: str) -> Address:
    return Address(display_name=checked_header(name), addr_spec=checked_address(address))


def _bracketed(message_id: str) -> str:
    if has_controls(message_id) or not _MESSAGE_ID.fullmatch(message_id) or not message_id.isascii():
        raise Permanent("bad_header", message_id[:80])
    return f"<{message_id}>"
