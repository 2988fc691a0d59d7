"""One IMAP server: a folder opened, its new messages fetched as bytes, moved or flagged, and waited for.

Whatever goes wrong is a ``Refusal`` with a ``mailbox_…`` code; the connection is of no use afterwards, but for
``mailbox_message`` and ``mailbox_folder``. Nothing is ever expunged but what was copied elsewhere first.
"""

import imaplib
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from imap_tools import BaseMailBox
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderCreateError,
    UnexpectedCommandStatusError,
)
from imap_tools.utils import encode_folder

from rules.reading.limits import MAX_CONTENT
from rules.refusal import Refusal
from rules.values.mailbox import Mailbox, ReadAs
from vo_callcenter.adapters.imap_answers import (
    Fetched,
    arrived,
    checked,
    flat,
    number,
    said,
    size_told,
)
from vo_callcenter.adapters.imap_idle import PatientIdle
from vo_callcenter.adapters.imap_login import logged_in

TIMEOUT_S = 30.0
"""Seconds for each step with the server."""
_SLICE_S = 0.5
"""Seconds between two looks whether the waiting is to end."""
_MARKS = {ReadAs.HANDLED: ("\\Seen", "$Handled"), ReadAs.TO_SORT: ("\\Flagged", "$ToSort")}
"""Flags of a message that stays where it is; the second of each is left out where the server knows no keywords."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ImapBox:
    """An open folder on a server. ``close`` it; safe for one thread only."""

    def __init__(self, mailbox: Mailbox, client: BaseMailBox) -> None:
        self._mailbox = mailbox
        self._box = client
        self._folders: dict[str, str] = {}
        self.uidvalidity = 0
        self.next_uid = 1
        """What the server said when the folder was opened; 0 where it did not."""
        self._has_keywords = False

    def open_folder(self) -> None:
        """Select the folder. Raises ``Refusal("mailbox_folder")``."""
        with self._told():
            # Servers often tell more of what they can once they know who asks.
            self._box.client._get_capabilities()
        with self._told("mailbox_folder", about=self._mailbox.folder):
            self._box.folder.set(self._mailbox.folder)
            answers = {
                name: self._box.client.response(name)[1]
                for name in ("UIDVALIDITY", "UIDNEXT", "PERMANENTFLAGS")
            }
        self.uidvalidity, self.next_uid = number(answers["UIDVALIDITY"]), number(answers["UIDNEXT"])
        self._has_keywords = any(b"\\*" in (each or b"") for each in answers["PERMANENTFLAGS"])

    def uids_after(self, uid: int, since: date | None = None) -> list[int]:
        """The UIDs above ``uid``, ascending, of messages nobody deleted and that came on that day or later."""
        criteria = f"UID {uid + 1}:* UNDELETED"
        if since is not None:
            criteria += f" SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        self._has_come()
        with self._told():
            # Some servers refuse a named charset, and none is needed here. ``n:*`` always names the last message.
            found = self._box.uids(criteria, charset=None)
        return sorted(number for number in map(int, found) if number > uid)

    def fetch(self, uid: int, limit: int = MAX_CONTENT) -> Fetched | None:
        """A message, read without marking it; None when it is gone.

        Raises ``Refusal("mailbox_message")`` when the server will not give this one.
        """
        told = self._fetched(uid, "(UID RFC822.SIZE INTERNALDATE)")
        line = next((flat(item) for item in told if f"UID {uid}".encode() in flat(item)), b"")
        whole = size_told(line)
        # Sizes are not always exact: only what is clearly too long is asked for in part.
        part = f"BODY.PEEK[]<0.{limit + 1}>" if whole > limit * 0.9 else "BODY.PEEK[]"
        told = self._fetched(uid, f"(UID {part})")
        content = next((item[1] for item in told if isinstance(item, tuple) and b"BODY[" in item[0]), None)
        if content is None:
            if any(b"BODY[" in flat(item) for item in told):  # NIL: it is there, and cannot be read just now
                raise Refusal("mailbox_message", name=self._mailbox.name, detail=f"{uid}: NIL")
            return None
        is_cut = len(content) > limit
        return Fetched(uid, content[:limit], max(whole, limit + 1) if is_cut else len(content), arrived(line))

    def settle(self, uids: Sequence[int], read_as: ReadAs) -> None:
        """Flag the messages where they are. Gone ones do not matter."""
        first, keyword = _MARKS[read_as]
        self._store(uids, (first, keyword) if self._has_keywords else (first,))

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move the messages, making the folder when it is missing; gone ones do not matter.

        Raises ``Refusal("mailbox_folder")``. Where the server cannot move they are copied and marked as deleted,
        and expunged only if it can expunge just these: nobody else's deleted message goes with them.
        """
        target = self._folder(folder)
        client: Any = self._box.client
        with self._told("mailbox_folder", about=folder):
            if self._can("MOVE"):
                checked(client.uid("MOVE", _set(uids), encode_folder(target)))
                return
            checked(client.uid("COPY", _set(uids), encode_folder(target)))
        self._store(uids, ("\\Deleted",))
        if self._can("UIDPLUS"):
            with self._told():
                checked(client.uid("EXPUNGE", _set(uids)))

    def wait(self, seconds: float, poll: float, ends: Event) -> None:
        """Return when something may be new, at the latest after ``seconds``, or at once when ``ends`` is set.

        Where the server cannot tell by itself (IDLE) it is asked again after ``poll`` seconds.
        """
        if self._has_come():
            return  # told together with another answer, after the last search: it is not told again
        if self._can("IDLE"):
            try:
                with self._told():
                    self._idle(seconds, ends)
                return
            except Refusal as refusal:
                if refusal.code != "mailbox_refused_command":
                    raise
                self._cannot("IDLE")
        ends.wait(min(seconds, poll))
        if not ends.is_set():
            with self._told():
                checked(self._box.client.noop())

    def prepare(self, folders: Sequence[str]) -> None:
        """Make the folders that are missing. Raises ``Refusal("mailbox_folder")``."""
        for folder in folders:
            self._folder(folder)

    @property
    def is_told(self) -> bool:
        """Whether the server tells what is new by itself."""
        return self._can("IDLE")

    def close(self) -> None:
        """Log out; a server that is gone does not matter."""
        with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            self._box.logout()

    def interrupt(self) -> None:
        """Break off whatever another thread waits for on this connection."""
        with suppress(OSError):
            self._box.client.sock.shutdown(socket.SHUT_RDWR)

    def _has_come(self) -> bool:
        """Whether the server said, since this was last asked, that messages came."""
        return self._box.client.response("EXISTS")[1] != [None]

    def _idle(self, seconds: float, ends: Event) -> None:
        idle = self._box.idle
        assert isinstance(idle, PatientIdle)
        until = monotonic() + seconds
        with idle:
            while not ends.is_set() and (left := until - monotonic()) > 0:
                if idle.has_news(min(_SLICE_S, left)):
                    return

    def _fetched(self, uid: int, parts: str) -> Sequence[Any]:
        with self._told("mailbox_message", about=str(uid)):
            answer: tuple[str, Sequence[Any]] = self._box.client.uid("FETCH", str(uid), parts)
            checked(answer)
        return [item for item in answer[1] if item is not None]

    def _store(self, uids: Sequence[int], flags: Sequence[str]) -> None:
        # imap_tools would expunge afterwards, and with ours what others only marked as deleted.
        with self._told():
            checked(self._box.client.uid("STORE", _set(uids), "+FLAGS.SILENT", f"({' '.join(flags)})"))

    def _folder(self, name: str) -> str:
        """The folder's name on this server. Some keep all folders inside the inbox: it is made there then."""
        if name in self._folders:
            return self._folders[name]
        with self._told("mailbox_folder", about=name):
            folders = {each.name: each.delim for each in self._box.folder.list()}
            inner = f"INBOX{next(iter(folders.values()), '/') or '/'}{name}"
            found = next((each for each in (name, inner) if each in folders), None)
            if found is None:
                try:
                    self._box.folder.create(name)
                    found = name
                except MailboxFolderCreateError:
                    self._box.folder.create(inner)
                    found = inner
        self._folders[name] = found
        return found

    def _can(self, capability: str) -> bool:
        return capability in self._box.client.capabilities

    def _cannot(self, capability: str) -> None:
        client = self._box.client
        client.capabilities = tuple(each for each in client.capabilities if each != capability)

    @contextmanager
    def _told(self, code: str = "mailbox_refused_command", about: str = "") -> Iterator[None]:
        """What the server refuses is ``code``; a connection that breaks is ``mailbox_lost``."""
        mailbox = self._mailbox
        try:
            yield
        except imaplib.IMAP4.abort:
            raise Refusal("mailbox_lost", name=mailbox.name, host=mailbox.host) from None
        except (UnexpectedCommandStatusError, imaplib.IMAP4.error) as error:
            detail = f"{about}: {said(error)}" if about else said(error)
            raise Refusal(code, name=mailbox.name, detail=detail) from None
        except OSError:
            raise Refusal("mailbox_lost", name=mailbox.name, host=mailbox.host) from None


def open_box(
    mailbox: Mailbox, password: str, trusted: Path | None = None, timeout: float = TIMEOUT_S
) -> ImapBox:
    """Connect, log in and open the folder. ``trusted``: a file of certificates (PEM) trusted besides the system's.

    Raises ``Refusal``: ``mailbox_unknown_host``, ``mailbox_refused``, ``mailbox_unreachable``,
    ``mailbox_certificate``, ``mailbox_tls``, ``mailbox_trust``, ``mailbox_login``, ``mailbox_folder``, ``mailbox_lost``.
    """
    box = ImapBox(mailbox, logged_in(mailbox, password, trusted, timeout))
    try:
        box.open_folder()
    except BaseException:
        box.close()
        raise
    return box


def _set(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))
