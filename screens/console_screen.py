"""What every screen of the console is made of: header line, body, status line, key line, and keys that answer why not."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from rules.refusal import Refusal
from screens.asking import Asking
from screens.keys import bindings
from screens.partial_paint import PartialCompositor
from screens.seat import Seat
from screens.widgets.header_line import HeaderLine
from screens.widgets.key_line import KeyLine
from screens.widgets.notice import TooSmall
from screens.widgets.status_line import StatusLine

Result = TypeVar("Result")

WIDE = 110
"""Columns from which a drawer leaves the screen beneath it in view, and panes stand side by side."""
HORIZONTAL = [(0, "-too-narrow"), (60, "-narrow"), (WIDE, "-wide")]
VERTICAL = [(0, "-too-low"), (16, "-low"), (30, "-high")]


class Fitting(Asking):
    """Takes the classes of the terminal's size, one of each of its ``…_BREAKPOINTS``, which the stylesheet looks at."""

    def on_screen_resume(self) -> None:
        """At once: Textual sets them with the first change of size only."""
        screen: Any = self
        size = self.app.size
        for steps, extent in (
            (screen.HORIZONTAL_BREAKPOINTS, size.width),
            (screen.VERTICAL_BREAKPOINTS, size.height),
        ):
            reached = [name for least, name in steps if least <= extent]
            for _, name in steps:
                self.set_class(name == reached[-1], name)

    def on_resize(self) -> None:
        for notice in self.query(TooSmall):
            notice.redraw()  # it names the size


class KeyAnswering(Asking):
    """Runs a key of the table: refuses with the reason, or acts."""

    CONTEXT: ClassVar[str]
    seat: Seat

    def refusal_for(self, code: str) -> Refusal | None:
        """Why ``code`` cannot work now, or None when it can. Feeds the key line and the key alike."""
        return None

    async def action_press(self, code: str) -> None:
        """Do what the key says, or say why not."""
        refusal = self.refusal_for(code)
        if refusal is not None:
            self.console.say_refusal(refusal)
            return
        name, _, argument = code.partition(":")
        action: Callable[..., Any] | None = getattr(self, f"action_{name}", None) or getattr(
            self.console, f"action_{name}", None
        )
        if action is None:
            self.console.say_refusal(Refusal("key_without_effect"))
            return
        try:
            result = action(argument) if argument else action()
            if hasattr(result, "__await__"):
                await result
        except Refusal as raised:
            self.console.say_refusal(raised)
        except Exception as error:
            self.console.say_failure(error)


class ConsoleScreen(KeyAnswering, Fitting, Screen[Result], Generic[Result]):
    """One full screen. A subclass names its ``CONTEXT`` in the table of keys and yields its body.

    It takes its seat in the constructor, asks services with ``ask`` and redraws what changed in ``on_changed``.
    """

    CONTEXT: ClassVar[str] = "help"
    HORIZONTAL_BREAKPOINTS = HORIZONTAL
    VERTICAL_BREAKPOINTS = VERTICAL

    def __init_subclass__(cls, **options: Any) -> None:
        cls.BINDINGS = bindings(cls.CONTEXT)
        super().__init_subclass__(**options)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._compositor = PartialCompositor()
        self.seat = seat
        self.status = StatusLine(tells_troubles=True)
        self.key_line = KeyLine(self.CONTEXT, seat.words, seat.glyphs, self.refusal_for)

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield from self.compose_body()
        yield self.status
        yield self.key_line
        yield TooSmall(self.seat.words)

    def compose_body(self) -> Iterable[Widget]:
        """What stands between header and status line."""
        return ()

    def on_screen_suspend(self) -> None:
        """Something stands over it: no frame here has the focus, and its keys do not work now."""
        self.add_class("-under")

    def on_screen_resume(self) -> None:
        self.remove_class("-under")

    def on_changed(self, changed: dict[str, frozenset[int]]) -> None:
        """The store changed: ids by subject. Called on every open screen, shown or not."""

    def on_tick(self) -> None:
        """A second passed while this screen is shown. Repaint only what that changes."""

    def keys_changed(self) -> None:
        """What can be done now has changed: the key line is drawn anew."""
        self.key_line.redraw()

    def action_back(self) -> None:
        """Leave for the screen beneath, or home when there is none."""
        self.console.go_back()
