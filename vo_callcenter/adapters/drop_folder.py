"""The watched folder: finished files are taken out by an atomic rename, read, and kept under ``done`` or ``failed``.

Nothing is deleted. A file that may still be written (it changed lately and its end does not say that it is whole,
it is empty, or its name ends in ``.part`` or ``.tmp``) is left alone, and so are symbolic links and hidden files.
Whoever writes on in a file that was taken is noticed for some minutes: it is read again. A subfolder named after a
site says for which site its files are.
"""

import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from rules.refusal import Refusal
from vo_callcenter.adapters.document import Document, document_of_file
from vo_callcenter.adapters.file_end import SMALL, ends_whole

WORKING = ".working"
DONE = "done"
FAILED = "failed"
_OURS = frozenset({WORKING, DONE, FAILED})
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", "~")
_MAX_WAIT = timedelta(days=7)
"""A file older than this was not waiting for us: somebody copied it with its old date."""
WHOLE_S = 0.7
"""Seconds between two looks that must find a file the same, when its end says that it is whole."""
QUIET_S = 10.0
"""The same for any other file: programs that export rest between two rows."""
OLD_S = 60.0
"""A file untouched for so long is finished at the first look, even an empty one: who begins a file may think long."""
_WATCHED_S = 600.0
"""Seconds for which a file under ``done`` is watched for a writer that had only rested."""
_LONGEST_WAIT_S = 60.0
"""Seconds until a file that failed is tried again: two at first, twice as many each time, never more than these."""

_NO_DOCUMENT = frozenset({"file_is_link", "file_not_regular"})
"""Refusals that no later try will change: only such a file goes to ``failed``."""
_TOLD = 20
"""Files told by name as being in trouble."""

Mark = tuple[int, int]
"""Size in bytes and date in nanoseconds: another one means that somebody wrote."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file taken out of the folder, in our hands now."""

    document: Document
    """Named ``subfolder/name``."""
    path: Path
    """Where it stands while it is worked on."""
    waited: timedelta
    """How long it had been there."""
    mark: Mark
    """Size and date when it was read."""


