"""What the command parser itself says (frames of the help, wrong usage), in the user's language: it knows English only."""

import re
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext, redirect_stdout
from io import StringIO

import typer
from typer.exceptions import TyperException

from rules.words import Words

_SAID: Sequence[tuple[str, str]] = (
    (r"^Usage: ", "usage"),
    (r"COMMAND \[ARGS\]\.\.\.", "command_args"),
    (r"^Arguments:$", "arguments"),
    (r"^Options:$", "options"),
    (r"^Commands:$", "commands"),
    (r"Show this message and exit\.", "help_option"),
    (r"(?<=[\[ ])required(?=\]$)", "required"),
    (r"(?<=\[)default: ", "default"),
    (r"^Try '(?P<command>.*)' for help\.$", "try"),
    (r"^Error: ", "error"),
    (r"Missing argument '(?P<name>[^']*)'\.", "missing_argument"),
    (r"Missing option '(?P<name>[^']*)'\.", "missing_option"),
    (r"Missing command\.", "missing_command"),
    (r"Choose from:", "choose_from"),
    (r"No such command '(?P<name>.*)'\.", "no_command"),
    (r"No such option: (?P<name>\S+)", "no_option"),
    (r"Did you mean (?P<name>.*)\?", "did_you_mean"),
    (r"\(Possible options: (?P<names>.*)\)", "possible"),
    (r"Invalid value for '?(?P<name>[^':]*)'?: ", "invalid_for"),
    (r"Invalid value: ", "invalid"),
    (r"'(?P<said>.*)' does not match the formats (?P<known>.*)\.", "no_format"),
    (r"'(?P<said>.*)' is not one of (?P<known>.*)\.", "not_one_of"),
    (r"(?:Value )?'(?P<said>.*)' is not a valid (?:integer|int|float|number)(?: range)?\.", "no_number"),
    (r"(?P<said>\S+) is not in the range (?P<known>.*)\.", "out_of_range"),
    (r"Input should be a valid integer.*", "no_integer"),
    (r"Input should be greater than or equal to (?P<known>\S+)", "at_least"),
    (r"Input should be less than or equal to (?P<known>\S+)", "at_most"),
    (r"%Y-%m-%d", "date"),
    (r"%H:%M", "time"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<said>.*)\)", "extra"),
    (r"Option '?(?P<name>--?[\w-]+)'? requires an argument\.?", "needs_value"),
)
"""Patterns of what it says, and the ends of the keys ``cli.parser_…`` that say the same."""


def in_words(text: str, words: Words) -> str:
    """``text`` of the parser line by line; what is not known stays as it is."""
    if words.lang == "en":
        return text
    return "\n".join(_line(line, words) for line in text.split("\n"))


def run_parsed(app: Callable[..., object], arguments: Sequence[str], words: Words) -> int:
    """Have the parser run one command; returns its exit code, 2 for wrong usage."""
    helped = StringIO()
    try:
        with redirect_stdout(helped) if "--help" in arguments else nullcontext():
            ended = app(list(arguments), prog_name="vo-callcenter", standalone_mode=False)
    except typer.Abort as aborted:
        raise KeyboardInterrupt from aborted
    except TyperException as wrong:
        said = StringIO()
        show: Callable[[StringIO], None] = getattr(wrong, "show")  # noqa: B009  # of wrong usage, which has no public name
        show(said)
        sys.stderr.write(in_words(said.getvalue(), words))
        return wrong.exit_code
    sys.stdout.write(in_words(helped.getvalue(), words))
    return ended if isinstance(ended, int) else 0


def _line(line: str, words: Words) -> str:
    for pattern, key in _SAID:

        def said(found: re.Match[str], key: str = key) -> str:
            return words(f"cli.parser_{key}", **found.groupdict())

        line = re.sub(pattern, said, line)
    return line.replace("Value error, ", "")
