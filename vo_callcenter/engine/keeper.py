"""How a console makes sure that an engine runs: it looks now and then, and starts a child when nobody leads."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress

from data.lease import lease_holder
from data.store import Store
from rules.refusal import Refusal
from vo_callcenter.services.live import ENGINE_LEASE
from vo_callcenter.services.office import Office

LOOK_S = 5.0
"""Seconds between two looks."""
_FIRST_LOOK_S = (1.5, 3.0)
"""When the first look is taken: after the console has come up, since both would need the processor, and not all at
once: forty consoles that open together start one engine, not forty."""
LEAVE_S = 2.0
"""Seconds that closing a console waits for its engine to end; it ends by itself soon after."""


class EngineKeeper:
    """Keeps an engine running for one store while this console lives. ``environment`` is added to the child's."""

    def __init__(self, store: Store, url: str, environment: Mapping[str, str] | None = None) -> None:
        self._office = Office(store)
        self._url = url
        self._environment = dict(environment or {})
        self._child: subprocess.Popen[bytes] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="engine keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience: float = LEAVE_S) -> None:
        """Tell our engine to end, if we started one: it finishes what it is sending and gives its lease back."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(patience)
        child, self._child = self._child, None
        if child is None:
            return
        assert child.stdin is not None
        with suppress(OSError):
            child.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)

    def look(self) -> None:
        """Start an engine if nobody leads and ours is gone."""
        if self._child is not None and self._child.poll() is None:
            return
        self._child = None
        office = self._office
        if lease_holder(office.store, ENGINE_LEASE, office.now()) is None:
            self._child = started_engine(self._url, self._environment)

    def _keep(self) -> None:
        wait = random.uniform(*_FIRST_LOOK_S)
        while not self._stop.wait(wait):
            # A store that is away is the console's own to complain about.
            with suppress(Refusal, OSError):
                self.look()
            wait = LOOK_S


def started_engine(url: str, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """A child process that runs the engine until its standard input ends.

    ``-P`` keeps the working directory out of the import path (it may hold a folder ``data``); the store's URL
    goes by the environment, since everybody can read a process's arguments and it may hold a password.
    """
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "vo_callcenter.engine.process", "--child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment, "VO_STORE": url},
        start_new_session=True,  # Ctrl+C in the console's terminal is not for it
        creationflags=flags,
    )
