"""Indexes that are used: of sales by salesperson, of what can be taken, of what somebody holds.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op


revision: str = '0002'
down_revision: str | None = '0001'
branch_labels = None
depends_on = None

CAN_BE_TAKEN = sa.text(
    "is_open AND owner_id IS NULL AND holder = 'center' AND parked_until IS NULL AND offered_to_id IS NULL"
)
HELD = sa.text("is_open AND owner_id IS NOT NULL")


def upgrade() -> None:
    op.create_index('ix_sale_staff', 'sale', ['staff_id', 'at'])
    op.drop_index('ix_lead_to_take', 'lead')
    op.create_index(
        'ix_lead_to_take',
        'lead',
        ['holder', 'due_at', sa.text('score DESC'), 'received_at', 'id'],
        sqlite_where=CAN_BE_TAKEN,
        postgresql_where=CAN_BE_TAKEN,
    )
    op.drop_index('ix_lead_owner', 'lead')
    op.create_index('ix_lead_owner', 'lead', ['owner_id', 'due_at'], sqlite_where=HELD, postgresql_where=HELD)


def downgrade() -> None:
    raise RuntimeError("a store never goes back: restore the copy made before the migration")
