"""What the contact policy says of one channel now."""

from dataclasses import dataclass, field
from datetime import datetime

from rules.vocabulary import Channel, Purpose


@dataclass(frozen=True, slots=True)
class ChannelVerdict:
    """Whether somebody may be contacted this way, for this purpose, and why (catalog ``contact``)."""

    channel: Channel
    purpose: Purpose
    allowed: bool
    code: str
    params: dict[str, str | int | datetime] = field(default_factory=dict)
    possible_from: datetime | None = None
    """The next lawful moment, when it is only a matter of time."""
    is_warning: bool = False
    """Policy warns rather than prevents."""
