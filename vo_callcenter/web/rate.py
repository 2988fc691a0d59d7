"""How many calls a source may make: so many a second on average, and some seconds' worth at once."""

import math
from dataclasses import dataclass, field

AT_ONCE_S = 4.0
"""Seconds' worth of calls that may come at the same instant."""


@dataclass(slots=True)
class RateLimit:
    """One bucket a source, filled steadily. Moments are of the steady clock, in seconds."""

    per_second: float
    _left: dict[int, tuple[float, float]] = field(default_factory=dict)

    def wait(self, source: int, now: float) -> int:
        """Take one call from a source's bucket: 0, or the whole seconds after which there is room again."""
        most = max(1.0, self.per_second * AT_ONCE_S)
        left, at = self._left.get(source, (most, now))
        left = min(most, left + max(0.0, now - at) * self.per_second)
        if left < 1:
            self._left[source] = (left, now)
            return math.ceil((1 - left) / self.per_second)
        self._left[source] = (left - 1, now)
        return 0
