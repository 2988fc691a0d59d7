"""A number said to be somebody else's is known as such: shared alone does not say that it is nobody's own.

Numbers kept before count as their person's.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op


revision: str = '0009'
down_revision: str | None = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode, which would write every number anew.
    op.add_column(
        'person_phone', sa.Column('is_others', sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    raise RuntimeError("a store never goes back: restore the copy made before the migration")
