"""What documents are read by: the group's descriptions of portals, then the packaged ones they do not replace, and
what the columns of sheets were said to hold."""

from datetime import datetime
from threading import Lock

import structlog

from data.queries.portals import last_portal_change, latest_portals
from rules.reading.mail import looks_like_mail
from rules.reading.portal import Portal
from rules.reading.portal_file import PortalError, load_portal
from rules.reading.readings import Readings
from vo_callcenter.services.office import Office
from vo_callcenter.services.sheet_mappings import mappings_in_force

log = structlog.get_logger()


class PortalsInForce:
    """Reads documents by the descriptions in force. They are kept between documents, and read again as soon as
    somebody changed one, in this process or another: the store is asked for its newest version each time."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = Lock()
        self._read_at = -1
        self._portals: tuple[Portal, ...] = ()

    def read(self, content: bytes, name: str, received_at: datetime) -> Readings:
        from rules.reading.reader import readings_of

        if looks_like_mail(content):
            return readings_of(content, name, received_at, self.changed())
        with self._office.store.reading() as session:
            mappings = mappings_in_force(session)
        return readings_of(content, name, received_at, mappings=mappings)

    def changed(self) -> tuple[Portal, ...]:
        """The group's own versions. One that cannot be used any more is left out, with a line in the log."""
        with self._office.store.reading() as session:
            newest = last_portal_change(session)
            if newest == self._read_at:
                return self._portals
            versions = latest_portals(session)
        portals = []
        for version in versions:
            if not version.text:
                continue
            try:
                portals.append(load_portal(version.name, version.text))
            except PortalError as error:
                log.error(
                    "portal description cannot be used",
                    portal=version.name,
                    version=version.version,
                    problem=str(error.problems[0].code),
                )
        with self._lock:
            self._portals, self._read_at = tuple(portals), newest
            return self._portals
