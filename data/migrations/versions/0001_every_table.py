"""Every table, the search index and the change log's trigger.

Revision ID: 0001
Revises: 
"""

import sqlalchemy as sa
from alembic import op

from data.tables.columns import Json, UtcMoment


revision: str = '0001'
down_revision: str | None = None
branch_labels = None
depends_on = None

CAN_BE_TAKEN = (
    "is_open AND owner_id IS NULL AND holder = 'center' AND parked_until IS NULL AND offered_to_id IS NULL"
)

ON_SQLITE = (
    # Tokens come folded from data/search.py; prefixes of two and three characters are indexed too.
    "CREATE VIRTUAL TABLE lead_text USING fts5("
    "body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3', detail = 'none')",
)

ON_POSTGRESQL = (
    "CREATE TABLE lead_text (lead_id integer PRIMARY KEY, body tsvector NOT NULL)",
    "CREATE INDEX ix_lead_text_body ON lead_text USING gin (body)",
    # Numbers of the log must become visible in order: one writer at a time from here to its commit.
    "CREATE FUNCTION vo_change_log_in_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "PERFORM pg_advisory_xact_lock(1448033095); PERFORM pg_notify('vo_changes', ''); RETURN NULL; END $$",
    "CREATE TRIGGER vo_change_log_in_order BEFORE INSERT ON change_log "
    "FOR EACH STATEMENT EXECUTE FUNCTION vo_change_log_in_order()",
)


