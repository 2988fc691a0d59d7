"""The qualification form of one lead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FieldKind(StrEnum):
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class FormField:
    """One question and its answer.

    ``value`` is normalised text: ``yes`` or ``no``, ``12990``, ``2026-11-23``, a choice's code.
    """

    code: str
    kind: FieldKind
    choices: tuple[str, ...]
    value: str | None
    is_mandatory: bool
    """For the next stage, by the policy."""
    is_missing: bool
    """Mandatory and not answered."""
    label: Mapping[str, str] = field(default_factory=dict)
    """Words by language where the policy gives its own; otherwise ``qualification.field_<code>``."""
    only_if: str = ""
    """The code of a yes-or-no question that must be answered yes for this one to be asked; empty for none."""
