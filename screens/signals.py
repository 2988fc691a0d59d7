"""Signals that end the console, and a terminal that goes away under it."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

from textual.app import App

PATIENCE_S = 5.0
"""Seconds that a console without terminal may take to put everything away."""


def end_with_signals(app: App[Any]) -> None:
    """Have SIGTERM and SIGHUP end ``app`` as Ctrl+Q does: the terminal is left as it was.

    A terminal that is gone (window closed, connection lost) sends SIGHUP and then SIGCONT. Textual would take the
    latter for the return from Ctrl+Z and start drawing and reading anew on the end of nothing, for ever.
    """
    # Windows has no loop signals, and a test's loop may not run in the main thread.
    with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, app.exit)
        if sys.platform != "win32":
            loop.add_signal_handler(signal.SIGHUP, _hang_up, app)
            _continue_only_with_terminal()


def _hang_up(app: App[Any]) -> None:
    app.exit()
    # Writing to a terminal that is gone can block Textual for good: what is saved is saved, so leave all the same.
    last = threading.Timer(PATIENCE_S, os._exit, (128 + signal.SIGHUP,))
    last.daemon = True
    last.start()


def _continue_only_with_terminal() -> None:
    resume = signal.getsignal(signal.SIGCONT)

    def resumed(number: int, frame: FrameType | None) -> None:
        if _has_terminal() and callable(resume):
            resume(number, frame)

    signal.signal(signal.SIGCONT, resumed)


def _has_terminal() -> bool:
    import termios

    try:
        termios.tcgetattr(sys.__stdin__ or 0)
    except (termios.error, OSError, ValueError):
        return False
    return True
