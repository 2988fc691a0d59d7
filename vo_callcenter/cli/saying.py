"""What the commands print: lines, tables, JSON. Lead text is data: no character of it acts on the terminal."""

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from rules.refusal import Refusal
from rules.role_words import with_roles
from rules.words import Words
from screens.safe_text import clean, clean_lines, width_of

_ACTING = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def say(*lines: str) -> None:
    """Print lines of text, each made safe."""
    for line in lines:
        for piece in clean_lines(line):
            print(piece)


def say_error(line: str) -> None:
    print(clean(f"vo-callcenter: {line}"), file=sys.stderr)


def say_refusal(refusal: Refusal, words: Words) -> int:
    """One line on standard error; the exit code of a refusal."""
    say_error(refusal_text(refusal, words))
    return 1


def refusal_text(refusal: Refusal, words: Words) -> str:
    refusal = with_roles(refusal, words)
    key = f"refusal.{refusal.code}"
    if not words.has(key):
        return str(refusal)
    try:
        return words(key, **{name: _moment(value) for name, value in refusal.params.items()})
    except (KeyError, IndexError, ValueError):
        return str(refusal)


def say_failure(error: BaseException, words: Words) -> int:
    """A fault of the program in one line; ``VO_DEBUG=1`` shows where it happened."""
    if os.environ.get("VO_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    detail = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    say_error(words("cli.failure", detail=detail))
    return 1


def say_table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Columns as wide as what they hold, two blanks apart; the last one is never padded."""
    texts = [[_cell(value) for value in row] for row in rows]
    widths = [
        max([width_of(heading), *(width_of(row[index]) for row in texts)])
        for index, heading in enumerate(headings)
    ]
    for row in ([clean(heading) for heading in headings], *texts):
        line = "  ".join(
            text + " " * (width - width_of(text)) for text, width in zip(row, widths, strict=True)
        )
        print(line.rstrip())


def say_tabbed(row: Sequence[Any]) -> None:
    """One line of values with a tab between them, none inside."""
    print("\t".join(_cell(value) for value in row))


def say_json(value: Any) -> None:
    """One JSON value on one line; enumerations are their codes, moments ISO 8601 in UTC."""
    text = json.dumps(plain(value), ensure_ascii=False)
    # Inside JSON such a character can only stand in a string, where an escape means the same.
    print(_ACTING.sub(lambda found: f"\\u{ord(found.group()):04x}", text))


def plain(value: Any) -> Any:
    """Dataclasses, enumerations, moments and the like as JSON knows them."""
    match value:
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return round(value.total_seconds())
        case dict():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def moment_text(moment: datetime | None, zone: str = "Europe/Paris") -> str:
    """A moment as people of the site read it: ``24/11 10:05``, with the year when it is another one."""
    if moment is None:
        return ""
    from zoneinfo import ZoneInfo

    local = moment.astimezone(ZoneInfo(zone))
    return (
        f"{local:%d/%m %H:%M}"
        if local.year == datetime.now(ZoneInfo(zone)).year
        else f"{local:%d/%m/%Y %H:%M}"
    )


def span_text(span: timedelta) -> str:
    """``4:05`` minutes, ``1:02:10`` hours, ``2 j 3:00:00`` days."""
    seconds = round(span.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02d}:{rest:02d}" if hours else f"{sign}{minutes}:{rest:02d}"


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return moment_text(value)
        case Enum():
            return str(value.value)
        case _:
            return clean(str(value))


def _moment(value: Any) -> Any:
    return moment_text(value) if isinstance(value, datetime) else value
