"""Mails put together byte by byte, as portals, sites and mail programs send them."""

import base64
import quopri
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.header import Header
from typing import Any

DEALER = "vo@garage-exemple.example.com"
LEAD, TOUCH, TO_SORT, FILED = "lead", "touch", "to_sort", "filed"
BOUNDARY = "=_partie_7f3a"
_MEANT = {"iso-8859-1": "cp1252"}
"""Programs that declare Latin-1 write Windows-1252."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail and what is said in it. A field that is not named must not be read from it."""

    name: str
    portal: str
    """The row of the table it counts in."""
    content: bytes
    fields: dict[str, Any] = field(default_factory=dict)
    outcome: str = LEAD
    filed_as: str | None = None
    reader: str | None = None
    """The description that must have read it, when one must."""


@dataclass(frozen=True, slots=True)
class Part:
    """One MIME part. ``charset`` None declares none; ``coding`` is the transfer encoding."""

    text: str | bytes
    kind: str = "text/plain"
    charset: str | None = "utf-8"
    coding: str = "8bit"
    name: str = ""
    written_in: str = ""
    """The encoding of the bytes when it is not the declared one."""

    def head(self) -> list[str]:
        kind = f"Content-Type: {self.kind}"
        if self.charset and self.kind.startswith("text/"):
            kind += f"; charset={self.charset}"
        if self.name:
            kind += f'; name="{self.name}"'
        lines = [kind]
        if self.coding:
            lines.append(f"Content-Transfer-Encoding: {self.coding}")
        if self.name:
            lines.append(f'Content-Disposition: attachment; filename="{self.name}"')
        return lines

    def body(self) -> bytes:
        raw = (
            self.text
            if isinstance(self.text, bytes)
            else self.text.encode(self.written_in or _MEANT.get(self.charset or "", self.charset or "utf-8"))
        )
        if self.coding == "base64":
            return base64.encodebytes(raw)
        return quopri.encodestring(raw) if self.coding == "quoted-printable" else raw


def mail(
    subject: str,
    *parts: Part | str,
    sender: str,
    name: str = "",
    reply_to: str = "",
    to: str = DEALER,
    date: str = "Mon, 23 Nov 2026 10:12:00 +0100",
    message_id: str = "",
    headers: Sequence[str] = (),
    kind: str = "alternative",
    subject_in: str = "utf-8",
    line_end: str = "\n",
) -> bytes:
    """The bytes of one mail; several parts make a ``multipart/<kind>``."""
    bodies = [part if isinstance(part, Part) else Part(part) for part in parts]
    shown = f"{Header(name, 'utf-8').encode()} <{sender}>" if name else sender
    if name and name.isascii():
        shown = f'"{name}" <{sender}>'
    head = [f"From: {shown}", f"To: {to}"]
    head += [f"Reply-To: {reply_to}"] if reply_to else []
    head += [
        f"Subject: {subject if subject.isascii() else Header(subject, subject_in, maxlinelen=200).encode()}"
    ]
    head += [f"Date: {date}"] if date else []
    head += [f"Message-ID: {message_id}"] if message_id else []
    head += [*headers, "MIME-Version: 1.0"]
    if len(bodies) == 1:
        content = "\n".join(head + bodies[0].head()).encode() + b"\n\n" + bodies[0].body()
    else:
        head.append(f'Content-Type: multipart/{kind}; boundary="{BOUNDARY}"')
        content = "\n".join(head).encode() + b"\n\n"
        for each in bodies:
            content += f"--{BOUNDARY}\n".encode() + "\n".join(each.head()).encode() + b"\n\n"
            content += each.body() + b"\n"
        content += f"--{BOUNDARY}--\n".encode()
    return content.replace(b"\r\n", b"\n").replace(b"\n", line_end.encode())


def html(body: str, **how: Any) -> Part:
    """A page as mail programs wrap it."""
    return Part(
        f"<!DOCTYPE html><html><head><style>td{{color:#333}}</style></head><body>\n{body}\n</body></html>\n",
        "text/html",
        **how,
    )


def rows(pairs: Sequence[tuple[str, str]], mark: str = " :") -> str:
    """A table with one row a pair."""
    return (
        "<table>"
        + "".join(f"<tr><td>{label}{mark}</td>\n<td>{value}</td></tr>\n" for label, value in pairs)
        + "</table>"
    )
