"""The console's log: what broke and where, never with what. Exceptions quote the data they stumbled over."""

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from vo_callcenter.places import log_folder

_BYTES = 500_000


class _FramesOnly(logging.Formatter):
    """Writes an exception as its type and its frames: no message, no local."""

    def formatException(  # noqa: N802 - the library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, frames = ei
        return "".join(traceback.format_tb(frames)) + (kind.__name__ if kind else "")


def log_screens() -> Path | None:
    """Send what the screens log to ``console.log``; None where that cannot be written: the console works without."""
    path = log_folder() / "console.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=2, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(_FramesOnly("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger("screens").addHandler(handler)
    return path
