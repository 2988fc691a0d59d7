"""The console: opens the store behind its first paint, seats somebody, and holds the screens together."""

import asyncio
import contextlib
import gc
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.text import Text
from textual.screen import Screen

from rules.refusal import Refusal
from rules.values.staff import Actor, StaffCard
from rules.vocabulary import Role, StaffStatus
from rules.words import LANGUAGES, Words
from screens.console_screen import ConsoleScreen
from screens.destinations import Destination, home_of
from screens.everywhere_keys import EverywhereKeys
from screens.glyphs import glyphs as glyphs_named
from screens.last_gate import LastGate
from screens.live_watch import LiveWatch
from screens.opening_screen import OpeningScreen
from screens.refusal_words import refusal_sentence
from screens.seat import Seat
from screens.signals import end_with_signals
from screens.terminal_size import follow_terminal
from screens.themes import textual_themes, theme_name
from screens.widgets.header_line import HeaderLine
from screens.widgets.status_line import StatusLine
from screens.wording import Wording

if TYPE_CHECKING:
    from textual.filter import LineFilter

    from rules.values.trouble import Trouble
    from screens.asks import Changed
    from screens.services import Services

log = logging.getLogger("screens")


_NOBODY = Actor(0, "", Role.OPERATOR, frozenset(), frozenset())
"""Sits here until somebody has said who they are."""


SETTLED_AFTER = 2.0
"""Seconds after which what stays for good has been loaded."""


def _spare_the_collector() -> None:
    """What is loaded by now stays: walking through it again and again would cost a key some 40 ms now and then."""
    gc.freeze()


def utc_now() -> datetime:
    """The machine's clock, aware UTC."""
    return datetime.now(UTC)


