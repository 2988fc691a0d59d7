"""A description read from its text, with every mistake named: file, key, value, and what would be right."""

import re
import tomllib

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from rules.policy.problem import PolicyError, PolicyProblem, nearest, reworded, shown
from rules.reading.field_words import FIELDS
from rules.reading.portal import Portal

MAX_DESCRIPTION = 100_000
"""Characters of one description."""


class PortalError(PolicyError):
    """A description cannot be used. ``problems`` has at least one entry."""


def load_portal(file: str, text: str) -> Portal:
    """The description in ``text``; ``file`` names it in problems. Raises ``PortalError`` with every one found."""
    if len(text) > MAX_DESCRIPTION:
        raise PortalError([PolicyProblem(file, "", "", "portal_long", {"bound": MAX_DESCRIPTION})])
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PortalError([_not_toml(str(error), file, text)]) from error
    try:
        return Portal.model_validate(said)
    except ValidationError as error:
        raise PortalError([_problem(detail, file) for detail in error.errors(include_url=False)]) from error


_TOML = (
    ("twice", ("Cannot overwrite", "Cannot declare", "Duplicate")),
    ("backslash", ("Unescaped",)),
    (
        "open",
        ("Unclosed", 'Expected "\'"', "Expected '\"'", "Unterminated", "Illegal character", "Expected ']'"),
    ),
    ("equals", ("Expected '='",)),
    ("value", ("Invalid value",)),
)
"""What ``tomllib`` says, by its first words, as the codes of our own sentences."""


def _not_toml(said: str, file: str, text: str) -> PolicyProblem:
    """What is wrong with a text that is no TOML, and in which line."""
    code = next((code for code, begins in _TOML if said.startswith(begins)), "other")
    lines = text.rstrip().splitlines()
    at = re.search(r"at line (\d+)", said)
    line = int(at[1]) if at else max(1, len(lines))
    if not at and code in ("value", "open"):
        # A list that nothing closes goes on to the end: what is wrong is where it begins.
        opened = [number for number, each in enumerate(lines, 1) if each.count("[") > each.count("]")]
        code, line = ("open", opened[-1]) if opened else (code, line)
    return PolicyProblem(file, "", "", f"portal_toml_{code}", {"line": line})


def _problem(error: ErrorDetails, file: str) -> PolicyProblem:
    kind = error["type"]
    if not kind.startswith("portal_"):
        problem = reworded(error, file, Portal)
        if kind == "too_short":
            return PolicyProblem(file, problem.key, problem.value, "portal_list_empty")
        return problem
    key = ".".join(str(part) for part in error["loc"] if part != "[key]")
    if kind == "portal_field":
        field = str(error["ctx"]["field"])
        near = nearest(field, list(FIELDS))
        params = {"field": field, "known": ", ".join(sorted(FIELDS)), "near": near or ""}
        return PolicyProblem(file, key, shown(error["input"]), "portal_field_near" if near else kind, params)
    if kind == "portal_no_sender":
        return PolicyProblem(file, "sender_domains", "", kind)
    return PolicyProblem(file, key, shown(error["input"]), kind, {"detail": error["msg"]})
