"""How many fields of our own sample mails are read right: ``python -m tests.rules.reading.portal_table``."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from rules.reading.accuracy import Judged, judged, tallies
from rules.reading.reader import read

SAMPLES = Path(__file__).parents[2] / "samples" / "portals"


@cache
def expectations() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((SAMPLES / "expected.json").read_text("utf-8")))


@cache
def table() -> tuple[Judged, ...]:
    documents = []
    for case in expectations():
        (reading,) = read((SAMPLES / case["file"]).read_bytes(), case["file"], None)
        documents.append(judged(reading, case))
    return tuple(documents)


def main() -> None:
    for each in table():
        for fault in each.faults:
            print(f"{each.file}: {fault.field}: expected {fault.expected!r}, read {fault.read!r}")
        if not each.is_outcome_right:
            said = each.reading
            print(f"{each.file}: {said.outcome.value} by {said.reader}, {said.reason}, {said.filed_as}")
    print(
        f"{'portal':<14} {'mails':>5} {'outcome':>8} {'fields':>9} {'missed':>7} {'wrong':>6} {'invented':>9}"
    )
    for line in tallies(table(), "all"):
        print(
            f"{line.group:<14} {line.documents:>5} {line.outcomes:>3}/{line.documents:<4} "
            f"{line.right:>4}/{line.fields:<4} {line.missed:>7} {line.wrong:>6} {line.invented:>9}"
        )


if __name__ == "__main__":
    main()
