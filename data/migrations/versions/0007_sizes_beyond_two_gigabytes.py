"""A document may be larger than two gigabytes: its size is written down, its content is not kept whole.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op


revision: str = '0007'
down_revision: str | None = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite's integers are of any size already.
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('raw_input', 'size', type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)


def downgrade() -> None:
    raise RuntimeError("a store never goes back: restore the copy made before the migration")
