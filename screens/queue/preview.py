"""What one should know of a lead before opening it, in lines."""

from collections.abc import Sequence
from datetime import datetime

from rules.phone_display import phone_for_display
from rules.values.contact import ChannelVerdict
from rules.values.lead import CarCard, LeadCard
from screens.lead.likeness_words import suggestion_lines
from screens.lead.phone_kind import phone_kind
from screens.seat import Seat
from screens.widgets.line import Line, Piece
from screens.widgets.text_pane import folded_lines

MESSAGE_LINES = 9
"""Lines of the customer's message shown at most."""


def preview_lines(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    """Person, what is allowed, their words, the car, and what was before, for ``width`` cells."""
    blocks = (
        _person(card, seat),
        suggestion_lines(card, seat, width),
        _channels(card.verdicts, seat, width),
        _message(card, seat, width),
        _car(card, seat, width),
        _before(card, seat, width),
        _handling(card, seat, width),
    )
    lines: list[Line] = []
    for block in blocks:
        if block:
            lines += [*([[]] if lines else []), *block]
    return lines


def _person(card: LeadCard, seat: Seat) -> list[Line]:
    lines: list[Line] = []
    for phone in card.person.phones:
        shown = phone_for_display(phone.e164 or phone.raw)
        lines.append([(shown, "strong"), (f"  {phone_kind(phone, seat.words)}", "muted")])
    lines += [[(email.address, "text")] for email in card.person.emails]
    town = f"{card.person.postcode} {card.person.city}".strip()
    if town:
        lines.append([(town, "muted")])
    if not card.person.phones and not card.person.emails:
        lines.insert(0, [(seat.words("queue.no_contact"), "soon")])
    return lines


def _channels(verdicts: Sequence[ChannelVerdict], seat: Seat, width: int) -> list[Line]:
    if not verdicts:
        return []
    pieces: list[Piece] = []
    reasons: list[Line] = []
    for verdict in verdicts:
        name = seat.words(f"vocabulary.channel.{verdict.channel}")
        mark = seat.glyphs.yes if verdict.allowed else seat.glyphs.no
        ink = "bad" if not verdict.allowed else "soon" if verdict.is_warning else "good"
        pieces += [(f"{mark} ", ink), (f"{name}  ", "text" if verdict.allowed else "muted")]
        if not verdict.allowed or verdict.is_warning:
            reasons += folded_lines(verdict_text(verdict, seat), "muted", width, 3)
    return [pieces, *reasons]


def verdict_text(verdict: ChannelVerdict, seat: Seat) -> str:
    """Why a channel is allowed or not, in one sentence, with the moment from which it will be."""
    words, wording, now = seat.words, seat.wording, seat.now()
    params = {
        name: wording.moment(value, now) if isinstance(value, datetime) else value
        for name, value in verdict.params.items()
    }
    key = f"contact.{verdict.code}"
    why = words(key, **params) if words.has(key) else verdict.code
    if verdict.allowed and not verdict.is_warning:
        return why
    if verdict.possible_from is not None and words.has(f"contact.possible_{verdict.channel}"):
        when = wording.moment(verdict.possible_from, now)
        return words(f"contact.possible_{verdict.channel}", when=when, why=why)
    if words.has(f"contact.impossible_{verdict.channel}"):
        return words(f"contact.impossible_{verdict.channel}", why=why)
    return why


def _message(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    words = card.last_message.strip()
    return folded_lines(seat.words("queue.quoted", text=words), "text", width, MESSAGE_LINES) if words else []


def _car(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    if card.car is None:
        return folded_lines(card.car_text, "text", width, 2) if card.car_text else []
    return car_lines(card.car, seat, width)


def car_lines(car: CarCard, seat: Seat, width: int) -> list[Line]:
    """A car in two or three lines: what it is, what it costs, what it is warranted for."""
    wording = seat.wording
    facts = [
        wording.kilometres(car.mileage) if car.mileage is not None else "",
        wording.euros(car.price) if car.price is not None else "",
        seat.words(f"vocabulary.car_status.{car.status}"),
    ]
    label = " ".join(
        part
        for part in (
            car.label,
            seat.words("queue.warranty", count=car.warranty_months) if car.warranty_months else "",
        )
        if part
    )
    dot = f" {seat.glyphs.dot} "
    lines = folded_lines(dot.join(filter(None, (car.title, str(car.year or "")))), "strong", width, 2)
    lines += folded_lines(dot.join(filter(None, facts)), "text", width, 2)
    if label:
        lines += folded_lines(label, "muted", width, 2)
    return lines


def _before(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    lines: list[Line] = []
    for other in card.other_leads[:3]:
        text = seat.words(
            "queue.been_before",
            when=seat.wording.day(other.received_at, seat.now()),
            car=other.car or seat.glyphs.none,
            stage=seat.words(f"vocabulary.stage.{other.stage}"),
        )
        lines += folded_lines(text, "muted", width, 2)
    return lines


def _handling(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    words, dot = seat.words, f" {seat.glyphs.dot} "
    received = words(
        "queue.received",
        when=seat.wording.since(card.received_at, seat.now()),
        source=words(f"vocabulary.source.{card.source}"),
    )
    who = ""
    if card.salesperson:
        who = words("queue.sold_by", name=card.salesperson)
    elif card.offered_to:
        who = words("queue.offered_to", name=card.offered_to)
    elif card.owner:
        who = words("queue.owned_by", name=card.owner)
    attempts = words.plural("queue.attempts", card.attempts) if card.attempts else ""
    lines = folded_lines(received, "muted", width, 2)
    second = dot.join(filter(None, (who, attempts)))
    if second:
        lines += folded_lines(second, "muted", width, 2)
    if card.viewers:
        lines += folded_lines(words("queue.looking", names=", ".join(card.viewers)), "soon", width, 2)
    return lines
