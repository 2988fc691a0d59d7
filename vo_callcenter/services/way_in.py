"""By which way a document came, and what that alone says about the demand in it."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from data.queries.mailboxes import mailbox_named
from data.tables import RawInputRow, SiteRow
from rules.reading.demand import Demand
from rules.vocabulary import Source

DROP = "drop"
FILE = "file"
IMAP = "imap"


@dataclass(frozen=True, slots=True)
class WayIn:
    """Only where the document itself says nothing."""

    site_name: str = ""
    source: Source | None = None

    def completed(self, demand: Demand) -> Demand:
        """The demand, with the source of its way in place of an unknown one."""
        if self.source is None or demand.source is not Source.OTHER:
            return demand
        return replace(demand, source=self.source)


def way_in(session: Session, document: RawInputRow) -> WayIn:
    """The subfolder a file was dropped in names a site; a mailbox has a site and a source of its own."""
    if document.origin == DROP:
        return WayIn(document.name.rpartition("/")[0])
    mailbox = mailbox_named(session, document.name) if document.origin == IMAP else None
    if mailbox is None:
        return WayIn()
    site = session.get(SiteRow, mailbox.site_id) if mailbox.site_id is not None else None
    return WayIn(site.name if site else "", mailbox.source)