class ConsoleApp(EverywhereKeys):
    """``open_services`` is called in a thread once the first paint stands: it may import and open whatever it wants.

    ``who`` says, from the services, who sits here: signed in, or still to be asked for their passphrase. None asks
    who it is on the sign-in screen.
    """

    CSS_PATH = "console.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "VO Call Center"

    def __init__(
        self,
        open_services: "Callable[[], Services]",
        who: "Callable[[Services], Actor | StaffCard | None] | None" = None,
        *,
        lang: str = "fr",
        theme: str = "dark",
        glyphs: str = "unicode",
        bell: bool = True,
        ticking: bool = True,
        now: Callable[[], datetime] = utc_now,
        log_path: str = "",
    ) -> None:
        super().__init__()
        self.log_path = log_path
        for ours in textual_themes():
            self.register_theme(ours)
        self.theme = theme_name(theme)
        self.words = Words(lang)
        self.glyphs = glyphs_named(glyphs)
        self.set_class(glyphs == "ascii", "-ascii")
        self.bell_is_on = bell
        self.ticking = ticking
        self.now = now
        self.services: Services | None = None
        self.seat: Seat | None = None
        self.live_state = "live"
        self.my_status = StaffStatus.AVAILABLE.value
        self.outbox_problems = 0
        self.coming_back: frozenset[int] = frozenset()
        """Leads that somebody's own key brings back into a list: nothing new."""
        self.troubles: tuple[Trouble, ...] = ()
        self.begun_sorting = {}
        self._open_services = open_services
        self._who = who
        self._watch: LiveWatch | None = None
        self._last_gate = LastGate()

    def get_line_filters(self) -> "Sequence[LineFilter]":
        """Textual's own, then the one that lets nothing pass that acts on the terminal."""
        return [*super().get_line_filters(), self._last_gate]

    # ---- opening and closing

    def get_default_screen(self) -> Screen[Any]:
        return OpeningScreen(self.words)

    def on_mount(self) -> None:
        end_with_signals(self)
        self.set_interval(1.0, self._tick)
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        async def carry() -> None:
            try:
                services, person = await asyncio.to_thread(self._opened)
            except Exception as error:
                log.exception("the store could not be opened")
                self._show_opening_failure(error)
                return
            self.services = services
            try:
                if isinstance(person, Actor):
                    self.take_seat(person)
                else:
                    self.ask_who(person)
            except Exception as error:
                log.exception("the first screen could not be shown")
                self._show_opening_failure(error)

        self.run_worker(carry(), exit_on_error=False)

    def _opened(self) -> "tuple[Services, Actor | StaffCard | None]":
        services = self._open_services()
        return services, self._who(services) if self._who else None

    def tell_opening(self, said: str, step: str, **figures: int) -> None:
        """What takes time while the store is opened, by keys of the catalogs. May be called from any thread."""
        sentence, progress = self.words(said), self.words(step, **figures)

        def show() -> None:
            if isinstance(self.screen, OpeningScreen):
                self.screen.line.tell(sentence, progress)

        self._from_thread(show)

    def _show_opening_failure(self, error: Exception) -> None:
        reason = refusal_sentence(error, self.words, None) if isinstance(error, Refusal) else str(error)
        if isinstance(self.screen, OpeningScreen):
            self.screen.line.fail(reason)

    def on_unmount(self) -> None:
        if self._watch:
            self._watch.stop()

    def _fatal_error(self) -> None:
        """One line on the terminal and the frames in the log: Textual would print every local, customers' data too."""
        error = sys.exc_info()[1]
        log.critical("the console failed", exc_info=error)
        line = self.words("shell.crashed", error=type(error).__name__, path=self.log_path)
        self._exit_renderables.append(Text(line))
        self._close_messages_no_wait()

    # ---- who sits here

    def ask_who(self, person: StaffCard | None = None) -> None:
        """Ask ``person`` for their passphrase, or show the list of people; whoever is chosen takes the seat."""
        sign_in = import_module("screens.sign_in.sign_in_screen")
        self._show_alone(sign_in.SignInScreen(self._seat_for(_NOBODY), person))

    def take_seat(self, actor: Actor) -> None:
        """Start working as ``actor``, on the screen of their role."""
        if actor.lang in LANGUAGES and self._who is None:
            self.words = Words(actor.lang)
        self.seat = self._seat_for(actor)
        services = self.seat.services
        if self._watch is None:
            self._watch = LiveWatch(
                services.live,
                lambda changes: self._from_thread(partial(self._changed, changes)),
                lambda state: self._from_thread(partial(self._live, state)),
                lambda found: self._from_thread(partial(self._troubled, found)),
            )
            self._watch.start()
        self._count_problems()
        self.set_timer(SETTLED_AFTER, _spare_the_collector)
        self._show_alone(home_of(actor).screen_class()(self.seat))

    def seat_in(self, words: Words) -> Seat | None:
        return self._seat_for(self.seat.actor) if self.seat else None

    def _seat_for(self, actor: Actor) -> Seat:
        services = self.services
        assert services is not None
        wording = Wording(self.words, ZoneInfo(services.timezone))
        return Seat(services, actor, self.words, wording, self.glyphs, self.now)

    # ---- going from screen to screen

    def go_to(self, place: Destination) -> None:
        """Leave every open screen for another one."""
        seat = self.seat
        if seat is None:
            return
        if not place.is_open_to(seat.actor):
            self.say_refusal(Refusal("place_closed"))
            return
        try:
            screen = place.screen_class()(seat)
        except ImportError:
            self.say_refusal(Refusal("place_missing"))
            return
        self._show_alone(screen)

    def open_lead(self, lead_id: int, action: str = "") -> None:
        """Open a lead over the present screen and start ``action`` (a code of the table of keys) there."""
        if self.seat is None:
            return
        try:
            lead = import_module("screens.lead.lead_screen")
        except ImportError:
            self.say_refusal(Refusal("place_missing"))
            return
        self.push_screen(lead.LeadScreen(self.seat, lead_id, action))

    def go_back(self) -> None:
        """To the screen beneath, or home."""
        if len(self.screen_stack) > 2:
            self.pop_screen()
        elif self.seat is not None:
            home = home_of(self.seat.actor)
            if not isinstance(self.screen, home.screen_class()):
                self.go_to(home)

    def _show_alone(self, screen: Screen[Any]) -> None:
        """Everything above the opening screen makes room for ``screen``."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 2:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    # ---- saying

    def say(self, text: str, tone: str = "info") -> None:
        """One line in the status line, below an overlay too; ``tone`` is info, done, refusal or failure."""
        for screen in reversed(self.screen_stack):
            status = getattr(screen, "status", None)
            if isinstance(status, StatusLine):
                status.say(text, tone)
                return

    def say_refusal(self, refusal: Refusal) -> None:
        """Why something was not done."""
        self.say(refusal_sentence(refusal, self.words, self.seat), "refusal")

    def say_failure(self, error: BaseException) -> None:
        """Something broke: one line for the person, all of it for the log."""
        log.error("a request failed", exc_info=error)
        self.say(self.words("shell.failed", reason=f"{type(error).__name__}: {error}"), "failure")

    def ring(self) -> None:
        """The bell, unless it was switched off."""
        if self.bell_is_on:
            self.bell()

    # ---- live

    def _from_thread(self, call: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self.call_later, call)

    def _changed(self, changes: "Sequence[Changed]") -> None:
        merged: dict[str, frozenset[int]] = {}
        for change in changes:
            merged[change.subject] = merged.get(change.subject, frozenset()) | change.ids
        if "outbox" in merged:
            self._count_problems()
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen):
                try:
                    screen.on_changed(merged)
                except Exception as error:
                    self.say_failure(error)

    def _live(self, state: str) -> None:
        if state != self.live_state:
            self.live_state = state
            self.redraw_header()

    def _troubled(self, found: "Sequence[Trouble]") -> None:
        if tuple(found) != self.troubles:
            self.troubles = tuple(found)
            for status in self.screen.query(StatusLine):
                status.redraw()

    def _count_problems(self) -> None:
        seat = self.seat
        if seat is None:
            return

        async def carry() -> None:
            with contextlib.suppress(Exception):
                self.outbox_problems = await asyncio.to_thread(
                    seat.services.outbox.unread_problems, seat.actor
                )
                self.redraw_header()

        self.run_worker(carry(), exit_on_error=False)

    def redraw_header(self) -> None:
        for header in self.screen.query(HeaderLine):
            header.redraw()

    def _tick(self) -> None:
        follow_terminal(self)
        try:
            for screen in reversed(self.screen_stack):
                if isinstance(screen, ConsoleScreen):
                    if self.ticking:
                        for header in screen.query(HeaderLine):
                            header.tick()
                        screen.on_tick()
                    return
        except Exception as error:
            self.say_failure(error)
