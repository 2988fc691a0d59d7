"""How Alembic runs our migrations: on the connection that ``data.schema`` hands over, one transaction each."""

from alembic import context

from data.schema import run_on

run_on(context)
