"""The two lines over a lead: who it is and how far, then every clock that runs, counting down."""

from collections.abc import Mapping, Sequence

from rules.calendars import Calendar
from rules.phone_display import phone_for_display
from rules.values.clock import ClockReading
from rules.values.lead import LeadCard
from rules.values.queue import QueueRow
from rules.vocabulary import CLOSED_STAGES
from screens.console_screen import WIDE
from screens.queue.queue_columns import countdown_cell, score_text
from screens.safe_text import clean, cut, width_of
from screens.seat import Seat
from screens.widgets.bar import Bar
from screens.widgets.line import Line, Piece, two_sided

NAME_CELLS = 14
"""Cells a person's name keeps before who is looking is said in fewer words."""
AROUND_STAGE = 7
"""Cells around name and stage: margin, the dot between them, a gap."""


class TopLine(Bar):
    """State comes with ``show``; ``redraw`` each second repaints a line only when it reads otherwise."""

    DEFAULT_CSS = "TopLine { height: 2; }"

    def __init__(self, seat: Seat) -> None:
        super().__init__(id="top")
        self.seat = seat
        self.card: LeadCard | None = None
        self.calendars: Mapping[int, Calendar] = {}

    def show(self, card: LeadCard, calendars: Mapping[int, Calendar]) -> None:
        self.card, self.calendars = card, calendars
        self.redraw()

    def lines(self) -> Sequence[Line]:
        card = self.card
        if card is None:
            return ([(" " + self.seat.words("queue.loading"), "muted")],)
        return (self._who(card), self._clocks(card))

    def _who(self, card: LeadCard) -> list[Piece]:
        words, glyphs = self.seat.words, self.seat.glyphs
        stage = words(f"vocabulary.stage.{card.stage}")
        name = name_of(card, self.seat)
        left_most = width_of(stage) + min(width_of(name), NAME_CELLS) + AROUND_STAGE
        right = self._whose(card, self.size.width - left_most)
        name_room = max(4, self.size.width - _width(right) - width_of(stage) - AROUND_STAGE)
        if width_of(name) > name_room:
            name = cut(name, name_room)
        closed = card.stage in CLOSED_STAGES
        left: list[Piece] = [
            (" ", ""),
            (name, "strong"),
            (f"  {glyphs.dot} ", "muted"),
            (stage, "muted" if closed else "accent"),
        ]
        return two_sided(left, right, self.size.width)

    def _whose(self, card: LeadCard, room: int) -> list[Piece]:
        """Who else is looking, who holds it and its score, in the longest form that leaves the stage its place."""
        words, glyphs = self.seat.words, self.seat.glyphs
        held = "text" if card.owner or card.salesperson else "muted"
        score: Piece = ("   " + score_text(card.temperature, card.score, glyphs) + " ", "text")
        holder = holder_text(card, self.seat)
        looking = [""]
        if card.viewers:
            names = ", ".join(clean(name) for name in card.viewers[:3])
            short = f"{glyphs.eye} {clean(card.viewers[0])}"
            if len(card.viewers) > 1:
                short = f"{short} +{len(card.viewers) - 1}"
            looking = [f"{glyphs.eye} {words('lead.also_open', names=names)}", short]
            looking.append(f"{glyphs.eye} {len(card.viewers)}")
        for text in looking:
            line: list[Piece] = [(f"{text}   ", "soon")] if text else []
            line += [(holder, held), score]
            if _width(line) <= room:
                return line
        left = room - _width(line) + width_of(holder)
        return [(cut(text, max(4, left)) if text is holder else text, ink) for text, ink in line]

    def _clocks(self, card: LeadCard) -> list[Piece]:
        words = self.seat.words
        line: list[Piece] = [(" ", "")]
        right = self._number(card)
        room = self.size.width - _width(right)
        cell = countdown_cell(self.seat, lambda: self.calendars)
        for reading in card.clocks:
            text, ink = cell(row_of(card, reading))
            mark, _, time = text.partition(" ")
            name = words(f"vocabulary.clock.{reading.clock}")
            pieces: list[Piece] = [(f"{mark} {time.strip()}", ink), (f" {name}    ", "muted")]
            if _width(line) + _width(pieces) > room + 3:
                line.append(("…", "muted"))
                break
            line += pieces
        if not card.clocks:
            closed = card.stage in CLOSED_STAGES
            line.append((words("lead.no_clock_closed" if closed else "lead.no_clock"), "muted"))
        return two_sided(line, right, self.size.width) if right else line

    def _number(self, card: LeadCard) -> list[Piece]:
        """The number to call, in clear, where the pane that has it may be hidden."""
        if self.size.width >= WIDE or not card.person.phones:
            return []
        phone = card.person.phones[0]
        return [(clean(phone_for_display(phone.e164 or phone.raw)) + " ", "strong")]


def row_of(card: LeadCard, reading: ClockReading) -> QueueRow:
    """The lead as a row whose most urgent clock is ``reading``: what the rules of urgency look at."""
    phone = card.person.phones[0] if card.person.phones else None
    return QueueRow(
        id=card.id,
        version=card.version,
        stage=card.stage,
        clock=reading.clock,
        due_at=reading.due_at,
        warn_at=reading.warn_at,
        started_at=reading.started_at,
        calendar=reading.calendar,
        rests_until=reading.rests_until,
        score=card.score,
        temperature=card.temperature,
        person=card.person.name,
        phone=(phone.e164 or phone.raw) if phone else "",
        car=card.car_text,
        source=card.source,
        site_id=card.site_id,
        site=card.site,
        attempts=card.attempts,
        owner_id=card.owner_id,
        owner=card.owner,
        salesperson_id=card.salesperson_id,
        salesperson=card.salesperson,
        received_at=card.received_at,
        next_action_at=card.next_action_at,
    )


def name_of(card: LeadCard, seat: Seat) -> str:
    """Whose lead it is: the name, else the number or address, as clean text."""
    person = card.person
    if person.name.strip():
        return clean(person.name.strip())
    if person.phones:
        return clean(phone_for_display(person.phones[0].e164 or person.phones[0].raw))
    if person.emails:
        return clean(person.emails[0].address)
    return seat.words("queue.no_name")


def holder_text(card: LeadCard, seat: Seat) -> str:
    """Who works on it."""
    words = seat.words
    if card.salesperson:
        return words("lead.with_salesperson", name=clean(card.salesperson))
    if card.offered_to:
        return words("lead.offered_to", name=clean(card.offered_to))
    if card.owner_id == seat.actor.id:
        return words("lead.mine")
    if card.owner:
        return words("lead.owned_by", name=clean(card.owner))
    return words("lead.free")


def _width(pieces: Sequence[Piece]) -> int:
    return sum(width_of(text) for text, _ in pieces)
