"""The declarative description of one portal's mails: a TOML file, or an edited version of it in the store."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from rules.reading.field_words import FIELDS, label_index
from rules.vocabulary import Channel, FiledAs, Source

PORTALS = Path(__file__).parent.parent / "portals"


def _pattern(value: str) -> str:
    if len(value) > 500:
        raise ValueError("a pattern has at most 500 characters")
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]


class FiledMail(BaseModel):
    """Mails of the portal that are no lead, told by their subject."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: Pattern
    filed_as: FiledAs


class Portal(BaseModel):
    """How one portal writes. Patterns are regular expressions without case; their named groups are fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    source: Source
    channel: Channel = Channel.EMAIL
    zone: str = "Europe/Paris"
    """In which zone its times are written."""
    sender_domains: tuple[str, ...] = Field(min_length=1)
    """The mail is the portal's when From or Reply-To lies in one of these or of the relay domains."""
    relay_domains: tuple[str, ...] = ()
    """Domains whose addresses stand for one conversation, never for a person."""
    lead_subjects: tuple[Pattern, ...] = Field(min_length=1)
    filed: tuple[FiledMail, ...] = ()
    is_stacked: bool = False
    """Labels may stand alone on a line above their value."""
    labels: dict[str, tuple[str, ...]] = {}
    """Field → labels that this portal uses beside the common ones."""
    message_starts: tuple[Pattern, ...] = ()
    """Lines after which the customer's words begin when no label announces them."""
    message_ends: tuple[Pattern, ...] = ()
    """Lines at which the customer's words are over."""
    patterns: dict[str, tuple[Pattern, ...]] = {}
    """Field → patterns searched in the text and the links when no label gave it; the first group is the value."""

    @field_validator("labels", "patterns")
    @classmethod
    def _fields_are_known(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        if unknown := sorted(set(value) - set(FIELDS)):
            raise ValueError(f"unknown field {unknown[0]!r}; fields are {', '.join(sorted(FIELDS))}")
        return value

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("not a time zone such as Europe/Paris") from None
        return value

    @property
    def domains(self) -> tuple[str, ...]:
        return self.sender_domains + self.relay_domains


def portal_from_toml(text: str) -> Portal:
    """One description. Raises ``tomllib.TOMLDecodeError`` or pydantic's ``ValidationError``, which names the key."""
    return Portal.model_validate(tomllib.loads(text))


@cache
def packaged_portals() -> tuple[Portal, ...]:
    """The descriptions that come with the program, ``rules/portals/*.toml``."""
    return tuple(portal_from_toml(path.read_text("utf-8")) for path in sorted(PORTALS.glob("*.toml")))


@cache
def labels_of(labels: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    """The label index of one description, made once."""
    return label_index(dict(labels))
