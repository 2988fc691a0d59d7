"""Where a store is: a URL or a plain path, read once and judged before anything is opened."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from rules.refusal import Refusal

_NETWORK_FILESYSTEMS = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "ncpfs", "afs", "afpfs", "webdav", "davfs", "ceph",
        "glusterfs", "lustre", "ocfs2", "gfs2", "beegfs", "fuse.sshfs", "fuse.glusterfs", "fuse.davfs2",
        "fuse.rclone", "fuse.s3fs", "fuse.cephfs", "network",
    }
)  # fmt: skip
"""File systems on which SQLite's locks and shared memory cannot be trusted between machines."""


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A SQLite file on this machine, or a PostgreSQL database."""

    url: URL
    path: Path | None
    """The SQLite file; None for PostgreSQL."""

    @property
    def is_sqlite(self) -> bool:
        return self.path is not None

    @property
    def shown(self) -> str:
        """How messages name the store: the file, or the URL without its password."""
        return str(self.path) if self.path is not None else self.url.render_as_string(hide_password=True)


def read_address(text: str) -> StoreAddress:
    """The address that ``text`` names: ``sqlite:///path``, ``postgresql://…`` or a plain path.

    Raises ``Refusal("store_address")`` for anything else.
    """
    if "://" not in text:
        return _file(Path(text))
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise Refusal("store_address", url=_without_password(text)) from error
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise Refusal("store_address", url=text)
        return _file(Path(url.database))
    if url.get_backend_name() in ("postgresql", "postgres") or url.drivername == "postgres":
        return StoreAddress(url.set(drivername="postgresql+psycopg"), None)
    raise Refusal("store_address", url=_without_password(text))


def _file(path: Path) -> StoreAddress:
    path = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - resolve() would follow a last symbolic link
    return StoreAddress(URL.create("sqlite", database=str(path)), path)


def _without_password(text: str) -> str:
    return re.sub(r"(//[^/:@]*):[^@/]*@", r"\1:***@", text)


def refuse_network_share(path: Path, filesystem: Callable[[Path], str] | None = None) -> None:
    """Raise ``Refusal("store_network")`` when the file lies on a network share.

    ``filesystem`` names the file system of a folder; the platform's own way is used by default.
    """
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    kind = (filesystem or filesystem_of)(folder)
    if kind.lower() in _NETWORK_FILESYSTEMS:
        raise Refusal("store_network", path=str(path), filesystem=kind)


def filesystem_of(folder: Path) -> str:
    """The file system type of a folder, ``network`` for a remote Windows drive, empty when it cannot be told."""
    folder = folder.resolve()
    if sys.platform == "win32":
        return _windows_drive(folder)
    if sys.platform == "darwin":
        shown = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        return _longest(folder, re.findall(r" on (/.*?) \((\w+)", shown))
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return mount_type(folder, mounts)


def mount_type(folder: Path, mounts: str) -> str:
    """The type of the mount that holds ``folder``, from the text of ``/proc/mounts``."""
    pairs = []
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) > 2:
            pairs.append((re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), fields[1]), fields[2]))
    return _longest(folder, pairs)


def _longest(folder: Path, mounts: list[tuple[str, str]]) -> str:
    best, kind = -1, ""
    for point, name in mounts:
        # A later mount on the same point hides the earlier one.
        if folder.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), name
    return kind


def _windows_drive(folder: Path) -> str:
    if str(folder).startswith("\\\\"):
        return "network"
    import ctypes

    drive_remote = 4  # GetDriveTypeW: https://learn.microsoft.com/windows/win32/api/fileapi
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - exists on Windows only
    return "network" if kernel.GetDriveTypeW(folder.anchor) == drive_remote else ""
