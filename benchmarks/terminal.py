"""A terminal for programs under test: types keys, stamps every chunk of output as it is read, works the screen out later.

It answers the questions that screen libraries ask a terminal, so that none of them waits. Linux only.
"""

import fcntl
import os
import pty
import random
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyte

ROWS, COLUMNS = 45, 160
LIST_LINES, LIST_COLUMNS = range(3, 43), range(40, 120)
"""Cells of the list in every program measured, without clock and countdowns: a tick is not what a key did."""
QUIET_S = 0.06
"""Without output for so long, the screen has settled."""
GAP_S = 0.02
"""Between two keys; up to as much again, so that no timer of the program is met in step."""
PATIENCE_S = 3.0
KEYS = {"down": "\x1b[B", "up": "\x1b[A", "pagedown": "\x1b[6~", "pageup": "\x1b[5~", "home": "\x1b[H"}

_SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]+[0-~]|[0-OQ-WYZ`-~\\])"
)
_UNFINISHED = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?|[ -/]*)?$",
)
_QUESTION = re.compile(rb"\x1b(?:\[[?>]?[\d;]*\$?[cnpqtu]|\]1[012];\?(?:\x07|\x1b\\)|P[+$]q[^\x1b]*\x1b\\)")
_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[0c": b"\x1b[?62;22c",
    b"\x1b[>c": b"\x1b[>41;354;0c",
    b"\x1b[>q": b"\x1bP>|benchmarks\x1b\\",
    b"\x1b[?u": b"\x1b[?0u",
    b"\x1b[14t": b"\x1b[4;%d;%dt" % (ROWS * 20, COLUMNS * 10),
    b"\x1b[16t": b"\x1b[6;20;10t",
    b"\x1b[18t": b"\x1b[8;%d;%dt" % (ROWS, COLUMNS),
    b"\x1b[5n": b"\x1b[0n",
    b"\x1b[6n": b"\x1b[1;1R",
}
_KNOWN_MODES = (b"2026", b"1", b"25", b"1006", b"1004", b"2004", b"1049")


def answer(question: bytes) -> bytes:
    """What this terminal says to a question; nothing to one it does not know."""
    if mode := re.fullmatch(rb"\x1b\[\?(\d+)\$p", question):
        return b"\x1b[?" + mode[1] + (b";2$y" if mode[1] in _KNOWN_MODES else b";0$y")
    if colour := re.match(rb"\x1b\](1[012]);", question):
        shade = b"1e1e" if colour[1] == b"11" else b"e0e0"
        return b"\x1b]" + colour[1] + b";rgb:" + b"/".join([shade] * 3) + b"\x1b\\"
    if question.startswith((b"\x1bP+q", b"\x1bP$q")):
        return b"\x1bP0" + question[2:3].replace(b"+", b"+r").replace(b"$", b"$r") + b"\x1b\\"
    return _ANSWERS.get(question, b"")


@dataclass(frozen=True, slots=True)
class Painted:
    """What one key did."""

    seconds: float | None
    """Until the last change before it was quiet; None when nothing changed."""
    size: int
    """Bytes written."""


class Terminal:
    """A program in a terminal of 160 columns and 45 lines."""

    def __init__(self, command: Sequence[str]) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        self._unread: list[tuple[float, bytes]] = []
        self._unfed = b""
        self._unscanned = b""
        self._random = random.Random(1)
        self.bytes_read = 0
        self.is_alive = True
        size = struct.pack("HHHH", ROWS, COLUMNS, COLUMNS * 10, ROWS * 20)
        environment = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor")
        for name in ("NO_COLOR", "LINES", "COLUMNS"):
            environment.pop(name, None)
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                os.execvpe(command[0], list(command), environment)
            finally:
                os._exit(127)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- reading

    def read(self, wait: float) -> bool:
        """Read a chunk that comes within ``wait`` seconds, and answer what it asks."""
        if not self.is_alive or not select.select([self._fd], [], [], max(0.0, wait))[0]:
            return False
        try:
            chunk = os.read(self._fd, 1 << 18)
        except OSError:
            chunk = b""
        now = time.perf_counter()
        if not chunk:
            self.is_alive = False
            return False
        self.bytes_read += len(chunk)
        self._unread.append((now, chunk))
        text = self._unscanned + chunk
        for question in _QUESTION.finditer(text):
            if said := answer(question[0]):
                os.write(self._fd, said)
        unfinished = _UNFINISHED.search(text) if b"\x1b" in text else None
        self._unscanned = text[unfinished.start() :] if unfinished else b""
        return True

    def feed(self, seen: Callable[[float, set[int]], None] | None = None) -> None:
        """Draw what was read; ``seen(moment, lines touched)`` hears of each chunk."""
        chunks, self._unread = self._unread, []
        for moment, chunk in chunks:
            text = self._unfed + chunk
            unfinished = _UNFINISHED.search(text)
            self._unfed = b""
            if unfinished and len(unfinished[0]) < 4096:
                self._unfed, text = text[unfinished.start() :], text[: unfinished.start()]
            self.screen.dirty.clear()
            self._stream.feed(_SEQUENCE.sub(_what_pyte_knows, text))
            if seen is not None:
                seen(moment, set(self.screen.dirty))

    def text(self) -> str:
        return "\n".join(
            "".join(self.screen.buffer[line][column].data for column in range(COLUMNS))
            for line in range(ROWS)
        )

    def wait_for(self, patterns: Sequence[str], patience: float = 60.0) -> list[float]:
        """Seconds from the start until each pattern was first on the screen. Raises TimeoutError."""
        found: dict[int, float] = {}

        def look(moment: float, _: set[int]) -> None:
            missing = [number for number in range(len(patterns)) if number not in found]
            if missing:
                text = self.text()
                for number in missing:
                    if re.search(patterns[number], text):
                        found[number] = moment - self.started

        while len(found) < len(patterns):
            if time.perf_counter() - self.started > patience or not (self.is_alive or self._unread):
                raise TimeoutError(f"never painted {patterns}:\n{self.text().strip()[:2000]}")
            self.read(0.002)
            self.feed(look)
        return [found[number] for number in range(len(patterns))]

    def settle(self, quiet: float, patience: float = 8.0) -> None:
        """Wait until nothing comes for ``quiet`` seconds."""
        end = time.perf_counter() + patience
        last = time.perf_counter()
        while (now := time.perf_counter()) < end and now - last < quiet:
            if self.read(min(quiet, 0.05)):
                last = time.perf_counter()
        self.feed()

    # ---- typing

    def press(self, key: str) -> Painted:
        """One key, until what it changes in the list has settled, and a short pause."""
        self.feed()
        cells = {line: self._cells(line) for line in LIST_LINES}
        before = self.bytes_read
        pressed = time.perf_counter()
        os.write(self._fd, (key if len(key) == 1 else KEYS[key]).encode())
        changed: list[float] = []

        def look(moment: float, lines: set[int]) -> None:
            for line in lines & cells.keys():
                now = self._cells(line)
                if now != cells[line]:
                    cells[line] = now
                    changed.append(moment)

        last = pressed
        while (now := time.perf_counter()) - pressed < PATIENCE_S and self.is_alive:
            if self.read(0.005):
                last = time.perf_counter()
            elif self._unread and now - last >= QUIET_S:
                self.feed(look)
                if changed:
                    break
        size = self.bytes_read - before
        pause = time.perf_counter() + GAP_S * (1 + self._random.random())
        while (left := pause - time.perf_counter()) > 0:
            self.read(left)
        return Painted(changed[-1] - pressed if changed else None, size)

    def _cells(self, line: int) -> tuple[Any, ...]:
        row = self.screen.buffer[line]
        return tuple(row[column] for column in LIST_COLUMNS)

    # ---- the process

    def idle(self, seconds: float) -> tuple[float, float]:
        """Percent of one core that the program itself and that its children use while nothing is typed."""
        before, started = self._cpu_s(), time.perf_counter()
        while (left := started + seconds - time.perf_counter()) > 0 and self.is_alive:
            self.read(min(left, 0.1))
            if len(self._unread) > 200:
                self.feed()
        after, passed = self._cpu_s(), time.perf_counter() - started
        return 100 * (after[0] - before[0]) / passed, 100 * (after[1] - before[1]) / passed

    def memory_mb(self) -> float:
        """Resident memory of the program itself."""
        with Path(f"/proc/{self.pid}/status").open() as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))

    def _cpu_s(self) -> tuple[float, float]:
        own, *children = [_cpu_s(pid) for pid in self._pids()]
        return own, sum(children)

    def _pids(self) -> list[int]:
        found, left = [], [self.pid]
        while left:
            pid = left.pop(0)
            found.append(pid)
            with suppress(OSError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    left += [int(child) for child in (task / "children").read_text().split()]
        return found

    def close(self) -> None:
        """End the program, gently first."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.kill(self.pid, sign)
            end = time.perf_counter() + 4.0
            while time.perf_counter() < end:
                self.read(0.02)
                with suppress(ChildProcessError):
                    if os.waitpid(self.pid, os.WNOHANG)[0] == 0:
                        continue
                os.close(self._fd)
                return


def _cpu_s(pid: int) -> float:
    """Seconds on a processor, every thread."""
    total = 0.0
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0]) / 1e9
    return total


def _what_pyte_knows(found: re.Match[bytes]) -> bytes:
    """Drop what pyte would print as text."""
    sequence = found[0]
    if len(sequence) > 1 and sequence[1:2] in b"PX^_":
        return b""
    if sequence.startswith(b"\x1b[") and (
        any(mark in sequence[2:-1] for mark in b"<=>:$'\" !") or sequence[-1:] in b"ut"
    ):
        return b""
    return sequence
