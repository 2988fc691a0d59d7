"""The message templates that come with the program: one TOML file each, in every language and channel it has.

They are the start of a store; edited versions live there. The variables they may use are those of
``vo_callcenter.services.message_values``.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FOOTER = "footer"
"""Purpose of a text that is put below other messages and never sent alone."""


@dataclass(frozen=True, slots=True)
class PackagedTemplate:
    code: str
    """The file's name: what policy and services call it by."""
    lang: str
    channel: str
    purpose: str
    name: str
    subject: str
    body: str
    is_automatic: bool
    """Sent by the console itself, never offered to a person."""


@cache
def packaged_templates() -> Sequence[PackagedTemplate]:
    """All of them, by code, language and channel."""
    found = []
    for file in sorted(files("data").joinpath("message_templates").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            document = tomllib.loads(file.read_text(encoding="utf-8"))
            found += _of(file.name.removesuffix(".toml"), document)
    return tuple(found)


def _of(code: str, document: dict[str, Any]) -> list[PackagedTemplate]:
    return [
        PackagedTemplate(
            code=code,
            lang=lang,
            channel=channel,
            purpose=document["purpose"],
            name=text["name"],
            subject=text.get("subject", ""),
            body=text["body"].strip("\n"),
            is_automatic=document.get("automatic", False),
        )
        for lang, channels in document.items()
        if isinstance(channels, dict)
        for channel, text in channels.items()
    ]
