"""Customers: who they are, how they can be reached, what they allowed and refused."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.tables.columns import UtcMoment


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"
    # What a likeness is looked up by: one of the names and the place, or both names (``rules.likeness``).
    __table_args__ = (
        sa.Index("ix_person_names", "last_key", "first_key", "id"),
        sa.Index("ix_person_last_place", "place", "last_key", "id"),
        sa.Index("ix_person_first_place", "place", "first_key", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    full_name: str = ""
    """The name as it arrived, untouched."""
    display_name: str = ""
    """DUPONT Jean: how lists show it."""
    city: str = ""
    postcode: str = ""
    lang: str = "fr"
    last_contact_from_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    """Last contact *from* the prospect: retention counts from it."""
    created_at: datetime = Field(sa_type=UtcMoment)
    erased_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    last_key: str = ""
    """How the last name sounds."""
    first_key: str = ""
    """How the first name sounds, a short form made whole."""
    place: str = ""
    """The postcode, else the town in plain letters."""
    merged_into_id: int | None = None
    """The person this one turned out to be: it has no leads of its own any more."""


class PersonPhoneRow(SQLModel, table=True):
    __tablename__ = "person_phone"
    __table_args__ = (
        sa.Index("ix_person_phone_e164", "e164"),
        sa.Index("ix_person_phone_person", "person_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    raw: str
    e164: str | None = None
    kind: str
    extension: str = ""
    is_shared: bool = False
    """Several people answer it: it identifies nobody."""
    is_others: bool = False
    """Said to be somebody else's: what it is used for is policy."""
    is_wrong: bool = False
    """Somebody else answered: this person is not called there any more."""


class PersonEmailRow(SQLModel, table=True):
    __tablename__ = "person_email"
    __table_args__ = (
        sa.Index("ix_person_email_address", "address"),
        sa.Index("ix_person_email_person", "person_id"),
        sa.Index("ix_person_email_mailbox", "mailbox", "person_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    raw: str
    address: str
    """Normalised: lower case, no display name."""
    mailbox: str = ""
    """The part before the @ where it can tell somebody: it stays when they change provider."""
    is_relay: bool = False
    """A portal's relay: it identifies a thread, not a person."""


class ConsentRow(SQLModel, table=True):
    __tablename__ = "consent"
    __table_args__ = (sa.Index("ix_consent_person", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    channel: str
    starts_at: datetime = Field(sa_type=UtcMoment)
    ends_at: datetime = Field(sa_type=UtcMoment)
    proof: str
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class ObjectionRow(SQLModel, table=True):
    """A STOP. Kept hashed, so that it outlives the erasure of the person it protects."""

    __tablename__ = "objection"
    __table_args__ = (
        sa.Index("ix_objection_address", "address_hash"),
        sa.Index("ix_objection_person", "person_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    address_hash: str
    channel: str
    """A channel code, or ``all``."""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    source: str = ""
    at: datetime = Field(sa_type=UtcMoment)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcMoment)
