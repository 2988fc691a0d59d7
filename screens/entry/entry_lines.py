"""Who may be on the line, as lines to choose from: somebody new, people, and under each their open leads."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.phone_display import phone_for_display
from rules.values.entry import Caller, CarFound, OpenLead
from screens.seat import Seat
from screens.widgets.columns import Column


@dataclass(frozen=True, slots=True)
class CallerLine:
    """Somebody new when it names nobody."""

    number: int
    caller: Caller | None = None
    lead: OpenLead | None = None


@dataclass(frozen=True, slots=True)
class CarLine:
    """The words as they were typed when it names no car of the stock."""

    number: int
    text: str
    car: CarFound | None = None


def caller_lines(callers: Sequence[Caller]) -> list[CallerLine]:
    """Somebody new, then everybody who may be meant, each above their open leads."""
    lines = [CallerLine(0)]
    for caller in callers:
        lines.append(CallerLine(len(lines), caller))
        for lead in caller.leads:
            lines.append(CallerLine(len(lines), caller, lead))
    return lines


def likeliest(lines: Sequence[CallerLine]) -> int:
    """Whose number it is, when it is one person's and no other name was typed; else nobody who is known: a name
    alone is no proof.
    """
    exact = [
        line.number
        for line in lines
        if line.caller and line.caller.is_exact and line.caller.is_named and line.lead is None
    ]
    return exact[0] if len(exact) == 1 else 0


def caller_columns(seat: Seat) -> Sequence[Column[CallerLine]]:
    words, wording, glyphs = seat.words, seat.wording, seat.glyphs

    def who(line: CallerLine) -> tuple[str, str]:
        if line.caller is None:
            return words("entry.new_person"), "accent"
        if line.lead is None:
            return line.caller.name or words("queue.no_name"), "strong"
        return f"  {glyphs.dot} {line.lead.car or words('entry.no_car')}", "text"

    def where(line: CallerLine) -> tuple[str, str]:
        if line.caller is None:
            return "", "muted"
        if line.lead is None:
            return phone_for_display(line.caller.phone), "text"
        return words(f"vocabulary.stage.{line.lead.stage}"), "muted"

    def more(line: CallerLine) -> tuple[str, str]:
        if line.caller is None:
            return "", "muted"
        if line.lead is None:
            return line.caller.place, "muted"
        held = line.lead.owner or wording.day(line.lead.received_at, seat.now())
        return held, "muted"

    return (
        Column("", who, 20, grows=3),
        Column("", where, 15, grows=1),
        Column("", more, 12, grows=1, drops=1),
    )


def car_lines(text: str, cars: Sequence[CarFound]) -> list[CarLine]:
    """The words alone, then the cars of the stock that they may mean."""
    if not text:
        return []
    return [CarLine(0, text), *(CarLine(number, car.text, car) for number, car in enumerate(cars, 1))]


def car_columns(seat: Seat) -> Sequence[Column[CarLine]]:
    words, wording = seat.words, seat.wording

    def price(line: CarLine) -> tuple[str, str]:
        known = line.car.price if line.car else None
        return (wording.euros(known) if known is not None else "", "text")

    return (
        Column(
            "",
            lambda line: (
                (line.text, "text") if line.car else (words("entry.as_typed", text=line.text), "muted")
            ),
            20,
            grows=2,
        ),
        Column("", lambda line: (line.car.plate if line.car else "", "muted"), 10, drops=1),
        Column("", price, 9, align="right"),
        Column("", lambda line: (line.car.site if line.car else "", "muted"), 10, grows=1),
    )
