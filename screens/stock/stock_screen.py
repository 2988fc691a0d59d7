"""The stock: one line finds cars by words and figures, and everything one says of a car on the phone stands beside it."""

from collections.abc import Callable, Iterable, Sequence

from textual import events
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from rules.refusal import Refusal
from rules.values.stock import StockEntry, StockFound
from rules.vocabulary import CarStatus
from screens.fact_lines import fact_lines
from screens.lead.alike_lines import label_lines
from screens.list_and_text import ListAndText
from screens.safe_text import clean
from screens.seat import Seat
from screens.stock.asked_line import asked_line, unknown_text
from screens.widgets.columns import Column
from screens.widgets.line import Line, Piece
from screens.widgets.status_line import StatusLine
from screens.widgets.text_pane import folded_lines

WAITS = 0.15
"""Seconds without a key before it asks, so that a fast typist asks once."""
MOVES = {"up": "line_up", "down": "line_down", "pageup": "page_up", "pagedown": "page_down"}
INKS = {
    CarStatus.IN_STOCK: "muted",
    CarStatus.RESERVED: "soon",
    CarStatus.SOLD: "late",
    CarStatus.GONE: "late",
}


class StockScreen(ListAndText[StockEntry]):
    """The cheapest first. ``f`` goes to the line, Enter from there to the list; arrows move in it meanwhile."""

    CONTEXT = "stock"
    TITLE_KEY = "stock.title"
    TOUCHES = frozenset({"car"})

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.field = Input(placeholder=seat.words("stock.find_hint"), id="find", classes="find")
        self.asked = StatusLine()
        self.whole_book = False
        self.found: StockFound | None = None
        self._timer: Timer | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield self.field
        yield self.asked
        yield from super().compose_body()

    def columns(self) -> Sequence[Column[StockEntry]]:
        words, wording = self.seat.words, self.seat.wording

        def head(code: str) -> str:
            return words(f"stock.col_{code}")

        def figure(value: int | None, said: Callable[[int], str]) -> str:
            return said(value) if value is not None else ""

        return (
            Column(head("car"), lambda entry: (entry.car.title, "text"), 18, grows=4, at_most=40),
            Column(head("year"), lambda entry: (str(entry.car.year or ""), "text"), 5, drops=1),
            Column(
                head("mileage"),
                lambda entry: (figure(entry.car.mileage, wording.number), "text"),
                7,
                align="right",
                drops=2,
            ),
            Column(
                head("price"),
                lambda entry: (figure(entry.car.price, wording.euros), "strong"),
                10,
                align="right",
            ),
            Column(
                head("monthly"),
                lambda entry: (figure(entry.monthly, wording.euros), "muted"),
                9,
                align="right",
                drops=6,
            ),
            Column(head("site"), lambda entry: (entry.car.site, "muted"), 9, grows=1, at_most=16, drops=3),
            Column(head("state"), self._state, 10, drops=4),
            Column(
                head("leads"),
                lambda entry: (str(len(entry.leads) or ""), "accent"),
                5,
                align="right",
                drops=5,
            ),
        )

    def _state(self, entry: StockEntry) -> Piece:
        return self.seat.words(f"vocabulary.car_status.{entry.car.status}"), INKS[entry.car.status]

    def key_of(self, row: StockEntry) -> int:
        return row.car.id

    def question(self) -> Callable[[], StockFound]:
        stock, actor, text, whole = (
            self.seat.services.stock,
            self.seat.actor,
            self.field.value,
            self.whole_book,
        )
        return lambda: stock.search(actor, text, whole_book=whole)

    def answered(self, answer: StockFound) -> None:
        is_another = self.found is None or answer.question != self.found.question
        self.found = answer
        self.asked.rest(asked_line(answer, self.seat, whole_book=self.whole_book))
        self.show_rows(answer.entries)
        if is_another:
            self.list.move_to(0)

    def title_text(self, count: int) -> str:
        total = self.found.total if self.found is not None else count
        shown = f"{count}/{total}" if total > count else str(total)
        return f"{self.seat.words(self.TITLE_KEY)} {self.seat.glyphs.rule * 2} {shown}"

    def empty_text(self) -> str:
        if self.found is not None and self.found.unknown:
            unknown = unknown_text(self.found, self.seat)
            if self.found.needs_place:
                return self.seat.words("stock.empty_place", unknown=unknown)
            return self.seat.words.plural("stock.empty_word", len(self.found.unknown), unknown=unknown)
        is_asked = self.found is not None and not self.found.question.is_empty
        return self.seat.words("stock.empty" if is_asked else "stock.empty_book")

    # ---- one car

    def detail_title(self, row: StockEntry) -> str:
        return row.car.title

    def detail_lines(self, row: StockEntry, width: int) -> Sequence[Line]:
        words, wording, car = self.seat.words, self.seat.wording, row.car

        def fact(code: str, value: str, ink: str = "text") -> list[Line]:
            return fact_lines(words(f"stock.fact_{code}"), value, width, ink)

        lines: list[Line] = []
        if car.status is not CarStatus.IN_STOCK:
            status = words(f"vocabulary.car_status.{car.status}")
            lines += folded_lines(words("lead.car_gone", status=status), INKS[car.status], width, 2)
        lines += fact("price", wording.euros(car.price) if car.price is not None else "", "strong")
        if row.monthly is not None:
            lines += fact("monthly", words("stock.monthly_about", amount=wording.euros(row.monthly)))
        first = car.first_registration
        lines += fact("first_registration", f"{first:%m/%Y}" if first else str(car.year or ""))
        lines += fact("mileage", wording.kilometres(car.mileage) if car.mileage is not None else "")
        lines += fact("fuel", self._said("fuel", car.fuel))
        lines += fact("gearbox", self._said("gearbox", car.gearbox))
        lines += fact("power", words("stock.power", count=car.power) if car.power else "")
        lines += fact("colour", car.colour)
        lines.append([])
        months = car.warranty_months
        lines += fact("label", car.label)
        lines += fact("warranty", words("stock.label_months", low=months) if months else "")
        lines += [*label_lines(car, self.seat, width), []]
        lines += fact("site", self._place(row))
        lines += fact("stock_number", car.stock_number)
        lines += fact("plate", car.plate)
        lines += fact("vin", car.vin)
        for advert in row.adverts:
            source = words(f"vocabulary.source.{advert.source}")
            lines += fact("adverts", " ".join(filter(None, (source, advert.reference, advert.url))), "muted")
        leads = words("stock.open_leads", count=len(row.leads)) if row.leads else words("stock.no_leads")
        return [*lines, [], *folded_lines(leads, "accent" if row.leads else "muted", width, 2)]

    def _said(self, what: str, code: str) -> str:
        key = f"lead.{what}_{code}"
        return self.seat.words(key) if code and self.seat.words.has(key) else code

    def _place(self, row: StockEntry) -> str:
        if row.distance is None:
            return row.car.site
        away = self.seat.wording.kilometres(row.distance)
        return self.seat.words("stock.site_away", site=row.car.site, distance=away)

    def rest_line(self, row: StockEntry | None) -> Line:
        return [(self.seat.words("stock.read"), "muted")] if row is not None else ()

    def go_on(self, row: StockEntry) -> None:
        if not row.leads:
            self.console.say_refusal(Refusal("car_no_lead"))
            return
        self.console.open_lead(row.leads[0])

    # ---- the line

    def on_input_changed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(WAITS, self.reload)

    def on_input_submitted(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self.reload()
        self.list.focus()

    def on_key(self, event: events.Key) -> None:
        """Arrows move in the list while the line has the focus."""
        if self.focused is self.field and event.key in MOVES:
            event.stop()
            self.list.action_move(MOVES[event.key])

    # ---- what the keys do

    def refusal_for(self, code: str) -> Refusal | None:
        if code == "copy":
            row = self.list.current
            if row is None:
                return Refusal("nothing_chosen")
            if not (row.car.plate or row.car.stock_number):
                return Refusal("nothing_to_copy")
        return super().refusal_for(code)

    def action_find(self) -> None:
        """Go to the line; what stands there is chosen, so that typing replaces it."""
        self.field.focus()
        self.field.action_select_all()

    def action_whole_book(self) -> None:
        """Sold and gone cars too, or the stock alone."""
        self.whole_book = not self.whole_book
        self.reload()

    def action_copy(self) -> None:
        """Copy the plate, else the stock number."""
        row = self.list.current
        if row is not None:
            text = clean(row.car.plate or row.car.stock_number)
            self.app.copy_to_clipboard(text)
            self.console.say(self.seat.words("shell.copied", text=text), "done")

    def action_back(self) -> None:
        """From the line to the list, from the text to the list, from the list to where one came from."""
        if self.focused is self.field:
            self.list.focus()
        else:
            super().action_back()
