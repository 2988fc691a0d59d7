"""``stock``: cars from a file, and the cars there are."""

from collections.abc import Sequence
from pathlib import Path

from rules.refusal import Refusal
from rules.stock.changes import StockChange
from rules.values.stock import BadLine, ChangedCar, StockEntry, StockReport
from rules.words import Words
from vo_callcenter.adapters.document import document_of_file
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import say, say_json, say_table
from vo_callcenter.cli.workplace import acting, open_office
from vo_callcenter.services.stock import StockService
from vo_callcenter.services.stock_import import ImportOrder, StockImportService

TOLD = 40
"""Lines of one kind that are printed; ``--json`` gives all of them."""


def order_of(
    mapping: Sequence[str], site: str, *, is_full: bool, accepts_gone: bool, is_dry_run: bool
) -> ImportOrder:
    """How to take the file, from the options. Raises ``Refusal("stock_mapping_wrong")``."""
    named = {}
    for pair in mapping:
        heading, equals, name = pair.partition("=")
        if not equals:
            raise Refusal("stock_mapping_wrong", pair=pair)
        named[heading] = name.strip()
    return ImportOrder(named, is_full, site, is_dry_run, accepts_gone)


def import_stock(choices: Choices, who: str | None, file: Path, order: ImportOrder, *, as_json: bool) -> int:
    office, words = open_office(choices), choices.words
    actor = acting(office, who, words)
    document = document_of_file(file)
    if document.is_cut:
        raise Refusal("file_too_large", name=document.name)
    report = StockImportService(office).take(actor, document.content, order)
    if as_json:
        say_json(report)
    else:
        say(*_report_lines(report, words))
    return 0


def _report_lines(report: StockReport, words: Words) -> list[str]:
    counts = [words(f"stock.count_{change}", count=report.counts[change]) for change in StockChange]
    lines = [words("stock.dry_run")] if report.is_dry_run else []
    lines.append(words("stock.taken", rows=report.rows, form=report.form.upper(), counts=" · ".join(counts)))
    if report.stays_sold:
        lines.append(words("stock.stays_sold", count=report.stays_sold))
    if report.leads:
        lines.append(words("stock.leads_concerned", count=report.leads))
    if report.tied:
        lines.append(words("stock.leads_tied", count=report.tied))
    if report.unknown_columns:
        lines.append(words("stock.columns_unknown", names=", ".join(report.unknown_columns)))
    if report.kept_because is not None:
        why = words(f"stock.kept_{report.kept_because}", line=report.kept_line)
        lines.append(words.plural("stock.kept", report.kept, why=why))
    if report.is_cut:
        lines.append(words.plural("stock.cut", report.rows))
    lines += _cut([_changed_line(each, words) for each in report.changed], words)
    lines += _cut([_bad_line(each, words) for each in report.bad], words)
    return lines


def _changed_line(car: ChangedCar, words: Words) -> str:
    what = words(f"stock.change_{car.change}")
    price = ""
    if car.change is StockChange.PRICE and car.new_price is not None:
        price = f"{_euros(car.old_price, words)} → {_euros(car.new_price, words)}"
    named = " · ".join(filter(None, (car.stock_number, car.plate, car.title, price)))
    return f"  {what} : {named}" if words.lang == "fr" else f"  {what}: {named}"


def _bad_line(bad: BadLine, words: Words) -> str:
    key = "stock.bad_line" if bad.is_whole else "stock.bad_value"
    return "  " + words(key, line=bad.line, why=words(f"stock.bad_{bad.code}", text=bad.text[:60]))


def _cut(lines: list[str], words: Words) -> list[str]:
    return [*lines[:TOLD], *([words.plural("stock.more", len(lines) - TOLD)] if len(lines) > TOLD else [])]


def _euros(amount: int | None, words: Words) -> str:
    if amount is None:
        return "?"
    grouped = f"{amount:,}"
    return words("when.euros", amount=grouped if words.lang == "en" else grouped.replace(",", " "))


def list_stock(choices: Choices, text: str, limit: int, near: str, *, whole_book: bool, as_json: bool) -> int:
    words = choices.words
    found = StockService(open_office(choices)).search(None, text, limit, whole_book=whole_book, postcode=near)
    if as_json:
        say_json(found)
        return 0
    names = ("stock_number", "plate", "car", "year", "mileage", "price", "fuel", "site", "state")
    say_table(
        [words(f"cli.column_{name}") for name in names], [_row(entry, words) for entry in found.entries]
    )
    if found.total > len(found.entries):
        say(words.plural("stock.more", found.total - len(found.entries)))
    if found.needs_place:
        say(words("stock.needs_place"))
    for word, name in found.respelt:
        say(words("stock.asked_respelt", word=word, name=name, arrow="→"))
    if found.unknown:
        quoted = ", ".join(words("stock.quoted", word=word) for word in found.unknown)
        say(words("stock.no_car_has", words=quoted))
    return 0


def _row(entry: StockEntry, words: Words) -> tuple[object, ...]:
    car = entry.car
    fuel = f"lead.fuel_{car.fuel}"
    return (
        car.stock_number,
        car.plate,
        car.title,
        car.year or "",
        car.mileage if car.mileage is not None else "",
        car.price or "",
        words(fuel) if words.has(fuel) else car.fuel,
        car.site,
        words(f"vocabulary.car_status.{car.status}"),
    )
