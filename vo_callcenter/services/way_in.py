"""By which way a document came, and what that alone says about the demand in it."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from data.queries.mailboxes import mailbox_named
from data.queries.webhooks import webhook_named
from data.tables import RawInputRow, SiteRow
from rules.reading.demand import Demand
from rules.vocabulary import Source

DROP = "drop"
ENTRY = "entry"
"""Typed in by hand in the console."""
FILE = "file"
IMAP = "imap"
WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class WayIn:
    """Only where the document itself says nothing."""

    site_name: str = ""
    source: Source | None = None
    unknown: frozenset[Source] = frozenset({Source.OTHER})
    """Sources that say no more than that the document names none."""

    def completed(self, demand: Demand) -> Demand:
        """The demand, with the source of its way in place of an unknown one."""
        if self.source is None or demand.source not in self.unknown:
            return demand
        return replace(demand, source=self.source)


def way_in(session: Session, document: RawInputRow) -> WayIn:
    """The subfolder a file was dropped in names a site; a mailbox and a webhook have a site and a source of their own."""
    if document.origin == DROP:
        return WayIn(document.name.rpartition("/")[0])
    if document.origin == IMAP and (mailbox := mailbox_named(session, document.name)):
        return WayIn(_site(session, mailbox.site_id), mailbox.source)
    if document.origin == WEBHOOK and (webhook := webhook_named(session, document.name)):
        unknown = frozenset({Source.OTHER, Source.FILE})
        return WayIn(_site(session, webhook.site_id), webhook.usual_source, unknown)
    return WayIn()


def _site(session: Session, site_id: int | None) -> str:
    site = session.get(SiteRow, site_id) if site_id is not None else None
    return site.name if site else ""
