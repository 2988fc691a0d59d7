"""How a line of search was understood, said back in a few words."""

from rules.values.stock import StockFound
from screens.seat import Seat


def asked_text(found: StockFound, seat: Seat, *, whole_book: bool) -> str:
    """``208 · diesel · jusqu’à 15 000 € · 60 000 km au plus``; empty where nothing was asked for."""
    words, wording, asked = seat.words, seat.wording, found.question
    parts = [" ".join(asked.words)]
    for what, code in (("fuel", asked.fuel), ("gearbox", asked.gearbox)):
        key = f"lead.{what}_{code}"
        parts.append(words(key) if code and words.has(key) else code or "")
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
    if found.needs_place:
        parts.append(words("stock.needs_place"))
    elif asked.within_km is not None:
        key = "stock.asked_within" if asked.postcode else "stock.asked_within_own"
        distance = wording.kilometres(asked.within_km)
        parts.append(words(key, distance=distance, place=asked.postcode))
    if whole_book:
        parts.append(words("stock.asked_whole_book"))
    return f" {seat.glyphs.dot} ".join(filter(None, parts))
