"""The watched folder: finished files are taken out by an atomic rename, read, and kept under ``done`` or ``failed``.

Nothing is deleted. A file that is still being written (it changed since the last look, or its name ends in
``.part`` or ``.tmp``) is left alone, and so are symbolic links and hidden files. A subfolder named after a site
says for which site its files are.
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

WORKING = ".working"
DONE = "done"
FAILED = "failed"
_OURS = frozenset({WORKING, DONE, FAILED})
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", "~")
_MAX_WAIT = timedelta(days=7)
"""A file older than this was not waiting for us: somebody copied it with its old date."""
QUIET_S = 0.7
"""Seconds between two looks that must find a file the same before it counts as finished."""
_OLD_S = 60.0
"""A file untouched for so long is finished at the first look."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file taken out of the folder, in our hands now."""

    document: Document
    """Named ``subfolder/name``."""
    path: Path
    """Where it stands while it is worked on."""
    waited: timedelta
    """How long it had been there."""
    mark: tuple[int, int]
    """Size and date when it was read."""


@dataclass(slots=True)
class DropFolder:
    """One folder, looked at again and again by one process (the engine's leader)."""

    root: Path
    _seen: dict[Path, tuple[tuple[int, int], float]] = field(default_factory=dict, repr=False)
    _said: set[Path] = field(default_factory=set, repr=False)
    problems: list[Refusal] = field(default_factory=list)
    """What could not be taken, each said once; whoever reads it empties it."""

    def prepare(self) -> None:
        """Make the folder and those it needs. Raises ``Refusal("drop_folder_unusable")``."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error
        self._make_ours()

    def left_over(self) -> Iterator[Dropped]:
        """What an interrupted process had taken and not put away: read again, which is harmless."""
        for path in sorted((self.root / WORKING).iterdir()):
            # The subfolder and the sender's name stand behind our own number.
            yield from self._opened(path, _original(path.name), timedelta(0))

    def finished(self, now: float) -> Iterator[Dropped]:
        """Take out, one by one, the files that nobody writes any more. ``now``: seconds since the epoch.

        Raises ``Refusal("drop_folder_unusable")``.
        """
        self._make_ours()
        waiting: dict[Path, tuple[tuple[int, int], float]] = {}
        for path, status in self._files():
            mark, since = self._seen.get(path, (None, now))
            if mark != _mark(status):
                mark, since = _mark(status), now
            age = now - status.st_mtime
            if age < _OLD_S and abs(now - since) < QUIET_S:
                waiting[path] = mark, since
            else:
                yield from self._take(path, timedelta(seconds=age))
        self._seen = waiting

    def put_away(self, dropped: Dropped) -> bool:
        """Keep the file under ``done``; False when somebody wrote on in it meanwhile: it is to be read again."""
        if _mark(dropped.path.lstat()) != dropped.mark:
            return False
        dropped.path.replace(self.root / DONE / dropped.path.name)
        return True

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
        except Refusal as refusal:
            self._tell(path, refusal)
            path.replace(self.root / FAILED / path.name)
            return
        yield Dropped(document, path, waited, mark)

    def _tell(self, path: Path, refusal: Refusal) -> None:
        if path not in self._said:
            self._said.add(path)
            self.problems.append(refusal)


def _mark(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


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
