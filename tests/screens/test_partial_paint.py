"""Part of a screen painted by asking little is the same part painted by asking everything."""

from textual._compositor import ChopsUpdate, Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Static

from screens.partial_paint import PartialCompositor


class Counted(Static):
    """Says which of its lines were asked."""

    asked: list[Region]

    def render_lines(self, crop: Region) -> list:  # type: ignore[type-arg]  # as Textual's own
        self.asked = [*getattr(self, "asked", []), crop]
        return super().render_lines(crop)


class Board(Screen[None]):
    CSS = "Horizontal { height: 1fr; } VerticalScroll, Counted { width: 1fr; border: round red; }"

    def __init__(self) -> None:
        super().__init__()
        self._compositor = PartialCompositor()

    def compose(self) -> ComposeResult:
        with Horizontal():
            with VerticalScroll():
                yield Static("\n".join(f"ligne {n} — « été »" for n in range(60)), id="long")
            yield Counted("\n".join(f"colonne {n}" for n in range(40)), id="right")
        yield Static("bas", id="bottom")


class Room(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Board())


def _painted(compositor: Compositor, regions: list[Region]) -> str:
    compositor._dirty_regions = set(regions)
    update = compositor.render_partial_update()
    assert isinstance(update, ChopsUpdate)
    spans = [(y, x1, x2) for y, x1, x2 in update.spans]
    return repr(spans) + repr(update.render_segments(Room().console))


async def test_the_same_is_painted_wherever_the_screen_changed() -> None:
    async with Room().run_test(size=(80, 24)) as pilot:
        ours = pilot.app.screen._compositor
        assert isinstance(ours, PartialCompositor)
        pilot.app.screen.query_one(VerticalScroll).scroll_to(y=17, animate=False)
        await pilot.pause()
        theirs = Compositor()
        theirs.reflow(pilot.app.screen, pilot.app.size)
        for regions in (
            [Region(2, 3, 30, 1)],
            [Region(60, 5, 10, 4)],
            [Region(38, 0, 6, 24)],
            [Region(0, 23, 80, 1)],
            [Region(5, 2, 3, 1), Region(70, 20, 4, 2)],
            [Region(0, 0, 80, 24)],
        ):
            assert _painted(ours, regions) == _painted(theirs, regions), regions


async def test_only_who_shows_there_is_asked_and_only_for_those_lines() -> None:
    async with Room().run_test(size=(80, 24)) as pilot:
        right = pilot.app.screen.query_one(Counted)
        compositor = pilot.app.screen._compositor
        right.asked = []
        _painted(compositor, [Region(2, 3, 30, 1)])
        assert right.asked == []
        _painted(compositor, [Region(50, 7, 9, 2)])
        assert right.asked == [Region(0, 7, 40, 2)]
