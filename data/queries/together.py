"""Several questions in one statement: what a record is made of is read at once, not table by table.

The rows of each question come back as JSON, so that questions of different shapes stand in one ``UNION ALL``.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from data.tables.columns import Json, UtcMoment

Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Question:
    """How the rows of one question are made of their JSON."""

    names: tuple[str, ...]
    reads: tuple[tuple[int, Read], ...]
    """The columns that JSON does not keep as they are, by place."""
    row: Callable[..., Any]

    def row_from(self, text: str) -> Any:
        values = json.loads(text)
        for place, read in self.reads:
            if values[place] is not None:
                values[place] = read(values[place])
        return self.row(**dict(zip(self.names, values, strict=True)))


class Together:
    """Questions by name, asked in one statement. Built once: building costs more than asking.

    A question's own order is not kept: rows come as they are found. Its columns need names of their own.
    ``made_into`` names what its rows become (called with the columns by name), otherwise named tuples.
    """

    def __init__(
        self, questions: Mapping[str, sa.Select[Any]], made_into: Mapping[str, Callable[..., Any]]
    ) -> None:
        self._questions = {
            name: _question(name, query, made_into.get(name)) for name, query in questions.items()
        }
        self._statements = {
            is_sqlite: sa.union_all(
                *(_as_json(name, query, is_sqlite=is_sqlite) for name, query in questions.items())
            )
            for is_sqlite in (True, False)
        }

    def ask(self, connection: Connection, **values: Any) -> dict[str, list[Any]]:
        """The rows of every question by its name. One statement."""
        found: dict[str, list[Any]] = {name: [] for name in self._questions}
        statement = self._statements[connection.dialect.name == "sqlite"]
        for name, text in connection.execute(statement, values):
            found[name].append(self._questions[name].row_from(text))
        return found


def _question(name: str, query: sa.Select[Any], row: Callable[..., Any] | None) -> _Question:
    columns = query.selected_columns
    names = tuple(columns.keys())
    reads = [(place, _read_of(column.type)) for place, column in enumerate(columns)]
    return _Question(
        names,
        tuple((place, read) for place, read in reads if read is not None),
        row or namedtuple(name, names),
    )


def _as_json(name: str, query: sa.Select[Any], *, is_sqlite: bool) -> sa.Select[Any]:
    asked = query.subquery(name)
    # As plain text: a question's own types are read from the JSON.
    columns = [sa.type_coerce(column, sa.Text) for column in asked.c] if is_sqlite else list(asked.c)
    array = sa.func.json_array(*columns) if is_sqlite else sa.func.json_build_array(*columns)
    answer: Any = sa.select(sa.literal_column(f"'{name}'"), sa.cast(array, sa.Text)).select_from(asked)
    return cast("sa.Select[Any]", answer)


def _read_of(kind: sa.types.TypeEngine[Any]) -> Read | None:
    if isinstance(kind, UtcMoment):
        return _moment
    if isinstance(kind, sa.Boolean):
        return bool
    if isinstance(kind, sa.Date):
        return date.fromisoformat
    if isinstance(kind, Json | sa.JSON):
        return lambda value: json.loads(value) if isinstance(value, str) else value
    return None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
