"""Percentiles of seconds, as managers read them."""

from collections.abc import Sequence


def percentile(seconds: Sequence[int], share: int) -> int | None:
    """The value that ``share`` percent of the runs do not exceed (nearest rank); None without any run."""
    if not seconds:
        return None
    ordered = sorted(seconds)
    return ordered[max(0, -(-share * len(ordered) // 100) - 1)]
