"""Everything a store holds, to be compared: what was taken back leaves nothing but the memory of it."""

from itertools import zip_longest
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from tests.services.center import Center

_HISTORY = frozenset({"lead_event", "change_log", "merge", "setting", "presence"})
"""What remembers that something was done and taken back."""


def everything(center: Center) -> dict[str, list[dict[str, Any]]]:
    """Every row as it stands, without what only remembers: versions of leads, ids of figures rewritten."""
    left_out = {"lead": {"version"}, "clock_run": {"id"}, "suggestion": {"at"}}
    with center.store.reading_core() as connection:
        return {
            name: sorted(
                (
                    {key: value for key, value in row.items() if key not in left_out.get(name, ())}
                    for row in connection.execute(sa.select(table)).mappings()
                ),
                key=repr,
            )
            for name, table in SQLModel.metadata.tables.items()
            if name not in _HISTORY
        }


_NO_ROW: dict[str, Any] = {}


def differing(center: Center, before: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Which columns of which rows are not as before."""
    after = everything(center)
    return [
        f"{name} {row.get('id', '')} {key}: {row.get(key)} → {now.get(key)}"
        for name, rows in before.items()
        for row, now in zip_longest(rows, after[name], fillvalue=_NO_ROW)
        for key in {**row, **now}
        if row.get(key) != now.get(key)
    ]
