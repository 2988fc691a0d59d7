"""A sale: the car and its price."""

import re
from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input, Label

from screens.lead.lead_drawer import Done, LeadDrawer
from screens.safe_text import clean


class SaleDrawer(LeadDrawer):
    """The price may stay empty; the car is the lead's."""

    TITLE_KEY = "lead.sale_title"
    AUTO_FOCUS = "#price"

    def compose_form(self) -> Iterable[Widget]:
        car = self.card.car
        self.price = Input(value=str(car.price) if car is not None and car.price else "", id="price")
        title = f"{car.title} {self.seat.glyphs.dot} {car.stock_number}" if car else self.card.car_text
        yield self.label("lead.sale_car")
        yield Label(clean(title) or self.seat.words("lead.no_car"), markup=False, classes="fact")
        yield self.label("lead.sale_price")
        yield self.price

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.commit()

    def commit(self) -> None:
        typed = re.sub(r"[\s€.,'’\u00a0\u202f]", "", self.price.value)
        if typed and not typed.isdecimal():
            self.refuse("answer_not_a_number")
            return
        price = int(typed) if typed else None
        sales, actor, lead = self.seat.services.sales, self.seat.actor, self.card.id
        words = self.seat.words
        text = words("lead.sold_at", price=self.seat.wording.euros(price)) if price else words("lead.sold")
        self.do(lambda: sales.sell(actor, lead, price), lambda _: Done(text, is_leaving=True))
