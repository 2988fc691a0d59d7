"""Column types shared by the tables, and the naming of constraints that migrations rely on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import DATETIME
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def moment_text(moment: datetime) -> str:
    """How SQLite keeps a moment: UTC without its zone, of one length, so that texts sort as moments."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def text_moment(text: str) -> datetime:
    """The aware UTC moment that ``moment_text`` wrote."""
    return datetime.fromisoformat(text + "+00:00")


class _MomentText(DATETIME):
    """How SQLite reads and writes a moment: plain C calls, for it happens at every moment of every row."""

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[datetime | None], str | None]:
        return lambda moment: None if moment is None else moment_text(moment)

    def result_processor(
        self, dialect: sa.Dialect, coltype: object
    ) -> Callable[[str | None], datetime | None]:
        return lambda text: None if text is None else text_moment(text)


_MOMENT_TEXT: sa.types.TypeEngine[Any] = _MomentText()  # type: ignore[no-untyped-call] # SQLAlchemy's own


class UtcMoment(sa.types.TypeDecorator[datetime]):
    """An aware UTC moment: ``timestamptz`` on PostgreSQL, text on SQLite. A naive moment is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        moment = _MOMENT_TEXT if dialect.name == "sqlite" else sa.DateTime(timezone=True)
        return dialect.type_descriptor(moment)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment without time zone cannot be stored: {value.isoformat()}")
        return value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


class Json(sa.types.TypeDecorator[Any]):
    """A JSON value: text on SQLite, jsonb on PostgreSQL."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.JSON())
        from sqlalchemy.dialects.postgresql import JSONB  # a console on a file does not wait for it

        return dialect.type_descriptor(JSONB())
