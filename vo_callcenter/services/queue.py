"""The live queue as each role may see it, the search, and one's own day."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from data.queries.figures import my_day_figures, next_task
from data.queries.queue import key_of, lane_counts, open_leads_by_urgency, queue_rows
from data.search import search
from rules.calendars import Calendar
from rules.values.queue import LaneCount, MyDay, QueueRow, SearchHit
from rules.values.staff import Actor
from rules.vocabulary import Capability, Lane
from vo_callcenter.services.days import day_end, day_start
from vo_callcenter.services.office import Office
from vo_callcenter.services.percentiles import percentile

OWN_LANES = frozenset({Lane.MINE, Lane.CALLBACKS})
"""What somebody sees who neither takes from the queue nor supervises it."""


class QueueService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def rows(
        self, actor: Actor, lane: Lane, limit: int | None = None, after: QueueRow | None = None
    ) -> Sequence[QueueRow]:
        """The lane in order of urgency, or what of it comes ``after`` a row; empty where somebody may not look."""
        if not _may_look(actor, lane):
            return []
        now = self._office.now()
        with self._office.store.reading_core() as connection:
            return open_leads_by_urgency(
                connection,
                lane,
                actor.id,
                actor.sites,
                limit,
                key_of(after) if after else None,
                now=now,
                day_ends_at=day_end(self._office, now),
            )

    def reload(self, actor: Actor, lane: Lane, ids: Sequence[int]) -> Mapping[int, QueueRow | None]:
        """These leads anew; None for one that has left the lane."""
        found: dict[int, QueueRow | None] = dict.fromkeys(ids)
        if not ids or not _may_look(actor, lane):
            return found
        now = self._office.now()
        with self._office.store.reading_core() as connection:
            rows = queue_rows(
                connection,
                ids,
                actor.id,
                now=now,
                lane=lane,
                site_ids=actor.sites,
                day_ends_at=day_end(self._office, now),
            )
        found.update({row.id: row for row in rows})
        return found

    def counts(self, actor: Actor) -> Sequence[LaneCount]:
        now = self._office.now()
        with self._office.store.reading_core() as connection:
            counts = lane_counts(
                connection, actor.id, actor.sites, now=now, day_ends_at=day_end(self._office, now)
            )
        return [count if _may_look(actor, count.lane) else LaneCount(count.lane, 0, 0) for count in counts]

    def my_day(self, actor: Actor) -> MyDay:
        """What the actor took today, and their first responses in business seconds."""
        now = self._office.now()
        with self._office.store.reading_core() as connection:
            taken, seconds = my_day_figures(connection, actor.id, day_start(self._office, now), now)
        return MyDay(taken, percentile(seconds, 50), percentile(seconds, 90))

    def calendars(self) -> Mapping[int, Calendar]:
        return self._office.calendars()

    def search(self, actor: Actor, text: str, limit: int = 50) -> Sequence[SearchHit]:
        """Leads that have every word, newest first; only those the actor may read."""
        with self._office.store.reading_core() as connection:
            return search(connection, text, limit, actor.sites, None if _sees_all(actor) else actor.id)

    def next_planned(self, actor: Actor) -> tuple[datetime, str] | None:
        """The next due action and whom it is about."""
        with self._office.store.reading_core() as connection:
            return next_task(connection, actor.id, self._office.now())


def _may_look(actor: Actor, lane: Lane) -> bool:
    return _sees_all(actor) or lane in OWN_LANES


def _sees_all(actor: Actor) -> bool:
    return actor.may(Capability.TAKE) or actor.may(Capability.SUPERVISE) or actor.may(Capability.SORT)
