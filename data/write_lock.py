"""One writer at a time on a SQLite store, across threads and processes.

SQLite's own busy handler sleeps and polls: with forty claims at the same instant the slowest waits two
seconds, behind an advisory lock 42 ms, because the kernel wakes the next one. The lock is advisory and
adds nothing to safety: ``BEGIN IMMEDIATE`` is what makes a write exclusive.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, get_ident

from filelock import FileLock, Timeout

from rules.refusal import Refusal

PATIENCE_S = 30.0
"""How long a writer waits where the lock can time out, and SQLite's busy timeout everywhere."""

if sys.platform == "win32":
    fcntl = None
else:
    import fcntl


class WriteLock:
    """The advisory lock beside one store. Not reentrant: a unit of work inside another is a mistake."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = Lock()
        self._owner: int | None = None
        self._descriptor: int | None = None
        self._file_lock = FileLock(path, thread_local=False) if fcntl is None else None

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
            self._acquire_file()
            try:
                yield
            finally:
                self._release_file()
        finally:
            self._owner = None
            self._threads.release()

    def _acquire_file(self) -> None:
        if self._file_lock is not None:
            try:
                self._file_lock.acquire(timeout=PATIENCE_S)
            except Timeout as error:
                raise Refusal("store_busy", path=str(self.path)) from error
            return
        if self._descriptor is None:
            self._descriptor = self._open()
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def _release_file(self) -> None:
        if self._file_lock is not None:
            self._file_lock.release()
        elif self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _open(self) -> int:
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            try:
                return os.open(
                    self.path, os.O_RDONLY | os.O_CLOEXEC
                )  # another user's lock file: enough to lock
            except OSError:
                raise Refusal("store_read_only", path=str(self.path.parent)) from error
        with suppress(OSError):
            # Whoever may write the store may lock it.
            os.fchmod(
                descriptor, self.path.with_name(self.path.name.removesuffix(".lock")).stat().st_mode & 0o777
            )
        return descriptor


_locks: dict[Path, WriteLock] = {}
_locks_guard = Lock()


def lock_beside(store: Path) -> WriteLock:
    """The lock of that store: the same object for every ``Store`` of this process."""
    path = Path(f"{os.path.realpath(store)}.lock")
    with _locks_guard:
        return _locks.setdefault(path, WriteLock(path))


def _forget_after_fork() -> None:
    # A child shares its parent's open files, and with them their locks: it needs its own.
    global _locks_guard
    _locks_guard = Lock()
    for lock in _locks.values():
        lock.__init__(lock.path)  # type: ignore[misc] # the same objects are held by stores of the child


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)
