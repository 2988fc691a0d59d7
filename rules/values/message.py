"""Composing, sending and following messages."""

from dataclasses import dataclass
from datetime import datetime

from rules.values.contact import ChannelVerdict
from rules.vocabulary import Channel, OutboxState, Purpose


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """One template that fits a lead, a channel and a language."""

    id: int
    version_id: int
    code: str
    name: str
    lang: str
    channel: Channel
    purpose: Purpose
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as it would leave, and what stands in its way. Texts are raw."""

    address: str
    subject: str
    body: str
    resolved: tuple[tuple[int, int], ...]
    """Spans of ``body`` (start, end) filled in from the lead, to underline."""
    missing: tuple[str, ...]
    """Variables without a value: the message is refused while there is one."""
    missing_spans: tuple[tuple[int, int], ...]
    """Where those variables stand in ``body``, shown there as ``{{ name }}``."""
    verdict: ChannelVerdict
    encoding: str = ""
    """SMS only: ``GSM-7`` or ``UCS-2``."""
    units: int = 0
    parts: int = 0
    odd_character: str = ""
    """The character that makes an SMS UCS-2."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody began to write."""

    template_id: int | None
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One outgoing message and where it is."""

    id: int
    message_id: int
    lead_id: int
    person: str
    channel: Channel
    address: str
    subject: str
    body: str
    state: OutboxState
    reason: str
    detail: str
    tries: int
    try_at: datetime
    at: datetime
    staff: str
    is_automatic: bool
    path: str = ""
    """Where the folder transport put it (demo)."""
