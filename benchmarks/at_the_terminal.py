"""P1, P2, P3, P5 and P7: the real console in a terminal, beside programs that do next to nothing."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.goals import Finding, Limit, judged
from benchmarks.rounds import percentile, rounds
from benchmarks.terminal import Terminal
from data.store import open_driver

FIRST_PAINT, ROWS_SHOWN = "VO Call Center", r"[●○]{3} \d"
READY = "READY"
ALL_LEADS = "7"
"""The lane of every open lead."""
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
_SETTLES_S = 4.0
"""What a start leaves to be done later is done."""
CATCHES_UP_S = 300.0


def console(store: Path) -> list[str]:
    """The command under test, on a store that is there already."""
    script = str(Path(sys.executable).with_name("vo-callcenter"))
    return [script, "demo", "--as", "operator", "--still", "--lang", "fr", "--store", str(store)]


def floor(kind: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.floors", kind]


def keys(store: Path, count: int, say: Callable[[str], None]) -> list[Finding]:
    """P1, P2 and P3."""
    with _engine_of(store, say):
        found = rounds(
            {
                BARE: lambda: _typed(floor("bare"), READY),
                CONSOLE: lambda: _typed(console(store), ROWS_SHOWN, first=ALL_LEADS),
                TABLE: lambda: _typed(floor("table"), READY, moves=()),
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
    with _engine_of(store, say):
        _let_countdowns_run(store)  # an engine that starts sets every deadline right
        found = rounds(
            {
                TICKING: lambda: _idle(floor("ticking"), READY, seconds),
                CONSOLE: lambda: _idle(console(store), ROWS_SHOWN, seconds),
            },
            count,
            say,
        )
    said = f"idle, {found.median(CONSOLE, 'ticking'):.0f} countdowns ticking"
    return [replace(judged(limit, found, CONSOLE, "cpu"), what=said) for limit in (P5, P5_CPU)]


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


@contextmanager
def _engine_of(store: Path, say: Callable[[str], None]) -> Iterator[None]:
    """An engine that has caught up, as where people work all day.

    Without it every console would start its own, busy on the other core with what fell due since the last round.
    """
    log = store.with_name("engine.log")
    known = log.stat().st_size if log.exists() else 0
    script = str(Path(sys.executable).with_name("vo-callcenter"))
    process = subprocess.Popen(
        [script, "--store", str(store), "engine"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        say("an engine catches up")
        end = time.monotonic() + CATCHES_UP_S
        while b"caught up" not in (log.read_bytes()[known:] if log.exists() else b""):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the engine did not catch up")
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait()


def _let_countdowns_run(store: Path) -> None:
    """Deadlines within an hour of now, where minutes and seconds are shown, whenever the store was made."""
    with closing(open_driver(store)) as driver:
        driver.execute(
            "UPDATE lead SET rests_until = NULL, due_at ="
            " strftime('%Y-%m-%d %H:%M:%S.000000', 'now', (id * 37 % 3000 - 1500) || ' seconds')"
            " WHERE is_open AND stage = 'new' AND due_at IS NOT NULL"
        )


def _typed(
    command: Sequence[str], ready: str, *, moves: Sequence[str] = _MOVES, first: str = ""
) -> dict[str, float]:
    with Terminal(command) as terminal:
        terminal.wait_for([ready])
        terminal.settle(0.7)
        if first:
            terminal.press(first)
        terminal.idle(_SETTLES_S)
        for _ in range(_WARM):
            terminal.press("down")
        figures = {}
        for name, pressed in (("move", moves), ("page", _PAGES)):
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
        terminal.idle(_SETTLES_S)
        before = _countdowns(terminal)
        own, _ = terminal.idle(seconds)
        after = _countdowns(terminal)
        return {"cpu": own, "ticking": sum(one != two for one, two in zip(before, after, strict=True))}


def _countdowns(terminal: Terminal) -> list[str]:
    """Minutes and seconds of each line that shows any."""
    terminal.feed()
    return [
        found[0] if (found := re.search(r"[-+ ]\d[\d:]*:\d\d", line)) else ""
        for line in terminal.text().split("\n")[1:]
    ]


def _started(command: Sequence[str], patterns: Sequence[str]) -> dict[str, float]:
    with Terminal(command) as terminal:
        paint, rows = terminal.wait_for(patterns)
        return {"paint_ms": 1_000 * paint, "rows_ms": 1_000 * rows}
