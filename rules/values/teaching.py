"""A description of a portal's mails, tried on the mail it was written from."""

from dataclasses import dataclass

from rules.vocabulary import RawOutcome


@dataclass(frozen=True, slots=True)
class ReadField:
    field: str
    value: str
    line: int
    """In the mail's text, from 1; 0 or less for what stands elsewhere."""
    is_general: bool = False
    """The general reader read it, for the description did not."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What the mail would become."""

    outcome: RawOutcome
    reason: str
    is_own: bool
    """Whether the description that was tried is the one that read it."""
    fields: tuple[ReadField, ...]
    unread: tuple[str, ...] = ()
    """What most enquiries have and nobody read here: ``message``, ``name``, ``contact``, ``car``."""

    @property
    def may_be_kept(self) -> bool:
        return self.is_own and self.outcome is RawOutcome.LEAD


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of a description that was kept."""

    lead_id: int | None
    """The lead of the mail it was written from."""
    is_new: bool
    """Whether that mail became it now; else it had been one before, and stays as it was read."""
    others: int
    """How many other mails that waited became enquiries."""
    behind: int = 0
    """How many are still being read."""
