"""Something that goes wrong behind the consoles and that somebody has to look after."""

from dataclasses import dataclass
from enum import StrEnum


class TroubleKind(StrEnum):
    JOB = "job"  # a job of the engine that fails again and again
    TEMPLATE = "template"  # a message template that can no longer be read
    MAILBOX = "mailbox"  # a mailbox that cannot be read
    LISTENER = "listener"  # the address for calls over HTTP cannot be had
    WEBHOOK = "webhook"  # a source whose announced leads cannot be read
    FILE = "file"  # a dropped file that cannot be taken


@dataclass(frozen=True, slots=True)
class Trouble:
    """``name`` is the job's code, or the own name of a template, a mailbox, a source or a file, or an address."""

    kind: TroubleKind
    name: str
