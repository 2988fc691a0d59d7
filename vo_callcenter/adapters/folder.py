"""A folder instead of a provider: mails as ``.eml``, SMS as ``.txt``, for the demonstration and for trials.

Nothing leaves the machine. A file appears whole or not at all, and sending the same message again writes the
same file again: a folder can say for certain what it has.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from rules.vocabulary import Channel
from vo_callcenter.adapters.mail import mail_of
from vo_callcenter.adapters.transport import Accepted, Outgoing, Temporary

_SAFE = re.compile(r"[^A-Za-z0-9]+")
PREFIX = "file:"
"""What a provider id of this transport begins with; the path follows."""


@dataclass(frozen=True, slots=True)
class FolderTransport:
    folder: Path

    def send(self, message: Outgoing) -> Accepted:
        """Write the message. Raises Permanent for a mail that cannot be, Temporary when the disk refuses."""
        content, ending = _content(message)
        target = self.folder / f"{_name(message)}{ending}"
        partial = target.with_suffix(".partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(target)
        except OSError as error:
            raise Temporary("folder_refused", f"{error.strerror}: {target.name}") from error
        return Accepted(provider_id=f"{PREFIX}{target}")


def path_of(provider_id: str) -> str:
    """Where the folder transport put it; empty for another transport's id."""
    return provider_id.removeprefix(PREFIX) if provider_id.startswith(PREFIX) else ""


def _content(message: Outgoing) -> tuple[bytes, str]:
    if message.channel is Channel.EMAIL:
        return mail_of(message).as_bytes(), ".eml"
    text = f"To: {_SAFE.sub('', message.address)}\n\n{message.body}\n"
    return text.encode("utf-8", "replace"), ".txt"


def _name(message: Outgoing) -> str:
    """Day and hour, a readable piece of the address, and a digest of the Message-ID: nothing of it steers a path."""
    digest = hashlib.sha256(message.message_id.encode()).hexdigest()[:12]
    who = _SAFE.sub("-", message.address)[:40].strip("-").lower()
    return f"{message.at:%Y%m%d-%H%M%S}-{who}-{digest}"
