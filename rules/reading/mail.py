"""A mail as a frozen value: headers decoded and on one line, the visible text, the attachments."""

import email
import email.message
import email.policy
import re
from dataclasses import dataclass, replace
from datetime import datetime
from email.header import decode_header
from email.utils import getaddresses

from rules.reading.dates import read_date
from rules.reading.decoding import decode
from rules.reading.demand import DeliveryReport
from rules.reading.limits import (
    MAX_ATTACHED,
    MAX_BOUNDARIES,
    MAX_DELIMITERS,
    MAX_DEPTH,
    MAX_FIELD,
    MAX_HEADER_BLOCK,
    MAX_LINKS,
    MAX_MAIL_LINES,
    MAX_MAIL_TEXT,
    MAX_PARSE_STEPS,
    MAX_PARTS,
    MAX_SINGLE_BODY,
    MAX_VALUES,
)
from rules.reading.page import read_page

_HEADER = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_TELLING = re.compile(
    rb"^(?:from|to|subject|date|received|message-id|mime-version|return-path|delivered-to|"
    rb"content-type|reply-to)\s*:",
    re.I | re.M,
)
_ID = re.compile(r"<[^<>\s]{1,250}>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class MailRefused(Exception):
    """The mail is built to be costly to parse; ``reason`` is the code to sort it by."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    """As the mail names it: never a path to write to."""
    type: str
    size: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. Header values are decoded, on one line, without control characters."""

    subject: str
    sender: str
    """The address of From, as written, or of whoever a group wrote it for; empty when there is none."""
    sender_name: str
    to: tuple[str, ...]
    reply_to: str
    date_raw: str
    date: datetime | None
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    plain: str
    """The text parts; empty when the mail has none."""
    html_text: str
    """The visible text of the HTML parts."""
    links: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    content_type: str
    report: DeliveryReport | None
    """Set for a delivery report (RFC 3464)."""
    notes: tuple[str, ...] = ()
    attached: tuple["Mail", ...] = ()
    """Whole mails attached to it; a delivery report's returned message is not among them."""

    @property
    def text(self) -> str:
        """The best visible text: the plain one unless it is a stub beside a real page."""
        if len(self.plain.strip()) < 40 < len(self.html_text.strip()):
            return self.html_text
        return self.plain or self.html_text

    def header(self, name: str) -> str:
        """The first value of that header, or empty."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def looks_like_mail(content: bytes) -> bool:
    """Whether the bytes begin with a header block that names a sender, a subject or the like."""
    head = content[:MAX_HEADER_BLOCK].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if head.startswith((b"From ", b">From ")):
        head = head.partition(b"\n")[2]
    if not _HEADER.match(head):
        return False
    block = re.split(rb"\r?\n[ \t]*\r?\n", head, maxsplit=1)[0]
    lines = block.splitlines()
    proper = sum(bool(_HEADER.match(line)) or line[:1] in (b" ", b"\t") for line in lines)
    found = len({match.lower() for match in _TELLING.findall(block)})
    return proper == len(lines) and (
        found >= 2 or (found == 1 and len(lines) == 1 and len(content) > len(block))
    )


def read_mail(content: bytes) -> Mail:
    """Parse one mail within the limits. Raises ``MailRefused`` for one built to be costly."""
    boundaries = content.lower().count(b"boundary")
    # The parser asks every open boundary about every line, and makes a part of every delimiter.
    if (
        max(boundaries, content.count(b"message/rfc822")) > MAX_BOUNDARIES
        or boundaries * content.count(b"\n") > MAX_PARSE_STEPS
        or (boundaries and content.count(b"\n--") > MAX_DELIMITERS)
    ):
        raise MailRefused("mail_too_nested")
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    parsed = _cut(content, is_single=not boundaries)
    try:
        message = email.message_from_bytes(parsed, policy=_AS_SENT)
        mail = _mail(message, _parts(message))
    except RecursionError:
        raise MailRefused("mail_too_nested") from None
    if len(parsed) < len(content):
        mail = replace(mail, notes=tuple(dict.fromkeys((*mail.notes, "cut"))))
    return mail


def head_of_mail(start: bytes) -> Mail | None:
    """The headers of a mail, from its beginning and without its body: lists show no more. None for what is no mail."""
    end = next((start.index(blank) + len(blank) for blank in (b"\r\n\r\n", b"\n\n") if blank in start), None)
    head = start if end is None else start[:end] + b"-"
    if not looks_like_mail(head):
        return None
    try:
        return read_mail(head)
    except MailRefused:
        return None


def _cut(content: bytes, is_single: bool) -> bytes:
    """As much of a mail as is parsed."""
    if is_single:
        content = content[: MAX_SINGLE_BODY + MAX_HEADER_BLOCK]
    if content.count(b"\n") <= MAX_MAIL_LINES:
        return content
    place = -1
    for _ in range(MAX_MAIL_LINES):
        place = content.index(b"\n", place + 1)
    return content[:place]


def _parts(message: "email.message.Message[str, str]") -> "list[email.message.Message[str, str]]":
    """The message and its parts in order; what an attached message holds is its own."""
    parts: list[email.message.Message[str, str]] = []
    waiting = [message]
    while waiting and len(parts) < MAX_PARTS:
        part = waiting.pop()
        parts.append(part)
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list) and (part is message or part.get_content_type() != "message/rfc822"):
            waiting += [each for each in reversed(inner) if isinstance(each, email.message.Message)]
    return parts


def _mail(
    message: "email.message.Message[str, str]", parts: "list[email.message.Message[str, str]]", depth: int = 0
) -> Mail:
    from rules.reading.bounce import delivery_report

    plain: list[str] = []
    pages: list[str] = []
    links: list[str] = []
    attachments: list[Attachment] = []
    attached: list[Mail] = []
    size = 0
    report = delivery_report(message, parts)
    for part in parts:
        if part.get_content_type() == "message/rfc822" and part is not message:
            inner = part.get_payload()
            if (
                report is None
                and depth < MAX_DEPTH
                and len(attached) < MAX_ATTACHED
                and isinstance(inner, list)
            ):
                attached += [
                    _mail(each, _parts(each), depth + 1)
                    for each in inner[:1]
                    if isinstance(each, email.message.Message)
                ]
            continue
        if part.is_multipart() and part.get_content_type() != "message/delivery-status":
            continue
        kind = part.get_content_type()
        payload = part.get_payload(decode=True)
        body = payload if isinstance(payload, bytes) else b""
        name = _one_line(_decoded(part.get_filename() or ""))[:MAX_FIELD]
        is_text = (
            kind in ("text/plain", "text/html")
            and part.get_content_disposition() != "attachment"
            and not name
        )
        if not is_text or size > MAX_MAIL_TEXT:
            if not kind.startswith(("message/", "text/rfc822")) and len(attachments) < MAX_VALUES:
                attachments.append(Attachment(name, kind, len(body), body))
            continue
        text = decode(body[: MAX_MAIL_TEXT * 4], _charset(part))[0].replace("\r\n", "\n")[
            : MAX_MAIL_TEXT - size
        ]
        size += len(text)
        if kind == "text/html":
            page = read_page(text)
            pages.append(page.text)
            links.extend(page.links)
        else:
            plain.append(text)
    headers = tuple((str(key)[:76], _header(value)) for key, value in message.items()[:MAX_PARTS])
    found = {key.lower(): value for key, value in reversed(headers)}
    to = tuple(
        address for _, address in _addresses(found.get("to", "") + ", " + found.get("delivered-to", ""))
    )
    sender_name, sender = _author(found, to)
    date_raw = found.get("date", "")
    return Mail(
        subject=found.get("subject", ""),
        sender=sender,
        sender_name=sender_name,
        to=to,
        reply_to=next((address for _, address in _addresses(found.get("reply-to", ""))), ""),
        date_raw=date_raw,
        date=read_date(date_raw).utc,
        message_id=_first_id(found.get("message-id", "")),
        in_reply_to=_first_id(found.get("in-reply-to", "")),
        references=tuple(_ID.findall(found.get("references", "")))[-MAX_VALUES:],
        plain="\n".join(plain),
        html_text="\n".join(pages),
        links=tuple(links[:MAX_LINKS]),
        attachments=tuple(attachments),
        headers=headers,
        content_type=message.get_content_type(),
        report=report,
        notes=("cut",) if len(parts) >= MAX_PARTS or size >= MAX_MAIL_TEXT else (),
        attached=tuple(attached),
    )


def _charset(part: "email.message.Message[str, str]") -> str | None:
    charset = part.get_param("charset")
    return charset if isinstance(charset, str) else None


def _header(value: object) -> str:
    return _one_line(_decoded(str(value)))[: MAX_FIELD * 8]


def _decoded(value: str) -> str:
    """An encoded-word header as text; one that does not decode stays as it is written."""
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (ValueError, LookupError, email.errors.MessageError):
        return value
    out = []
    for piece, charset in pieces:
        if isinstance(piece, bytes):
            out.append(decode(piece, charset)[0])
        else:
            out.append(piece)
    return "".join(out)


class _AsSent(email.policy.Compat32):
    """A header as its bytes say it: the library's own reading puts U+FFFD for each one that is not declared."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return _raw_eight_bit(value)


_AS_SENT = _AsSent()


def _raw_eight_bit(value: str) -> str:
    """Undeclared eight-bit bytes in a header, which the parser keeps as lone surrogates."""
    if value.isascii():
        return value
    try:
        return decode(value.encode("ascii", "surrogateescape"))[0]
    except UnicodeEncodeError:
        return value


def _one_line(value: str) -> str:
    """One line: a line break that hides in an encoded word never becomes a header of ours."""
    return " ".join(_CONTROL.sub(" ", value).split())


def _addresses(value: str) -> list[tuple[str, str]]:
    try:
        found = getaddresses([value[: MAX_FIELD * 8]])
    except (ValueError, IndexError, RecursionError):
        found = []
    return [(name, address.strip()) for name, address in found if "@" in address][:MAX_VALUES]


def _author(found: dict[str, str], to: tuple[str, ...]) -> tuple[str, str]:
    """Name and address of From. A group that had to write its own address there, « 'Léa Moreau' via VO », says in
    other headers who wrote.
    """
    name, address = next(iter(_addresses(found.get("from", ""))), ("", ""))
    author, via, _ = name.rpartition(" via ")
    if not via or address.lower() not in {each.lower() for each in to}:
        return name, address
    said = _addresses(found.get("x-original-from", "") or found.get("x-original-sender", ""))
    return author.strip("' "), said[0][1] if said else address


def _first_id(value: str) -> str | None:
    match = _ID.search(value)
    return match.group() if match else None
