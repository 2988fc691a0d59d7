"""The rows of all invented lives, and how they are written to the store."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

_ROWS_EACH = {"lead": 2, "person": 2, "person_phone": 2, "person_email": 2, "lead_event": 80}
"""Ids set aside for each lead: a life that did not end as wished leaves a gap."""
_FEW = 12
"""So many for any other table."""


@dataclass(slots=True)
class Ledger:
    """The rows of all lives, by table name, with ids given in order."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[str, Iterator[int]] = field(default_factory=dict)
    leads_before: int = 0
    """Leads that somebody else writes below these: their ids, and those of their rows, are left free."""

    def add(self, table: str, /, **row: Any) -> int:
        """Keep a row and give it the next id of its table."""
        row["id"] = self.next_id(table)
        self.rows[table].append(row)
        return int(row["id"])

    def next_id(self, table: str) -> int:
        """The next id of a table."""
        if table not in self.ids:
            rows_each = _ROWS_EACH.get(table, _FEW)
            self.ids[table] = count(1 + self.leads_before * rows_each)
        return next(self.ids[table])

    def put(self, table: str, /, **row: Any) -> None:
        """Keep a row of a table without an id of its own."""
        self.rows[table].append(row)


def write(connection: sa.Connection, ledger: Ledger) -> None:
    """Insert the ledger's rows, tables in the order of their foreign keys."""
    for table in SQLModel.metadata.sorted_tables:
        rows = ledger.rows.get(table.name)
        if rows:
            connection.execute(sa.insert(table), rows)
            if connection.dialect.name == "postgresql" and "id" in rows[0]:
                _advance_sequence(connection, table)


def _advance_sequence(connection: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL numbers new rows from a sequence, which inserted ids do not move."""
    latest: Any = sa.select(sa.func.max(table.c.id)).scalar_subquery()
    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    connection.execute(sa.select(sa.func.setval(sequence, latest)))
