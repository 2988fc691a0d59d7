"""A description of a portal's mails, tried on the mail it was written from."""

from dataclasses import dataclass

from rules.vocabulary import RawOutcome


@dataclass(frozen=True, slots=True)
class ReadField:
    field: str
    value: str
    line: int
    """In the mail's text, from 1; 0 or less for what stands elsewhere."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What the mail would become."""

    outcome: RawOutcome
    reason: str
    is_own: bool
    """Whether the description that was tried is the one that read it."""
    fields: tuple[ReadField, ...]

    @property
    def may_be_kept(self) -> bool:
        return self.is_own and self.outcome is RawOutcome.LEAD