def upgrade() -> None:
    op.create_table('change_log',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_log'))
    )
    op.create_table('dealer_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('lang', sa.String(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', UtcMoment(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dealer_group'))
    )
    op.create_table('lease',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('holder', sa.String(), nullable=False),
    sa.Column('expires_at', UtcMoment(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_lease'))
    )
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('first_name', sa.String(), nullable=False),
    sa.Column('last_name', sa.String(), nullable=False),
    sa.Column('full_name', sa.String(), nullable=False),
    sa.Column('display_name', sa.String(), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('postcode', sa.String(), nullable=False),
    sa.Column('lang', sa.String(), nullable=False),
    sa.Column('last_contact_from_at', UtcMoment(), nullable=True),
    sa.Column('created_at', UtcMoment(), nullable=False),
    sa.Column('erased_at', UtcMoment(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_table('setting',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', Json, nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_setting'))
    )
    op.create_table('site',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('region', sa.String(), nullable=False),
    sa.Column('postcode', sa.String(), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('timezone', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('fallback_site_id', sa.Integer(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['fallback_site_id'], ['site.id'], name=op.f('fk_site_fallback_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site')),
    sa.UniqueConstraint('name', name=op.f('uq_site_name'))
    )
    op.create_table('template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('lang', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template')),
    sa.UniqueConstraint('code', 'lang', 'channel', name=op.f('uq_template_code_lang_channel'))
    )
    op.create_table('car',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('stock_number', sa.String(), nullable=False),
    sa.Column('plate', sa.String(), nullable=False),
    sa.Column('vin', sa.String(), nullable=False),
    sa.Column('make', sa.String(), nullable=False),
    sa.Column('model', sa.String(), nullable=False),
    sa.Column('trim', sa.String(), nullable=False),
    sa.Column('fuel', sa.String(), nullable=False),
    sa.Column('gearbox', sa.String(), nullable=False),
    sa.Column('power', sa.Integer(), nullable=True),
    sa.Column('colour', sa.String(), nullable=False),
    sa.Column('first_registration', sa.Date(), nullable=True),
    sa.Column('mileage', sa.Integer(), nullable=True),
    sa.Column('price', sa.Integer(), nullable=True),
    sa.Column('warranty_months', sa.Integer(), nullable=True),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('updated_at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_car_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_car'))
    )
    with op.batch_alter_table('car', schema=None) as batch_op:
        batch_op.create_index('ix_car_model', ['status', 'make', 'model'], unique=False)
        batch_op.create_index('ix_car_plate', ['plate'], unique=False)
        batch_op.create_index(batch_op.f('ix_car_stock_number'), ['stock_number'], unique=False)
        batch_op.create_index('ix_car_vin', ['vin'], unique=False)

    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('starts_at', UtcMoment(), nullable=False),
    sa.Column('ends_at', UtcMoment(), nullable=False),
    sa.Column('proof', sa.String(), nullable=False),
    sa.Column('withdrawn_at', UtcMoment(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_consent_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index('ix_consent_person', ['person_id'], unique=False)

    op.create_table('objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address_hash', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.Column('lifted_at', UtcMoment(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_objection_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index('ix_objection_address', ['address_hash'], unique=False)
        batch_op.create_index('ix_objection_person', ['person_id'], unique=False)

    op.create_table('opening_hours',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('hours', Json, nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_opening_hours_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening_hours'))
    )
    with op.batch_alter_table('opening_hours', schema=None) as batch_op:
        batch_op.create_index('ix_opening_hours_site', ['site_id', 'effective_from'], unique=False)

    op.create_table('person_email',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('raw', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('is_relay', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_email_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_email'))
    )
    with op.batch_alter_table('person_email', schema=None) as batch_op:
        batch_op.create_index('ix_person_email_address', ['address'], unique=False)
        batch_op.create_index('ix_person_email_person', ['person_id'], unique=False)

    op.create_table('person_phone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('raw', sa.String(), nullable=False),
    sa.Column('e164', sa.String(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('extension', sa.String(), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('is_wrong', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_phone_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_phone'))
    )
    with op.batch_alter_table('person_phone', schema=None) as batch_op:
        batch_op.create_index('ix_person_phone_e164', ['e164'], unique=False)
        batch_op.create_index('ix_person_phone_person', ['person_id'], unique=False)

    op.create_table('staff',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('skills', Json, nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('lang', sa.String(), nullable=False),
    sa.Column('theme', sa.String(), nullable=False),
    sa.Column('passphrase_hash', sa.String(), nullable=False),
    sa.Column('created_at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_staff_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('login', name=op.f('uq_staff_login'))
    )
    op.create_table('absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', UtcMoment(), nullable=False),
    sa.Column('ends_at', UtcMoment(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_absence_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index('ix_absence_staff', ['staff_id', 'ends_at'], unique=False)

    op.create_table('car_listing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('car_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['car_id'], ['car.id'], name=op.f('fk_car_listing_car_id_car')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_car_listing'))
    )
    with op.batch_alter_table('car_listing', schema=None) as batch_op:
        batch_op.create_index('ix_car_listing_car', ['car_id'], unique=False)
        batch_op.create_index('ix_car_listing_reference', ['reference'], unique=False)

    op.create_table('lead',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('car_id', sa.Integer(), nullable=True),
    sa.Column('car_text', sa.String(), nullable=False),
    sa.Column('listing_reference', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('received_at', UtcMoment(), nullable=False),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('holder', sa.String(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('salesperson_id', sa.Integer(), nullable=True),
    sa.Column('offered_to_id', sa.Integer(), nullable=True),
    sa.Column('claimed_at', UtcMoment(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('first_contact_at', UtcMoment(), nullable=True),
    sa.Column('last_incoming_at', UtcMoment(), nullable=True),
    sa.Column('last_outgoing_at', UtcMoment(), nullable=True),
    sa.Column('next_action_at', UtcMoment(), nullable=True),
    sa.Column('parked_until', UtcMoment(), nullable=True),
    sa.Column('closed_at', UtcMoment(), nullable=True),
    sa.Column('close_reason', sa.String(), nullable=True),
    sa.Column('duplicate_of_id', sa.Integer(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('temperature', sa.String(), nullable=False),
    sa.Column('score_is_override', sa.Boolean(), nullable=False),
    sa.Column('clock', sa.String(), nullable=True),
    sa.Column('clock_calendar', sa.Integer(), nullable=False),
    sa.Column('clock_started_at', UtcMoment(), nullable=True),
    sa.Column('due_at', UtcMoment(), nullable=True),
    sa.Column('warn_at', UtcMoment(), nullable=True),
    sa.Column('rests_until', UtcMoment(), nullable=True),
    sa.Column('is_unread', sa.Boolean(), nullable=False),
    sa.Column('waits_for_us', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['car_id'], ['car.id'], name=op.f('fk_lead_car_id_car')),
    sa.ForeignKeyConstraint(['duplicate_of_id'], ['lead.id'], name=op.f('fk_lead_duplicate_of_id_lead')),
    sa.ForeignKeyConstraint(['offered_to_id'], ['staff.id'], name=op.f('fk_lead_offered_to_id_staff')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_lead_owner_id_staff')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_lead_person_id_person')),
    sa.ForeignKeyConstraint(['salesperson_id'], ['staff.id'], name=op.f('fk_lead_salesperson_id_staff')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_lead_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead'))
    )
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.create_index('ix_lead_car', ['car_id'], unique=False)
        batch_op.create_index('ix_lead_counts', ['is_open', 'due_at', 'owner_id', 'salesperson_id', 'offered_to_id', 'holder', 'waits_for_us', 'parked_until', 'site_id'], unique=False, sqlite_where=sa.text('is_open'), postgresql_where=sa.text('is_open'))
        batch_op.create_index('ix_lead_owner', ['owner_id', 'due_at'], unique=False, sqlite_where=sa.text('is_open'), postgresql_where=sa.text('is_open'))
        batch_op.create_index('ix_lead_person', ['person_id', 'received_at'], unique=False)
        batch_op.create_index('ix_lead_received', ['received_at'], unique=False)
        batch_op.create_index('ix_lead_salesperson', ['salesperson_id', 'due_at'], unique=False, sqlite_where=sa.text('is_open'), postgresql_where=sa.text('is_open'))
        batch_op.create_index('ix_lead_warn', ['warn_at'], unique=False, sqlite_where=sa.text('is_open AND warn_at IS NOT NULL'), postgresql_where=sa.text('is_open AND warn_at IS NOT NULL'))

    op.create_table('policy_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('preset', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('created_at', UtcMoment(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['staff.id'], name=op.f('fk_policy_version_created_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_version'))
    )
    op.create_table('staff_site',
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_staff_site_site_id_site')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_site_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', 'site_id', name=op.f('pk_staff_site'))
    )
    op.create_table('template_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('template_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('created_at', UtcMoment(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['staff.id'], name=op.f('fk_template_version_created_by_id_staff')),
    sa.ForeignKeyConstraint(['template_id'], ['template.id'], name=op.f('fk_template_version_template_id_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template_version')),
    sa.UniqueConstraint('template_id', 'version', name=op.f('uq_template_version_template_id_version'))
    )
    op.create_table('answer',
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('field', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_answer_lead_id_lead')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_answer_staff_id_staff')),
    sa.PrimaryKeyConstraint('lead_id', 'field', name=op.f('pk_answer'))
    )
    op.create_table('appointment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('starts_at', UtcMoment(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('created_at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_appointment_lead_id_lead')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_appointment_site_id_site')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_appointment_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment'))
    )
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.create_index('ix_appointment_lead', ['lead_id'], unique=False)
        batch_op.create_index('ix_appointment_staff', ['staff_id', 'starts_at'], unique=False)

    op.create_table('call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('started_at', UtcMoment(), nullable=False),
    sa.Column('ended_at', UtcMoment(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('call_back_at', UtcMoment(), nullable=True),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_call_lead_id_lead')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_call_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call'))
    )
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.create_index('ix_call_lead', ['lead_id', 'started_at'], unique=False)

    op.create_table('clock_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('clock', sa.String(), nullable=False),
    sa.Column('instance', sa.Integer(), nullable=False),
    sa.Column('started_at', UtcMoment(), nullable=False),
    sa.Column('stopped_at', UtcMoment(), nullable=False),
    sa.Column('business_s', sa.Integer(), nullable=False),
    sa.Column('wall_s', sa.Integer(), nullable=False),
    sa.Column('target_s', sa.Integer(), nullable=False),
    sa.Column('is_met', sa.Boolean(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('in_hours', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_clock_run_lead_id_lead')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_clock_run_site_id_site')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_clock_run_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_run'))
    )
    with op.batch_alter_table('clock_run', schema=None) as batch_op:
        batch_op.create_index('ix_clock_run_figures', ['clock', 'stopped_at', 'staff_id', 'site_id', 'business_s', 'is_met'], unique=False)
        batch_op.create_index('ix_clock_run_lead', ['lead_id'], unique=False)

    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('content', Json, nullable=False),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_draft_lead_id_lead')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_draft_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('staff_id', 'lead_id', 'kind', name=op.f('uq_draft_staff_id_lead_id_kind'))
    )
    op.create_table('lead_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('data', Json, nullable=False),
    sa.Column('policy_version', sa.Integer(), nullable=False),
    sa.Column('recorded_at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['staff.id'], name=op.f('fk_lead_event_actor_id_staff')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_lead_event_lead_id_lead')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_event'))
    )
    with op.batch_alter_table('lead_event', schema=None) as batch_op:
        batch_op.create_index('ix_lead_event_at', ['at'], unique=False)
        batch_op.create_index('ix_lead_event_lead', ['lead_id', 'id'], unique=False)

    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('in_reply_to', sa.String(), nullable=False),
    sa.Column('is_automatic', sa.Boolean(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('template_version_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_message_lead_id_lead')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_message_staff_id_staff')),
    sa.ForeignKeyConstraint(['template_version_id'], ['template_version.id'], name=op.f('fk_message_template_version_id_template_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_lead', ['lead_id', 'at'], unique=False)
        batch_op.create_index('ix_message_message_id', ['message_id'], unique=False)

    op.create_table('note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_note_lead_id_lead')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_note_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note'))
    )
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_note_lead_id'), ['lead_id'], unique=False)

    op.create_table('offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('offered_by_id', sa.Integer(), nullable=True),
    sa.Column('offered_at', UtcMoment(), nullable=False),
    sa.Column('expires_at', UtcMoment(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('answered_at', UtcMoment(), nullable=True),
    sa.Column('refuse_reason', sa.String(), nullable=True),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('reasons', Json, nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_offer_lead_id_lead')),
    sa.ForeignKeyConstraint(['offered_by_id'], ['staff.id'], name=op.f('fk_offer_offered_by_id_staff')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_offer_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer'))
    )
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.create_index('ix_offer_due', ['state', 'expires_at'], unique=False)
        batch_op.create_index('ix_offer_lead', ['lead_id'], unique=False)
        batch_op.create_index('ix_offer_staff', ['staff_id', 'state', 'offered_at'], unique=False)

    op.create_table('presence',
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('seen_at', UtcMoment(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_presence_lead_id_lead')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_presence_staff_id_staff')),
    sa.PrimaryKeyConstraint('lead_id', 'staff_id', name=op.f('pk_presence'))
    )
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.create_index('ix_presence_seen', ['seen_at'], unique=False)

    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', UtcMoment(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('answered_at', UtcMoment(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['staff.id'], name=op.f('fk_question_answered_by_id_staff')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['staff.id'], name=op.f('fk_question_asked_by_id_staff')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_question_lead_id_lead')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question'))
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_lead_id'), ['lead_id'], unique=False)

    op.create_table('raw_input',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('received_at', UtcMoment(), nullable=False),
    sa.Column('read_at', UtcMoment(), nullable=True),
    sa.Column('reader', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('filed_as', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('deadline_at', UtcMoment(), nullable=True),
    sa.Column('sorted_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_raw_input_lead_id_lead')),
    sa.ForeignKeyConstraint(['sorted_by_id'], ['staff.id'], name=op.f('fk_raw_input_sorted_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_raw_input'))
    )
    with op.batch_alter_table('raw_input', schema=None) as batch_op:
        batch_op.create_index('ix_raw_input_hash', ['content_hash', 'part'], unique=False)
        batch_op.create_index(batch_op.f('ix_raw_input_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index('ix_raw_input_message_id', ['message_id'], unique=False)
        batch_op.create_index('ix_raw_input_waiting', ['outcome', 'deadline_at'], unique=False, sqlite_where=sa.text("outcome IN ('pending', 'to_sort')"), postgresql_where=sa.text("outcome IN ('pending', 'to_sort')"))

    op.create_table('sale',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('car_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('price', sa.Integer(), nullable=True),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.Column('undone_at', UtcMoment(), nullable=True),
    sa.Column('undo_reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['car_id'], ['car.id'], name=op.f('fk_sale_car_id_car')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_sale_lead_id_lead')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_sale_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sale'))
    )
    with op.batch_alter_table('sale', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sale_lead_id'), ['lead_id'], unique=False)

    op.create_table('trade_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('make', sa.String(), nullable=False),
    sa.Column('model', sa.String(), nullable=False),
    sa.Column('year', sa.String(), nullable=False),
    sa.Column('mileage', sa.Integer(), nullable=True),
    sa.Column('plate', sa.String(), nullable=False),
    sa.Column('vin', sa.String(), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_trade_in_lead_id_lead')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trade_in'))
    )
    with op.batch_alter_table('trade_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_in_lead_id'), ['lead_id'], unique=False)

    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('try_at', UtcMoment(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(), nullable=False),
    sa.Column('claimed_at', UtcMoment(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('provider_id', sa.String(), nullable=False),
    sa.Column('finished_at', UtcMoment(), nullable=True),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_outbox_lead_id_lead')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_outbox_message_id_message')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_due', ['state', 'try_at'], unique=False)
        batch_op.create_index('ix_outbox_message', ['message_id'], unique=True)

    op.create_table('task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('due_at', UtcMoment(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('template_id', sa.Integer(), nullable=True),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcMoment(), nullable=False),
    sa.Column('fired_at', UtcMoment(), nullable=True),
    sa.Column('done_at', UtcMoment(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['staff.id'], name=op.f('fk_task_created_by_id_staff')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_task_lead_id_lead')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_task_message_id_message')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_task_staff_id_staff')),
    sa.ForeignKeyConstraint(['template_id'], ['template.id'], name=op.f('fk_task_template_id_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index('ix_task_due', ['state', 'due_at'], unique=False)
        batch_op.create_index('ix_task_lead', ['lead_id'], unique=False)
        batch_op.create_index('ix_task_staff', ['staff_id', 'state', 'due_at'], unique=False)

    op.create_table('touch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('raw_id', sa.Integer(), nullable=True),
    sa.Column('at', UtcMoment(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('portal', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('car_text', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('thread', sa.String(), nullable=False),
    sa.Column('details', Json, nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_touch_lead_id_lead')),
    sa.ForeignKeyConstraint(['raw_id'], ['raw_input.id'], name=op.f('fk_touch_raw_id_raw_input')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_touch'))
    )
    with op.batch_alter_table('touch', schema=None) as batch_op:
        batch_op.create_index('ix_touch_lead', ['lead_id', 'at'], unique=False)
        batch_op.create_index('ix_touch_message_id', ['message_id'], unique=False)
        batch_op.create_index('ix_touch_thread', ['thread'], unique=False)

    # Alembic does not see indexes on expressions.
    op.create_index(
        "ix_lead_to_take",
        "lead",
        ["due_at", sa.text("score DESC"), "received_at", "id"],
        sqlite_where=sa.text(CAN_BE_TAKEN),
        postgresql_where=sa.text(CAN_BE_TAKEN),
    )
    op.create_index(
        "ix_lead_open",
        "lead",
        ["due_at", sa.text("score DESC"), "received_at", "id"],
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    for statement in ON_SQLITE if op.get_context().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a store never goes back: restore the copy made before the migration")
