"""A policy read aloud: every key with its value and where it comes from (``vo-callcenter rules show``)."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import NamedTuple

from pydantic import BaseModel

from rules.policy.document import Policy
from rules.policy.section import Slot


class OutlineLine(NamedTuple):
    section: str
    key: str
    """Dotted path below the section."""
    value: str
    reference: str
    """The reference of the nearest table around the value."""


def describe(policy: Policy) -> list[OutlineLine]:
    """Every value of ``policy``, in the order of its document."""
    lines = []
    for section in type(policy).model_fields:
        value = getattr(policy, section)
        if isinstance(value, BaseModel):
            lines += [
                OutlineLine(section, key, text, reference)
                for key, text, reference in _walk(value, "", policy.reference)
            ]
        elif section != "reference":
            lines.append(OutlineLine("", section, _shown(value), policy.reference))
    return lines


def _walk(value: object, path: str, reference: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, BaseModel):
        reference = getattr(value, "reference", reference)
        parts: Mapping[object, object] = {
            name: getattr(value, name) for name in type(value).model_fields if name != "reference"
        }
    elif isinstance(value, Mapping):
        parts = value
    elif value is None:
        return
    else:
        yield path, _shown(value), reference
        return
    for name, part in parts.items():
        below = f"{path}.{_shown(name)}" if path else _shown(name)
        yield from _walk(part, below, reference)


def _shown(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case Slot():
            return str(value)
        case tuple() | list() | frozenset():
            return ", ".join(_shown(each) for each in value)
        case _:
            return str(value)
