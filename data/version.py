"""Which schema the code speaks and which one a store has: cheap enough to ask at every write.

SQLite keeps the number in the file's header (``user_version``), PostgreSQL in Alembic's own table.
Alembic itself costs 0.4 s to import: it is loaded only to migrate (``data.schema``).
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ProgrammingError

from data.address import StoreAddress
from rules.refusal import Refusal

SCHEMA_VERSION = 9
"""The number of the last migration this code knows (``data/migrations/versions``)."""

APPLICATION_ID = 0x564F4343
"""``VOCC`` in the header of our SQLite files."""

_REVISION = "SELECT version_num FROM alembic_version"


def read_version(connection: Connection) -> int:
    """The number of the store's last migration; 0 when it has none."""
    driver = connection.connection.dbapi_connection
    assert driver is not None
    if connection.dialect.name == "sqlite":
        return int(driver.execute("PRAGMA user_version").fetchone()[0])
    found = connection.exec_driver_sql(_REVISION).scalar()
    return int(found) if found is not None else 0


def has_schema(connection: Connection) -> bool:
    """Whether Alembic ever wrote its table in this PostgreSQL database."""
    return sa.inspect(connection).has_table("alembic_version")


def refuse_version(connection: Connection, address: StoreAddress) -> None:
    """Raise ``Refusal`` unless the store has exactly the schema this code writes.

    ``store_newer``: a newer version migrated it, perhaps under this very console. ``store_older``: it must be
    migrated first.
    """
    try:
        version = read_version(connection)
    except ProgrammingError as error:
        raise Refusal("store_older", path=address.shown, version=0, known=SCHEMA_VERSION) from error
    if version > SCHEMA_VERSION:
        raise Refusal("store_newer", path=address.shown, version=version, known=SCHEMA_VERSION)
    if version < SCHEMA_VERSION:
        raise Refusal("store_older", path=address.shown, version=version, known=SCHEMA_VERSION)
