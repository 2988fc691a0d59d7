"""A field for a wished moment, which shows under it what it understood."""

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from rules.moments import read_moment
from screens.seat import Seat
from screens.widgets.status_line import StatusLine


class MomentInput(Vertical):
    """``moment`` is what was understood, aware UTC, or None; ``Changed`` is posted when that changes."""

    DEFAULT_CSS = "MomentInput { height: 2; }"

    class Changed(Message):
        """Another moment was understood, or none."""

        def __init__(self, moment: datetime | None) -> None:
            super().__init__()
            self.moment = moment

    def __init__(self, seat: Seat, moment: datetime | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seat = seat
        self.moment = moment
        local = seat.wording.local(moment) if moment is not None else None
        self.field = Input(
            value=f"{local:%d/%m/%Y %H:%M}" if local else "", placeholder=seat.words("shell.moment_hint")
        )
        self.answer = StatusLine()

    def compose(self) -> ComposeResult:
        yield self.field
        yield self.answer

    def on_mount(self) -> None:
        self._show()

    def propose(self, moment: datetime) -> None:
        """Fill an empty field with a moment that the next letter typed replaces."""
        if not self.field.value:
            self.field.value = f"{self.seat.wording.local(moment):%d/%m/%Y %H:%M}"
            self.field.select_all()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        before = self.moment
        self.moment = read_moment(self.field.value, self.seat.now(), self.seat.wording.zone)
        self._show()
        if self.moment != before:
            self.post_message(self.Changed(self.moment))

    def _show(self) -> None:
        words = self.seat.words
        if self.moment is not None:
            text = self.seat.wording.full(self.moment)
            is_past = self.moment < self.seat.now()
            self.answer.rest(
                [
                    (
                        words("shell.in_the_past" if is_past else "shell.understood", moment=text),
                        "soon" if is_past else "good",
                    )
                ]
            )
        elif self.field.value.strip():
            self.answer.rest([(words("shell.not_understood"), "soon")])
        else:
            self.answer.rest(())
