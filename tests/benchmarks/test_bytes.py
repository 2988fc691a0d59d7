"""What a key writes to the terminal: bytes, over SSH and on a full machine the first thing one feels."""

from pathlib import Path

from benchmarks.at_the_terminal import ROWS_SHOWN, console
from benchmarks.terminal import Terminal


def test_a_cursor_move_writes_two_lines_and_a_page_one_page(demo_store: Path) -> None:
    with Terminal(console(demo_store)) as terminal:
        terminal.wait_for([ROWS_SHOWN])
        terminal.press("7")
        terminal.settle(0.7)
        moves = [terminal.press("down") for _ in range(12)]
        pages = [terminal.press(key) for key in ("pagedown", "pageup") * 3]
    # On a busy machine the preview's own lines fall into the same wait: the least is the key's alone.
    assert min(move.size for move in moves if move.size) <= 1_000
    assert min(page.size for page in pages if page.size > 2_000) <= 13_000
