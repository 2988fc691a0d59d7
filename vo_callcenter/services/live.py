"""What a console hears of the others: the change feed by subject, and whether the engine runs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from data.changes import ChangeFeed
from data.lease import lease_holder
from rules.values.change import Changed
from rules.values.trouble import Trouble
from vo_callcenter.services.office import Office
from vo_callcenter.services.troubles import troubles

ENGINE_LEASE = "engine"
SUMMARY = "engine_summary"
"""Name of the setting that says what the engine caught up with after its last absence."""
_HOUSE = frozenset({"policy", "hours", "site"})
"""Subjects that make the office's policy or opening hours stale."""
_LOOK_EVERY = timedelta(seconds=5)


class LiveService:
    """For one console: one thread asks at a time."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._feed: ChangeFeed | None = None
        self._looked_at: datetime | None = None
        self._is_alive = False

    def changes(self) -> Sequence[Changed]:
        """What changed since the last call; a few microseconds when nothing did."""
        if self._feed is None:
            self._feed = ChangeFeed(self._office.store)
        ids: dict[str, set[int]] = defaultdict(set)
        for change in self._feed.poll():
            ids[change.subject].add(change.subject_id)
        if not _HOUSE.isdisjoint(ids):
            self._office.forget()
        return [Changed(subject, frozenset(each)) for subject, each in ids.items()]

    def engine_is_alive(self) -> bool:
        """Whether somebody holds the engine's lease; while one does, looked up at most every five seconds."""
        now = self._office.now()
        known = self._looked_at is not None and timedelta(0) <= now - self._looked_at < _LOOK_EVERY
        if not (known and self._is_alive):
            self._is_alive = lease_holder(self._office.store, ENGINE_LEASE, now) is not None
            self._looked_at = now
        return self._is_alive

    def troubles(self) -> Sequence[Trouble]:
        """What goes wrong in the engine, as it last said."""
        return troubles(self._office.store)

    def close(self) -> None:
        """Give back the feed's connection."""
        if self._feed is not None:
            self._feed.close()
            self._feed = None
