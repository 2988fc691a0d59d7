"""A folder on a mail server, in memory: numbers, flags, folders, and whatever may go wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Event

from rules.reading.limits import MAX_CONTENT
from rules.refusal import Refusal
from rules.values.mailbox import ReadAs
from tests.services.builders import TUESDAY
from vo_callcenter.adapters.imap_answers import Fetched


@dataclass
class FakeBox:
    """What ``ImapBox`` is, with its messages at hand."""

    uidvalidity: int = 7
    messages: dict[int, bytes] = field(default_factory=dict)
    came_at: datetime | None = TUESDAY
    moved: list[tuple[int, str]] = field(default_factory=list)
    flagged: list[tuple[int, ReadAs]] = field(default_factory=list)
    fetched: list[int] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    """Messages the server does not give."""
    deadly: set[int] = field(default_factory=set)
    """Messages on which the connection breaks."""
    vanishing: set[int] = field(default_factory=set)
    """Messages gone between the search and the fetch."""
    refuses_folders: bool = False
    closed: bool = False
    waits: int = 0
    numbers: int = 0

    @property
    def next_uid(self) -> int:
        return self.numbers + 1

    def put(self, *contents: bytes) -> "FakeBox":
        """Messages arrive."""
        for content in contents:
            self.numbers += 1
            self.messages[self.numbers] = content
        return self

    def renumbered(self) -> "FakeBox":
        """The same messages under new numbers, in a folder opened anew."""
        return FakeBox(uidvalidity=self.uidvalidity + 1).put(*self.messages.values())

    def uids_after(self, uid: int, since: date | None = None) -> list[int]:
        return sorted(number for number in self.messages if number > uid)

    def fetch(self, uid: int, limit: int = MAX_CONTENT) -> Fetched | None:
        self.fetched.append(uid)
        if uid in self.deadly:
            raise Refusal("mailbox_lost", name="leads", host="mail.example.com")
        if uid in self.bad:
            raise Refusal("mailbox_message", name="leads", detail="NO")
        if uid in self.vanishing:
            self.messages.pop(uid, None)
        content = self.messages.get(uid)
        if content is None:
            return None
        return Fetched(uid, content[:limit], len(content), self.came_at)

    def settle(self, uids: Sequence[int], read_as: ReadAs) -> None:
        self.flagged += [(uid, read_as) for uid in uids]

    def move(self, uids: Sequence[int], folder: str) -> None:
        if self.refuses_folders:
            raise Refusal("mailbox_folder", name="leads", detail=f"{folder}: over quota")
        for uid in uids:
            if self.messages.pop(uid, None) is not None:
                self.moved.append((uid, folder))

    def wait(self, seconds: float, poll: float, ends: Event) -> None:
        self.waits += 1
        ends.wait(0.02)

    def close(self) -> None:
        self.closed = True

    def interrupt(self) -> None:
        self.closed = True
