"""Versions of portal descriptions.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from data.tables.columns import UtcMoment


revision: str = '0004'
down_revision: str | None = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('portal_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('created_at', UtcMoment(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['staff.id'], name=op.f('fk_portal_version_created_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portal_version')),
    sa.UniqueConstraint('name', 'version', name=op.f('uq_portal_version_name_version'))
    )


def downgrade() -> None:
    raise RuntimeError("a store never goes back: restore the copy made before the migration")
