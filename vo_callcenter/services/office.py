"""What all services share: the store, the clock on the wall, the policy and the opening hours in force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Lock

from sqlmodel import Session, col, select

from data.store import Store
from data.tables import HoursRow, PolicyVersionRow, SiteRow
from rules.calendars import WALL, Calendar
from rules.clocks import CENTER as CENTER  # services take both from here
from rules.clocks import WALL_TIME as WALL_TIME
from rules.clocks import calendar_for
from rules.policy import Policy, load, load_kept, packaged, version_at
from rules.policy.document import LEGAL_ZONE


def wall_clock() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Office:
    """The place services work in. Policy and hours are read once and again after ``forget``.

    ``now`` is the only clock: tests and the demonstration put another in its place.
    """

    store: Store
    now: Callable[[], datetime] = wall_clock
    _lock: Lock = field(default_factory=Lock, repr=False)
    _policies: dict[int, Policy] | None = field(default=None, repr=False)
    _calendars: Mapping[int, Calendar] | None = field(default=None, repr=False)

    def today(self) -> date:
        """The day it is where the law and the opening hours count days: a policy or new hours begin with one."""
        return self.now().astimezone(LEGAL_ZONE).date()

    def forget(self) -> None:
        """Read policy and hours anew at the next use: the change feed said that they changed."""
        with self._lock:
            self._policies = None
            self._calendars = None

    def policies(self) -> Mapping[int, Policy]:
        """Every stored policy by its version number; version 0 is the packaged default (preset B)."""
        with self._lock:
            if self._policies is None:
                with self.store.reading() as session:
                    rows = session.exec(select(PolicyVersionRow).order_by(col(PolicyVersionRow.id))).all()
                    self._policies = {0: load(packaged("b"))}
                    for row in rows:
                        assert row.id is not None
                        self._policies[row.id] = load_kept(f"policy version {row.id}", row.text)
            return self._policies

    def policy_version(self, at: datetime | None = None) -> int:
        """The version in force at a moment (now by default): the latest stored one whose day has come."""
        stored = {number: policy for number, policy in self.policies().items() if number}
        return version_at(stored, at or self.now()) or 0

    def policy(self, version: int | None = None) -> Policy:
        """The policy of that version, by default the one in force now."""
        return self.policies()[self.policy_version() if version is None else version]

    def calendars(self) -> Mapping[int, Calendar]:
        """Opening hours by key: 0 the center, -1 wall time, otherwise a site id."""
        with self._lock:
            if self._calendars is None:
                with self.store.reading() as session:
                    self._calendars = _calendars(session)
            return self._calendars

    def calendar_named(self, name: str, site_id: int | None) -> Calendar:
        """The hours a policy names ``center``, ``site`` (the center's, where no site is known) or ``wall``."""
        number = {"center": CENTER, "wall": WALL_TIME}.get(name, site_id or CENTER)
        return calendar_for(number, self.calendars())


def _calendars(session: Session) -> Mapping[int, Calendar]:
    """One calendar a site, with all the hours it ever had or will have, each from its day on."""
    rows = session.exec(select(HoursRow).order_by(col(HoursRow.effective_from), col(HoursRow.id))).all()
    calendars: dict[int, Calendar] = {}
    for row in rows:
        key, hours = row.site_id or CENTER, Calendar.from_data(row.hours)
        before = calendars.get(key)
        calendars[key] = hours if before is None else before.followed_by(hours, row.effective_from)
    sites = session.exec(select(SiteRow.id)).all()
    center = calendars.setdefault(CENTER, WALL)
    # A site that never said its hours keeps the center's.
    return {**dict.fromkeys(sites, center), **calendars, WALL_TIME: WALL}
