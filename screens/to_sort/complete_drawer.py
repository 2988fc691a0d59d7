"""Making a lead of what no reader understood: the fields filled in with what was read, the document left in view."""

from collections.abc import Iterable, Sequence

from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Label, TextArea

from rules.values.incoming import Completed, RawDetail, SortedLead
from rules.values.staff import SiteCard
from screens.drawer import Drawer
from screens.entry.car_field import CarField
from screens.lead.choice_field import ChoiceField
from screens.safe_text import clean, clean_lines
from screens.seat import Seat
from screens.widgets.choice_list import Choice
from screens.widgets.text_pane import TextPane, folded_lines

PAIRS = (("last_name", "first_name"), ("phone", "email"))
"""Fields side by side, line by line."""
MESSAGE = 2_000
"""Characters of a document that are proposed as the customer's message."""
ANYWHERE = "none"
"""The site's code while nobody chose one: routing finds it."""


class CompleteDrawer(Drawer[Completed]):
    """Answers with what became of it. What was typed is there again when it was left and is opened again."""

    AUTO_FOCUS = "#last_name"
    CSS_PATH = "complete_drawer.tcss"

    def __init__(self, seat: Seat, detail: RawDetail, sites: Sequence[SiteCard]) -> None:
        super().__init__(seat)
        self.raw = detail
        self._draft = "complete", detail.entry.id
        self.sites = [site for site in sites if site.is_active]

    def title_text(self) -> str:
        entry = self.raw.entry
        return f"{self.seat.words('to_sort.complete')} {self.seat.glyphs.dot} {entry.subject or entry.name}"

    def compose_form(self) -> Iterable[Widget]:
        words, found = self.seat.words, dict(self.raw.found)

        def read(code: str) -> str:
            return clean(" ".join(found.get(code, "").split()))

        self.inputs = {code: Input(value=read(code), id=code) for pair in PAIRS for code in pair}
        for pair in PAIRS:
            yield Horizontal(
                *(Vertical(self._label(code), self.inputs[code]) for code in pair), classes="pair"
            )
        self.car = CarField(self.seat, words("to_sort.field_car"), code="car", hint=words("entry.hint_about"))
        self.car.put(read("car"))
        yield self.car
        self.site = ChoiceField(
            self.seat,
            [
                Choice(ANYWHERE, words("to_sort.any_site")),
                *(Choice(str(site.id), site.name) for site in self.sites),
            ],
            ANYWHERE,
            title=words("to_sort.field_site"),
        )
        yield self._label("site")
        yield self.site
        self.document = TextPane(id="document")
        self.document.can_focus = False
        yield self.document
        self.raw_message = found.get("message") or self.raw.text[:MESSAGE]
        self.shown_message = "\n".join(clean_lines(self.raw_message))
        self.message = TextArea(self.shown_message, id="message")
        yield self._label("message")
        yield self.message

    def _label(self, code: str) -> Label:
        return Label(self.seat.words(f"to_sort.field_{code}"), classes="field-label", markup=False)

    def on_mount(self) -> None:
        begun = self.console.begun_sorting.get(self._draft)
        if begun is not None:
            *texts, car, car_id, site, message = begun
            for field, text in zip(self.inputs.values(), texts, strict=True):
                field.value = text
            self.car.put(car, int(car_id) if car_id else None)
            self.site.choose(site)
            self.message.text = message
        self._proposed = None if begun else self._fields()
        hint = "to_sort.taken_up" if begun else "to_sort.complete_hint"
        self.status.rest([(self.seat.words(hint), "muted")])
        self.call_after_refresh(self._show_document)
        self.call_after_refresh(self._start_at_top)

    def _start_at_top(self) -> None:
        """The first field's label too: focusing the field alone scrolls it away on a low terminal."""
        self.query_one(".drawer-form").scroll_home(animate=False)

    def on_resize(self) -> None:
        self.car.fit()
        self.call_after_refresh(self._show_document)

    def _show_document(self) -> None:
        width = max(20, self.document.size.width - 2)
        self.document.show(folded_lines(self.raw.text, "muted", width, 200))

    def on_choice_field_changed(self, event: ChoiceField.Changed) -> None:
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.focus_next()

    def commit(self) -> None:
        values = {code: field.value.strip() for code, field in self.inputs.items()}
        lead = SortedLead(
            **values,
            car=self.car.words.strip(),
            car_id=self.car.car_id,
            message=self._written_message(),
            site_id=None if self.site.value == ANYWHERE else int(self.site.value),
        )
        sorting, actor, raw_id = self.seat.services.sorting, self.seat.actor, self.raw.entry.id

        def completed(done: Completed) -> None:
            self.console.begun_sorting.pop(self._draft, None)
            self.dismiss(done)

        self.ask_once(lambda: sorting.complete(actor, raw_id, lead), completed)

    def keep_draft(self) -> None:
        if self._fields() != self._proposed:
            self.console.begun_sorting[self._draft] = self._fields()

    def _fields(self) -> tuple[str, ...]:
        """What stands in the fields, in their order, with the car chosen after its words."""
        return (
            *(field.value for field in self.inputs.values()),
            self.car.input.value,
            str(self.car.car_id or ""),
            self.site.value,
            self.message.text,
        )

    def _written_message(self) -> str:
        """The message as it came, unless somebody changed what is shown of it."""
        is_untouched = self.message.text == self.shown_message
        return self.raw_message if is_untouched else self.message.text.strip()
