"""A call that was taken, somebody who walked in: who, about which car, captured in a few keys."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from textual import events
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Label

from rules.values.entry import Caller, Captured, CarFound, Entry
from rules.values.staff import SiteCard
from rules.vocabulary import Source
from screens.drawer import Drawer
from screens.entry.entry_lines import (
    CallerLine,
    CarLine,
    caller_columns,
    caller_lines,
    car_columns,
    car_lines,
    likeliest,
)
from screens.lead.choice_field import ChoiceField
from screens.seat import Seat
from screens.widgets.choice_list import KEYS, Choice
from screens.widgets.columns import Column
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows

Row = TypeVar("Row")
WAITS = 0.12
"""Seconds without a key before it asks, so that a fast typist asks once."""
LINES = 4
"""Of each list at most on a terminal of 24 lines: with them the whole form stands there."""
ROOMY = 34
"""Lines of a terminal from which on the lists grow, by one for every two more."""
ANYWHERE = "none"
"""The site's code while nobody chose one: the car's, or whatever routing finds."""
MOVES = {"up": "line_up", "down": "line_down", "pageup": "page_up", "pagedown": "page_down"}


@dataclass(frozen=True, slots=True)
class Begun:
    """What stands in the fields of an entry that was left."""

    token: str
    texts: tuple[str, ...]
    source: str
    site: str


class EntryDrawer(Drawer[Captured]):
    """Answers with what became of it. What is under the cursor of a list is what is chosen."""

    CONTEXT = "entry"
    AUTO_FOCUS = "#who"
    CSS_PATH = "entry_drawer.tcss"

    def __init__(self, seat: Seat, begun: Begun | None = None) -> None:
        super().__init__(seat)
        self.begun = begun
        self.token = begun.token if begun else secrets.token_hex(16)
        self.people: RowList[CallerLine] = _list(seat, caller_columns(seat), "people")
        self.cars: RowList[CarLine] = _list(seat, car_columns(seat), "cars")
        self.headings = {code: self._label(code) for code in ("who", "about")}
        """Above the fields whose lists may hold more than can be seen."""
        self._pauses: dict[str, Timer] = {}
        self._answered = {"who": "", "about": ""}
        """The texts that the lists on screen are for."""
        self._cleared: Begun | None = None
        """What stood in the fields before they were cleared."""

    def title_text(self) -> str:
        return self.seat.words("entry.title")

    def compose_form(self) -> Iterable[Widget]:
        words, seat = self.seat.words, self.seat
        texts = self.begun.texts if self.begun else ("", "", "", "")
        self.who, self.more, self.about, self.request = (
            Input(value=text, id=code, placeholder=words(f"entry.hint_{code}"))
            for code, text in zip(("who", "more", "about", "request"), texts, strict=True)
        )
        sources = [Choice(each.value, words(f"entry.{each}")) for each in (Source.PHONE, Source.WALK_IN)]
        self.source = ChoiceField(
            seat, sources, self.begun.source if self.begun else Source.PHONE.value, id="source"
        )
        self.site = ChoiceField(seat, [Choice(ANYWHERE, words("to_sort.any_site"))], ANYWHERE, id="site")
        yield self.headings["who"]
        yield self.who
        yield self.people
        yield self._label("more")
        yield self.more
        yield self._label("source")
        yield self.source
        yield self.headings["about"]
        yield self.about
        yield self.cars
        yield self._label("request")
        yield self.request
        yield self._label("site")
        yield self.site

    def _label(self, code: str) -> Label:
        return Label(self.seat.words(f"entry.{code}"), classes="field-label", markup=False)

    def on_mount(self) -> None:
        self.status.rest([(self.seat.words("entry.taken_up" if self.begun else "entry.hint"), "muted")])
        self._show_people("", ())
        self._show_cars("", ())
        self.ask(self.seat.services.people.sites, self._show_sites, name="sites")
        self._look_for("who")
        self._look_for("about")

    def _show_sites(self, sites: Sequence[SiteCard]) -> None:
        mine = self.seat.actor.sites
        shown = [site for site in sites if site.is_active and (not mine or site.id in mine)]
        choices = [Choice(str(site.id), site.name) for site in shown[: len(KEYS) - 1]]
        self.site.choices = [*self.site.choices, *choices]
        codes = {choice.code for choice in self.site.choices}
        if self.begun and self.begun.site in codes:
            self.site.choose(self.begun.site)
        else:
            self.site.choose(choices[0].code if len(mine) == 1 and choices else ANYWHERE)

    # ---- who and which car, while one types

    def on_input_changed(self, event: Input.Changed) -> None:
        code = event.input.id or ""
        self._name_anew()
        if code in self._answered:
            if code in self._pauses:
                self._pauses[code].stop()
            self._pauses[code] = self.set_timer(WAITS, lambda: self._look_for(code))

    def _look_for(self, code: str) -> None:
        entry, actor = self.seat.services.entry, self.seat.actor
        if code == "who":
            who = self.who.value.strip()
            self.ask(
                lambda: entry.callers(actor, who), lambda found: self._show_people(who, found), name="who"
            )
        else:
            about = self.about.value.strip()
            self.ask(
                lambda: entry.cars(actor, about), lambda found: self._show_cars(about, found), name="about"
            )

    def _show_people(self, text: str, callers: Sequence[Caller]) -> None:
        self._answered["who"] = text
        lines = caller_lines(callers)
        self.people.show(ListedRows(lines, lambda line: line.number))
        self.people.move_to(likeliest(lines))
        self._fit()

    def _show_cars(self, text: str, cars: Sequence[CarFound]) -> None:
        self._answered["about"] = text
        self.cars.show(ListedRows(car_lines(text, cars), lambda line: line.number))
        self.cars.move_to(1 if len(cars) == 1 else 0)
        self._fit()

    def _fit(self) -> None:
        """Each list as high as its lines, as far as the terminal has room for the whole form."""
        most = LINES + max(0, (self.app.size.height - ROOMY) // 2)
        self.people.styles.height = max(1, min(most, len(self.people.rows)))
        self.cars.styles.height = min(most, len(self.cars.rows))
        self.cars.display = bool(len(self.cars.rows))

    def on_resize(self) -> None:
        if self.people.is_mounted:
            self._fit()

    def on_row_list_beyond(self, event: RowList.Beyond) -> None:
        """Say above the field how many lines of its list are out of sight."""
        words, hidden = self.seat.words, event.above + event.below
        code = "who" if event.rows is self.people else "about"
        more = f"   {self.seat.glyphs.down} {words('entry.unseen', count=hidden)}" if hidden else ""
        self.headings[code].update(words(f"entry.{code}") + more)

    # ---- keys

    def on_key(self, event: events.Key) -> None:
        """Arrows choose in the list below the field one types in."""
        if event.key in MOVES and self.focused in (self.who, self.about):
            event.stop()
            (self.people if self.focused is self.who else self.cars).action_move(MOVES[event.key])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.focus_next()

    def on_choice_field_changed(self, event: ChoiceField.Changed) -> None:
        event.stop()
        if event.is_picked:
            self.focus_next()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        event.stop()

    def action_anew(self) -> None:
        """Clear the fields: the next caller has nothing of the one before. Cleared by mistake, they are filled again."""
        standing = self._standing()
        back = self._cleared if standing is None else None
        self._cleared = None if back else standing
        self.begun, self.token = back, back.token if back else secrets.token_hex(16)
        texts = back.texts if back else ("", "", "", "")
        for field, text in zip((self.who, self.more, self.about, self.request), texts, strict=True):
            field.value = text
        own = ANYWHERE if len(self.seat.actor.sites) != 1 else self.site.choices[-1].code
        self.source.choose(back.source if back else Source.PHONE.value)
        self.site.choose(back.site if back else own)
        hint = "taken_up" if back else "cleared" if self._cleared else "hint"
        self.status.rest([(self.seat.words(f"entry.{hint}"), "muted")])
        self._name_anew()
        self.who.focus()

    def _name_anew(self) -> None:
        """The key that clears brings back what it cleared, until something is typed."""
        instead = {"anew": "anew_back"} if self._cleared and self._standing() is None else {}
        if self.key_line.instead != instead:
            self.key_line.instead = instead
            self.key_line.redraw()

    def _standing(self) -> Begun | None:
        """What stands in the fields; None where nothing was typed."""
        texts = tuple(field.value for field in (self.who, self.more, self.about, self.request))
        return Begun(self.token, texts, self.source.value, self.site.value) if any(texts) else None

    # ---- committing

    def commit(self) -> None:
        entry, service, actor = self.entry(), self.seat.services.entry, self.seat.actor

        def captured(done: Captured) -> None:
            self.console.begun_entry = None
            self.dismiss(done)

        self.ask_once(lambda: service.capture(actor, entry), captured)

    def entry(self) -> Entry:
        """What stands in the fields; a choice counts only for the words it was made for."""
        line = self.people.current if self._answered["who"] == self.who.value.strip() else None
        car = self.cars.current if self._answered["about"] == self.about.value.strip() else None
        chosen_car = car.car if car else None
        return Entry(
            token=self.token,
            source=Source(self.source.value),
            who=self.who.value,
            more=self.more.value,
            about="" if chosen_car else self.about.value,
            car_id=chosen_car.id if chosen_car else None,
            request=self.request.value,
            site_id=None if self.site.value == ANYWHERE else int(self.site.value),
            person_id=line.caller.person_id if line and line.caller and not line.lead else None,
            is_new_person=line is not None and line.caller is None and len(self.people.rows) > 1,
            lead_id=line.lead.id if line and line.lead else None,
        )

    def keep_draft(self) -> None:
        self.console.begun_entry = self._standing()


def _list(seat: Seat, columns: Sequence[Column[Row]], code: str) -> RowList[Row]:
    """A list that one moves in from the field above it."""
    rows: RowList[Row] = RowList(columns, has_headings=False, cursor_mark=seat.glyphs.cursor, id=code)
    rows.can_focus = False
    return rows
