"""A row of a file is known again by what it says, in whatever file it comes.

Rows that were taken in before stay without a key: what their columns were called is not written beside them.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision: str = '0008'
down_revision: str | None = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode, which would write every document anew.
    op.add_column('raw_input', sa.Column('row_key', sa.String(), nullable=True))
    op.create_index(
        'ix_raw_input_row_key',
        'raw_input',
        ['row_key'],
        sqlite_where=sa.text('row_key IS NOT NULL'),
        postgresql_where=sa.text('row_key IS NOT NULL'),
    )


def downgrade() -> None:
    raise RuntimeError("a store never goes back: restore the copy made before the migration")
