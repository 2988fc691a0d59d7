"""A store that an older version wrote keeps what it holds, on both kinds of store."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import select

from data.queries.matching import rows_said_before
from data.schema import _config, _migrating, is_current, migrate
from data.store import Store, create_file
from data.tables import RawInputRow
from data.version import SCHEMA_VERSION

OLD_ROWS = """
INSERT INTO raw_input (content_hash, part, origin, name, content, size, message_id, received_at, reader, outcome, reason)
VALUES (:hash, :part, 'drop', 'export.csv', :content, 7, '', '2026-11-01 08:00:00', 'sheet', 'to_sort', 'no_contact')
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store without any schema."""
    if request.param == "sqlite":
        create_file(tmp_path / "old.db")
        return Store(str(tmp_path / "old.db"))
    store = Store(request.getfixturevalue("pg_url"))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    return store


def bring_to(store: Store, version: int) -> None:
    with _migrating(store) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, f"{version:04d}")
    store.engine.dispose()


def test_rows_taken_in_before_they_had_a_key_stay_and_new_ones_have_one(empty: Store) -> None:
    bring_to(empty, 7)
    with empty.engine.connect() as connection:
        for part in (0, 1):
            row = {"hash": "ab" * 32, "part": part, "content": b"DUPONT;" * (1 + 9_999 * (1 - part))}
            connection.execute(sa.text(OLD_ROWS), row)
        connection.commit()
    assert migrate(empty) == list(range(8, SCHEMA_VERSION + 1))
    assert is_current(empty)
    with empty.writing() as session:
        old = session.exec(select(RawInputRow).order_by(sa.text("part"))).all()
        assert [(row.part, row.row_key, len(row.content)) for row in old] == [(0, None, 70_000), (1, None, 7)]
        session.add(
            RawInputRow(
                content_hash="cd" * 32,
                part=1,
                origin="drop",
                content=b"",
                size=0,
                received_at=old[0].received_at,
                row_key="ef" * 32,
            )
        )
    with empty.reading() as session:
        assert set(rows_said_before(session, ["ef" * 32, "00" * 32])) == {"ef" * 32}
    empty.dispose()
