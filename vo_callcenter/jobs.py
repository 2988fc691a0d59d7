"""The engine's timetable: what runs, how often, and which service does it.

APScheduler only decides when to look; what is due lives in the store's tables. Jobs are kept in memory, a
missed turn is caught up once, and a job never runs twice at a time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from rules.values.trouble import TroubleKind
from vo_callcenter.adapters.drop_folder import DropFolder
from vo_callcenter.adapters.transport import Transport
from vo_callcenter.bootstrap import Application
from vo_callcenter.services.delivery import Delivery
from vo_callcenter.services.dropped_files import DroppedFiles
from vo_callcenter.services.fault import told
from vo_callcenter.services.housekeeping import Housekeeping
from vo_callcenter.services.phone_calls import settle_rung_out
from vo_callcenter.services.reception import WINDOW, Reception
from vo_callcenter.services.troubles import note_troubles

log = structlog.get_logger()

NIGHTLY = "02:30"
"""When the copies are made, local to the group: nobody works, and no clock change happens at this half hour."""


class Listens(Protocol):
    """As ``vo_callcenter.engine.listening.Listening``."""

    def look(self) -> None: ...
    def read_announced(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable. ``every`` in seconds; 0 for once a night."""

    name: str
    every: float
    work: Callable[[], object]


def timetable(
    app: Application,
    drop_folder: Path,
    backups: Path,
    delivery: Delivery,
    transports: Mapping[str, Transport],
    watch_mailboxes: Callable[[], object],
    listening: Listens,
) -> tuple[Job, ...]:
    """Everything the engine does, in the order in which a day's backlog is worked off."""
    note_troubled = partial(note_troubles, app.store, TroubleKind.FILE)
    dropped = DroppedFiles(DropFolder(drop_folder), app.intake, note_troubled=note_troubled)
    keeping = Housekeeping(app.office, backups)
    return (
        Job("changes", 1, lambda: _notice(app)),
        Job("drop_folder", 1, dropped.collect),
        Job("long_files", 1, dropped.read_long),
        Job("mailboxes", 2, watch_mailboxes),
        Job("webhooks", 2, listening.look),
        Job("announced_leads", 1, listening.read_announced),
        Job("rung_out", 30, lambda: settle_rung_out(app.office)),
        Job("pending_inputs", 30, lambda: app.intake.read_pending_short(but=dropped.unread)),
        Job("long_pending_inputs", 30, lambda: app.intake.read_pending_long(but=dropped.unread)),
        Job("outbox", 1, lambda: delivery.deliver_due(transports)),
        Job("relaunches", 5, app.relaunch.fire_due),
        Job("parked_leads", 5, app.upkeep.unpark_due),
        Job("offers", 5, app.route.expire_offers),
        Job("warnings", 5, app.upkeep.warn_and_breach),
        Job("claims", 20, app.upkeep.expire_claims),
        Job("search_index", 2, keeping.index),
        Job("checkpoint", 30, keeping.checkpoint),
        Job("seen_calls", 3600, lambda: Reception(app.office).forget_seen(WINDOW)),
        Job("change_log", 3600, keeping.prune),
        Job("backup", 0, keeping.back_up),
    )


def _notice(app: Application) -> None:
    """A new policy or new hours hold from the next turn on; deadlines that new hours move are moved now."""
    if any(changed.subject == "hours" for changed in app.live.changes()):
        app.upkeep.rework_deadlines()


@dataclass(slots=True)
class Timetable:
    """Runs the jobs while it is started. One failing job is one line in the log and stops no other."""

    jobs: tuple[Job, ...]
    timezone: str = "Europe/Paris"
    note_failing: Callable[[Sequence[str]], object] | None = None
    """Told the names of the jobs that fail again and again, whenever those change."""
    _scheduler: BackgroundScheduler | None = None
    _failures: dict[str, int] = field(default_factory=dict)
    _noted: tuple[str, ...] = ()

    def start(self) -> None:
        """Every job has its first turn at once, but for the nightly ones."""
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        for job in self.jobs:
            at_once = {"next_run_time": datetime.now(UTC)} if job.every else {}
            scheduler.add_job(self.run, self._trigger(job), args=[job], id=job.name, **at_once)
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """Begin nothing more, and wait for what is being done."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None

    def rearm(self) -> None:
        """Run every job now and count on from here: the wall clock jumped, and turns were planned by the old one."""
        if self._scheduler is None:
            return
        for job in self.jobs:
            self._scheduler.reschedule_job(job.name, trigger=self._trigger(job))
            if job.every:
                self._scheduler.modify_job(job.name, next_run_time=datetime.now(UTC))

    def run(self, job: Job) -> None:
        """One turn of a job."""
        try:
            job.work()
        except Exception as error:
            self._failed(job, error)
        else:
            if self._failures.pop(job.name, 0):
                log.info("job works again", job=job.name)
                self._note()

    def _failed(self, job: Job, error: Exception) -> None:
        times = self._failures[job.name] = self._failures.get(job.name, 0) + 1
        # A job of each second that fails all night must not fill the disk: 1st, 10th, 100th … time.
        if times in (1, 10, 100) or times % 1000 == 0:
            log.error("job failed", job=job.name, times=times, **told(error))
        self._note()

    def _note(self) -> None:
        """One failure may be a moment's; what fails twice in a row, or in its one turn a night, is told."""
        failures = dict(self._failures)
        seldom = {job.name for job in self.jobs if not job.every}
        failing = tuple(sorted(name for name, times in failures.items() if times > 1 or name in seldom))
        if self.note_failing is None or failing == self._noted:
            return
        try:
            self.note_failing(failing)
            self._noted = failing
        except Exception as error:
            log.error("failing jobs not noted", **told(error))

    def _trigger(self, job: Job) -> IntervalTrigger | CronTrigger:
        if job.every:
            return IntervalTrigger(seconds=job.every, timezone=UTC)
        hour, minute = NIGHTLY.split(":")
        return CronTrigger(hour=hour, minute=minute, timezone=self.timezone)
