"""The keys that hold on every screen, and the settings the palette offers: theme, language, bell, countdowns."""

import asyncio
import contextlib
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from rules.refusal import Refusal
from rules.vocabulary import Capability, StaffStatus
from rules.words import Words
from screens.console_screen import ConsoleScreen
from screens.destinations import DESTINATIONS, Destination, home_of
from screens.drawer import Drawer
from screens.refusal_words import refusal_sentence
from screens.seat import Seat
from screens.themes import NAMES, theme_name
from screens.type_ahead import TypeAhead

if TYPE_CHECKING:
    from rules.values.entry import Captured
    from screens.entry.entry_drawer import Begun


class EverywhereKeys(TypeAhead):
    """The half of the application that answers keys; overlays are imported when first asked for."""

    words: Words
    seat: Seat | None
    my_status: str
    begun_entry: "Begun | None" = None
    """What was typed into the quick entry that was left last."""
    begun_sorting: dict[tuple[str, int], tuple[str, ...]]
    """What was typed into a drawer of To sort that was left, by what it does and the document."""
    bell_is_on: bool
    ticking: bool

    def go_to(self, place: Destination) -> None:
        """Leave every open screen for another one."""

    def open_lead(self, lead_id: int, action: str = "") -> None:
        """Open a lead over the present screen."""

    def say(self, text: str, tone: str = "info") -> None:
        """One line in the status line."""

    def redraw_header(self) -> None:
        """The header's state changed."""

    def seat_in(self, words: Words) -> Seat | None:
        """The same seat in another language."""

    def action_search(self) -> None:
        if self.seat:
            overlay = import_module("screens.search.search_overlay")
            self.push_screen(overlay.SearchOverlay(self.seat), self._open_found)

    def _open_found(self, lead_id: int | None) -> None:
        if lead_id is not None:
            self.open_lead(lead_id)

    def action_entry(self) -> None:
        """A call or somebody at the door: what they want is typed in and opens as a lead."""
        if self.seat:
            if not self.seat.actor.may(Capability.CONTACT):
                raise Refusal("not_your_role")
            drawer = import_module("screens.entry.entry_drawer")
            self.push_screen(drawer.EntryDrawer(self.seat, self.begun_entry), self._entered)

    def _entered(self, done: "Captured | None") -> None:
        if done is None:
            return
        if done.may_open:
            self.open_lead(done.lead_id)
            if done.waits is not None:
                why = refusal_sentence(done.waits, self.words, self.seat)
                self.call_later(self.say, self.words("entry.waits", why=why), "refusal")
        else:
            self.say(self.words("entry.captured_elsewhere", lead=done.lead_id), "done")

    def action_go_to(self) -> None:
        if self.seat:
            overlay = import_module("screens.go_to_overlay")
            self.push_screen(overlay.GoToOverlay(self.seat), self._gone_to)

    def _gone_to(self, place: Destination | None) -> None:
        if place is not None:
            self.go_to(place)

    def action_help(self) -> None:
        if self.seat and isinstance(self.screen, ConsoleScreen):
            screen = import_module("screens.help.help_screen")
            self.push_screen(screen.HelpScreen(self.seat, self.screen.CONTEXT))

    def action_palette(self) -> None:
        if self.seat and isinstance(self.screen, ConsoleScreen | Drawer):
            overlay = import_module("screens.palette.palette_overlay")
            asked = self.screen
            self.push_screen(
                overlay.PaletteOverlay(self.seat, asked),
                self._run_chosen,
            )

    def _run_chosen(self, run: Callable[[], object] | None) -> None:
        if run is not None:
            self.call_after_refresh(run)

    def action_status(self) -> None:
        if self.seat:
            drawer = import_module("screens.status_overlay")
            self.push_screen(drawer.StatusOverlay(self.seat), self._keep_status)

    def _keep_status(self, status: StaffStatus | None) -> None:
        if status is not None:
            self.my_status = status.value
            self.redraw_header()
            self.say(self.words("shell.status_kept"), "done")

    def action_panes(self) -> None:
        self.screen.focus_next()

    def use_theme(self, name: str) -> None:
        """Change the colours now and remember it."""
        self.theme = theme_name(name)
        for node in self.screen.query("*"):
            node.refresh()
        self._keep_preferences()

    def use_language(self, lang: str) -> None:
        """Change the language now: the present screen is made anew."""
        self.words = Words(lang)
        seat = self.seat = self.seat_in(self.words)
        if seat is not None:
            self._keep_preferences()
            self.go_to(next((place for place in DESTINATIONS if self._shows(place)), home_of(seat.actor)))

    def switch_bell(self) -> None:
        """Ring for new urgent leads, or be silent."""
        self.bell_is_on = not self.bell_is_on

    def switch_ticking(self) -> None:
        """Let countdowns run on screen, or stand until something changes."""
        self.ticking = not self.ticking

    def _shows(self, place: Destination) -> bool:
        return any(getattr(screen, "CONTEXT", "") == place.code for screen in self.screen_stack)

    def _keep_preferences(self) -> None:
        seat, name = self.seat, self.theme.removeprefix("vo-")
        if seat and name in NAMES:
            keep = seat.services.people.keep_preferences

            async def carry() -> None:
                with contextlib.suppress(Exception):
                    await asyncio.to_thread(keep, seat.actor, self.words.lang, name)

            self.run_worker(carry(), exit_on_error=False)
