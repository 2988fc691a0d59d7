"""Who we are, as everything that arrives asks it: our language, our sites, our own addresses and numbers."""

from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from rules.reading.phones import read_phones

_HOUSE = "vo_house"


@dataclass(frozen=True, slots=True)
class OwnSite:
    id: int
    name: str
    city: str
    postcode: str
    phone: str


@dataclass(frozen=True, slots=True)
class House:
    lang: str
    """The language of a customer of whom nothing is known."""
    sites: tuple[OwnSite, ...]
    """The active ones, by number."""
    emails: frozenset[str]
    """Those of our people, sites and mailboxes, lower case: they identify no customer."""
    phones: frozenset[str]
    """Our own, E.164."""


def our_house(session: Session) -> House:
    """Asked in one statement, and once a unit of work."""
    house: House | None = session.info.get(_HOUSE)
    if house is None:
        house = session.info[_HOUSE] = _asked(session)
    return house


def _asked(session: Session) -> House:
    lang, sites = "fr", []
    emails: set[str] = set()
    phones: set[str] = set()
    for what, row_id, name, city, postcode, email, phone in session.connection().execute(_STATEMENT):
        if what == "group":
            lang = name
            continue
        emails.add(email.lower())
        phones.update(_numbers_in(phone))
        if what == "site":
            sites.append(OwnSite(row_id, name, city, postcode, phone))
    return House(
        lang, tuple(sorted(sites, key=lambda site: site.id)), frozenset(emails - {""}), frozenset(phones)
    )


@lru_cache(maxsize=2_000)
def _numbers_in(text: str) -> tuple[str, ...]:
    """The numbers in a text that one of us typed. The same few texts at every arrival."""
    return tuple(phone.e164 for phone in read_phones(text) if phone.e164)


_GROUP, _SITE, _STAFF, _MAILBOX = (
    SQLModel.metadata.tables[name].c for name in ("dealer_group", "site", "staff", "mailbox")
)
_NONE: sa.ColumnElement[str] = sa.literal_column("''")
_STATEMENT = sa.union_all(
    sa.select(
        sa.case((_SITE.is_active, "site"), else_="closed"),
        _SITE.id,
        _SITE.name,
        _SITE.city,
        _SITE.postcode,
        _SITE.email,
        _SITE.phone,
    ),
    sa.select(sa.literal_column("'staff'"), _STAFF.id, _NONE, _NONE, _NONE, _STAFF.email, _STAFF.phone),
    sa.select(sa.literal_column("'mailbox'"), _MAILBOX.id, _NONE, _NONE, _NONE, _MAILBOX.login, _NONE),
    sa.select(sa.literal_column("'group'"), _GROUP.id, _GROUP.lang, _NONE, _NONE, _NONE, _NONE).where(
        _GROUP.id == 1
    ),
)
