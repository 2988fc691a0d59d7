"""The left of a lead: who it is, what they want, where it came from, its score, what is allowed, and the form."""

from collections.abc import Sequence
from datetime import datetime

from rules.phone_display import phone_for_display
from rules.values.contact import ChannelVerdict
from rules.values.form import FormField
from rules.values.lead import LeadCard
from rules.vocabulary import Channel, TaskState
from screens.lead.form_words import answer_text, label_of
from screens.lead.likeness_words import suggestion_lines
from screens.lead.phone_kind import phone_kind
from screens.safe_text import clean, width_of
from screens.seat import Seat
from screens.widgets.line import Line, Piece, two_sided
from screens.widgets.text_pane import folded_lines

MESSAGE_LINES = 10
"""Lines of the customer's last words shown here; the timeline has them all."""
LABEL = 22
"""Cells of a form's question where there is room for it and its answer on one line."""


def person_lines(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    """Everything of the left pane in blocks, for ``width`` cells."""
    blocks = (
        _addresses(card, seat, width),
        suggestion_lines(card, seat, width),
        _wish(card, seat, width),
        _channels(card, seat, width),
        _form(card, seat, width),
        _planned(card, seat, width),
        _origin(card, seat, width),
        _score(card, seat, width),
    )
    lines: list[Line] = []
    for block in blocks:
        if block:
            lines += [*([[]] if lines else []), *block]
    return lines


def titled(title: str, lines: Sequence[Line], right: Piece | None = None, width: int = 0) -> list[Line]:
    """A block under its title; nothing at all when there are no lines."""
    if not lines:
        return []
    head: Line = [(title, "muted")]
    return [two_sided(head, [right], width) if right else head, *lines]


def hanging(mark: Piece, text: str, ink: str, width: int, most: int = 3) -> list[Line]:
    """A text folded behind a mark, its next lines under its first."""
    indent = width_of(clean(mark[0]))
    folded = folded_lines(text, ink, width - indent, most)
    blank: Piece = (" " * indent, "")
    return [[mark if number == 0 else blank, *line] for number, line in enumerate(folded)]


def _addresses(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    words, person = seat.words, card.person
    lines: list[Line] = []
    for phone in person.phones:
        shown = phone_for_display(phone.e164 or phone.raw)
        lines.append([(shown, "strong"), (f"  {phone_kind(phone, words)}", "muted")])
    for email in person.emails:
        relay = f"  {words('lead.relay')}" if email.is_relay else ""
        lines += folded_lines(email.address, "text", width, 2)
        if relay:
            lines[-1] = [*lines[-1], (relay, "muted")]
    if not person.phones and not person.emails:
        lines.append([(words("queue.no_contact"), "soon")])
    town = f"{person.postcode} {person.city}".strip()
    if town:
        lines += folded_lines(town, "muted", width, 1)
    return lines


def _wish(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    message = card.last_message.strip()
    lines = (
        folded_lines(seat.words("queue.quoted", text=message), "text", width, MESSAGE_LINES)
        if message
        else []
    )
    if card.car is None and card.car_text:
        lines = [*folded_lines(card.car_text, "strong", width, 2), *lines]
    return lines


def _origin(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    words, dot = seat.words, f" {seat.glyphs.dot} "
    source = words(f"vocabulary.source.{card.source}")
    portal = card.portal if card.portal.casefold() != source.casefold() else ""
    reference = words("lead.reference", reference=card.reference) if card.reference else ""
    received = words("lead.received", when=seat.wording.since(card.received_at, seat.now()))
    channel = words(f"vocabulary.channel.{card.channel}")
    channel = channel if channel.casefold() != source.casefold() else ""
    text = dot.join(filter(None, (received, source, portal, channel, reference, card.site)))
    lines = folded_lines(text, "text", width, 3)
    if card.attempts:
        lines += folded_lines(words.plural("queue.attempts", card.attempts), "text", width, 1)
    return titled(words("lead.origin"), lines)


def _score(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    words = seat.words
    lines: list[Line] = []
    for code, points in card.score_reasons:
        key = f"scoring.{code}"
        text = words(key) if words.has(key) else code
        lines.append([(f"{points:>+4} ", "good" if points > 0 else "muted"), (text, "text")])
    temperature = words(f"vocabulary.temperature.{card.temperature}")
    return titled(words("lead.score", score=card.score, temperature=temperature), lines)


def _channels(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    words, glyphs = seat.words, seat.glyphs
    lines: list[Line] = []
    names = {channel: words(f"vocabulary.channel.{channel}") for channel in Channel}
    room = max((width_of(names[verdict.channel]) for verdict in card.verdicts), default=0)
    for verdict in card.verdicts:
        mark = glyphs.yes if verdict.allowed else glyphs.no
        ink = "bad" if not verdict.allowed else "soon" if verdict.is_warning else "good"
        name = names[verdict.channel]
        indent = 2 + room + 2
        reason = folded_lines(_ground(verdict, seat), "muted", max(12, width - indent), 4)
        for number, line in enumerate(reason):
            if number == 0:
                head: list[Piece] = [
                    (f"{mark} ", ink),
                    (name + " " * (room - width_of(name) + 2), "text" if verdict.allowed else "muted"),
                ]
                lines.append([*head, *line])
            else:
                lines.append([(" " * indent, ""), *line])
    return titled(words("lead.channels"), lines)


def _ground(verdict: ChannelVerdict, seat: Seat) -> str:
    """Why, and from when; which channel it is about stands beside it."""
    now = seat.now()
    params = {
        name: seat.wording.moment(value, now) if isinstance(value, datetime) else value
        for name, value in verdict.params.items()
    }
    key = f"contact.{verdict.code}"
    text = seat.words(key, **params) if seat.words.has(key) else verdict.code
    if not verdict.allowed and verdict.possible_from is not None:
        when = seat.wording.moment(verdict.possible_from, now)
        text = f"{seat.words('queue.possible', when=when)} ({text})"
    return text


def _form(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    words, glyphs = seat.words, seat.glyphs
    needed = [field for field in card.form if field.is_mandatory]
    absent = [field for field in needed if field.is_missing]
    lines: list[Line] = []
    for field in absent:
        lines += hanging((f"{glyphs.no} ", "soon"), label_of(field, words), "text", width, 2)
    lines += [line for field in card.form if field.value for line in _answer(field, seat, width)]
    if not lines and not needed:
        return []
    title = words("lead.form_count", done=len(needed) - len(absent), total=len(needed))
    if not needed:
        title = words("lead.form")
    mark = (glyphs.yes, "good") if needed and not absent else None
    return titled(title, lines or [[(words("lead.form_empty"), "muted")]], mark, width)


def _answer(field: FormField, seat: Seat, width: int) -> list[Line]:
    label, answer = label_of(field, seat.words), answer_text(field, seat)
    if (
        width_of(label) <= max(LABEL, width // 2)
        and width_of(label) + 3 + width_of(clean(answer)) + 2 <= width
    ):
        return [[("  ", ""), (label, "muted"), ("  ", ""), (answer, "text")]]
    return [
        *hanging(("  ", ""), label, "muted", width, 2),
        *hanging(("    ", ""), answer, "text", width, 3),
    ]


def _planned(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    words, glyphs, now = seat.words, seat.glyphs, seat.now()
    lines: list[Line] = []
    for question in card.questions:
        if question.answered_at is None:
            lines += hanging(("? ", "soon"), question.text, "text", width, 3)
    for each in card.appointments:
        text = words(
            "lead.appointment_line",
            kind=words(f"vocabulary.appointment_kind.{each.kind}"),
            when=seat.wording.moment(each.starts_at, now),
            state=words(f"vocabulary.appointment_state.{each.state}"),
            staff=clean(each.staff),
        )
        lines += hanging((f"{glyphs.soon} ", "accent"), text, "text", width, 2)
    for task in card.tasks:
        if task.state not in (TaskState.OPEN, TaskState.FIRED):
            continue
        text = words(
            "lead.task_line",
            kind=words(f"vocabulary.task_kind.{task.kind}"),
            channel=words(f"vocabulary.channel.{task.channel}"),
            when=seat.wording.moment(task.due_at, now),
        )
        if task.note:
            text += f" {glyphs.dot} {task.note}"
        lines += hanging((f"{glyphs.task} ", "accent"), text, "text", width, 3)
    if card.parked_until is not None:
        when = seat.wording.moment(card.parked_until, now)
        lines += hanging((f"{glyphs.resting} ", "muted"), words("lead.parked", when=when), "muted", width, 2)
    return titled(words("lead.planned"), lines)
