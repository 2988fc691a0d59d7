"""A source that calls us over HTTP, and how that goes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.vocabulary import Source


class WebhookKind(StrEnum):
    """Who calls, and so how a call proves where it comes from and what stands in it."""

    LEADS = "leads"  # an own site: signed JSON
    FACEBOOK = "facebook"  # Lead Ads and Messenger: signed by the application's secret
    PHONE = "phone"  # a telephone system: signed JSON, one event of a call each


USUAL_SOURCES = {
    WebhookKind.LEADS: Source.SITE,
    WebhookKind.FACEBOOK: Source.FACEBOOK,
    WebhookKind.PHONE: Source.PHONE,
}
"""The source of leads where nobody named another."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """One source as somebody set it up. Its secrets are never here: see ``vo_callcenter.settings``."""

    name: str
    """Lower-case letters, digits and hyphens: it stands in the address and in the names of its secrets."""
    kind: WebhookKind = WebhookKind.LEADS
    site_id: int | None = None
    """The site of leads that name none themselves."""
    source: Source | None = None
    """The source of leads that name none themselves; that of its kind by default."""
    is_active: bool = True
    id: int = 0

    @property
    def usual_source(self) -> Source:
        return self.source or USUAL_SOURCES[self.kind]


@dataclass(frozen=True, slots=True)
class WebhookState:
    """How it goes with one source."""

    webhook: Webhook
    site: str
    """The name of its site; empty where it has none."""
    accepted: int
    """Calls that are in the store."""
    accepted_at: datetime | None
    refused: int
    refused_at: datetime | None
    refused_code: str
    """Why the last one was refused; empty when none was."""
    unread: int = 0
    """Leads that Facebook announced and that could not be read so far."""
    unread_code: str = ""
    """Code of the refusal that the last attempt met."""
