"""Objections (STOP): kept hashed, so that they outlive the erasure of the person they protect."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.tables import ObjectionRow, SettingRow
from rules.contact import CONTACT_CHANNELS
from rules.vocabulary import Channel

PEPPER = "objection_pepper"
EVERY_CHANNEL = "all"


def normalised(address: str) -> str:
    """The form of an address that is hashed: no spaces, lower case. Phones are given as E.164 when they have one."""
    return "".join(address.split()).lower()


def address_hash(address: str, pepper: str) -> str:
    """SHA-256 (hex) of the normalised address with the store's pepper: of no use outside this store."""
    return hashlib.sha256(f"{pepper}:{normalised(address)}".encode()).hexdigest()


def pepper_of(session: Session) -> str | None:
    """The store's pepper; None while nobody ever objected."""
    row = session.get(SettingRow, PEPPER)
    return str(row.value["hex"]) if row else None


def made_pepper(session: Session) -> str:
    """The store's pepper, made at the first objection. Needs a write transaction."""
    pepper = pepper_of(session)
    if pepper is None:
        pepper = secrets.token_hex(32)
        session.add(SettingRow(name=PEPPER, value={"hex": pepper}))
        session.flush()
    return pepper


def objections_hashed(
    session: Session, pepper: str | None, person_id: int | None, addresses: Iterable[str]
) -> Sequence[ObjectionRow]:
    """The standing objections of a person or of any of these addresses.

    One statement; none while nobody ever objected, and the store has no pepper.
    """
    if pepper is None:
        return ()
    hashes = [address_hash(address, pepper) for address in addresses if address]
    return session.exec(
        select(ObjectionRow).where(
            sa.or_(col(ObjectionRow.address_hash).in_(hashes), col(ObjectionRow.person_id) == person_id),
            col(ObjectionRow.lifted_at).is_(None),
        )
    ).all()


def objected_channels(rows: Iterable[ObjectionRow]) -> frozenset[Channel]:
    """The channels these objections close; one to everything names all of them."""
    named = {row.channel for row in rows}
    if EVERY_CHANNEL in named:
        return frozenset(CONTACT_CHANNELS)
    return frozenset(Channel(channel) for channel in named)
