"""Mails that waited to be sorted when their portal's description was kept: they are read again by it."""

from collections.abc import Iterator, Sequence
from threading import Thread

import structlog

from data.changes import note_change
from data.queries.matching import CONTENT_LATER, intake_alone
from data.queries.sorting import raw_to_sort
from data.tables import RawInputRow
from rules.reading.mail import head_of_mail
from rules.reading.portal import Portal
from rules.reading.portals import portal_of
from rules.vocabulary import RawOutcome
from vo_callcenter.services.intake import READER_DIED, IntakeService
from vo_callcenter.services.office import Office

AT_ONCE = 20
"""Mails that whoever keeps a description waits for; more are read behind."""
MOST = 500
"""Mails looked at, the most urgent first."""

log = structlog.get_logger()


class TaughtMails:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._intake = IntakeService(office)

    def read_again(self, portal: Portal, *, waits_for_all: bool = False) -> tuple[int, int]:
        """Read by ``portal`` the waiting mails that it takes; how many became enquiries, and how many are still read.

        The first ``AT_ONCE`` are waited for and the others read behind, unless the caller ``waits_for_all``.

        What somebody put back to sort is left to them, and so is what ended the process that read it. Each is read as
        if it had just come, by its own time.
        """
        waiting = list(self._taken(portal))
        at_once = len(waiting) if waits_for_all else AT_ONCE
        count = self._read(waiting[:at_once])
        if behind := waiting[at_once:]:
            Thread(target=self._read_behind, args=[behind], name="taught mails", daemon=True).start()
        return count, len(behind)

    def _taken(self, portal: Portal) -> Iterator[int]:
        with self._office.store.reading() as session:
            for row, start in raw_to_sort(session, MOST):
                is_left = row.sorted_by_id is not None or row.part or row.reason == READER_DIED
                head = None if is_left else head_of_mail(start)
                if head is not None and row.id is not None and portal_of(head, (portal,)) is portal:
                    yield row.id

    def _read(self, raw_ids: Sequence[int]) -> int:
        """A mail is given to the readers only when its turn comes: what ends the process leaves the others waiting."""
        count = 0
        for raw_id in raw_ids:
            with self._office.store.writing() as session:
                intake_alone(session)  # somebody may be sorting it
                row = session.get_one(RawInputRow, raw_id, options=[CONTENT_LATER])
                if row.outcome != RawOutcome.TO_SORT or row.sorted_by_id is not None:
                    continue
                row.outcome, row.reason, row.deadline_at = RawOutcome.PENDING.value, "", None
                session.add(row)
                note_change(session, "raw", raw_id, self._office.now())
            became = {result.outcome for result in self._intake.read(raw_id)}
            count += bool(became & {RawOutcome.LEAD, RawOutcome.TOUCH})
        return count

    def _read_behind(self, raw_ids: Sequence[int]) -> None:
        try:
            self._read(raw_ids)
        except Exception:
            log.exception("mails that waited were not all read again")
