"""The list of rows: its cursor stays on its row, and it draws only what changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.geometry import Region

from screens.themes import textual_themes
from screens.widgets.columns import Column, place
from screens.widgets.row_list import RowList
from screens.widgets.rows import ListedRows


@dataclass(frozen=True)
class Item:
    id: int
    text: str = ""


class Endless:
    """A million rows that are nowhere held."""

    asked = 0

    def __len__(self) -> int:
        return 1_000_000

    def key(self, index: int) -> int:
        return index * 2

    def row(self, index: int) -> Item:
        self.asked += 1
        return Item(index * 2, f"row {index}")

    def find(self, key: int) -> int | None:
        return key // 2


class Board(App[None]):
    seconds = 0

    def compose(self) -> ComposeResult:
        self.list: RowList[Item] = RowList(
            (
                Column("t", lambda item: (f"{self.seconds if item.id % 2 else 0}", "text"), 4, ticks=True),
                Column("name", lambda item: (item.text, "text"), 10, grows=1),
            )
        )
        self.moves: list[int | None] = []
        self.chosen: list[int] = []
        yield self.list

    def on_mount(self) -> None:
        for theme in textual_themes():
            self.register_theme(theme)
        self.theme = "vo-dark"
        self.list.focus()

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        self.moves.append(event.key)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.chosen.append(event.key)


def rows(*ids: int) -> ListedRows[Item]:
    return ListedRows([Item(number, f"n{number}") for number in ids], lambda item: item.id)


@asynccontextmanager
async def board(count: int = 100) -> AsyncIterator[tuple[Board, list[Region]]]:
    """A board of rows 0, 1, …, and the regions it asked to repaint."""
    app = Board()
    async with app.run_test(size=(40, 12)) as pilot:
        app.list.show(rows(*range(count)))
        await pilot.pause()
        painted: list[Region] = []
        refresh = app.list.refresh

        def spy(*regions: Region, **options: bool) -> RowList[Item]:
            painted.extend(regions or [Region(0, 0, 40, 12)])
            return refresh(*regions, **options)

        app.list.refresh = spy  # type: ignore[method-assign]  # counts what is painted
        yield app, painted


async def test_the_cursor_stays_on_its_row_and_line_when_rows_come_above_it() -> None:
    async with board() as (app, _):
        app.list.move_to(30)
        line = app.list.cursor - app.list.scroll_offset.y
        app.list.show(rows(1001, 1002, *range(100)))
        assert app.list.cursor_key == 30
        assert app.list.cursor == 32
        assert app.list.cursor - app.list.scroll_offset.y == line


async def test_the_cursor_goes_to_the_nearest_row_when_its_own_has_gone() -> None:
    async with board(5) as (app, _):
        app.list.move_to(4)
        app.list.show(rows(0, 1, 2))
        assert app.list.cursor_key == 2
        app.list.show(rows())
        assert app.list.current is None


async def test_a_cursor_move_repaints_two_lines() -> None:
    async with board() as (app, painted):
        app.list.action_move("line_down")
        assert [(region.y, region.height) for region in painted] == [(1, 1), (2, 1)]


async def test_only_rows_that_changed_are_repainted() -> None:
    async with board(8) as (app, painted):
        items = [Item(number, f"n{number}") for number in range(8)]
        items[3] = Item(3, "changed")
        app.list.show(ListedRows(items, lambda item: item.id))
        assert [region.y for region in painted] == [4]


async def test_a_tick_repaints_only_the_cells_that_read_otherwise() -> None:
    async with board(4) as (app, painted):
        app.seconds = 7
        app.list.tick()
        assert {(region.x, region.width) for region in painted} == {(2, 4)}
        assert {region.y for region in painted} == {2, 4}  # the odd rows
        painted.clear()
        app.list.refresh()


async def test_a_million_rows_cost_what_is_in_view() -> None:
    async with board(0) as (app, _):
        endless = Endless()
        app.list.show(endless)
        app.list.action_move("last")
        assert app.list.cursor_key == 1_999_998
        app.list.action_move("page_up")
        assert app.list.cursor == 1_000_000 - 1 - 11
        assert endless.asked < 100


async def test_keys_move_the_cursor_and_say_where_it_went() -> None:
    app = Board()
    async with app.run_test(size=(40, 12)) as pilot:
        app.list.show(rows(*range(100)))
        await pilot.press("down", "pagedown", "end", "home")
        await pilot.pause()
        assert app.moves == [0, 1, 12, 99, 0]


async def test_a_click_moves_and_a_second_one_chooses() -> None:
    app = Board()
    async with app.run_test(size=(40, 12)) as pilot:
        app.list.show(rows(*range(20)))
        await pilot.click(RowList, offset=(5, 4))
        assert app.list.cursor_key == 3
        assert app.chosen == []
        await pilot.click(RowList, offset=(5, 4))
        await pilot.pause()
        assert app.chosen == [3]


COLUMNS = st.lists(
    st.builds(
        Column,
        heading=st.just("h"),
        cell=st.just(lambda row: ("", "")),
        width=st.integers(1, 20),
        grows=st.integers(0, 3),
        at_most=st.integers(20, 60),
        drops=st.integers(0, 3),
    ),
    min_size=1,
    max_size=8,
)


@given(COLUMNS, st.integers(10, 200))
def test_columns_stand_side_by_side_within_the_width(columns: list[Column[Item]], width: int) -> None:
    placed = place(columns, width)
    for left, right in pairwise(placed):
        assert left.x + left.width <= right.x
    kept_least = sum(item.column.width + 2 for item in placed)
    if kept_least <= width:
        assert placed[-1].x + placed[-1].width <= width
    assert {item.column.drops for item in placed} >= ({0} & {column.drops for column in columns})
