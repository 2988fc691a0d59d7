"""Figures that can be trusted on a noisy machine: every arm once a round, ratios inside a round, medians over rounds."""

import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Arm = Callable[[], dict[str, float]]
"""Runs once and returns its figures by name."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """What each arm measured, round by round. The first arm ran twice: ``again`` is its second time."""

    first: str
    figures: Mapping[str, Sequence[Mapping[str, float]]]

    def median(self, arm: str, name: str) -> float:
        return statistics.median(figures[name] for figures in self.figures[arm])

    def ratio(self, arm: str, floor: str, name: str) -> float:
        """The median of the ratios inside the rounds."""
        return statistics.median(self._ratios(arm, floor, name))

    def spread(self, arm: str, floor: str, name: str) -> tuple[float, float]:
        """Where that median lies with 95 % confidence (bootstrap)."""
        found = self._ratios(arm, floor, name)
        if len(found) < 3:
            return min(found), max(found)
        rng = random.Random(1)
        drawn = sorted(statistics.median(rng.choices(found, k=len(found))) for _ in range(2_000))
        return drawn[50], drawn[-51]

    def null(self, name: str) -> float:
        """The first arm against itself: how far from 1 this machine is today."""
        return self.ratio(AGAIN, self.first, name)

    def _ratios(self, arm: str, floor: str, name: str) -> list[float]:
        pairs = zip(self.figures[arm], self.figures[floor], strict=True)
        return [ours[name] / theirs[name] for ours, theirs in pairs if theirs[name]]

    @property
    def count(self) -> int:
        return len(self.figures[self.first])


AGAIN = "again"


def rounds(arms: Mapping[str, Arm], count: int, say: Callable[[str], None], *, warm: int = 0) -> Rounds:
    """Run every arm ``count`` times, in an order that rotates and turns, after ``warm`` rounds that do not count."""
    first = next(iter(arms))
    all_arms = {**arms, AGAIN: arms[first]}
    names = list(all_arms)
    figures: dict[str, list[Mapping[str, float]]] = {name: [] for name in names}
    for number in range(-warm, count):
        turn = (number + warm) // 2 % len(names)
        order = names[turn:] + names[:turn]
        for name in order if (number + warm) % 2 == 0 else reversed(order):
            say(f"round {number + 1}/{count}: {name}" if number >= 0 else f"warming up: {name}")
            found = all_arms[name]()
            if number >= 0:
                figures[name].append(found)
    return Rounds(first, figures)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` percent lie, between neighbours in proportion."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
