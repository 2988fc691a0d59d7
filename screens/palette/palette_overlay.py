"""``Ctrl+P``: everything that can be done here, found by name, in the user's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rules.words import LANGUAGES
from screens.destinations import DESTINATIONS
from screens.keys import FIELD_CONTEXTS, keys_of
from screens.overlay import Overlay
from screens.seat import Seat
from screens.themes import NAMES
from screens.widgets.columns import Column

if TYPE_CHECKING:
    from screens.console_screen import ConsoleScreen
    from screens.drawer import Drawer

Run = Callable[[], object]
NOT_LISTED = frozenset(
    {"fields", "line_up", "line_down", "page_up", "page_down", "first", "last", "palette", "lane"}
)
"""Keys that move rather than do."""


@dataclass(frozen=True)
class Command:
    name: str
    written: str
    run: Run


class PaletteOverlay(Overlay[Run, Command]):
    """Answers with what to run, once the palette is closed."""

    def __init__(self, seat: Seat, asked: "ConsoleScreen[object] | Drawer[object]") -> None:
        self.asked = asked
        super().__init__(seat)

    def title_text(self) -> str:
        return self.seat.words("shell.palette")

    def hint(self) -> str:
        return self.seat.words("shell.palette_hint")

    def columns(self) -> Sequence[Column[Command]]:
        return (
            Column("", lambda command: (command.name, "text"), 30, grows=1),
            Column("", lambda command: (command.written, "key"), 8, align="right"),
        )

    def text_of(self, row: Command) -> str:
        return row.name

    def result_of(self, row: Command) -> Run:
        return row.run

    def on_mount(self) -> None:
        self.fill([*self._keys(), *self._places(), *self._settings()])

    def _keys(self) -> list[Command]:
        words = self.seat.words
        return [
            Command(
                words(f"keys.{key.word}_help"), key.written(words), partial(self.asked.action_press, key.code)
            )
            for key in keys_of(self.asked.CONTEXT)
            if key.word not in NOT_LISTED
        ]

    def _places(self) -> list[Command]:
        if self.asked.CONTEXT in FIELD_CONTEXTS:
            return []
        words, console = self.seat.words, self.asked.console
        return [
            Command(
                f"{words('shell.go_to')} : {words(f'shell.place_{place.code}')}",
                f"g {place.letter}",
                partial(console.go_to, place),
            )
            for place in DESTINATIONS
            if place.is_open_to(self.seat.actor)
        ]

    def _settings(self) -> list[Command]:
        words, console = self.seat.words, self.asked.console
        themes = [
            Command(words(f"shell.theme_{name}"), "", partial(console.use_theme, name)) for name in NAMES
        ]
        languages = [
            Command(words(f"shell.lang_{lang}"), "", partial(console.use_language, lang))
            for lang in LANGUAGES
        ]
        bell = Command(
            words("shell.bell_off" if console.bell_is_on else "shell.bell_on"), "", console.switch_bell
        )
        ticking = Command(
            words("shell.ticking_off" if console.ticking else "shell.ticking_on"), "", console.switch_ticking
        )
        in_form = self.asked.CONTEXT in FIELD_CONTEXTS
        return [*themes, *([] if in_form else languages), bell, ticking]
