"""``python -m benchmarks``: measure the goals, print the table, write ``bench.json``."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.big_store import SMALL, store_with
from benchmarks.goals import Finding

GROUPS = {
    ("P14",): "statements",
    ("P11",): "answers",
    ("P8",): "alone",
    ("P9",): "together",
    ("P1", "P2", "P3"): "keys",
    ("P5",): "idle",
    ("P7",): "start",
}
"""What is measured together, by its goals."""


class Bench:
    """Measures one group at a time on the two stores, made when they are first needed."""

    def __init__(self, past_leads: int, *, is_quick: bool, say: Callable[[str], None]) -> None:
        self._past = past_leads
        self._is_quick = is_quick
        self._say = say
        self.details: dict[str, Any] = {}

    def _rounds(self, thorough: int) -> int:
        return max(2, thorough // 3) if self._is_quick else thorough

    def statements(self) -> list[Finding]:
        from benchmarks.statements import statements

        found, self.details["statements"] = statements(self._small(), self._say)
        return found

    def answers(self) -> list[Finding]:
        from benchmarks.answers import questions

        found, asked = questions(self._large(), self._small(), self._rounds(21), self._say)
        self.details["questions"] = [asdict(one) | {"ratio": round(one.ratio, 3)} for one in asked]
        return found

    def alone(self) -> list[Finding]:
        from benchmarks.claims import alone

        with tempfile.TemporaryDirectory() as folder:
            return alone(self._small(), Path(folder), self._rounds(9), self._say)

    def together(self) -> list[Finding]:
        from benchmarks.claims import together

        with tempfile.TemporaryDirectory() as folder:
            return together(self._small(), Path(folder), self._rounds(7), self._say)

    def keys(self) -> list[Finding]:
        from benchmarks.at_the_terminal import keys

        return keys(self._large(), self._rounds(7), self._say)

    def idle(self) -> list[Finding]:
        from benchmarks.at_the_terminal import idle

        return idle(self._large(), self._rounds(5), 6.0 if self._is_quick else 15.0, self._say)

    def start(self) -> list[Finding]:
        from benchmarks.at_the_terminal import start

        return start(self._large(), self._rounds(9), self._say)

    def _large(self) -> Path:
        return store_with(self._past, self._say)

    def _small(self) -> Path:
        return store_with(SMALL, self._say)


def main() -> int:
    """The exit code: 0 when every goal measured holds, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a look, not a verdict")
    parser.add_argument("--only", default="", metavar="P1,P8", help="these goals alone")
    parser.add_argument("--past", type=int, default=2_000_000, help="past leads of the large store")
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    options = parser.parse_args()
    wanted = set(filter(None, options.only.upper().split(",")))
    if unknown := wanted - {goal for goals in GROUPS for goal in goals}:
        parser.error(f"no such goal: {', '.join(sorted(unknown))}")

    bench = Bench(options.past, is_quick=options.quick, say=_say)
    findings: list[Finding] = []
    for goals, name in GROUPS.items():
        if not wanted or wanted & set(goals):
            measured: list[Finding] = getattr(bench, name)()
            findings += [one for one in measured if not wanted or one.goal in wanted]
    _say("")
    findings.sort(key=lambda one: int(one.goal[1:]))
    print(table(findings))
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": sys.version.split()[0],
        "past_leads": options.past,
        "is_quick": options.quick,
        "goals": [one.as_json() for one in findings],
        "details": bench.details,
    }
    options.out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if all(one.holds for one in findings) else 1


def table(findings: list[Finding]) -> str:
    """The findings as a Markdown table."""
    lines = [
        "| goal | what | value | floor | ratio | spread | A/A | rounds | limit | holds |",
        "|" + "---|" * 10,
    ]
    for one in findings:
        spread = "" if one.spread is None else f"{one.spread[0]:,.2f} to {one.spread[1]:,.2f}"
        cells = (
            one.goal,
            one.what,
            f"{one.value:,.4g} {one.unit}",
            "" if one.floor is None else f"{one.floor:,.4g} ({one.floor_name})",
            "" if one.ratio is None else f"{one.ratio:.2f}",
            spread,
            "" if one.null is None else f"{one.null:.2f}",
            str(one.rounds),
            one.limit,
            "yes" if one.holds else "NO",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _say(text: str) -> None:
    """What is being done now, on one line that goes away."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text[:100]}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
