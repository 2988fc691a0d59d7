"""Migrations: what they build is what the tables declare; a store is copied first and never guessed at."""

import sqlite3
import subprocess
import sys
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel, select

from data import schema
from data.backup import backup
from data.changes import ChangeFeed
from data.schema import is_comparable, is_current, is_declared, migrate, schema_version
from data.store import Store
from data.tables import SiteRow
from data.version import SCHEMA_VERSION
from rules.refusal import Refusal


def refused(action: Any, *arguments: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        action(*arguments)
    return refusal.value.code


def write_site(store: Store, name: str) -> None:
    with store.writing() as session:
        session.add(SiteRow(name=name))


def test_the_migrated_schema_is_what_the_tables_declare(store: Store) -> None:
    with store.engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLite cannot reflect indexes on expressions: compared below
        options = {"include_name": is_declared, "include_object": is_comparable, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_declared_index_exists_with_its_condition(sqlite_store: Store) -> None:
    declared = sa.create_engine("sqlite://")
    with declared.begin() as memory:
        SQLModel.metadata.create_all(memory)
        wanted = _indexes(memory)
    with sqlite_store.engine.connect() as connection:
        assert _indexes(connection) == wanted
    declared.dispose()


def _indexes(connection: sa.Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > ''")
    return {name: " ".join(text.split()) for name, text in rows}


def test_the_code_knows_its_last_migration() -> None:
    head = ScriptDirectory(str(schema.MIGRATIONS)).get_current_head()
    assert head is not None
    assert int(head) == SCHEMA_VERSION


def test_a_store_is_made_once_and_then_current(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "new" / "store.db"))
    assert schema_version(store) == 0
    assert not is_current(store)
    assert migrate(store) == list(range(1, SCHEMA_VERSION + 1))
    assert (schema_version(store), is_current(store), migrate(store)) == (SCHEMA_VERSION, True, [])
    assert store.path is not None
    if sys.platform != "win32":
        assert store.path.stat().st_mode & 0o077 == 0
    store.dispose()


def test_a_fresh_server_database_is_migrated(pg_server: str, pg_url: str) -> None:
    store = Store(pg_url)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    assert not is_current(store)
    assert refused(write_site, store, "Lyon") == "store_older"
    assert migrate(store) == list(range(1, SCHEMA_VERSION + 1))
    assert is_current(store)
    write_site(store, "Lyon")
    store.dispose()


def set_version(store: Store, version: int) -> None:
    if store.path is not None:
        with closing(sqlite3.connect(store.path)) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
    else:
        with store.engine.begin() as connection:
            connection.execute(
                sa.text("UPDATE alembic_version SET version_num = :v"), {"v": f"{version:04d}"}
            )


def test_a_console_whose_store_was_migrated_under_it_stops_writing(store: Store) -> None:
    write_site(store, "Lyon")
    set_version(store, SCHEMA_VERSION + 1)
    try:
        assert refused(write_site, store, "Brest") == "store_newer"
        assert refused(is_current, store) == "store_newer"
        assert refused(migrate, store) == "store_newer"
        with store.reading() as session:
            assert session.exec(select(SiteRow.name)).all() == ["Lyon"]
    finally:
        set_version(store, SCHEMA_VERSION)


def test_an_older_store_must_be_migrated_before_it_is_written(store: Store) -> None:
    set_version(store, SCHEMA_VERSION - 1)
    try:
        assert refused(write_site, store, "Brest") == "store_older"
    finally:
        set_version(store, SCHEMA_VERSION)


def test_a_store_is_copied_before_a_migration_and_kept_when_it_fails(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_site(sqlite_store, "Lyon")
    versions = tmp_path / "migrations"
    (versions / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (versions / name).write_text((schema.MIGRATIONS / name).read_text())
    for path in (schema.MIGRATIONS / "versions").glob("0*.py"):
        (versions / "versions" / path.name).write_text(path.read_text())
    last = f"{SCHEMA_VERSION:04d}"
    step = SCHEMA_VERSION + 1
    (versions / "versions" / "next.py").write_text(
        f"from alembic import op\nrevision = '{step:04d}'\ndown_revision = '{last}'\n"
        "def upgrade():\n    op.execute('CREATE TABLE half_way (id INTEGER)')\n    op.execute('no such thing')\n"
    )
    for module in ("data.schema", "data.version"):
        monkeypatch.setattr(f"{module}.SCHEMA_VERSION", step)
    monkeypatch.setattr(schema, "MIGRATIONS", versions)
    with pytest.raises(sa.exc.OperationalError):
        migrate(sqlite_store)
    monkeypatch.undo()
    assert is_current(sqlite_store)
    with sqlite_store.reading_core() as connection:
        assert not sa.inspect(connection).has_table("half_way")
    write_site(sqlite_store, "Brest")
    assert sqlite_store.path is not None
    with closing(sqlite3.connect(f"{sqlite_store.path}.before-{step:04d}")) as copy:
        assert copy.execute("SELECT name FROM site").fetchall() == [("Lyon",)]


def test_a_copy_is_made_while_others_write_and_never_over_a_file(sqlite_store: Store, tmp_path: Path) -> None:
    write_site(sqlite_store, "Lyon")
    with sqlite_store.writing() as session:
        session.add(SiteRow(name="not yet"))
        session.flush()
        copied = backup(sqlite_store, tmp_path / "copy.db")
    copy = Store(str(copied))
    with copy.reading() as session:
        assert session.exec(select(SiteRow.name)).all() == ["Lyon"]
    copy.dispose()
    assert refused(backup, sqlite_store, copied) == "backup_exists"
    assert refused(backup, sqlite_store, tmp_path / "nowhere" / "copy.db") == "backup_unwritable"
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_a_server_is_copied_by_its_own_tool(pg_store: Store, tmp_path: Path) -> None:
    assert refused(backup, pg_store, tmp_path / "copy.db") == "backup_by_server"


def test_a_current_store_is_opened_and_written_without_alembic(sqlite_store: Store) -> None:
    script = (
        "import sys\n"
        "from data.schema import is_current\nfrom data.store import Store\nfrom data.tables import SiteRow\n"
        "store = Store(sys.argv[1])\nassert is_current(store)\n"
        "with store.writing() as session: session.add(SiteRow(name='Lyon'))\n"
        "absent = [name for name in ('alembic', 'psycopg', 'textual') if name in sys.modules]\n"
        "assert not absent, absent\n"
    )
    subprocess.run([sys.executable, "-c", script, str(sqlite_store.path)], check=True)


def test_two_processes_may_migrate_at_once(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom data.schema import migrate\nfrom data.store import Store\n"
        "print(migrate(Store(sys.argv[1])))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "store.db")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(process.communicate()[0].strip() for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said == [str(list(range(1, SCHEMA_VERSION + 1))), "[]"]


def test_a_feed_survives_a_checkpoint(sqlite_store: Store) -> None:
    feed = ChangeFeed(sqlite_store)
    write_site(sqlite_store, "Lyon")
    sqlite_store.checkpoint()
    assert feed.poll() == []
    feed.close()
