"""The engine: one leader a store does the background work, others stand by and take over.

``vo-callcenter engine`` runs it as a service until a signal. A console without an engine starts one as its
child (``vo_callcenter.engine.keeper``): that one leaves when its console is gone, or when another engine leads,
and the next console that notices starts its own. So one workstation needs nothing else, and a service that
somebody set up is never replaced.
"""

import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import structlog

from data.lease import HEARTBEAT, LENGTH, release_lease, take_lease
from data.tables import LeaseRow, SettingRow
from rules.values.trouble import TroubleKind
from vo_callcenter.adapters.transport import Transport
from vo_callcenter.bootstrap import Application
from vo_callcenter.engine.listening import Listening
from vo_callcenter.engine.mailbox_watch import MailboxWatches
from vo_callcenter.jobs import Timetable, timetable
from vo_callcenter.services.delivery import Delivery
from vo_callcenter.services.fault import told
from vo_callcenter.services.live import ENGINE_LEASE, SUMMARY
from vo_callcenter.services.templates import TemplateService
from vo_callcenter.services.troubles import note_troubles

log = structlog.get_logger()

JUMP = timedelta(seconds=20)
"""A difference between wall clock and steady clock that is no drift: somebody set the clock, or the machine slept."""

AWAY = timedelta(minutes=5)
"""After a longer absence of any engine, what was missed comes as one summary."""


def holder_name() -> str:
    """A name no other engine has, readable in the log."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(slots=True)
class Engine:
    """Leads, or waits to lead. ``run`` returns when ``stop`` is set."""

    app: Application
    drop_folder: Path
    backups: Path
    transports: Mapping[str, Transport]
    mailboxes: MailboxWatches
    listening: Listening
    sender: str = ""
    stands_by: bool = True
    """Whether to wait while another leads; otherwise leave."""
    holder: str = field(default_factory=holder_name)
    stop: Event = field(default_factory=Event)
    heartbeat: timedelta = HEARTBEAT
    steady: Callable[[], float] = time.monotonic
    leads: bool = False
    _table: Timetable | None = None
    _marks: tuple[datetime, float] | None = None

    def run(self) -> None:
        """Until stopped. The lease is given back, so that another need not wait for its end."""
        patience = self.steady() + LENGTH.total_seconds() + self.heartbeat.total_seconds()
        try:
            while not self.stop.is_set():
                self.beat()
                if not self.leads and not self.stands_by and self.steady() > patience:
                    return
                self.stop.wait(self.heartbeat.total_seconds() if self.leads else 1.0)
        finally:
            self._step_down("stopped")
            self._release()

    def beat(self) -> None:
        """One heartbeat: keep or take the lease, and notice that the clock jumped."""
        now = self.app.office.now()
        jumped = self._jumped(now)
        try:
            last = self._last_beat()
            leads = take_lease(self.app.store, ENGINE_LEASE, self.holder, now)
        except Exception as error:
            # Without the store nobody can lead: the work stops until it is back.
            log.error("store not reached", **told(error))
            self._step_down("store")
            return
        if leads and not self.leads:
            self._lead(last, now)
        elif not leads and self.leads:
            self._step_down("lost")
        elif leads and jumped and self._table is not None:
            log.warning("clock jumped")
            self._table.rearm()

    def _lead(self, last: datetime | None, now: datetime) -> None:
        log.info("engine leads", holder=self.holder)
        delivery = Delivery(self.app.office, self.holder, self.sender)
        jobs = timetable(
            self.app,
            self.drop_folder,
            self.backups,
            delivery,
            self.transports,
            self.mailboxes.look,
            self.listening,
        )
        self.leads = True
        self.app.intake.go_on()
        note_failing = partial(note_troubles, self.app.store, TroubleKind.JOB)
        try:
            note_failing(())
            note_troubles(self.app.store, TroubleKind.TEMPLATE, TemplateService(self.app.office).unreadable())
            unknown = delivery.recover()
            if last is None or now - last > AWAY:
                self._catch_up(last, unknown)
        except Exception as error:
            log.error("catching up failed", **told(error))
        self._table = Timetable(jobs, self.app.timezone, note_failing)
        self._table.start()

    def _catch_up(self, last: datetime | None, unknown: int) -> None:
        """Work off what became due while no engine ran, and keep what it was as one summary."""
        app = self.app
        done = {
            "offers": app.route.expire_offers(),
            "relaunches": app.relaunch.fire_due(),
            "claims": app.upkeep.expire_claims(),
            "warnings": 0,
            "unknown": unknown,
        }
        # Hours that changed while the last engine ended count too.
        if last is None or app.upkeep.hours_changed_since(last - LENGTH):
            app.upkeep.rework_deadlines()
        while said := app.upkeep.warn_and_breach():
            done["warnings"] += said
            if self.stop.is_set() or not take_lease(app.store, ENGINE_LEASE, self.holder, app.office.now()):
                return
        log.info("caught up", **done)
        if last is None or not any(done.values()):
            return
        value: dict[str, Any] = {"since": last.isoformat(), "at": app.office.now().isoformat(), **done}
        with app.store.writing() as session:
            row = session.get(SettingRow, SUMMARY) or SettingRow(name=SUMMARY, value={})
            row.value = value
            session.add(row)

    def _step_down(self, why: str) -> None:
        if self._table is not None:
            log.info("engine stops", why=why)
            # A long sheet takes a quarter of an hour: what is left of it is read when an engine leads again.
            self.app.intake.end()
            self._table.stop()
            self._table = None
            self.mailboxes.stop()
            self.listening.stop()
        self.leads = False

    def _release(self) -> None:
        try:
            release_lease(self.app.store, ENGINE_LEASE, self.holder)
        except Exception as error:
            log.error("lease not given back", **told(error))

    def _last_beat(self) -> datetime | None:
        """When the last engine was alive; asked only while this one does not lead."""
        if self.leads:
            return None
        with self.app.store.reading() as session:
            row = session.get(LeaseRow, ENGINE_LEASE)
            return row.expires_at - LENGTH if row else None

    def _jumped(self, now: datetime) -> bool:
        before, self._marks = self._marks, (now, self.steady())
        if before is None:
            return False
        passed = timedelta(seconds=self._marks[1] - before[1])
        return abs((now - before[0]) - passed) > JUMP
