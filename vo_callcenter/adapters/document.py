"""A document as bytes: cut at the limit the store keeps, its size and hash those of the whole."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rules.reading.limits import MAX_CONTENT
from rules.reading.mail import looks_like_mail
from rules.refusal import Refusal

SHORT = 50_000
"""Bytes of some hundred rows, which are read in seconds. A mail is short with whatever it brings along."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Document:
    """One incoming document. ``name`` is what its sender called it: shown, never used as a path."""

    name: str
    content: bytes
    """At most ``MAX_CONTENT`` bytes."""
    size: int
    """Bytes of the whole."""
    content_hash: str
    """SHA-256 of the whole, hex."""

    @property
    def is_cut(self) -> bool:
        return self.size > len(self.content)

    @property
    def is_short(self) -> bool:
        """Whether it is read at once, whatever it turns out to be."""
        return self.size <= SHORT or looks_like_mail(self.content)


def document_of_bytes(name: str, content: bytes) -> Document:
    return Document(name, content[:MAX_CONTENT], len(content), hashlib.sha256(content).hexdigest())


def document_of_file(path: Path, name: str | None = None) -> Document:
    """Read a regular file without following a symbolic link.

    Raises ``Refusal`` with ``file_missing``, ``file_is_link``, ``file_unreadable`` or ``file_not_regular``.
    """
    shown = name or path.name
    try:
        number = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | _BINARY
        )
    except FileNotFoundError as error:
        raise Refusal("file_missing", name=shown) from error
    except OSError as error:
        code = "file_is_link" if path.is_symlink() else "file_unreadable"
        raise Refusal(code, name=shown, detail=error.strerror or "") from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)  # a folder cannot even be made a stream of
        raise Refusal("file_not_regular", name=shown)
    with os.fdopen(number, "rb") as stream:
        try:
            return _read(shown, stream)
        except OSError as error:
            raise Refusal("file_unreadable", name=shown, detail=error.strerror or "") from error


_BINARY = getattr(os, "O_BINARY", 0)


def _read(name: str, stream: BinaryIO) -> Document:
    digest = hashlib.sha256()
    kept = bytearray()
    size = 0
    while block := stream.read(_BLOCK):
        digest.update(block)
        size += len(block)
        if len(kept) < MAX_CONTENT:
            kept += block[: MAX_CONTENT - len(kept)]
    return Document(name, bytes(kept), size, digest.hexdigest())
