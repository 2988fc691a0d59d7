"""F2: what one says of oneself (available, busy, on a break, off)."""

from collections.abc import Iterable, Sequence

from textual import events
from textual.widget import Widget

from rules.vocabulary import StaffStatus
from screens.overlay import Overlay
from screens.widgets.columns import Column


class StatusOverlay(Overlay[StaffStatus, StaffStatus]):
    """A digit or Enter sets the status; the overlay answers with it once it is kept."""

    AUTO_FOCUS = "RowList"

    def title_text(self) -> str:
        return self.seat.words("shell.my_status")

    def columns(self) -> Sequence[Column[StaffStatus]]:
        words = self.seat.words
        return (
            Column("", lambda status: (str(list(StaffStatus).index(status) + 1), "key"), 2),
            Column("", lambda status: (words(f"vocabulary.staff_status.{status}"), "text"), 20, grows=1),
        )

    def compose_top(self) -> Iterable[Widget]:
        return ()

    def on_mount(self) -> None:
        self.fill(list(StaffStatus))

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character in "1234":
            event.stop()
            self.list.move_to(int(event.character) - 1)
            self.action_choose()

    def action_choose(self) -> None:
        status = self.list.current
        if status is None:
            return
        people, actor = self.seat.services.people, self.seat.actor
        self.ask(lambda: people.set_status(actor, status), lambda _: self.dismiss(status))
