"""What is wrong with a policy file, one line a problem, in words a manager can act on."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from rules.words import Words


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One mistake. ``code`` is a key of the ``policy`` words (``policy.problem_<code>``); ``params`` fill it."""

    file: str
    key: str
    """Dotted path, empty when it is about the file as a whole."""
    value: str
    """What stands there, shortened; empty when nothing does."""
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, words: Words) -> str:
        """One line: file, key, value, and what would be right."""
        where = f"{self.file}: {self.key}" if self.key else self.file
        shown = f"{where} = {self.value}" if self.value else where
        line = f"{shown} — {words(f'policy.problem_{self.code}', **self.params)}"
        # A file may hold anything, and this is written to a terminal.
        return "".join(char if char.isprintable() else " " for char in line)


class PolicyError(Exception):
    """A policy cannot be used. ``problems`` has at least one entry."""

    def __init__(self, problems: Sequence[PolicyProblem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def lines(self, words: Words) -> list[str]:
        return [problem.text(words) for problem in self.problems]

    def __str__(self) -> str:
        return "\n".join(self.lines(Words("en")))


def shown(value: object) -> str:
    """A value as a policy file writes it, on one short line."""
    match value:
        case bool():
            text = "true" if value else "false"
        case str():
            text = '"' + value.replace("\n", " ") + '"'
        case Mapping():
            text = "{…}" if value else "{}"
        case list() | tuple():
            text = "[" + ", ".join(shown(each) for each in value) + "]"
        case _:
            text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


_KIND_CODES = {
    "missing": "missing",
    "int_type": "whole_number",
    "int_parsing": "whole_number",
    "int_from_float": "whole_number",
    "bool_type": "yes_no",
    "bool_parsing": "yes_no",
    "string_type": "text",
    "string_too_short": "text",
    "string_pattern_mismatch": "code",
    "string_too_long": "code",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
    "tuple_type": "list",
    "list_type": "list",
    "policy_slot": "slot",
    "policy_wait": "wait",
    "policy_week": "week",
    "date_type": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
    "float_type": "number",
    "float_parsing": "number",
}
_BOUNDS = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le", "less_than": "lt"}


def reworded(error: ErrorDetails, file: str, model: type[BaseModel]) -> PolicyProblem:
    """A pydantic error in our own words: what stands there, and what would be right."""
    kind, context = error["type"], error.get("ctx", {})
    # A dictionary's bad key is reported under a trailing "[key]" whose input is the key itself.
    path = [str(part) for part in error["loc"] if part != "[key]"]
    key = ".".join(path)
    value = "" if kind == "missing" else shown(error["input"])
    if kind == "extra_forbidden":
        near = nearest(path[-1], known_keys(model, path[:-1]))
        if near:
            return PolicyProblem(file, key, value, "unknown_key_near", {"near": near})
        return PolicyProblem(file, key, value, "unknown_key")
    if kind in ("enum", "literal_error"):
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        near = nearest(str(error["input"]), expected.split(", "))
        if near:
            return PolicyProblem(file, key, value, "choice_near", {"expected": expected, "near": near})
        return PolicyProblem(file, key, value, "choice", {"expected": expected})
    if kind in _BOUNDS:
        code = {"ge": "at_least", "gt": "more_than", "le": "at_most", "lt": "less_than"}[_BOUNDS[kind]]
        return PolicyProblem(file, key, value, code, {"bound": context[_BOUNDS[kind]]})
    if kind in _KIND_CODES:
        return PolicyProblem(file, key, value, _KIND_CODES[kind])
    return PolicyProblem(file, key, value, "wrong", {"detail": error["msg"]})


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that was probably meant, if one is near enough."""
    matches = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return matches[0] if matches else None


def known_keys(model: type[BaseModel], path: Sequence[str]) -> list[str]:
    """The keys a table at ``path`` below ``model`` may have; empty where the group names them itself."""
    current: Any = model
    for part in path:
        fields = getattr(current, "model_fields", None)
        if fields is not None:
            current = fields[part].annotation if part in fields else None
        elif getattr(current, "__origin__", None) is dict:
            current = current.__args__[1]
        else:
            return []
    return list(getattr(current, "model_fields", {}))
