"""What stands on the desk as lines of one list: offers, appointments, calls and own leads, each with its next moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rules.phone_display import phone_for_display
from rules.values.desk import Desk, DeskRow, OfferRow
from rules.values.lead import AppointmentCard, TaskCard
from rules.values.queue import QueueRow
from screens.queue.queue_columns import score_text
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.columns import Column
from screens.widgets.line import Piece
from screens.widgets.section_list import Heading, Section, SectionRows

KIND = 10**12
"""Keys of one kind of line lie this far from those of another."""
LOOKED_AT = 500
"""Characters of a message that a line is made from."""
SOON = 4
"""An offer is urgent in the last quarter of its time, and to be seen to in the last half."""

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One line: what it is about, and the value it was made of."""

    lead_id: int
    person: str
    phone: str
    car: str
    item: OfferRow | AppointmentCard | TaskCard | DeskRow
    row: QueueRow | None
    """The lead as lists show it; None for an offer, which is not mine yet."""

    @property
    def offer(self) -> OfferRow | None:
        return self.item if isinstance(self.item, OfferRow) else None


def key_of(line: DeskLine) -> int:
    """A key of its own for each line, kept while it changes place."""
    item = line.item
    if isinstance(item, DeskRow):
        return 3 * KIND + item.row.id
    kinds = (OfferRow, AppointmentCard, TaskCard)
    return next(number for number, kind in enumerate(kinds) if isinstance(item, kind)) * KIND + item.id


def desk_sections(desk: Desk, seat: Seat) -> SectionRows[DeskLine]:
    """Offers, today's appointments, calls due, and the leads by next action."""
    rows = {each.row.id: each.row for each in desk.leads}

    def line(item: OfferRow | AppointmentCard | TaskCard) -> DeskLine:
        return DeskLine(item.lead_id, item.person, item.phone, item.car, item, rows.get(item.lead_id))

    now, words = seat.now(), seat.words
    offers = sorted(desk.offers, key=lambda offer: (offer.expires_at is None, offer.expires_at or now))
    late = sum(task.due_at < now for task in desk.tasks)
    missing = sum(next_moment(each.row) is None for each in desk.leads)
    leads = sorted(desk.leads, key=lambda each: next_moment(each.row) or _NEVER)
    sections: list[Section[DeskLine]] = [
        Section(
            Heading(words("desk.offers"), str(len(offers) or ""), "accent" if offers else "strong"),
            [line(offer) for offer in offers],
            words("desk.no_offers"),
        ),
        Section(
            Heading(words("desk.appointments"), str(len(desk.appointments) or "")),
            [line(each) for each in desk.appointments],
            words("desk.no_appointments"),
        ),
        Section(
            Heading(
                words("desk.tasks"),
                words.plural("desk.late", late) if late else str(len(desk.tasks) or ""),
                note_ink="late" if late else "muted",
            ),
            [line(task) for task in desk.tasks],
            words("desk.no_tasks"),
        ),
        Section(
            Heading(
                words("desk.leads"),
                words.plural("desk.without_action", missing) if missing else str(len(desk.leads) or ""),
                note_ink="soon" if missing else "muted",
            ),
            [
                DeskLine(each.row.id, each.row.person, each.row.phone, each.row.car, each, each.row)
                for each in leads
            ],
            words("desk.no_leads"),
        ),
    ]
    return SectionRows(sections, key_of)


def desk_columns(seat: Seat) -> Sequence[Column[DeskLine]]:
    """When, who, which car, how far, and the last word or the reason."""
    none = seat.glyphs.none
    return (
        Column("", lambda line: when_cell(line, seat), moment_width(seat), ticks=True),
        Column("", lambda line: (name_of(line, seat), "text"), 17, grows=2, at_most=28),
        Column("", lambda line: (line.car or none, "text"), 14, grows=2, at_most=34, drops=1),
        Column("", lambda line: _state(line, seat), 13, drops=3),
        Column("", lambda line: _word(line, seat), 18, grows=5, drops=0),
    )


def name_of(line: DeskLine, seat: Seat) -> str:
    """The name, else the number, else that there is none."""
    return line.person.strip() or phone_for_display(line.phone) or seat.words("queue.no_name")


