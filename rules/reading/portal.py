"""The declarative description of one portal's mails: a TOML file, or an edited version of it in the store."""

from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from rules.reading.field_words import FIELDS, folded, label_index, without_ours
from rules.reading.pattern import checked_pattern, group_names
from rules.vocabulary import Channel, FiledAs, Source

PORTALS = Path(__file__).parent.parent / "portals"


def _pattern(value: str) -> str:
    problem = checked_pattern(value)
    if problem:
        raise PydanticCustomError(f"portal_{problem.code}", problem.detail)
    return value


def _pattern_of_fields(value: str) -> str:
    _pattern(value)
    for name in group_names(value):
        _field(name)
    if not group_names(value):
        raise PydanticCustomError("portal_no_group", "no named group")
    return value


def _field(name: str) -> str:
    if name not in FIELDS:
        raise PydanticCustomError("portal_field", "unknown field {field}", {"field": name})
    return name


def _domain(value: str) -> str:
    if "@" in value or "/" in value or "." not in value or value != value.strip().lower():
        raise PydanticCustomError("portal_domain", "not a domain")
    return value


def _label(value: str) -> str:
    if not folded(value):
        raise PydanticCustomError("portal_label", "no letter in the label")
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]
PatternOfFields = Annotated[str, AfterValidator(_pattern_of_fields)]
FieldName = Annotated[str, AfterValidator(_field)]
Domain = Annotated[str, AfterValidator(_domain)]
Label = Annotated[str, Field(max_length=60), AfterValidator(_label)]
Mark = Annotated[str, Field(min_length=1, max_length=40)]


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
    sender_domains: tuple[Domain, ...] = ()
    """The mail is the portal's when From, Reply-To or Sender lies in one of these or of the relay domains."""
    relay_domains: tuple[Domain, ...] = ()
    """Domains whose addresses stand for one conversation, never for a person."""
    sender_patterns: tuple[Pattern, ...] = ()
    """For senders of any domain, such as the forms of own sites: the From address, asked together with the
    subject, and only when no description claims the domain."""
    sender_names: tuple[PatternOfFields, ...] = ()
    """Patterns of the name shown in From; their groups are fields that no label gave."""
    lead_subjects: tuple[Pattern, ...] = Field(min_length=1)
    """A subject that any of these finds is a lead's. Named groups are fields that nothing in the text gave."""
    filed: tuple[FiledMail, ...] = ()
    min_fields: int = Field(default=0, ge=0, le=20)
    """With fewer fields read from the text the mail is left to the generic reader."""
    is_stacked: bool = False
    """Labels may stand alone on a line above their value."""
    keeps_others: bool = False
    """Labels that mean no field are kept with their values."""
    labels: dict[FieldName, tuple[Label, ...]] = {}
    """Field → labels that this portal uses beside the common ones."""
    ignored_labels: tuple[Label, ...] = ()
    """Common labels that mean something else in this portal's mails."""
    message_between: tuple[tuple[Mark, Mark], ...] = ()
    """Marks around the customer's words, which may hold the same marks."""
    message_starts: tuple[Pattern, ...] = ()
    """Lines after which the customer's words begin when no label announces them."""
    takes_rest: bool = False
    """The whole text is the customer's words when nothing announces them."""
    message_ends: tuple[Pattern, ...] = ()
    """Lines at which the customer's words are over; with ``\\n`` a line and the next one that says something."""
    text_ends: tuple[Pattern, ...] = ()
    """Lines below which nothing is said by this customer: earlier messages, the portal's own address."""
    frame: tuple[Pattern, ...] = ()
    """Lines that the portal writes into each of its mails: never the customer's words when nothing announces those."""
    lines: tuple[PatternOfFields, ...] = ()
    """Patterns over one line, or over two with ``\\n`` between them; each group is a field no label gave."""
    patterns: dict[FieldName, tuple[Pattern, ...]] = {}
    """Field → patterns searched in the text and the links when nothing else gave it; the first group is the value."""

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise PydanticCustomError("portal_zone", "not a time zone") from None
        return value

    @field_validator("lead_subjects")
    @classmethod
    def _groups_are_fields(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            for name in group_names(pattern):
                _field(name)
        return value

    @model_validator(mode="after")
    def _has_senders(self) -> "Portal":
        if not (self.sender_domains or self.sender_patterns):
            raise PydanticCustomError("portal_no_sender", "nobody sends it")
        return self

    @property
    def domains(self) -> tuple[str, ...]:
        return self.sender_domains + self.relay_domains


@cache
def packaged_texts() -> dict[str, str]:
    """The packaged descriptions as written, by the name each gives itself."""
    from rules.reading.portal_file import load_portal

    texts = (path.read_text("utf-8") for path in sorted(PORTALS.glob("*.toml")))
    return {load_portal("", text).name: text for text in texts}


@cache
def packaged_portals() -> tuple[Portal, ...]:
    """The descriptions that come with the program, ``rules/portals/*.toml``."""
    from rules.reading.portal_file import load_portal

    return tuple(load_portal(name, text) for name, text in packaged_texts().items())


@cache
def labels_of(
    labels: tuple[tuple[str, tuple[str, ...]], ...], ignored: tuple[str, ...] = (), is_call: bool = False
) -> dict[str, str]:
    """The label index of one description, made once; ``is_call`` where its mails tell of calls."""
    index = without_ours(label_index({})) if is_call else label_index({})
    for label in ignored:
        index.pop(folded(label), None)
    for field, names in labels:
        index.update({folded(name): field for name in names})
    return index


def labels_of_portal(portal: Portal) -> dict[str, str]:
    """The same of a portal."""
    return labels_of(tuple(portal.labels.items()), portal.ignored_labels, portal.channel is Channel.PHONE)
