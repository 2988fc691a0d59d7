"""What the screens ask about what arrives: typed in by hand, as a file, or left to sort. As ``screens.asks`` otherwise."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from rules.values.entry import Caller, Captured, CarFound, Entry
from rules.values.imports import ImportGoing, ImportPreview, ImportReport
from rules.values.incoming import Attached, Completed, RawDetail, RawEntry, SortedLead
from rules.values.staff import Actor
from rules.values.teaching import Taught, Trial
from rules.vocabulary import FiledAs


class ImportAsks(Protocol):
    """A file of leads, looked at before it is taken in."""

    def fields(self) -> Sequence[str]:
        """What a column may hold, by the codes of fields."""

    def look(self, actor: Actor, path: str) -> ImportPreview:
        """The file's columns and first rows; nothing is kept."""

    def run(self, actor: Actor, path: str, columns: Mapping[str, str]) -> ImportReport:
        """Remember what the columns hold and take the file in; it goes on when the screen that asked is left."""

    def going(self, actor: Actor) -> ImportGoing | None:
        """How far the import is that this person began last, or what came of it. Asks nothing of the store."""


class EntryAsks(Protocol):
    """A call that was taken or somebody who walked in, typed in by hand."""

    def callers(self, actor: Actor, text: str) -> Sequence[Caller]:
        """People who fit a number, an address or a name, whole or begun; the surest first."""

    def cars(self, actor: Actor, text: str) -> Sequence[CarFound]:
        """Cars in stock that have every word."""

    def capture(self, actor: Actor, entry: Entry) -> Captured:
        """Make a lead or a touch of it; the same entry twice counts once."""


class TeachingAsks(Protocol):
    """A portal described from one of its mails."""

    def propose(self, actor: Actor, raw_id: int, lang: str) -> str:
        """A description to begin with, as text."""

    def try_out(self, actor: Actor, raw_id: int, text: str) -> Trial:
        """What the mail would become by it; nothing is kept."""

    def keep(self, actor: Actor, raw_id: int, text: str) -> Taught:
        """Keep it, once the mail becomes a lead by it; the mail and others of its senders that wait are read by it."""


class SortingAsks(Protocol):
    def entries(self, actor: Actor, *, filed: bool = False) -> Sequence[RawEntry]: ...

    def undescribed(self, actor: Actor) -> Sequence[RawEntry]:
        """Mails that no description read and that became enquiries, the latest of each sender."""

    def detail(self, actor: Actor, raw_id: int) -> RawDetail: ...

    def complete(self, actor: Actor, raw_id: int, lead: SortedLead) -> Completed:
        """Make a lead of it, which keeps the received time, or a touch of one that its customer had."""

    def attach(self, actor: Actor, raw_id: int, lead_id: int) -> Attached:
        """One more touch of a lead; returns the lead that has it now, another one where that is sold or merged."""

    def file(self, actor: Actor, raw_id: int, filed_as: FiledAs) -> None: ...

    def unfile(self, actor: Actor, raw_id: int) -> datetime:
        """Put it back among what waits; returns by when it is due, as before it was filed."""
