"""How many fields of our own sample mails are read right: ``python -m tests.rules.reading.portal_table``."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rules.reading.accuracy import Check, checked
from rules.reading.demand import Reading
from rules.reading.reader import read

SAMPLES = Path(__file__).parents[2] / "samples" / "portals"


@dataclass(frozen=True, slots=True)
class Line:
    """One mail of the table."""

    file: str
    portal: str
    is_outcome_right: bool
    checks: tuple[Check, ...]
    reading: Reading

    @property
    def faults(self) -> list[Check]:
        return [check for check in self.checks if not check.is_right]


@cache
def expectations() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((SAMPLES / "expected.json").read_text("utf-8")))


@cache
def table() -> tuple[Line, ...]:
    return tuple(_lines())


def _lines() -> Iterator[Line]:
    for case in expectations():
        (reading,) = read((SAMPLES / case["file"]).read_bytes(), case["file"], None)
        filed_as = reading.filed_as.value if reading.filed_as else None
        is_right = (reading.outcome.value, filed_as) == (case["outcome"], case.get("filed_as"))
        if "reader" in case:
            is_right = is_right and reading.reader == case["reader"]
        yield Line(case["file"], case["portal"], is_right, tuple(checked(reading, case["fields"])), reading)


def main() -> None:
    by_portal: dict[str, list[Line]] = defaultdict(list)
    for line in table():
        by_portal[line.portal].append(line)
        for fault in line.faults:
            print(f"{line.file}: {fault.field}: expected {fault.expected!r}, read {fault.read!r}")
        if not line.is_outcome_right:
            said = line.reading
            print(f"{line.file}: {said.outcome.value} by {said.reader}, {said.reason}, {said.filed_as}")
    print(
        f"{'portal':<14} {'mails':>5} {'outcome':>8} {'fields':>9} {'missed':>7} {'wrong':>6} {'invented':>9}"
    )
    for portal, lines in [*by_portal.items(), ("all", list(table()))]:
        checks = [check for line in lines for check in line.checks]
        right = sum(check.is_right for check in checks)
        missed = sum(check.read is None for check in checks if not check.is_right)
        invented = sum(check.expected is None for check in checks if not check.is_right)
        wrong = len(checks) - right - missed - invented
        outcomes = sum(line.is_outcome_right for line in lines)
        print(
            f"{portal:<14} {len(lines):>5} {outcomes:>3}/{len(lines):<4} {right:>4}/{len(checks):<4} "
            f"{missed:>7} {wrong:>6} {invented:>9}"
        )


if __name__ == "__main__":
    main()
