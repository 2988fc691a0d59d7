"""The one timeline of a lead: newest at the bottom, grouped by day, what was quoted folded away."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from rules.values.lead import EntryKind, LeadCard, TimelineEntry
from screens.glyphs import Glyphs
from screens.safe_text import clean, cut, width_of
from screens.seat import Seat
from screens.widgets.line import Line, Piece, two_sided
from screens.widgets.text_pane import folded_lines

INDENT = 8
"""Cells before a text: time, symbol and their blanks."""
WHO = 22
"""Cells of a name at most."""
TEXT_LINES = 60
"""Lines of one text at most."""
INKS = {
    EntryKind.INCOMING: "accent",
    EntryKind.OUTGOING: "good",
    EntryKind.CALL: "text",
    EntryKind.NOTE: "half",
    EntryKind.TASK: "muted",
    EntryKind.SYSTEM: "muted",
}
_QUOTE = re.compile(r"\s*(>|\|\s)")
_QUOTE_HEAD = re.compile(
    r"\s*(-{2,}\s*(original message|message d.origine|forwarded message|message transféré)|_{10,}"
    r"|(le|on)\s.{4,120}(a écrit|wrote)\s?:\s*$)",
    re.IGNORECASE,
)


def symbol(kind: EntryKind, glyphs: Glyphs) -> str:
    """The glyph of an entry."""
    return {
        EntryKind.INCOMING: glyphs.incoming,
        EntryKind.OUTGOING: glyphs.outgoing,
        EntryKind.CALL: glyphs.call,
        EntryKind.NOTE: glyphs.note,
        EntryKind.TASK: glyphs.task,
        EntryKind.SYSTEM: glyphs.system,
    }[kind]


def conversation_lines(card: LeadCard, seat: Seat, width: int, *, is_unfolded: bool = False) -> list[Line]:
    """The timeline for ``width`` cells; ``is_unfolded`` shows quotes too."""
    words = seat.words
    lines: list[Line] = []
    if card.older:
        lines.append([(words.plural("lead.older", card.older), "muted")])
    day: date | None = None
    for entry in card.timeline:
        today = seat.wording.local(entry.at).date()
        if today != day:
            day = today
            if lines:
                lines.append([])
            lines.append(_day_line(entry.at, seat, width))
        lines += _entry(entry, seat, width, is_unfolded)
    return lines or [[(words("lead.no_conversation"), "muted")]]


def _day_line(at: datetime, seat: Seat, width: int) -> Line:
    name = seat.wording.day(at, seat.now())
    rule = seat.glyphs.rule
    return [(f"{name} {rule * max(2, width - width_of(name) - 1)}", "muted")]


def entry_title(entry: TimelineEntry, seat: Seat) -> str:
    """What happened, in words; moments among the parameters become local ones."""
    key = f"timeline.{entry.code}"
    if not seat.words.has(key):
        return clean(entry.code)
    params = {
        name: seat.wording.moment(value, seat.now()) if isinstance(value, datetime) else clean(str(value))
        for name, value in entry.params.items()
        if value is not None
    }
    count = entry.params.get("count")
    try:
        if isinstance(count, int):
            del params["count"]
            return seat.words.plural(key, count, **params)
        return seat.words(key, **params)
    except (KeyError, IndexError):
        return clean(entry.code)


def _entry(entry: TimelineEntry, seat: Seat, width: int, is_unfolded: bool) -> Iterator[Line]:
    ink = INKS[entry.kind]
    is_quiet = entry.kind in (EntryKind.SYSTEM, EntryKind.TASK)
    title = entry_title(entry, seat)
    left: list[Piece] = [
        (f"{seat.wording.clock(entry.at)} ", "muted"),
        (f"{symbol(entry.kind, seat.glyphs)} ", ink),
        (title, "muted" if is_quiet else "text"),
    ]
    room = width - INDENT - width_of(title) - 2
    right: list[Piece] = []
    if entry.can_undo:
        undo = seat.words("keys.undo").lower()
        right = [("  u ", "key"), (undo, "muted")] if room >= width_of(undo) + 4 else [("  u", "key")]
        room -= sum(width_of(text) for text, _ in right)
    who = _fitting(clean(entry.who), room)
    if who:
        right.insert(0, (who, "muted"))
    yield two_sided(left, [*right, (" ", "")] if right else [], width)
    if entry.subject.strip():
        yield from _indented(folded_lines(entry.subject.strip(), "strong", width - INDENT, 3))
    text = entry.text.strip()
    if not text:
        return
    visible, quoted = (text, 0) if is_unfolded else without_quotes(text)
    if visible:
        yield from _indented(folded_lines(visible, "text", width - INDENT, TEXT_LINES))
    if quoted:
        yield from _indented([[(seat.words.plural("lead.quoted", quoted), "muted")]])


def _fitting(who: str, room: int) -> str:
    """The name where it fits, else the first name, else nothing: what happened matters more."""
    if width_of(who) > WHO:
        who = cut(who, WHO).rstrip()
    first = who.partition(" ")[0]
    return who if width_of(who) <= room else first if width_of(first) <= room else ""


def _indented(lines: list[Line]) -> Iterator[Line]:
    blank: Piece = (" " * INDENT, "")
    return ([blank, *line] for line in lines)


def without_quotes(text: str) -> tuple[str, int]:
    """What somebody wrote themselves, and how many lines they quoted. Everything after a quote's heading is quoted."""
    kept: list[str] = []
    quoted = 0
    lines = text[:100_000].splitlines()
    for number, line in enumerate(lines):
        if _QUOTE_HEAD.match(line[:200]) and number:
            quoted += len(lines) - number
            break
        if _QUOTE.match(line):
            quoted += 1
        else:
            kept.append(line)
    return "\n".join(kept).strip(), quoted
