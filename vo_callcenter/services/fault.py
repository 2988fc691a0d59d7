"""What a log may say of an error: its kind and its place. Its text could hold a customer's words."""

import traceback
from pathlib import Path

from rules.refusal import Refusal

_FRAMES = 3


def told(error: BaseException) -> dict[str, str]:
    """The code of a refusal; of any other error its type and the innermost frames, the innermost first."""
    if isinstance(error, Refusal):
        return {"refusal": error.code}
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return {
        "error": type(error).__name__,
        "at": " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)),
    }
