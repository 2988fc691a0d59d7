"""One writer at a time on a SQLite store, across threads and processes.

SQLite's own busy handler sleeps ever longer: with forty claims at the same instant the slowest waits two
seconds, behind an advisory lock 42 ms, because it is asked for often and then the kernel wakes the next one.
The lock is advisory and adds nothing to safety: ``BEGIN IMMEDIATE`` is what makes a write exclusive.
"""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future, InvalidStateError
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Thread, get_ident
from time import sleep
from typing import Protocol

from filelock import FileLock, Timeout

from rules.refusal import Refusal

PATIENCE_S = 30.0
"""How long a writer waits: for a thread, for another process, for SQLite (its busy timeout), for a lock of PostgreSQL."""


class FileGate(Protocol):
    """An exclusive lock on a file, between processes."""

    def acquire(self) -> None: ...

    def release(self) -> None: ...


class _PolledFile:
    """Where no waiter can be woken by the kernel: filelock polls."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path, thread_local=False)

    def acquire(self) -> None:
        try:
            self._lock.acquire(timeout=PATIENCE_S, poll_interval=0.005)
        except Timeout as error:
            raise Refusal("store_busy", path=str(self._path)) from error
        except OSError as error:
            raise Refusal("store_read_only", path=str(self._path.parent)) from error

    def release(self) -> None:
        self._lock.release()


if sys.platform != "win32":
    import fcntl

    _ASKED_AGAIN = 50
    _PAUSE_S = 0.001

    class _FlockedFile:
        """flock(2): the kernel wakes the next waiter, and frees the lock when its holder dies.

        It knows no patience, and a holder may be stopped (a laptop asleep in the middle of an import): so a thread
        waits, and is left behind when that takes too long. There is never more than one. Most hold the lock for a
        moment, in which a thread costs more than asking again; behind an import, asking alone waits for seconds.
        """

        def __init__(self, path: Path) -> None:
            self._path = path
            self._descriptor = -1
            self._left_behind: Thread | None = None

        def acquire(self) -> None:
            if self._descriptor < 0:
                self._descriptor = _open_lock(self._path)
            for _ in range(_ASKED_AGAIN):
                if _is_taken(self._descriptor):
                    return
                sleep(_PAUSE_S)
            self._wait()

        def _wait(self) -> None:
            if self._left_behind is not None:
                self._left_behind.join(PATIENCE_S)
                if self._left_behind.is_alive():
                    raise Refusal("store_busy", path=str(self._path)) from None
            taken: Future[None] = Future()
            waiter = Thread(target=_take, args=(self._descriptor, taken), name="store lock", daemon=True)
            waiter.start()
            try:
                taken.result(PATIENCE_S)
            except BaseException as error:
                if taken.cancel():
                    self._left_behind, self._descriptor = waiter, -1
                else:
                    self.release()
                if isinstance(error, TimeoutError):
                    raise Refusal("store_busy", path=str(self._path)) from None
                raise

        def release(self) -> None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _is_taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _take(descriptor: int, taken: Future[None]) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            taken.set_result(None)
        except InvalidStateError:
            os.close(descriptor)  # nobody waits any more

    def _open_lock(path: Path) -> int:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            try:
                return os.open(
                    path, os.O_RDONLY | os.O_CLOEXEC
                )  # another user's lock file: enough to lock it
            except OSError:
                raise Refusal("store_read_only", path=str(path.parent)) from error
        with suppress(OSError):
            # Whoever may write the store may lock it.
            os.fchmod(descriptor, path.with_name(path.name.removesuffix(".lock")).stat().st_mode & 0o777)
        return descriptor


def _gate(path: Path) -> FileGate:
    if sys.platform == "win32":
        return _PolledFile(path)
    return _FlockedFile(path)


class WriteLock:
    """The advisory lock beside one store. Not reentrant: a unit of work inside another is a mistake."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.forget()

    def forget(self) -> None:
        """Start anew, as a child process must: it shares its parent's open files, and with them their locks."""
        self._threads = Lock()
        self._owner: int | None = None
        self._file = _gate(self.path)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Raises RuntimeError when this thread holds it already, ``Refusal("store_busy")``
        when others keep it for too long, ``Refusal("store_read_only")`` when its file cannot be made.
        """
        if self._owner == get_ident():
            raise RuntimeError("a unit of work is already open in this thread")
        if not self._threads.acquire(timeout=PATIENCE_S):
            raise Refusal("store_busy", path=str(self.path))
        self._owner = get_ident()
        try:
            self._file.acquire()
            try:
                yield
            finally:
                self._file.release()
        finally:
            self._owner = None
            self._threads.release()


_locks: dict[Path, WriteLock] = {}
_locks_guard = Lock()


def lock_beside(store: Path) -> WriteLock:
    """The lock of that store: the same object for every ``Store`` of this process."""
    path = Path(f"{os.path.realpath(store)}.lock")
    with _locks_guard:
        return _locks.setdefault(path, WriteLock(path))


def _forget_after_fork() -> None:
    global _locks_guard
    _locks_guard = Lock()
    for lock in _locks.values():
        lock.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)
