"""A call that was taken, somebody who walked in: who, about which car, captured in a few keys."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.widget import Widget
from textual.widgets import Input, Label

from rules.values.entry import Captured, Entry
from rules.values.staff import SiteCard
from rules.vocabulary import Source
from screens.drawer import Drawer
from screens.entry.caller_field import CallerField
from screens.entry.car_field import CarField
from screens.entry.proposing_field import ProposingField
from screens.lead.choice_field import ChoiceField
from screens.seat import Seat
from screens.widgets.choice_list import Choice

ANYWHERE = "none"
"""The site's code while nobody chose one: the car's, or whatever routing finds."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What stands in the fields of an entry that was left."""

    token: str
    texts: tuple[str, ...]
    source: str
    site: str
    car_id: int | None = None
    """The car chosen for what is typed of it."""


class EntryDrawer(Drawer[Captured]):
    """Answers with what became of it. What is under the cursor of a list is what is chosen."""

    CONTEXT = "entry"
    AUTO_FOCUS = "#who"
    CSS_PATH = "entry_drawer.tcss"

    def __init__(self, seat: Seat, begun: Begun | None = None) -> None:
        super().__init__(seat)
        self.begun = begun
        self.token = begun.token if begun else secrets.token_hex(16)
        self._cleared: Begun | None = None
        """What stood in the fields before they were cleared."""

    def title_text(self) -> str:
        return self.seat.words("entry.title")

    def compose_form(self) -> Iterable[Widget]:
        words, seat = self.seat.words, self.seat
        who, more, about, request = self.begun.texts if self.begun else ("", "", "", "")
        self.caller = CallerField(
            seat, words("entry.who"), code="who", text=who, hint=words("entry.hint_who")
        )
        self.car = CarField(seat, words("entry.about"), code="about", hint=words("entry.hint_about"))
        self.car.put(about, self.begun.car_id if self.begun else None)
        self.who, self.about = self.caller.input, self.car.input
        self.more, self.request = (
            Input(value=text, id=code, placeholder=words(f"entry.hint_{code}"))
            for code, text in (("more", more), ("request", request))
        )
        sources = [Choice(each.value, words(f"entry.{each}")) for each in (Source.PHONE, Source.WALK_IN)]
        self.source = ChoiceField(
            seat, sources, self.begun.source if self.begun else Source.PHONE.value, id="source"
        )
        anywhere = Choice(ANYWHERE, words("to_sort.any_site"))
        self.site = ChoiceField(seat, [anywhere], ANYWHERE, title=words("entry.site"), id="site")
        yield self.caller
        yield self._label("more")
        yield self.more
        yield self._label("source")
        yield self.source
        yield self.car
        yield self._label("request")
        yield self.request
        yield self._label("site")
        yield self.site

    def _label(self, code: str) -> Label:
        return Label(self.seat.words(f"entry.{code}"), classes="field-label", markup=False)

    def on_mount(self) -> None:
        self.status.rest([(self.seat.words("entry.taken_up" if self.begun else "entry.hint"), "muted")])
        self.ask(self.seat.services.people.sites, self._show_sites, name="sites")

    def _show_sites(self, sites: Sequence[SiteCard]) -> None:
        mine = self.seat.actor.sites
        shown = [site for site in sites if site.is_active and (not mine or site.id in mine)]
        choices = [Choice(str(site.id), site.name) for site in shown]
        self.site.choices = [*self.site.choices, *choices]
        codes = {choice.code for choice in self.site.choices}
        if self.begun and self.begun.site in codes:
            self.site.choose(self.begun.site)
        else:
            self.site.choose(choices[0].code if len(mine) == 1 and choices else ANYWHERE)

    def on_resize(self) -> None:
        for field in self.query(ProposingField):
            field.fit()

    # ---- keys

    def on_input_changed(self, event: Input.Changed) -> None:
        self._name_anew()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.focus_next()

    def on_choice_field_changed(self, event: ChoiceField.Changed) -> None:
        event.stop()
        if event.is_picked:
            self.focus_next()

    def action_anew(self) -> None:
        """Clear the fields: the next caller has nothing of the one before. Cleared by mistake, they are filled again."""
        standing = self._standing()
        back = self._cleared if standing is None else None
        self._cleared = None if back else standing
        self.begun, self.token = back, back.token if back else secrets.token_hex(16)
        texts = back.texts if back else ("", "", "", "")
        for field, text in zip((self.who, self.more, self.about, self.request), texts, strict=True):
            field.value = text
        self.car.put(self.about.value, back.car_id if back else None)
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
        return (
            Begun(self.token, texts, self.source.value, self.site.value, self.car.car_id)
            if any(texts)
            else None
        )

    # ---- committing

    def commit(self) -> None:
        entry, service, actor = self.entry(), self.seat.services.entry, self.seat.actor

        def captured(done: Captured) -> None:
            self.console.begun_entry = None
            self.dismiss(done)

        self.ask_once(lambda: service.capture(actor, entry), captured)

    def entry(self) -> Entry:
        """What stands in the fields; a choice counts only for the words it was made for."""
        line = self.caller.chosen
        return Entry(
            token=self.token,
            source=Source(self.source.value),
            who=self.who.value,
            more=self.more.value,
            about=self.car.words,
            car_id=self.car.car_id,
            request=self.request.value,
            site_id=None if self.site.value == ANYWHERE else int(self.site.value),
            person_id=line.caller.person_id if line and line.caller and not line.lead else None,
            is_new_person=line is not None and line.caller is None and len(self.caller.list.rows) > 1,
            lead_id=line.lead.id if line and line.lead else None,
        )

    def keep_draft(self) -> None:
        self.console.begun_entry = self._standing()
