"""The answers of announced leads are read from Graph, again and again with growing pauses until it gives them.

A lead that stays unread for a minute or so is shown among what is to sort, so that a person can look it up at Facebook;
should Graph answer later, it becomes a lead all the same, unless somebody has sorted it by then.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlmodel import col, select

from data.tables import AwaitedLeadRow
from rules.refusal import Refusal
from rules.values.trouble import TroubleKind
from vo_callcenter.services.awaited_leads import UNREAD
from vo_callcenter.services.fault import told
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.troubles import note_troubles

log = structlog.get_logger()

PAUSES = (timedelta(seconds=5), timedelta(hours=1))
"""Before the second attempt, and between later ones at most; each pause is about twice the one before."""
TO_SORT_AFTER = 4
"""So many attempts in vain, and a person is shown the notice."""
GIVEN_UP_AFTER = timedelta(days=7)
_AT_ONCE = 50
_TURN = timedelta(seconds=20)
"""A turn that takes longer leaves the rest to the next: an engine that ends waits for it."""
_OF_ALL = frozenset({"graph_unreachable", "graph_token", "graph_no_token", "graph_busy"})
"""What is wrong with one lead of a source and will be with the next."""

GraphReader = Callable[[str, str], bytes]
"""The answers of a lead as bytes, by the name of its source and its number. Raises ``Refusal`` with ``graph_…``."""


class GraphReading:
    """``read`` asks Graph; one thread at a time."""

    def __init__(self, office: Office, intake: IntakeService, read: GraphReader) -> None:
        self._office = office
        self._intake = intake
        self._read = read

    def read_due(self) -> int:
        """Ask for every lead that is due; returns how many were read."""
        due, ends_at = self._due(), self._office.now() + _TURN
        taken, broken = 0, dict[str, Refusal]()
        for lead in due:
            if self._office.now() > ends_at:
                break
            refusal = broken.get(lead.webhook)
            if refusal is None:
                try:
                    content = self._read(lead.webhook, lead.lead_id)
                except Refusal as found:
                    refusal = found
                    log.warning(
                        "lead not read",
                        webhook=lead.webhook,
                        attempt=lead.attempts + 1,
                        detail=found.params.get("detail", ""),
                        **told(found),
                    )
            if refusal is not None:
                if refusal.code in _OF_ALL:
                    broken[lead.webhook] = refusal
                self._failed(lead, refusal)
                continue
            self._intake.fulfil(lead.raw_id, content)
            self._end(lead.lead_id, "read")
            taken += 1
        if due:
            self._tell()
        return taken

    def _due(self) -> list[AwaitedLeadRow]:
        with self._office.store.reading() as session:
            return list(
                session.exec(
                    select(AwaitedLeadRow)
                    .where(AwaitedLeadRow.state == "waiting", AwaitedLeadRow.try_at <= self._office.now())
                    .order_by(col(AwaitedLeadRow.try_at))
                    .limit(_AT_ONCE)
                ).all()
            )

    def _failed(self, lead: AwaitedLeadRow, refusal: Refusal) -> None:
        now = self._office.now()
        attempts = lead.attempts + 1
        if attempts == TO_SORT_AFTER:
            self._intake.leave_to_sort(lead.raw_id, UNREAD)
        with self._office.store.writing() as session:
            row = session.get_one(AwaitedLeadRow, lead.lead_id)
            row.attempts, row.error, row.try_at = attempts, refusal.code, now + pause_before(attempts)
            if now - self._since(lead) > GIVEN_UP_AFTER:
                row.state = "given_up"
            session.add(row)

    def _since(self, lead: AwaitedLeadRow) -> datetime:
        return self._intake.received_at(lead.raw_id)

    def _end(self, lead_id: str, state: str) -> None:
        with self._office.store.writing() as session:
            row = session.get_one(AwaitedLeadRow, lead_id)
            row.state, row.error = state, ""
            session.add(row)

    def _tell(self) -> None:
        """Name the sources whose leads cannot be read."""
        with self._office.store.reading() as session:
            names = session.exec(
                select(AwaitedLeadRow.webhook)
                .where(AwaitedLeadRow.state == "waiting", AwaitedLeadRow.attempts > 1)
                .distinct()
                .order_by(AwaitedLeadRow.webhook)
            ).all()
        note_troubles(self._office.store, TroubleKind.WEBHOOK, list(names))


def pause_before(attempt: int) -> timedelta:
    """How long to wait after so many attempts in vain: growing, bounded, and never the same for two."""
    first, most = (pause.total_seconds() for pause in PAUSES)
    return timedelta(seconds=min(most, first * 2 ** min(attempt - 1, 20)) * random.uniform(0.5, 1.0))
