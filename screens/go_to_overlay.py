"""After ``g``: where one can go, and the letter that leads there."""

from collections.abc import Iterable, Sequence

from textual import events
from textual.widget import Widget

from screens.destinations import DESTINATIONS, Destination
from screens.overlay import Overlay
from screens.widgets.columns import Column


class GoToOverlay(Overlay[Destination, Destination]):
    """A letter goes at once; arrows and Enter work too. Shows only what this person may open."""

    AUTO_FOCUS = "RowList"

    def title_text(self) -> str:
        return self.seat.words("shell.go_to")

    def columns(self) -> Sequence[Column[Destination]]:
        words = self.seat.words
        return (
            Column("", lambda place: (place.letter, "key"), 2),
            Column("", lambda place: (words(f"shell.place_{place.code}"), "text"), 20, grows=1),
        )

    def compose_top(self) -> Iterable[Widget]:
        return ()

    def on_mount(self) -> None:
        self.fill([place for place in DESTINATIONS if place.is_open_to(self.seat.actor)])

    def result_of(self, row: Destination) -> Destination:
        return row

    def on_key(self, event: events.Key) -> None:
        for place in self.all_rows:
            if event.key == place.letter:
                event.stop()
                self.dismiss(place)
                return
        super().on_key(event)
