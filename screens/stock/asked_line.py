"""How a line of search was understood, said back in a few words."""

from rules.values.stock import StockFound
from screens.seat import Seat
from screens.widgets.line import Line


def asked_line(found: StockFound, seat: Seat, *, whole_book: bool) -> Line:
    """``208 ou clio · diesel · jusqu’à 15 000 € · 60 000 km au plus``; before it what is still asked, and words that no
    car has.
    """
    line: list[tuple[str, str]] = []
    gap = (f" {seat.glyphs.dot} ", "muted")
    if found.needs_place:
        line.append((seat.words("stock.needs_place"), "soon"))
    if found.unknown:
        line += [gap] if line else []
        line.append((unknown_text(found, seat), "soon"))
    understood = _understood(found, seat, whole_book=whole_book)
    if understood:
        line += [gap] if line else []
        line.append((understood, "soon" if found.respelt else "muted"))
    return line


def unknown_text(found: StockFound, seat: Seat) -> str:
    """Which words no car has."""
    quoted = ", ".join(seat.words("stock.quoted", word=word) for word in found.unknown)
    return seat.words("stock.no_car_has", words=quoted)


def _understood(found: StockFound, seat: Seat, *, whole_book: bool) -> str:
    words, wording, asked = seat.words, seat.wording, found.question
    either = f" {words('stock.asked_or')} "
    taken_for = dict(found.respelt)

    def said(word: str) -> str:
        name = taken_for.get(word)
        return (
            words("stock.asked_respelt", word=word, name=name, arrow=seat.glyphs.outgoing) if name else word
        )

    groups = (asked.words, *asked.or_words)
    parts = [either.join(" ".join(said(word) for word in group) for group in groups)]
    for what, codes in (("fuel", asked.fuels), ("gearbox", asked.gearboxes)):
        keys = [(f"lead.{what}_{code}", code) for code in codes]
        parts.append(either.join(words(key) if words.has(key) else code for key, code in keys))
    if asked.min_price is not None:
        parts.append(words("stock.asked_min_price", amount=wording.euros(asked.min_price)))
    if asked.max_price is not None:
        parts.append(words("stock.asked_max_price", amount=wording.euros(asked.max_price)))
    if asked.monthly is not None and found.budget_price is not None:
        price = wording.euros(found.budget_price)
        parts.append(words("stock.asked_monthly", amount=wording.euros(asked.monthly), price=price))
    if asked.max_km is not None:
        parts.append(words("stock.asked_max_km", distance=wording.kilometres(asked.max_km)))
    if asked.min_year is not None:
        parts.append(words("stock.asked_min_year", year=asked.min_year))
    if asked.max_age is not None:
        parts.append(words.plural("stock.asked_max_age", asked.max_age))
    if asked.within_km is not None and not found.needs_place:
        key = "stock.asked_within" if asked.postcode else "stock.asked_within_own"
        distance = wording.kilometres(asked.within_km)
        parts.append(words(key, distance=distance, place=asked.postcode))
    if whole_book:
        parts.append(words("stock.asked_whole_book"))
    return f" {seat.glyphs.dot} ".join(filter(None, parts))
