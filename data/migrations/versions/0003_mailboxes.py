"""Mailboxes, how far each was read, and the messages with which something is still to be done.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from data.tables.columns import UtcMoment


revision: str = '0003'
down_revision: str | None = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mailbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('host', sa.String(), nullable=False),
    sa.Column('port', sa.Integer(), nullable=False),
    sa.Column('security', sa.String(), nullable=False),
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('folder', sa.String(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(), nullable=True),
    sa.Column('after_reading', sa.String(), nullable=False),
    sa.Column('handled_folder', sa.String(), nullable=False),
    sa.Column('to_sort_folder', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_mailbox_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailbox')),
    sa.UniqueConstraint('name', name=op.f('uq_mailbox_name'))
    )
    op.create_table('mailbox_reading',
    sa.Column('mailbox_id', sa.Integer(), nullable=False),
    sa.Column('uidvalidity', sa.BigInteger(), nullable=False),
    sa.Column('last_uid', sa.BigInteger(), nullable=False),
    sa.Column('reread_until', sa.BigInteger(), nullable=False),
    sa.Column('contact_at', UtcMoment(), nullable=True),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('error_detail', sa.String(), nullable=False),
    sa.Column('error_at', UtcMoment(), nullable=True),
    sa.ForeignKeyConstraint(['mailbox_id'], ['mailbox.id'], name=op.f('fk_mailbox_reading_mailbox_id_mailbox')),
    sa.PrimaryKeyConstraint('mailbox_id', name=op.f('pk_mailbox_reading'))
    )
    op.create_table('mailbox_message',
    sa.Column('mailbox_id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.BigInteger(), nullable=False),
    sa.Column('raw_id', sa.Integer(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['mailbox_id'], ['mailbox.id'], name=op.f('fk_mailbox_message_mailbox_id_mailbox')),
    sa.ForeignKeyConstraint(['raw_id'], ['raw_input.id'], name=op.f('fk_mailbox_message_raw_id_raw_input')),
    sa.PrimaryKeyConstraint('mailbox_id', 'uid', name=op.f('pk_mailbox_message'))
    )
    op.create_index('ix_mailbox_message_raw_id', 'mailbox_message', ['raw_id'])


def downgrade() -> None:
    raise RuntimeError("a store never goes back: restore the copy made before the migration")
