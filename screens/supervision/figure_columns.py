"""The columns of Supervision's tables: clocks, people, sources, and the runs behind a figure."""

from collections.abc import Sequence

from rules.values.figures import ClockFigure, Drill, PersonFigure, SourceFigure
from screens.desk.desk_lines import moment_width
from screens.seat import Seat
from screens.supervision.figure_board import share_ink
from screens.widgets.columns import Column
from screens.widgets.line import Piece

METER = 10
"""Cells of a share drawn as a bar."""


def clock_columns(seat: Seat) -> Sequence[Column[ClockFigure]]:
    words, wording, glyphs = seat.words, seat.wording, seat.glyphs
    return (
        Column(
            words("supervision.col_clock"),
            lambda row: (words(f"vocabulary.clock.{row.clock}"), "text"),
            18,
            grows=1,
            at_most=28,
        ),
        Column(
            words("supervision.col_median"),
            lambda row: _lasting(row.median_s, seat),
            7,
            align="right",
        ),
        Column("P90", lambda row: _lasting(row.p90_s, seat), 7, align="right"),
        Column(words("supervision.col_met"), lambda row: _share(row.attainment, seat), 6, align="right"),
        Column("", lambda row: (meter(row.attainment, seat), share_ink(row.attainment)), METER, drops=3),
        Column(
            words("supervision.col_count"),
            lambda row: (wording.number(row.count) if row.count else glyphs.none, "muted"),
            6,
            align="right",
        ),
        Column(
            words("supervision.col_late"),
            lambda row: (f"{glyphs.late} {row.late_now}", "late") if row.late_now else ("", ""),
            9,
            align="right",
        ),
    )


def person_columns(seat: Seat) -> Sequence[Column[PersonFigure]]:
    words, wording, none = seat.words, seat.wording, seat.glyphs.none
    return (
        Column(words("supervision.col_person"), lambda row: (row.name, "text"), 16, grows=2, at_most=28),
        Column(
            words("supervision.col_answers"),
            lambda row: (wording.number(row.count) if row.count else none, "muted"),
            8,
            align="right",
        ),
        Column(words("supervision.col_median"), lambda row: _lasting(row.median_s, seat), 8, align="right"),
        Column("P90", lambda row: _lasting(row.p90_s, seat), 8, align="right", drops=2),
        Column(words("supervision.col_met"), lambda row: _share(row.attainment, seat), 6, align="right"),
        Column(words("supervision.col_open"), lambda row: (str(row.open_leads), "text"), 8, align="right"),
    )


def source_columns(seat: Seat) -> Sequence[Column[SourceFigure]]:
    words, wording = seat.words, seat.wording
    return (
        Column(
            words("supervision.col_source"),
            lambda row: (words(f"vocabulary.source.{row.source}"), "text"),
            14,
            grows=1,
            at_most=28,
        ),
        Column(
            words("supervision.col_received"),
            lambda row: (wording.number(row.received), "text"),
            8,
            align="right",
        ),
        Column(words("supervision.col_median"), lambda row: _lasting(row.median_s, seat), 8, align="right"),
        Column(words("supervision.col_met"), lambda row: _share(row.attainment, seat), 6, align="right"),
        Column("", lambda row: (meter(row.attainment, seat), share_ink(row.attainment)), METER, drops=3),
        Column(
            words("supervision.col_sold"),
            lambda row: (wording.number(row.sold) if row.sold else seat.glyphs.none, "text"),
            6,
            align="right",
        ),
    )


def run_columns(seat: Seat) -> Sequence[Column[tuple[int, Drill]]]:
    """The runs behind a figure, each with its place in the list."""
    words, wording, glyphs = seat.words, seat.wording, seat.glyphs

    def mark(row: tuple[int, Drill]) -> Piece:
        return (glyphs.yes, "good") if row[1].is_met else (glyphs.no, "bad")

    return (
        Column("", mark, 1),
        Column(
            words("supervision.col_took"),
            lambda row: (wording.lasting(row[1].business_s), "text" if row[1].is_met else "late"),
            8,
            align="right",
        ),
        Column(
            words("supervision.col_target"),
            lambda row: (wording.lasting(row[1].target_s), "muted"),
            8,
            align="right",
            drops=3,
        ),
        Column(
            words("supervision.col_customer"),
            lambda row: (row[1].person or words("queue.no_name"), "text"),
            16,
            grows=3,
            at_most=34,
        ),
        Column(
            words("supervision.col_clock"),
            lambda row: (words(f"vocabulary.clock.{row[1].clock}"), "muted"),
            16,
            drops=4,
        ),
        Column(
            words("supervision.col_started"),
            lambda row: (wording.moment(row[1].started_at, seat.now()), "muted"),
            moment_width(seat) - 2,
        ),
        Column(
            words("supervision.col_wall"),
            lambda row: (wording.lasting(row[1].wall_s), "muted"),
            9,
            align="right",
            drops=5,
        ),
        Column(words("supervision.col_by"), lambda row: (row[1].staff, "text"), 14, grows=1, at_most=26),
    )


def meter(share: float | None, seat: Seat) -> str:
    """A share of one as a bar of ten cells."""
    if share is None:
        return ""
    full, empty = ("=", "-") if seat.glyphs.rule == "-" else ("━", "─")
    cells = round(max(0.0, min(1.0, share)) * METER)
    return full * cells + empty * (METER - cells)


def _lasting(seconds: int | None, seat: Seat) -> Piece:
    if seconds is None:
        return seat.glyphs.none, "muted"
    return seat.wording.lasting(seconds), "text"


def _share(share: float | None, seat: Seat) -> Piece:
    if share is None:
        return seat.glyphs.none, "muted"
    return seat.wording.percent(share), share_ink(share)
