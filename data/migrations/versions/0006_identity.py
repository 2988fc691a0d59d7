"""Who may be whom: what likenesses are looked up by, suggestions, and merges that can be taken apart.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from data.tables.columns import Json, UtcMoment
from rules.likeness import mailbox_of, place_key
from rules.name_likeness import Name, name_keys


revision: str = '0006'
down_revision: str | None = '0005'
branch_labels = None
depends_on = None

_BATCH = 5_000


def upgrade() -> None:
    for name in ('last_key', 'first_key', 'place'):
        op.add_column('person', sa.Column(name, sa.String(), nullable=False, server_default=''))
    op.add_column('person', sa.Column('merged_into_id', sa.Integer(), nullable=True))
    op.add_column('person_email', sa.Column('mailbox', sa.String(), nullable=False, server_default=''))
    _fill_persons(op.get_bind())
    _fill_emails(op.get_bind())
    op.create_index('ix_person_names', 'person', ['last_key', 'first_key', 'id'])
    op.create_index('ix_person_last_place', 'person', ['place', 'last_key', 'id'])
    op.create_index('ix_person_first_place', 'person', ['place', 'first_key', 'id'])
    op.create_index('ix_person_email_mailbox', 'person_email', ['mailbox', 'person_id'])
    op.create_table('suggestion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('low_id', sa.Integer(), nullable=False),
    sa.Column('high_id', sa.Integer(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('reasons', Json(), nullable=False),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('decided_at', UtcMoment(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['low_id'], ['person.id'], name=op.f('fk_suggestion_low_id_person')),
    sa.ForeignKeyConstraint(['high_id'], ['person.id'], name=op.f('fk_suggestion_high_id_person')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['staff.id'], name=op.f('fk_suggestion_decided_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion')),
    sa.UniqueConstraint('low_id', 'high_id', name=op.f('uq_suggestion_low_id_high_id'))
    )
    op.create_index('ix_suggestion_high', 'suggestion', ['high_id'])
    op.create_table('merge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('kept_id', sa.Integer(), nullable=False),
    sa.Column('emptied_id', sa.Integer(), nullable=False),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('person_merge_id', sa.Integer(), nullable=True),
    sa.Column('moved', Json(), nullable=False),
    sa.Column('before', Json(), nullable=False),
    sa.Column('undone_at', UtcMoment(), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_merge_staff_id_staff')),
    sa.ForeignKeyConstraint(['person_merge_id'], ['merge.id'], name=op.f('fk_merge_person_merge_id_merge')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['staff.id'], name=op.f('fk_merge_undone_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge'))
    )
    op.create_index('ix_merge_emptied', 'merge', ['kind', 'emptied_id'])
    op.create_index('ix_merge_kept', 'merge', ['kind', 'kept_id'])


def _fill_persons(connection: sa.Connection) -> None:
    person = sa.table(
        'person', *(sa.column(name) for name in (
            'id', 'last_name', 'first_name', 'full_name', 'postcode', 'city', 'last_key', 'first_key', 'place',
        ))
    )
    last = 0
    while True:
        rows = connection.execute(
            sa.select(
                person.c.id, person.c.last_name, person.c.first_name, person.c.full_name,
                person.c.postcode, person.c.city,
            ).where(person.c.id > last).order_by(person.c.id).limit(_BATCH)
        ).all()
        if not rows:
            return
        found = []
        for row in rows:
            last_key, first_key = name_keys(Name(row.last_name, row.first_name, row.full_name))
            place = place_key(row.postcode, row.city)
            found.append({'of': row.id, 'l': last_key, 'f': first_key, 'p': place})
        connection.execute(
            sa.update(person).where(person.c.id == sa.bindparam('of')).values(
                last_key=sa.bindparam('l'), first_key=sa.bindparam('f'), place=sa.bindparam('p')
            ),
            found,
        )
        last = rows[-1].id


def _fill_emails(connection: sa.Connection) -> None:
    email = sa.table('person_email', *(sa.column(name) for name in ('id', 'address', 'is_relay', 'mailbox')))
    last = 0
    while True:
        rows = connection.execute(
            sa.select(email.c.id, email.c.address, email.c.is_relay)
            .where(email.c.id > last).order_by(email.c.id).limit(_BATCH)
        ).all()
        if not rows:
            return
        found = [{'of': row.id, 'm': mailbox_of(row.address)} for row in rows if not row.is_relay]
        if found:
            connection.execute(
                sa.update(email).where(email.c.id == sa.bindparam('of')).values(mailbox=sa.bindparam('m')), found
            )
        last = rows[-1].id


def downgrade() -> None:
    raise RuntimeError("a store never goes back: restore the copy made before the migration")
