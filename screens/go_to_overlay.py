"""After ``g``: where one can go, and the letter that leads there."""

from collections.abc import Iterable, Sequence

from textual import events
from textual.widget import Widget

from rules.refusal import Refusal
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
        letter = event.character if event.is_printable else None
        if letter is None:
            return
        event.stop()
        place = next((place for place in DESTINATIONS if place.letter == letter), None)
        if place is None:
            self.console.say_refusal(Refusal("place_unknown", letter=letter))
        elif place not in self.all_rows:
            self.console.say_refusal(Refusal("place_closed"))
        else:
            self.dismiss(place)
