"""Migrations: bring a store to the schema this code speaks, each step in one transaction, after a copy.

Alembic is imported only inside the functions that need it (0.4 s): a console that finds its store current
never pays for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import AutoString, SQLModel

import data.tables  # noqa: F401 - declares every table in the metadata
from data.backup import copy_before_migration
from data.store import Store, create_file
from data.store_faults import faults_refused
from data.tables.columns import Json, UtcMoment
from data.version import APPLICATION_ID, SCHEMA_VERSION, has_schema, read_version
from rules.refusal import Refusal

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def schema_version(store: Store) -> int:
    """The number of the store's last migration; 0 when it does not exist or has no schema.

    Raises ``Refusal`` when what is there cannot be read or is not ours.
    """
    if store.path is not None and not store.path.exists():
        return 0
    with store.reading_core() as connection:
        if not store.is_sqlite and not has_schema(connection):
            return 0
        return read_version(connection)


def is_current(store: Store) -> bool:
    """Whether the store has the schema this code speaks. Raises ``Refusal("store_newer")``."""
    version = schema_version(store)
    if version > SCHEMA_VERSION:
        raise Refusal("store_newer", path=store.address.shown, version=version, known=SCHEMA_VERSION)
    return version == SCHEMA_VERSION


def migrate(store: Store, *, copies: bool = True) -> list[int]:
    """Create the store or bring it up to date; returns the numbers of the migrations applied, often none.

    A SQLite store that holds something is copied beside itself first (``copies``: but for one that can be made
    again). Two processes may call it at once: one waits for the other, and is refused (``store_busy``) when that
    takes longer than a writer waits. Raises ``Refusal("store_newer")``, or what the store itself fails with; a
    migration that fails leaves the store as it was before that step.
    """
    if is_current(store):
        return []
    if store.path is not None:
        create_file(store.path)
    with store.exclusively(), faults_refused(store.address):
        before = schema_version(store)
        if before == SCHEMA_VERSION:
            return []
        if before and copies and store.path is not None:
            copy_before_migration(store.path, before)
        applied: list[int] = []
        with _migrating(store) as connection:
            from alembic import command

            config = _config()
            config.attributes["connection"] = connection
            config.attributes["applied"] = applied
            command.upgrade(config, "head")
    store.engine.dispose()  # its connections prepared statements for the old schema
    return applied


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@contextmanager
def _migrating(store: Store) -> Iterator[Connection]:
    """A connection in autocommit: each migration begins and ends its own transaction."""
    with store.engine.connect() as connection:
        if store.is_sqlite:
            driver: Any = connection.connection.dbapi_connection
            driver.execute(
                "PRAGMA foreign_keys = OFF"
            )  # batch mode recreates tables; checked before each commit
            try:
                yield connection.execution_options(vo_writing=True)
            finally:
                connection.rollback()
                driver.execute("PRAGMA foreign_keys = ON")
        else:
            yield connection


def run_on(context: Any) -> None:
    """Run the migrations that ``context`` asks for (called by ``data/migrations/env.py``)."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        compare_type=True,
        include_name=is_declared,
        include_object=is_comparable,
        render_item=_short_type,
        on_version_apply=_number(context.config.attributes.get("applied", [])),
    )
    with context.begin_transaction():
        context.run_migrations()


def _number(applied: list[int]) -> Callable[..., None]:
    """What ends each migration, in its own transaction: the new number, and on SQLite the foreign key check."""

    def end(*, ctx: Any, step: Any, **_: Any) -> None:
        connection: Connection = ctx.connection
        number = int(step.up_revision_id)
        applied.append(number)
        if connection.dialect.name != "sqlite":
            # Units of work read the version first: those under way end before this, later ones see the new one.
            connection.exec_driver_sql("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
            return
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"migration {number} breaks a foreign key of table {broken[0]}")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")

    return end


def _short_type(kind: str, item: Any, context: Any) -> str | bool:
    """How a migration writes our column types; False leaves it to Alembic."""
    if kind != "type":
        return False
    if isinstance(item, UtcMoment):
        return "UtcMoment()"
    if isinstance(item, AutoString):
        return "sa.String()"
    if isinstance(item, Json | sa.JSON):
        return "Json"
    return False


def is_declared(name: str | None, kind: str, parents: Any) -> bool:
    """Whether a reflected table is one of ours: the search index is made by hand, per dialect."""
    return kind != "table" or name in SQLModel.metadata.tables


def is_comparable(item: Any, name: str | None, kind: str, is_reflected: bool, other: Any) -> bool:
    """Whether Alembic may compare it: indexes on expressions are written by hand, SQLite cannot reflect them."""
    if kind != "index":
        return True
    declared = (index for table in SQLModel.metadata.tables.values() for index in table.indexes)
    by_hand = {index.name for index in declared if len(index.columns) < len(index.expressions)}
    return name not in by_hand


def write_revision(scratch: Store, message: str) -> str:
    """Write the migration from the last one to the tables as declared; returns the path of the new file."""
    from alembic import command

    assert scratch.path is not None
    create_file(scratch.path)
    with _migrating(scratch) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with _migrating(scratch) as connection:
        config = _config()
        config.attributes["connection"] = connection
        number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
        written = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
    assert written is not None
    assert not isinstance(written, list)
    return written.path
