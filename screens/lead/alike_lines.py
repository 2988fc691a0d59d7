"""A car that can no longer be had and what comes close to it, in words: the notice, the reasons, the labels in reach."""

from rules.stock.labels import PossibleLabel
from rules.stock.likeness import Reason
from rules.values.lead import CarCard, LeadCard
from rules.vocabulary import CLOSED_STAGES, CarStatus
from screens.seat import Seat
from screens.widgets.line import Line
from screens.widgets.text_pane import folded_lines

LABELS = 3
"""Labels shown of one car at most."""
_NOTICES = {
    CarStatus.SOLD: "stock.sold_notice",
    CarStatus.GONE: "stock.gone_notice",
    CarStatus.RESERVED: "stock.reserved_notice",
}


def gone_notice(card: LeadCard, seat: Seat) -> str:
    """What to do about an open lead whose car was sold, has gone or is reserved; empty while it can be had."""
    if card.car is None or card.car.status is CarStatus.IN_STOCK or card.stage in CLOSED_STAGES:
        return ""
    text = seat.words(_NOTICES[card.car.status])
    return text if card.alternatives else f"{text} {seat.words('stock.no_alternative')}"


def gone_hint(card: LeadCard, seat: Seat) -> str:
    """The same where there is no room for a sentence: what is the matter, and where to look."""
    if not gone_notice(card, seat):
        return ""
    assert card.car is not None
    where = seat.words("stock.look_in_car" if card.alternatives else "stock.nothing_near")
    return seat.words(f"stock.{card.car.status}_hint", where=where)


def reasons_text(reasons: tuple[Reason, ...], seat: Seat) -> str:
    """Why a car is proposed: ``même modèle, 500 € de moins, plus récente de 2 ans``."""
    said = []
    for code, params in reasons:
        filled: dict[str, str | int] = dict(params)
        if "euros" in params:
            filled["amount"] = seat.wording.euros(params["euros"])
        if "km" in params:
            filled["distance"] = seat.wording.kilometres(params["km"])
        key = f"stock.likeness_{code}"
        said.append(
            seat.words.plural(key, params["count"]) if "count" in params else seat.words(key, **filled)
        )
    return ", ".join(said)


def label_lines(car: CarCard, seat: Seat, width: int) -> list[Line]:
    """Labels that age and mileage allow, with the year of the figures; nothing where there are none."""
    if not car.labels:
        return []
    title = seat.words("stock.labels", year=car.labels[0].as_of.year)
    lines = folded_lines(title, "muted", width, 2)
    for label in car.labels[:LABELS]:
        text = seat.words(
            "stock.label_line", name=label.name, warranty=_warranty(label, seat), points=label.points
        )
        lines += folded_lines(text, "text", width, 2)
    return lines


def _warranty(label: PossibleLabel, seat: Seat) -> str:
    low, high = label.warranty_from, label.warranty_to
    code = "to" if not low else "from" if not high else "months" if low == high else "from_to"
    return seat.words(f"stock.label_{code}", low=low, high=high)
