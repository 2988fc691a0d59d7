"""The real program on a pseudo-terminal: its keys, its size, every byte it writes, and what a terminal makes of them."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyte

PROGRAM = str(Path(sys.executable).with_name("vo-callcenter"))

_ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
"""Without the size of the terminal the tests run in, which readline leaves to its children."""


class PtyConsole:
    """One run of the program; leaves nothing running when closed."""

    def __init__(
        self,
        *arguments: str,
        environment: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        is_signalled: bool = True,
        **how: Any,
    ) -> None:
        self.controller, self.terminal = pty.openpty()
        self.before = termios.tcgetattr(self.terminal)
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self.resize(*size)
        ends = {"stdin": self.terminal, "stdout": self.terminal, "stderr": self.terminal, **how}
        self.process = subprocess.Popen(
            [PROGRAM, *arguments],
            env={**_ENVIRONMENT, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment},
            start_new_session=True,
            preexec_fn=self._take_terminal if is_signalled else None,  # as a shell does, for a new size
            **ends,
        )

    def _take_terminal(self) -> None:
        fcntl.ioctl(self.terminal, termios.TIOCSCTTY, 0)

    def resize(self, width: int, height: int) -> None:
        fcntl.ioctl(self.controller, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.screen.resize(height, width)

    def press(self, text: str) -> None:
        os.write(self.controller, text.encode())

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def read(self, seconds: float = 0.05) -> None:
        """Take in what was written until now."""
        while select.select([self.controller], [], [], seconds)[0]:
            try:
                data = os.read(self.controller, 65536)
            except OSError:
                return
            if not data:
                return
            self.written += data
            self._stream.feed(data)
            seconds = 0

    def until(self, holds: Callable[[], bool], seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"never came:\n{self.text}\n{self.written[-2000:]!r}"
            self.read()

    def sees(self, *texts: str, seconds: float = 90) -> None:
        """Wait until all of these stand on the screen, however they are broken into lines."""
        self.until(lambda: all(each in " ".join(self.text.split()) for each in texts), seconds)

    def ends(self, seconds: float = 90) -> int:
        """Wait for the end; the exit code."""
        self.until(lambda: self.process.poll() is not None, seconds)
        self.read()
        return self.process.returncode

    @property
    def is_sane(self) -> bool:
        """Whether the terminal was left as it was found: its modes, its screen, its cursor, its mouse."""
        modes = all(
            self.written.rfind(f"\x1b[?{mode}h".encode()) <= self.written.rfind(f"\x1b[?{mode}l".encode())
            for mode in (1000, 1002, 1003, 1004, 1006, 1015, 1049, 2004, 2031)
        )
        cursor = self.written.rfind(b"\x1b[?25l") <= self.written.rfind(b"\x1b[?25h")
        return modes and cursor and termios.tcgetattr(self.terminal) == self.before

    def hang_up(self) -> None:
        """Close the window: nobody reads or writes at the other end any more."""
        os.close(self.controller)
        self.controller = -1

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.controller >= 0:
            os.close(self.controller)
        os.close(self.terminal)
