"""Sources that call over HTTP, what they sent already, leads to be fetched, and calls as they go.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from data.tables.columns import UtcMoment


revision: str = '0005'
down_revision: str | None = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('webhook',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_webhook_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook')),
    sa.UniqueConstraint('name', name=op.f('uq_webhook_name'))
    )
    op.create_table('webhook_activity',
    sa.Column('webhook_id', sa.Integer(), nullable=False),
    sa.Column('accepted', sa.Integer(), nullable=False),
    sa.Column('accepted_at', UtcMoment(), nullable=True),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.Column('refused_at', UtcMoment(), nullable=True),
    sa.Column('refused_code', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_activity_webhook_id_webhook')),
    sa.PrimaryKeyConstraint('webhook_id', name=op.f('pk_webhook_activity'))
    )
    op.create_table('webhook_seen',
    sa.Column('webhook_id', sa.Integer(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_seen_webhook_id_webhook')),
    sa.PrimaryKeyConstraint('webhook_id', 'signature', name=op.f('pk_webhook_seen'))
    )
    with op.batch_alter_table('webhook_seen', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_seen_at'), ['at'], unique=False)

    op.create_table('awaited_lead',
    sa.Column('lead_id', sa.String(), nullable=False),
    sa.Column('raw_id', sa.Integer(), nullable=False),
    sa.Column('webhook', sa.String(), nullable=False),
    sa.Column('page_id', sa.String(), nullable=False),
    sa.Column('form_id', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('try_at', UtcMoment(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['raw_id'], ['raw_input.id'], name=op.f('fk_awaited_lead_raw_id_raw_input')),
    sa.PrimaryKeyConstraint('lead_id', name=op.f('pk_awaited_lead'))
    )
    with op.batch_alter_table('awaited_lead', schema=None) as batch_op:
        batch_op.create_index('ix_awaited_lead_due', ['try_at'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('phone_call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webhook', sa.String(), nullable=False),
    sa.Column('call_id', sa.String(), nullable=False),
    sa.Column('raw_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('told_at', UtcMoment(), nullable=False),
    sa.Column('touch_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', UtcMoment(), nullable=True),
    sa.Column('ended_at', UtcMoment(), nullable=True),
    sa.Column('agent', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['raw_id'], ['raw_input.id'], name=op.f('fk_phone_call_raw_id_raw_input')),
    sa.ForeignKeyConstraint(['touch_id'], ['touch.id'], name=op.f('fk_phone_call_touch_id_touch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phone_call')),
    sa.UniqueConstraint('webhook', 'call_id', name=op.f('uq_phone_call_webhook_call_id'))
    )
    with op.batch_alter_table('phone_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_phone_call_touch_id'), ['touch_id'], unique=False)
        batch_op.create_index('ix_phone_call_ringing', ['told_at'], unique=False, sqlite_where=sa.text("state = 'ringing'"), postgresql_where=sa.text("state = 'ringing'"))


def downgrade() -> None:
    raise RuntimeError("a store never goes back: restore the copy made before the migration")
