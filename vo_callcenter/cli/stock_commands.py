"""``stock``: cars from a file, and the cars there are."""

from collections.abc import Sequence
from pathlib import Path

from rules.refusal import Refusal
from vo_callcenter.adapters.document import document_of_file
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import say, say_json, say_table
from vo_callcenter.cli.workplace import acting, open_office
from vo_callcenter.services.stock import StockService


def import_stock(
    choices: Choices, who: str | None, file: Path, mapping: Sequence[str], *, as_json: bool
) -> int:
    office, words = open_office(choices), choices.words
    actor = acting(office, who, words)
    document = document_of_file(file)
    if document.is_cut:
        raise Refusal("file_too_large", name=document.name)
    named = {}
    for pair in mapping:
        heading, equals, name = pair.partition("=")
        if not equals:
            raise Refusal("stock_mapping_wrong", pair=pair)
        named[heading] = name.strip()
    done = StockService(office).take_csv(actor, document.content, named)
    if as_json:
        say_json(done)
        return 0
    say(words("cli.stock_taken", added=done.added, updated=done.updated, refused=len(done.refused)))
    if done.unknown_columns:
        say(words("cli.stock_columns_unknown", names=", ".join(done.unknown_columns)))
    for line, code in done.refused[:20]:
        say("  " + words(f"cli.stock_{code}", line=line))
    return 0


def list_stock(choices: Choices, text: str, limit: int, *, as_json: bool) -> int:
    cars = StockService(open_office(choices)).find(text, limit)
    if as_json:
        say_json([car.model_dump() for car in cars])
        return 0
    words = choices.words
    rows = [
        (
            car.stock_number,
            car.plate,
            " ".join(filter(None, (car.make, car.model, car.trim))),
            car.first_registration.year if car.first_registration else "",
            car.mileage,
            car.price,
            car.fuel,
        )
        for car in cars
    ]
    names = ("stock_number", "plate", "car", "year", "mileage", "price", "fuel")
    say_table([words(f"cli.column_{name}") for name in names], rows)
    return 0
