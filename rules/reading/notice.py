"""What a document announces without saying it: a lead that is to be fetched, an event of a call."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class LeadNotice:
    """Facebook says that somebody filled in a form; the answers are to be read from it by this number."""

    lead_id: str
    """Digits only: it stands in an address."""
    page_id: str = ""
    form_id: str = ""
    ad_id: str = ""


class CallEventKind(StrEnum):
    """What a telephone system says of a call that came in."""

    INCOMING = "incoming"  # it rings
    ANSWERED = "answered"
    MISSED = "missed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One event of one call."""

    kind: CallEventKind
    call_id: str
    """The telephone system's own name of the call, the same in all of its events; empty when it gives none."""
    at: datetime | None
    """When it happened, aware UTC; None when it does not say, or without a zone."""
    called: str = ""
    """The number that was called, as written."""
    agent: str = ""
    """Who or what answered, as written: a name, a login, an extension."""
    talk_seconds: int | None = None
    """How long people spoke; None when it does not say."""
    is_outbound: bool = False
    """We called: no lead comes of it."""
