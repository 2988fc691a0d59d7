"""P1, P2, P3, P5 and P7: the real console in a terminal, beside programs that do next to nothing."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.goals import Finding, Limit, judged
from benchmarks.rounds import percentile, rounds
from benchmarks.terminal import Terminal

FIRST_PAINT, ROWS_SHOWN = "VO Call Center", r"[●○]{3} \d"
READY = "READY"
BARE, TABLE, TICKING = "bare Textual", "DataTable 1,000 rows", "ticking DataTable"
CONSOLE = "console"

P1 = Limit("P1", "cursor down, p95", most=2, unit="ms", floor=BARE)
P1_MS = Limit("P1", "cursor down, p95", most=16, unit="ms")
P2 = Limit("P2", "page down, p95", most=1.5, unit="ms", floor=BARE)
P2_TABLE = Limit("P2", "page down, p95", most=0.25, unit="ms", floor=TABLE)
P3_MOVE = Limit("P3", "bytes a cursor move", most=1_000, unit="bytes")
P3_PAGE = Limit("P3", "bytes a page", most=13_000, unit="bytes")
P5 = Limit("P5", "idle, countdowns ticking", most=0.2, unit="% of a core", floor=TICKING)
P5_CPU = Limit("P5", "idle, countdowns ticking", most=1.5, unit="% of a core")
P7_PAINT = Limit("P7", "cold start to first paint", most=1.6, unit="ms", floor=BARE)
P7_ROWS = Limit("P7", "cold start to a queue with rows", most=3, unit="ms", floor=BARE)

_MOVES = ["down"] * 60
_PAGES = (["pagedown"] * 15 + ["pageup"] * 15) * 2
_WARM = 5


def console(store: Path) -> list[str]:
    """The command under test, on a store that is there already."""
    script = str(Path(sys.executable).with_name("vo-callcenter"))
    return [script, "demo", "--as", "operator", "--still", "--lang", "fr", "--store", str(store)]


def floor(kind: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.floors", kind]


def keys(store: Path, count: int, say: Callable[[str], None]) -> list[Finding]:
    """P1, P2 and P3."""
    found = rounds(
        {
            BARE: lambda: _typed(floor("bare"), READY, moves=True),
            CONSOLE: lambda: _typed(console(store), ROWS_SHOWN, moves=True),
            TABLE: lambda: _typed(floor("table"), READY, moves=False),
        },
        count,
        say,
    )
    return [
        judged(P1, found, CONSOLE, "move_ms"),
        judged(P1_MS, found, CONSOLE, "move_ms"),
        judged(P2, found, CONSOLE, "page_ms"),
        judged(P2_TABLE, found, CONSOLE, "page_ms"),
        judged(P3_MOVE, found, CONSOLE, "move_bytes"),
        judged(P3_PAGE, found, CONSOLE, "page_bytes"),
    ]


def idle(store: Path, count: int, seconds: float, say: Callable[[str], None]) -> list[Finding]:
    """P5. The engine, a process of its own, is not counted: one serves every console of a store."""
    found = rounds(
        {
            TICKING: lambda: _idle(floor("ticking"), READY, seconds),
            CONSOLE: lambda: _idle(console(store), ROWS_SHOWN, seconds),
        },
        count,
        say,
    )
    return [judged(P5, found, CONSOLE, "cpu"), judged(P5_CPU, found, CONSOLE, "cpu")]


def start(store: Path, count: int, say: Callable[[str], None]) -> list[Finding]:
    """P7."""
    found = rounds(
        {
            BARE: lambda: _started(floor("bare"), [READY, READY]),
            CONSOLE: lambda: _started(console(store), [FIRST_PAINT, ROWS_SHOWN]),
        },
        count,
        say,
        warm=1,
    )
    return [judged(P7_PAINT, found, CONSOLE, "paint_ms"), judged(P7_ROWS, found, CONSOLE, "rows_ms")]


def _typed(command: Sequence[str], ready: str, *, moves: bool) -> dict[str, float]:
    with Terminal(command) as terminal:
        terminal.wait_for([ready])
        terminal.settle(0.7)
        for _ in range(_WARM):
            terminal.press("down")
        figures = {}
        for name, pressed in (("move", _MOVES if moves else []), ("page", _PAGES)):
            painted = [terminal.press(key) for key in pressed]
            times = [1_000 * each.seconds for each in painted if each.seconds is not None]
            if times:
                figures[f"{name}_ms"] = percentile(times, 95)
                figures[f"{name}_bytes"] = percentile([each.size for each in painted], 50)
        return figures


def _idle(command: Sequence[str], ready: str, seconds: float) -> dict[str, float]:
    with Terminal(command) as terminal:
        terminal.wait_for([ready])
        terminal.settle(0.5)
        terminal.idle(6.0)  # whatever a start leaves to be done later is done
        own, _ = terminal.idle(seconds)
        return {"cpu": own}


def _started(command: Sequence[str], patterns: Sequence[str]) -> dict[str, float]:
    with Terminal(command) as terminal:
        paint, rows = terminal.wait_for(patterns)
        return {"paint_ms": 1_000 * paint, "rows_ms": 1_000 * rows}
