"""Prints precision and recall of matching by kind: ``python -m tests.identity``."""

from rich.console import Console
from rich.table import Table

from tests.identity.measure import Tally, by_kind, judged, tally


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _row(name: str, found: Tally) -> list[str]:
    counts = (
        found.pairs,
        found.same,
        found.joined_right,
        found.asked_right,
        found.joined_wrong,
        found.asked_wrong,
    )
    return [
        name,
        *(str(each) if each else "" for each in counts),
        _share(found.precision),
        _share(found.recall),
    ]


def main() -> None:
    pairs = judged()
    table = Table(title=f"Matching of persons: {len(pairs)} labelled pairs")
    table.add_column("kind")
    for title in (
        "pairs",
        "one person",
        "joined",
        "asked",
        "joined wrongly",
        "asked in vain",
        "precision",
        "recall",
    ):
        table.add_column(title, justify="right")
    for kind, found in by_kind(pairs).items():
        table.add_row(*_row(kind, found))
    table.add_section()
    whole = tally(pairs)
    table.add_row(*_row("all", whole))
    console = Console(width=130)
    console.print(table)
    console.print(f"Joined without asking: {_share(whole.joined_precision)} of them rightly.")
    console.print(f"Joined on weak signs: {sum(pair.is_joined_on_weak_signs for pair in pairs)}.")


if __name__ == "__main__":
    main()
