"""The right of a lead: the car in full, those like it in stock, and what the person asked before."""

from rules.values.lead import CarCard, LeadCard
from rules.vocabulary import CarStatus
from screens.lead.alike_lines import gone_notice, label_lines, reasons_text
from screens.lead.cars_pane import CarPlace, CarText
from screens.lead.person_lines import titled
from screens.queue.preview import car_lines
from screens.safe_text import clean, width_of
from screens.seat import Seat
from screens.widgets.line import Line, two_sided
from screens.widgets.text_pane import folded_lines


def side_text(card: LeadCard, seat: Seat, width: int) -> CarText:
    """The car, trade-ins, its twins and other leads, in blocks for ``width`` cells; its twins can be chosen."""
    lines: list[Line] = []
    places: list[CarPlace] = []
    for block in (
        CarText(_car(card, seat, width)),
        CarText(_trade_ins(card, seat, width)),
        _twins(card, seat, width),
        CarText(_others(card, seat, width)),
    ):
        if block.lines:
            text = block.below([*lines, *([[]] if lines else [])])
            lines, places = [*text.lines], [*places, *text.cars]
    return CarText(lines, places)


def _car(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    car = card.car
    if car is None:
        lines = folded_lines(card.car_text, "strong", width, 2) if card.car_text else []
        return [*lines, [(seat.words("lead.no_car"), "muted")]]
    dot = f" {seat.glyphs.dot} "
    technical = (_said("fuel", car.fuel, seat), _said("gearbox", car.gearbox, seat), clean(car.colour))
    about = dot.join(filter(None, technical))
    numbers = dot.join(clean(part) for part in (car.stock_number, car.plate, car.site) if part)
    lines = car_lines(car, seat, width)
    if car.status is not CarStatus.IN_STOCK:
        status = seat.words("lead.car_gone", status=seat.words(f"vocabulary.car_status.{car.status}"))
        lines += folded_lines(gone_notice(card, seat) or status, "soon", width, 3)
    for text in (about, numbers):
        if text:
            lines += folded_lines(text, "muted", width, 2)
    if car.vin:
        lines += folded_lines(car.vin, "muted", width, 1)
    return [*lines, *label_lines(car, seat, width)]


def _said(what: str, code: str, seat: Seat) -> str:
    """``diesel`` or ``automatic`` in the user's language; a stock file's own words stay as they are."""
    key = f"lead.{what}_{code.lower()}"
    return seat.words(key) if seat.words.has(key) else clean(code)


def _trade_ins(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    lines: list[Line] = []
    for each in card.trade_ins:
        distance = seat.wording.kilometres(each.mileage) if each.mileage is not None else ""
        dot = f" {seat.glyphs.dot} "
        text = dot.join(clean(part) for part in (each.title, each.year, distance, each.plate) if part)
        lines += folded_lines(text, "text", width, 2)
        if each.comment:
            lines += folded_lines(each.comment, "muted", width, 3)
    return titled(seat.words("lead.trade_in"), lines)


def _twins(card: LeadCard, seat: Seat, width: int) -> CarText:
    lines: list[Line] = []
    places: list[CarPlace] = []
    for car in card.alternatives[:6]:
        first = len(lines)
        lines += _twin(car, seat, width)
        places.append(CarPlace(car.id, first, len(lines)))
    head = titled(seat.words("lead.twins"), lines, (f"↓ {seat.words('stock.enter')}", "key"), width)[:1]
    return CarText(lines, places).below(head)


def _twin(car: CarCard, seat: Seat, width: int) -> list[Line]:
    wording, dot = seat.wording, f" {seat.glyphs.dot} "
    price = wording.euros(car.price) if car.price is not None else ""
    facts = dot.join(
        clean(part)
        for part in (
            str(car.year or ""),
            wording.kilometres(car.mileage) if car.mileage is not None else "",
            car.site,
        )
        if part
    )
    return [
        two_sided([(car.title, "text")], [(price, "text")], width),
        two_sided([(facts, "muted")], [(car.stock_number, "muted")], width),
        *(folded_lines(reasons_text(car.reasons, seat), "good", width, 3) if car.reasons else ()),
    ]


def _others(card: LeadCard, seat: Seat, width: int) -> list[Line]:
    words, now = seat.words, seat.now()
    lines: list[Line] = []
    for other in card.other_leads[:6]:
        when = seat.wording.day(other.received_at, now)
        stage = words(f"vocabulary.stage.{other.stage}")
        lines.append(two_sided([(other.car or seat.glyphs.none, "text")], [(when, "muted")], width))
        reason = other.close_reason or ""
        key = f"vocabulary.close_reason.{reason}"
        parts = [stage, words(key) if reason and words.has(key) else "", clean(other.salesperson)]
        lines += folded_lines(f" {seat.glyphs.dot} ".join(filter(None, parts)), "muted", width, 2)
    title = words.plural("lead.others", len(card.other_leads))
    return titled(title, lines, ("m", "key"), width) if width_of(title) + 3 < width else titled(title, lines)
