"""How many expected fields of the 44 ADF samples are read right: ``python -m tests.rules.reading.adf_table``."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rules.reading.fields import fields_json
from rules.reading.phones import phone_key, read_phones
from rules.reading.reader import read

SAMPLES = Path(__file__).parents[2] / "samples" / "adf"
OUTCOMES = {
    "lead": {"lead"},
    "quarantine": {"to_sort"},
    "lead_or_quarantine": {"lead", "to_sort"},
    "not_adf": {"filed"},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One document of the table."""

    file: str
    expected_outcome: str
    outcome: str
    right: int
    expected: int
    faults: tuple[str, ...]


@cache
def expectations() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((SAMPLES / "expected.json").read_text("utf-8")))


def table() -> Iterator[Line]:
    for case in expectations():
        (reading,) = read((SAMPLES / case["file"]).read_bytes(), case["file"], None)
        outcome = reading.outcome.value
        checks = dict(field_checks(fields_json(reading), case["expected"]))
        wrong = tuple(name for name, is_right in checks.items() if not is_right)
        if outcome not in OUTCOMES[case["outcome"]]:
            wrong = ("outcome", *wrong)
        yield Line(case["file"], case["outcome"], outcome, sum(checks.values()), len(checks), wrong)


def field_checks(fields: dict[str, Any], expected: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each expected field and whether it was read right: named parts must be equal, null and [] mean empty."""
    for name, value in expected.items():
        if name in ("never", "soft"):
            continue
        if name == "comments_contain":
            comments = fields.get("comments") or ""
            yield name, all(piece in comments for piece in value)
        elif name == "phones":
            yield name, _numbers(fields.get(name, [])) == _numbers(value)
        elif name == "preferred_phone":
            yield name, _numbers([fields.get(name) or ""]) == _numbers([value])
        elif name == "name":
            read_name = fields.get(name, {})
            yield (
                name,
                all(read_name.get(part) == text for part, text in value.items())
                and bool(value) == bool(read_name),
            )
        elif name in ("vehicles_of_interest", "trade_ins"):
            cars = fields.get(name, [])
            yield (
                name,
                len(cars) == len(value)
                and all(
                    all(car.get(key) == text for key, text in wanted.items())
                    for car, wanted in zip(cars, value, strict=True)
                ),
            )
        else:
            yield name, (fields.get(name) or None) == (value or None)


def _numbers(raw: list[str]) -> list[str]:
    return [phone_key(phone) for text in raw for phone in read_phones(text, ("US", "FR"))]


def main() -> None:
    lines = list(table())
    print(f"{'document':<50} {'expected':<19} {'outcome':<8} {'fields':>7}  faults")
    for line in lines:
        print(
            f"{line.file:<50} {line.expected_outcome:<19} {line.outcome:<8} {line.right:>3}/{line.expected:<3}  "
            f"{', '.join(line.faults) or '-'}"
        )
    leads = [line for line in lines if line.expected_outcome == "lead"]
    perfect = sum(not line.faults for line in leads)
    print(f"\n{len(lines)} documents, {len(leads)} leads, {perfect} of them with every expected field right")


if __name__ == "__main__":
    main()
