"""What the queue says of a lead on one line; the countdown is shared by every list that shows one."""

from collections.abc import Callable, Mapping, Sequence

from rules import urgency
from rules.calendars import Calendar
from rules.phone_display import phone_for_display
from rules.urgency import Level
from rules.values.queue import QueueRow
from rules.vocabulary import Temperature
from screens.glyphs import Glyphs
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.line import Piece

INKS = {
    Level.LATE: "late",
    Level.URGENT: "soon",
    Level.SOON: "half",
    Level.CALM: "calm",
    Level.RESTING: "muted",
}
HEAT = {Temperature.HOT: 3, Temperature.WARM: 2, Temperature.COLD: 1}
CLOCK = 6
"""Cells of a countdown."""


def level_glyph(level: Level, glyphs: Glyphs) -> str:
    """The symbol that says the same as the colour."""
    return {
        Level.LATE: glyphs.late,
        Level.URGENT: glyphs.soon,
        Level.SOON: glyphs.half,
        Level.CALM: glyphs.calm,
        Level.RESTING: glyphs.resting,
    }[level]


def countdown_cell(
    seat: Seat, calendars: Callable[[], Mapping[int, Calendar]]
) -> Callable[[QueueRow], Piece]:
    """Symbol and time left of a row's most urgent clock, e.g. ``■ +03:10`` or ``‖ lun 9h``."""

    def cell(row: QueueRow) -> Piece:
        calendar = calendars().get(row.calendar)
        if calendar is None or row.clock is None:
            return f"{seat.glyphs.calm} {seat.glyphs.none:>{CLOCK}}", "calm"
        now = seat.now()
        shown = urgency.countdown(row, calendar, now)
        mark = level_glyph(shown.level, seat.glyphs)
        if shown.level is Level.RESTING:
            return f"{mark} {seat.wording.rests(shown.rests_until, now) or seat.glyphs.none}", "muted"
        text = seat.wording.countdown(shown.remaining) if shown.remaining is not None else seat.glyphs.none
        if shown.level is Level.LATE and not text.startswith("+"):
            text = "+" + text
        return f"{mark} {text:>{CLOCK}}", INKS[shown.level]

    return cell


def score_text(temperature: Temperature, score: int, glyphs: Glyphs) -> str:
    """``●●○ 54``."""
    return f"{glyphs.heat(HEAT[temperature])} {score:>2}"


def person_text(row: QueueRow, seat: Seat) -> str:
    """The name, else the number, else that there is none."""
    return row.person.strip() or phone_for_display(row.phone) or seat.words("queue.no_name")


def queue_columns(
    seat: Seat, calendars: Callable[[], Mapping[int, Calendar]], *, with_owner: bool
) -> Sequence[Column[QueueRow]]:
    """The queue's columns; delay, score, person and car are kept however narrow it gets."""
    words, glyphs = seat.words, seat.glyphs

    def head(code: str) -> str:
        return words(f"queue.col_{code}")

    def person(row: QueueRow) -> Piece:
        mark = f"{glyphs.unread} " if row.is_unread else ""
        eye = f" {glyphs.eye}" if row.viewers else ""
        return f"{mark}{person_text(row, seat)}{eye}", "text"

    columns: list[Column[QueueRow]] = [
        Column(head("delay"), countdown_cell(seat, calendars), 10, ticks=True),
        Column(head("score"), lambda row: (score_text(row.temperature, row.score, glyphs), "text"), 6),
        Column(head("person"), person, 18, grows=3, at_most=30),
        Column(head("car"), lambda row: (row.car or glyphs.none, "text"), 24, grows=4, at_most=44),
        Column(head("source"), lambda row: (words(f"vocabulary.source.{row.source}"), "muted"), 11, drops=3),
        Column(head("site"), lambda row: (row.site, "muted"), 10, grows=1, at_most=16, drops=4),
        Column(head("attempts"), lambda row: (str(row.attempts or ""), "muted"), 6, align="right", drops=5),
    ]
    if with_owner:
        columns.insert(
            4,
            Column(head("owner"), lambda row: (row.salesperson or row.owner, "muted"), 12, grows=1, drops=2),
        )
        columns.insert(
            5,
            Column(head("stage"), lambda row: (words(f"vocabulary.stage.{row.stage}"), "muted"), 11, drops=6),
        )
    return columns
