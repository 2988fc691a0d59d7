"""A mailbox that is watched for leads, and how its watching goes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.vocabulary import Source


class Security(StrEnum):
    """How the connection to the server is protected."""

    TLS = "tls"
    STARTTLS = "starttls"  # required: a server that does not offer it is refused
    NONE = "none"  # for a server on the same machine, and for tests


def usual_port(security: Security) -> int:
    return 993 if security is Security.TLS else 143


class AfterReading(StrEnum):
    """What happens on the server to a message that is safely in the store."""

    MOVE = "move"
    FLAG = "flag"


class ReadAs(StrEnum):
    """What became of a message, as far as its mailbox shows it."""

    HANDLED = "handled"  # a lead, a touch, filed, or known already
    TO_SORT = "to_sort"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox as somebody set it up. Its password is never here: see ``vo_callcenter.settings``."""

    name: str
    """Lower-case letters, digits and hyphens: it also names the variable that holds the password."""
    host: str
    port: int
    login: str
    security: Security = Security.TLS
    folder: str = "INBOX"
    site_id: int | None = None
    """The site of leads that name none themselves."""
    source: Source | None = None
    """The source of leads whose portal was not recognised."""
    after_reading: AfterReading = AfterReading.MOVE
    handled_folder: str = "Handled"
    to_sort_folder: str = "To sort"
    since: date | None = None
    """Messages that came before that day are left alone."""
    is_active: bool = True
    id: int = 0

    @property
    def place(self) -> tuple[str, str, str]:
        """Whose folder on which server: what the numbers of messages hold for."""
        return self.host, self.login, self.folder


@dataclass(frozen=True, slots=True)
class MailboxState:
    """How the watching of one mailbox goes."""

    mailbox: Mailbox
    site: str
    """The name of its site; empty where it has none."""
    last_contact_at: datetime | None
    """When the server last answered."""
    error: str
    """Code of the refusal that holds since then; empty when all is well."""
    error_detail: str
    error_at: datetime | None
    failed: int
    """Messages that could not be fetched, again and again: they are still in the mailbox."""
