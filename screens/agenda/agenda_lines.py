"""The agenda as lines of one list: a heading a day, appointments and tasks by the hour, what is overdue on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.phone_display import phone_for_display
from rules.values.desk import AgendaDay
from rules.values.lead import AppointmentCard, TaskCard
from rules.vocabulary import Channel
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.line import Piece
from screens.widgets.section_list import Heading, Section, SectionRows

KIND = 10**12
"""Keys of appointments lie this far from those of tasks."""


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One task or appointment."""

    item: TaskCard | AppointmentCard
    is_overdue: bool

    @property
    def task(self) -> TaskCard | None:
        return self.item if isinstance(self.item, TaskCard) else None

    @property
    def at(self) -> datetime:
        return self.item.due_at if isinstance(self.item, TaskCard) else self.item.starts_at


def key_of(line: AgendaLine) -> int:
    return line.item.id + (0 if line.task is not None else KIND)


def agenda_sections(days: Sequence[AgendaDay], seat: Seat) -> SectionRows[AgendaLine]:
    """What is overdue, then the days; an empty day is one line, and empty days in a row are one line together."""
    now = seat.now()
    sections: list[Section[AgendaLine]] = []
    overdue: list[AgendaLine] = []
    free: list[AgendaDay] = []

    def close_free() -> None:
        if free:
            sections.append(Section(_free_heading(free, seat), ()))
            free.clear()

    for day in days:
        lines = [AgendaLine(task, task.due_at < now) for task in day.tasks]
        overdue += [line for line in lines if line.is_overdue]
        rest = [line for line in lines if not line.is_overdue]
        rest += [AgendaLine(each, each.starts_at < now) for each in day.appointments]
        if not rest:
            free.append(day)
            continue
        close_free()
        rest.sort(key=lambda line: line.at)
        sections.append(Section(_day_heading(day, len(rest), seat), rest))
    close_free()
    if overdue:
        overdue.sort(key=lambda line: line.at)
        heading = Heading(seat.words("agenda.overdue"), str(len(overdue)), "late", "late")
        sections.insert(0, Section(heading, overdue))
    return SectionRows(sections, key_of)


def _day_heading(day: AgendaDay, count: int, seat: Seat) -> Heading:
    ink = "accent" if _is_today(day, seat) else "strong"
    return Heading(day_name(day.day, seat), str(count), ink)


def _free_heading(days: Sequence[AgendaDay], seat: Seat) -> Heading:
    name = day_name(days[0].day, seat)
    if len(days) > 1:
        name = f"{name} {seat.glyphs.outgoing} {day_name(days[-1].day, seat)}"
    return Heading(name, seat.words("agenda.nothing"), "accent" if _is_today(days[0], seat) else "muted")


def _is_today(day: AgendaDay, seat: Seat) -> bool:
    return seat.wording.local(day.day).date() == seat.wording.local(seat.now()).date()


def day_name(day: datetime, seat: Seat) -> str:
    """``aujourd’hui · mar. 24 nov.``, ``jeu. 26 nov.``."""
    wording, now = seat.wording, seat.now()
    near = wording.day(day, now)
    date = wording.headline(day)[:-9]
    return date if near == date else f"{near} {seat.glyphs.dot} {date}"


def agenda_columns(seat: Seat) -> Sequence[Column[AgendaLine]]:
    """When, what, who, which car, what to remember, whose."""
    none = seat.glyphs.none
    return (
        Column("", lambda line: _when(line, seat), 13, ticks=True),
        Column("", lambda line: (_what(line, seat), "text"), 12, drops=3),
        Column("", lambda line: (_name(line, seat), "text"), 17, grows=2, at_most=28),
        Column("", lambda line: (line.item.car or none, "text"), 14, grows=2, at_most=34, drops=2),
        Column("", lambda line: _note(line, seat), 14, grows=3),
        Column("", lambda line: (line.item.staff, "muted"), 14, drops=5),
    )


def _when(line: AgendaLine, seat: Seat) -> Piece:
    now, glyphs = seat.now(), seat.glyphs
    hour = seat.wording.clock(line.at)
    if line.at < now:
        local, today = seat.wording.local(line.at).date(), seat.wording.local(now).date()
        day = "" if local == today else f"{local:%d/%m} "
        return f"{glyphs.late} {day}{hour}", "late"
    if (line.at - now).total_seconds() < 3600:
        return f"{glyphs.soon} {hour}", "soon"
    return f"{glyphs.calm} {hour}", "text"


def _what(line: AgendaLine, seat: Seat) -> str:
    item = line.item
    if isinstance(item, TaskCard):
        return seat.words(f"vocabulary.task_kind.{item.kind}")
    return seat.words(f"vocabulary.appointment_kind.{item.kind}")


def _name(line: AgendaLine, seat: Seat) -> str:
    return line.item.person.strip() or phone_for_display(line.item.phone) or seat.words("queue.no_name")


def _note(line: AgendaLine, seat: Seat) -> Piece:
    item = line.item
    if isinstance(item, AppointmentCard):
        return f"{_what(line, seat)} {seat.glyphs.dot} {item.site}" if item.site else _what(
            line, seat
        ), "muted"
    how = phone_for_display(item.phone) if item.channel is Channel.PHONE else ""
    how = how or seat.words(f"vocabulary.channel.{item.channel}")
    return (item.note or f"{_what(line, seat)} {seat.glyphs.dot} {how}"), "text" if item.note else "muted"
