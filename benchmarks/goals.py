"""The goals of the table, and what was found about each."""

from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.rounds import Rounds


@dataclass(frozen=True, slots=True)
class Limit:
    """One bound: on the ratio to ``floor``, or on the value itself where there is none."""

    goal: str
    what: str
    most: float | None = None
    least: float | None = None
    unit: str = ""
    floor: str = ""

    def holds(self, found: float) -> bool:
        return (self.most is None or found <= self.most) and (self.least is None or found >= self.least)

    @property
    def said(self) -> str:
        mark, bound = ("≤", self.most) if self.most is not None else ("≥", self.least)
        return f"{mark} {bound:,g}{'×' if self.floor else f' {self.unit}'.rstrip()}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was measured about one limit."""

    goal: str
    what: str
    value: float
    unit: str
    floor: float | None
    floor_name: str
    ratio: float | None
    spread: tuple[float, float] | None
    null: float | None
    """The A/A pair: the floor measured against itself."""
    rounds: int
    limit: str
    holds: bool

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        found["goal"], found["name"] = found.pop("limit"), found["goal"]
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in found.items()}


def judged(limit: Limit, found: Rounds, arm: str, name: str) -> Finding:
    """A limit against what the rounds measured."""
    value = found.median(arm, name)
    if not limit.floor:
        own = [figures[name] for figures in found.figures[arm]]
        return counted(limit, value, rounds=found.count, spread=(min(own), max(own)))
    ratio = found.ratio(arm, limit.floor, name)
    return Finding(
        limit.goal, limit.what, value, limit.unit, found.median(limit.floor, name), limit.floor, ratio,
        found.spread(arm, limit.floor, name), found.null(name), found.count, limit.said, limit.holds(ratio),
    )  # fmt: skip


def counted(
    limit: Limit, value: float, *, rounds: int = 1, spread: tuple[float, float] | None = None
) -> Finding:
    """A limit on a value itself."""
    return Finding(
        limit.goal, limit.what, value, limit.unit, None, "", None, spread, None, rounds, limit.said, limit.holds(value)
    )  # fmt: skip
