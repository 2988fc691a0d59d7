"""A policy as TOML text. The standard library reads TOML and does not write it; policies need little of it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any


def toml_text(table: Mapping[str, Any]) -> str:
    """The TOML document of nested tables whose leaves are texts, numbers, booleans, dates or lists of those."""
    return "\n".join(_lines(table, ())).lstrip("\n") + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    leaves = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    tables = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    lines = []
    if path and (leaves or not tables):
        lines += ["", f"[{'.'.join(path)}]"]
    lines += [f"{_key(key)} = {_leaf(value)}" for key, value in leaves.items()]
    for key, value in tables.items():
        lines += _lines(value, (*path, _key(key)))
    return lines


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else _text(key)


def _leaf(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return "[" + ", ".join(_leaf(each) for each in value) + "]"
        case _:
            return str(value)


def _text(value: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