def when_cell(line: DeskLine, seat: Seat) -> Piece:
    """An offer's countdown; the moment of everything else, marked when it has passed or is missing."""
    item, now = line.item, seat.now()
    if isinstance(item, OfferRow):
        return offer_countdown(item, seat)
    if isinstance(item, AppointmentCard):
        return moment_cell(item.starts_at, seat, now)
    return moment_cell(item.due_at if isinstance(item, TaskCard) else next_moment(item.row), seat, now)


def moment_width(seat: Seat) -> int:
    """Cells of ``moment_cell``: a symbol, a day's name as long as the language has it, and the time."""
    return 8 + max(7, *(len(seat.words(f"when.{day}")) for day in ("yesterday", "tomorrow")))


def moment_cell(at: datetime | None, seat: Seat, now: datetime) -> Piece:
    """``■ hier 17:00`` when it has passed, ``▲ 14:00`` within the hour, ``· demain 10:00``; ``! —`` when missing."""
    if at is None:
        return f"{seat.glyphs.warning} {seat.glyphs.none}", "soon"
    text = seat.wording.moment(at, now)
    if at < now:
        return f"{seat.glyphs.late} {text}", "late"
    if at - now < timedelta(hours=1):
        return f"{seat.glyphs.soon} {text}", "soon"
    is_today = seat.wording.local(at).date() == seat.wording.local(now).date()
    return f"{seat.glyphs.calm} {text}", "text" if is_today else "muted"


def offer_countdown(offer: OfferRow, seat: Seat) -> Piece:
    """How long an offer still stands; ``·`` where it stands until it is withdrawn."""
    if offer.expires_at is None:
        return f"{seat.glyphs.calm} {seat.glyphs.none}", "muted"
    left, whole = offer.expires_at - seat.now(), offer.expires_at - offer.offered_at
    text = seat.wording.countdown(left)
    if left <= timedelta(0):
        return f"{seat.glyphs.late} {text:>6}", "late"
    if SOON * left < whole:
        return f"{seat.glyphs.soon} {text:>6}", "soon"
    if 2 * left < whole:
        return f"{seat.glyphs.half} {text:>6}", "half"
    return f"{seat.glyphs.calm} {text:>6}", "text"


def _state(line: DeskLine, seat: Seat) -> Piece:
    item, words = line.item, seat.words
    if isinstance(item, OfferRow):
        return words("desk.score", score=item.score), "muted"
    if isinstance(item, AppointmentCard):
        return words(f"vocabulary.appointment_kind.{item.kind}"), "text"
    if isinstance(item, TaskCard):
        return words(f"vocabulary.task_kind.{item.kind}"), "text"
    return score_text(item.row.temperature, item.row.score, seat.glyphs), "muted"


def _word(line: DeskLine, seat: Seat) -> Piece:
    item, dot = line.item, f" {seat.glyphs.dot} "
    if isinstance(item, OfferRow):
        said = one_line(item.last_message)
        return (seat.words("queue.quoted", text=said) if said else why_me(item, seat)), "text"
    if isinstance(item, AppointmentCard):
        return dot.join(filter(None, (item.site, phone_for_display(item.phone)))), "muted"
    if isinstance(item, TaskCard):
        return item.note or phone_for_display(item.phone), "muted"
    if not item.last_word:
        return seat.words(f"vocabulary.stage.{item.row.stage}"), "muted"
    mark = seat.glyphs.outgoing if item.last_word_is_ours else seat.glyphs.incoming
    said = one_line(item.last_word)
    return f"{mark} {said}", "muted" if item.last_word_is_ours else "text"


def one_line(text: str) -> str:
    """A message on one clean line."""
    return clean(" ".join(text[:LOOKED_AT].split()))


def next_moment(row: QueueRow) -> datetime | None:
    """The next planned action of a lead, or the end of the clock that runs; None when there is neither."""
    return min((at for at in (row.next_action_at, row.due_at) if at is not None), default=None)


def why_me(offer: OfferRow, seat: Seat) -> str:
    """The reasons of the offer in a few words."""
    found = []
    for code, params in offer.reasons:
        key = f"routing.{code}"
        try:
            found.append(seat.words(key, **params) if seat.words.has(key) else code)
        except (KeyError, IndexError):
            found.append(code)
    return ", ".join(found)
