"""What an IMAP server answers, read from its bytes: numbers, sizes, moments, and why it refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from imap_tools.errors import MailboxTaggedResponseError, UnexpectedCommandStatusError


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message: its beginning as far as was asked for, its size as a whole, and when it came to the server."""

    uid: int
    content: bytes
    size: int
    came_at: datetime | None
    """Aware UTC; None where the server did not say."""


def checked(answer: tuple[str, Any]) -> None:
    """Raises MailboxTaggedResponseError when the command was refused."""
    if answer[0] != "OK":
        raise MailboxTaggedResponseError(answer, "OK")


def said(error: Exception) -> str:
    """What the server answered, cut: its own words, never ours."""
    answer = error.command_result[1] if isinstance(error, UnexpectedCommandStatusError) else error.args
    texts = [
        each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in answer if each
    ]
    return " ".join(" ".join(texts).split())[:200]


def number(answer: Sequence[bytes | None]) -> int:
    """The last number told; 0 where there is none."""
    return int(answer[-1]) if answer and answer[-1] and answer[-1].isdigit() else 0


def flat(item: bytes | tuple[bytes, ...]) -> bytes:
    """One item of an answer, whether literals stand in it or not."""
    return b" ".join(item) if isinstance(item, tuple) else item


def size_told(line: bytes) -> int:
    """Bytes of the whole message as the server counts them, which is not always exact; 0 where it does not say."""
    found = re.search(rb"RFC822\.SIZE (\d{1,12})", line)
    return int(found[1]) if found else 0


def arrived(line: bytes) -> datetime | None:
    """When the message came to the server, in UTC; None where it does not say, or not so that it can be read."""
    found = re.search(rb'INTERNALDATE "([^"]{10,40})"', line)
    try:
        moment = parsedate_to_datetime(found[1].decode("ascii")) if found else None
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
