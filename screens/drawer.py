"""The drawer: a form over the screen it belongs to, on the right where there is room, full screen where there is not.

``Ctrl+S`` commits, ``Esc`` or ``Ctrl+G`` leaves and what was typed is kept. It returns a typed result, or None when left.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from rules.refusal import Refusal
from screens.console_screen import HORIZONTAL, VERTICAL, Fitting, KeyAnswering
from screens.keys import bindings
from screens.safe_text import clean
from screens.seat import Seat
from screens.widgets.key_line import KeyLine
from screens.widgets.notice import TooSmall
from screens.widgets.status_line import StatusLine

Result = TypeVar("Result")


class Drawer(KeyAnswering, Fitting, ModalScreen[Result | None], Generic[Result]):
    """A subclass gives ``title_text``, yields its fields in ``compose_form`` and ends with ``dismiss(result)``.

    ``commit`` reads the fields and asks the service; ``keep_draft`` is called when the drawer is left.
    """

    CONTEXT: ClassVar[str] = "drawer"
    HORIZONTAL_BREAKPOINTS = HORIZONTAL
    VERTICAL_BREAKPOINTS = VERTICAL

    def __init_subclass__(cls, **options: Any) -> None:
        cls.BINDINGS = bindings(cls.CONTEXT)
        super().__init_subclass__(**options)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.status = StatusLine()
        self.key_line = KeyLine(self.CONTEXT, seat.words, seat.glyphs, self.refusal_for)
        self._is_busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="drawer") as frame:
            with Vertical(classes="drawer-form"):
                yield from self.compose_form()
            yield self.status
            yield self.key_line
        frame.border_title = Content(clean(self.title_text()))
        yield TooSmall(self.seat.words)

    def title_text(self) -> str:
        """What stands in the frame: whose form this is. Raw text is welcome."""
        return ""

    def compose_form(self) -> Iterable[Widget]:
        """The fields, from top to bottom."""
        return ()

    def commit(self) -> None:
        """Read the fields and ask the service; ``dismiss`` with the result when it has answered.

        Ask with ``ask_once``: a second Ctrl+S while the first is under way then does nothing.
        """

    def keep_draft(self) -> None:
        """Called when the drawer is left without committing: keep what was typed."""

    def ask_once(self, call: Any, then: Any, refused_by: Callable[[Refusal], None] | None = None) -> None:
        """Like ``ask``, for the commit: further commits are refused until it is answered.

        ``refused_by`` takes a refusal in place of the status line.
        """
        if self._is_busy:
            return
        self._is_busy = True

        def refused(refusal: Refusal) -> None:
            self._is_busy = False
            (refused_by or self.console.say_refusal)(refusal)

        def failed_or_done() -> Any:
            try:
                return call()
            except Refusal:
                raise
            except Exception:
                self._is_busy = False
                raise

        def answered(answer: Any) -> None:
            self._is_busy = False
            then(answer)

        self.ask(failed_or_done, answered, keys_wait=True, refused=refused)

    def action_commit(self) -> None:
        self.commit()

    def action_leave(self) -> None:
        self.keep_draft()
        self.dismiss(None)
