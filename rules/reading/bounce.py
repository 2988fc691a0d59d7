"""Delivery reports (RFC 3464) and the odd bounces that are not written so."""

import email.message
import re

from rules.reading.demand import BouncedTo, DeliveryReport

_SUBJECT = re.compile(
    r"(?i)undeliver(?:ed|able)|delivery (?:status notification|has failed|failure|report)|"
    r"returned mail|mail delivery (?:failed|system)|"
    r"failure notice|non[ -]?remis|[ée]chec de (?:la )?(?:remise|livraison|distribution)|"
    r"message non distribu|retour de courrier|"
    r"n['’]a pas (?:pu )?[êe]tre (?:remis|distribu)"
)
_SENDER = re.compile(r"(?i)^(?:mailer-daemon|postmaster|mail-?daemon|bounces?)(?:[-+._].*)?@")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REFUSED = re.compile(
    r"(?i)\b(?:550|551|552|553|554)[ -]|user unknown|no such user|mailbox (?:full|unavailable)|"
    r"n'existe pas|does not exist"
)
_RECIPIENT = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,190}\.[a-z]{2,20}", re.I)
_MESSAGE_ID = re.compile(r"(?im)^message-id:\s*(<[^<>\s]{1,250}>)")


def delivery_report(
    message: "email.message.Message[str, str]", parts: "list[email.message.Message[str, str]]"
) -> DeliveryReport | None:
    """What the mail says of a message of ours; None when it is no delivery report.

    Asked before anything else: many bounces also carry ``Auto-Submitted``. A report may speak of success or
    delay as well; ``is_failure`` tells.
    """
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    subject, sender = str(message.get("subject", "")), _address(str(message.get("from", "")))
    if status is None and not (
        message.get_param("report-type") == "delivery-status"
        or (_SENDER.match(sender) and _looks_undelivered(subject, parts))
        or (_SUBJECT.search(subject) and str(message.get("return-path", "")).strip() == "<>")
        or message.get("x-failed-recipients")
    ):
        return None
    recipients = _recipients(status) if status is not None else ()
    return DeliveryReport(_original_id(parts), recipients or _from_text(message, parts))


def _looks_undelivered(subject: str, parts: "list[email.message.Message[str, str]]") -> bool:
    return bool(_SUBJECT.search(subject)) or bool(_REFUSED.search(_text(parts)))


def _recipients(status: "email.message.Message[str, str]") -> tuple[BouncedTo, ...]:
    """The per-recipient blocks, which the parser gives as messages below the status part."""
    found = []
    blocks = status.get_payload() if status.is_multipart() else []
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, email.message.Message):
            continue
        recipient = str(block.get("final-recipient") or block.get("original-recipient") or "")
        if not recipient:
            continue
        status_code = _STATUS.search(str(block.get("status", "")))
        action = str(block.get("action", "failed")).strip().lower() or "failed"
        diagnostic = " ".join(str(block.get("diagnostic-code", "")).split()) or None
        address = recipient.partition(";")[2].strip() or recipient.strip()
        found.append(BouncedTo(address.strip("<>"), action, status_code and status_code[1], diagnostic))
    return tuple(found[:50])


def _from_text(
    message: "email.message.Message[str, str]", parts: "list[email.message.Message[str, str]]"
) -> tuple[BouncedTo, ...]:
    text = _text(parts)
    failed = str(message.get("x-failed-recipients", ""))
    addresses = (
        _RECIPIENT.findall(failed)
        or [address for address in _RECIPIENT.findall(text) if not _SENDER.match(address)][:1]
    )
    status = _STATUS.search(text)
    return tuple(BouncedTo(address, "failed", status and status[1]) for address in addresses[:50])


def _original_id(parts: "list[email.message.Message[str, str]]") -> str | None:
    """The Message-ID of what came back, from the returned message, its headers, or the text of the notice."""
    for part in parts[1:]:
        kind = part.get_content_type()
        if kind in ("text/rfc822-headers", "message/rfc822-headers"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and (match := _MESSAGE_ID.search(payload.decode("latin-1"))):
                return match[1]
        elif kind == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], email.message.Message):
                value = str(inner[0].get("message-id", "")).strip()
                if value.startswith("<"):
                    return value[:252]
    match = _MESSAGE_ID.search(_text(parts))
    return match[1] if match else None


def _text(parts: "list[email.message.Message[str, str]]") -> str:
    for part in parts:
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload[:20_000].decode("utf-8", "replace")
    return ""


def _address(value: str) -> str:
    match = re.search(r"<([^<>]*)>", value)
    return (match[1] if match else value).strip()
