"""The qualification form: its fields, and which of them are mandatory at which stage for which source."""

from enum import StrEnum

from pydantic import Field

from rules.policy.section import Code, Reference, Section
from rules.values.form import FieldKind
from rules.vocabulary import Source


class FormStage(StrEnum):
    """A step that mandatory fields stand before."""

    QUALIFIED = "qualified"
    OFFERED = "offered"
    APPOINTMENT = "appointment"
    SOLD = "sold"


class FieldPolicy(Section):
    """One question of the form."""

    kind: FieldKind
    choices: tuple[Code, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    """Bounds of a number, or of a text's length."""
    only_if: Code | None = None
    """Asked only when that yes-or-no question was answered yes."""
    label: dict[str, str] = Field(default_factory=dict)
    """Words by language, for a question of the group's own; the usual ones are in the word catalogs."""


class QualificationPolicy(Section):
    reference: Reference
    fields: dict[Code, FieldPolicy]
    """In the order they are asked."""
    mandatory: dict[FormStage, tuple[Code, ...]]
    """Asked at a stage in addition to those of the stages before it."""
    mandatory_by_source: dict[Source, dict[FormStage, tuple[Code, ...]]]
    """Replaces the stage's list for leads of that source."""