@dataclass(slots=True)
class DropFolder:
    """One folder, looked at again and again by one process (the engine's leader)."""

    root: Path
    _seen: dict[Path, tuple[Mark, float]] = field(default_factory=dict, repr=False)
    """Files that may still be written: since when they are the same."""
    _kept: dict[Path, tuple[Mark, float]] = field(default_factory=dict, repr=False)
    """Files put away lately, as they were read, and when that was."""
    _failing: dict[Path, tuple[int, float]] = field(default_factory=dict, repr=False)
    """Files in our hands that could not be worked on: how many times, and when last."""
    _now: float = 0.0
    _refused: set[Path] = field(default_factory=set, repr=False)
    """Files that cannot be taken from where they lie, by the last look."""
    _said: set[Path] = field(default_factory=set, repr=False)
    """The same by the look before."""
    problems: list[Refusal] = field(default_factory=list)
    """What could not be taken, each said once; whoever reads it empties it."""

    def prepare(self) -> None:
        """Make the folder and those it needs. Raises ``Refusal("drop_folder_unusable")``."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error
        self._make_ours()

    def finished(self, now: float) -> Iterator[Dropped]:
        """Take out, one by one, the files that nobody writes any more. ``now``: seconds since the epoch.

        After the new ones come those that were taken and not put away (an interrupted process left them, or they
        were written on meanwhile), and those put away that grew since: reading again is harmless.
        Raises ``Refusal("drop_folder_unusable")``.
        """
        self._make_ours()
        self._now = now
        self._said, self._refused = self._refused, set()
        waiting: dict[Path, tuple[Mark, float]] = {}
        left_over = sorted((self.root / WORKING).iterdir())
        self._failing = {path: self._failing[path] for path in left_over if path in self._failing}
        for path, status in self._files():
            if self._rests(path, status, waiting):
                yield from self._take(path, timedelta(seconds=now - status.st_mtime))
        for path in left_over:
            if self._is_due(path) and self._rests(path, path.lstat(), waiting):
                # The subfolder and the sender's name stand behind our own number.
                yield from self._opened(path, _original(path.name), timedelta(0))
        for path in self._grown(waiting):
            target = path.replace(self.root / WORKING / path.name)
            yield from self._opened(target, _original(path.name), timedelta(0))
        self._seen = waiting

    def put_away(self, dropped: Dropped) -> bool:
        """Keep the file under ``done``; False when somebody wrote on in it meanwhile: it is to be read again."""
        if _mark(dropped.path.lstat()) != dropped.mark:
            return False
        self._failing.pop(dropped.path, None)
        kept = dropped.path.replace(self.root / DONE / dropped.path.name)
        self._kept[kept] = dropped.mark, self._now
        return True

    def failed(self, path: Path) -> int:
        """The file in our hands could not be worked on: it waits before it is tried again, the others go on.

        Returns how many times that was so.
        """
        times = self._failing.get(path, (0, 0.0))[0] + 1
        self._failing[path] = times, self._now
        return times

    def troubled(self) -> tuple[str, ...]:
        """Names of files that somebody has to look after, ``subfolder/name``: some that cannot be taken, that failed
        again and again, or that lie under ``failed``.
        """
        names = {path.relative_to(self.root).as_posix() for path in self._refused}
        names |= {_original(path.name) for path, (times, _) in self._failing.items() if times > 1}
        failed = (path.name for path in (self.root / FAILED).iterdir())
        names |= {_original(name) for name in failed if not name.startswith(".")}
        return tuple(os.fsencode(name).decode("utf-8", "replace") for name in sorted(names)[:_TOLD])

    def _is_due(self, path: Path) -> bool:
        times, at = self._failing.get(path, (0, 0.0))
        return not times or abs(self._now - at) >= min(2.0**times, _LONGEST_WAIT_S)

    def _rests(
        self,
        path: Path,
        status: os.stat_result,
        waiting: dict[Path, tuple[Mark, float]],
        *,
        long: bool = False,
    ) -> bool:
        """Whether nobody writes the file any more; ``waiting`` keeps since when one is the same that does not count yet."""
        mark, since = self._seen.get(path, (None, self._now))
        if mark != _mark(status):
            mark, since = _mark(status), self._now
        same = abs(self._now - since)
        if self._now - status.st_mtime >= OLD_S or same >= OLD_S:
            return True
        if status.st_size and not long and (same >= QUIET_S or (same >= WHOLE_S and _is_whole(path, status))):
            return True
        waiting[path] = mark, since
        return False

    def _grown(self, waiting: dict[Path, tuple[Mark, float]]) -> Iterator[Path]:
        """Files under ``done`` whose writer went on and rests again, for long: a row that is cut is told twice."""
        for path, (mark, at) in list(self._kept.items()):
            try:
                status = path.lstat()
            except FileNotFoundError:
                del self._kept[path]
                continue
            if _mark(status) == mark:
                if abs(self._now - at) > _WATCHED_S:
                    del self._kept[path]
            elif self._rests(path, status, waiting, long=True):
                del self._kept[path]
                yield path

    def _make_ours(self) -> None:
        """Somebody may tidy them away at any time. The folder itself may be a share that is not there now."""
        try:
            for name in _OURS:
                (self.root / name).mkdir(exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> Refusal:
        return Refusal("drop_folder_unusable", path=str(self.root), detail=error.strerror or "")

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        try:
            entries = sorted(os.scandir(self.root), key=lambda entry: entry.name)
        except OSError as error:
            raise self._unusable(error) from error
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _OURS and not entry.name.startswith("."):
                    yield from self._files_of_site(Path(entry.path))
            else:
                yield from self._file(Path(entry.path))

    def _files_of_site(self, folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
        try:
            paths = sorted(folder.iterdir())
        except OSError as error:
            self._tell(folder, Refusal("file_unreadable", name=folder.name, detail=error.strerror or ""))
            return
        for path in paths:
            yield from self._file(path)

    def _file(self, path: Path) -> Iterator[tuple[Path, os.stat_result]]:
        if path.name.startswith(".") or path.name.lower().endswith(_UNFINISHED):
            return
        try:
            status = path.lstat()
        except OSError:
            return  # taken away since the folder was listed
        if stat.S_ISLNK(status.st_mode):
            self._tell(path, Refusal("file_is_link", name=path.name))
        elif stat.S_ISREG(status.st_mode):
            yield path, status
        elif not stat.S_ISDIR(status.st_mode):
            self._tell(path, Refusal("file_not_regular", name=path.name))

    def _take(self, path: Path, age: timedelta) -> Iterator[Dropped]:
        name = path.relative_to(self.root).as_posix()
        if not os.access(path, os.R_OK):
            self._tell(path, Refusal("file_unreadable", name=name, detail=os.strerror(13)))
            return
        target = self.root / WORKING / _taken_name(name)
        try:
            path.rename(target)
        except FileNotFoundError:
            return  # somebody took it away, or our own folder: that is made again at the next look
        except OSError as error:
            self._tell(path, Refusal("file_unreadable", name=name, detail=error.strerror or ""))
            return
        yield from self._opened(target, name, age if timedelta(0) <= age <= _MAX_WAIT else timedelta(0))

    def _opened(self, path: Path, name: str, waited: timedelta) -> Iterator[Dropped]:
        try:
            mark = _mark(path.lstat())
            document = document_of_file(path, name)
        except FileNotFoundError:
            return  # somebody took it away
        except Refusal as refusal:
            self.problems.append(refusal)
            if refusal.code in _NO_DOCUMENT:
                path.replace(self.root / FAILED / path.name)
            else:
                self.failed(path)
            return
        yield Dropped(document, path, waited, mark)

    def _tell(self, path: Path, refusal: Refusal) -> None:
        if path not in self._said:
            self.problems.append(refusal)
        self._refused.add(path)


def _mark(status: os.stat_result) -> Mark:
    return status.st_size, status.st_mtime_ns


def _is_whole(path: Path, status: os.stat_result) -> bool:
    if status.st_size > SMALL:
        return False
    try:
        return ends_whole(document_of_file(path).content)
    except Refusal:
        return False  # whoever takes it says why


_LONGEST = 180
"""Bytes of the sender's name kept in ours: file systems allow 255, and the number stands in front."""


def _taken_name(name: str) -> str:
    """A name of our own: sortable number, site subfolder and the sender's name, which holds no slash."""
    site, _, base = name.rpartition("/")
    number = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    dot = base.rfind(".")
    stem, suffix = (base[:dot], base[dot:]) if dot > 0 else (base, "")
    room = _LONGEST - len(os.fsencode(suffix[-20:])) - len(os.fsencode(site[:60]))
    cut = os.fsencode(stem)[: max(room, 1)].decode("utf-8", "ignore")
    return f"{number}_{site[:60]}_{cut}{suffix[-20:]}" if site else f"{number}__{cut}{suffix[-20:]}"


def _original(taken: str) -> str:
    """``subfolder/name`` again, from a name of ours."""
    _, _, rest = taken.partition("_")
    site, _, base = rest.partition("_")
    return f"{site}/{base}" if site else base or taken
