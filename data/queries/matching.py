"""Looking up by exact key what an incoming demand may belong to: persons, cars, leads, messages, sites."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, SQLModel, col, select

from data.tables import (
    CarListingRow,
    CarRow,
    LeadRow,
    MessageRow,
    PersonPhoneRow,
    PersonRow,
    RawInputRow,
    SiteRow,
    TouchRow,
)
from rules.vocabulary import CarStatus, RawOutcome

_INTAKE_LOCK = 0x564F_494E
_AT_ONCE = 500
CONTENT_LATER = defer(RawInputRow.content)  # type: ignore[arg-type] # SQLModel gives attributes the type of their value
"""A document may be of megabytes: whoever only asks what became of it does not load them."""

_FIRST_WITH_HASH = (
    select(RawInputRow)
    .options(CONTENT_LATER)
    .where(
        RawInputRow.content_hash == sa.bindparam("hash"),
        RawInputRow.part == 0,
        RawInputRow.outcome != RawOutcome.REPEATED.value,
    )
    .order_by(col(RawInputRow.id))
    .limit(1)
)


def intake_alone(unit: Session | Connection) -> None:
    """Hold the store's intake until the transaction ends, so that two of them never make one person twice.

    SQLite writers are alone already; PostgreSQL takes an advisory lock.
    """
    connection = unit.connection() if isinstance(unit, Session) else unit
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _INTAKE_LOCK})


def first_raw_with_hash(session: Session, content_hash: str) -> RawInputRow | None:
    """The document these bytes came as first, its content left where it is; repetitions do not count."""
    return session.exec(_FIRST_WITH_HASH, params={"hash": content_hash}).first()


def parts_of(
    session: Session, content_hash: str, first: int = 1, last: int | None = None
) -> Iterator[RawInputRow]:
    """What was read from inside a document so far, in its order; of its parts from ``first`` to ``last``."""
    query = (
        select(RawInputRow)
        .options(CONTENT_LATER)
        .where(RawInputRow.content_hash == content_hash, col(RawInputRow.part) >= first)
        .order_by(col(RawInputRow.part))
    )
    if last is not None:
        query = query.where(col(RawInputRow.part) <= last)
    return iter(session.exec(query.execution_options(yield_per=_AT_ONCE)))


def count_parts(session: Session, content_hash: str) -> int:
    """How many were read from inside a document so far."""
    query = select(sa.func.count()).where(RawInputRow.content_hash == content_hash, col(RawInputRow.part) > 0)
    return session.exec(query).one()


def rows_said_before(session: Session, keys: Collection[str]) -> dict[str, RawInputRow]:
    """The rows of files that said the same as these when they came first, by key."""
    if not keys:
        return {}
    query = select(RawInputRow).options(CONTENT_LATER).where(col(RawInputRow.row_key).in_(keys))
    return {row.row_key: row for row in session.exec(query) if row.row_key is not None}


@dataclass(frozen=True, slots=True)
class UnreadDocument:
    """A document that was stored and not read."""

    raw_id: int
    size: int
    """Bytes."""
    origin: str


def unread_documents(session: Session, quiet_since: datetime) -> Sequence[UnreadDocument]:
    """Documents stored and not yet read, oldest first, that neither came nor had a part settled after that moment."""
    document, part = aliased(RawInputRow), aliased(RawInputRow)
    last_settled = (
        select(part.read_at)
        .where(part.content_hash == document.content_hash, part.part > 0)
        .order_by(col(part.part).desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.exec(
        select(document.id, document.size, document.origin)
        .where(
            document.outcome == RawOutcome.PENDING.value,
            document.part == 0,
            sa.func.coalesce(last_settled, document.received_at) <= quiet_since,
        )
        .order_by(col(document.id))
    ).all()
    return [UnreadDocument(raw_id, size, origin) for raw_id, size, origin in rows if raw_id is not None]


def beginning_of(session: Session, raw_id: int, length: int) -> bytes:
    """The first bytes of a document."""
    head = sa.func.substr(RawInputRow.content, 1, length, type_=sa.LargeBinary)
    return bytes(session.exec(select(head).where(RawInputRow.id == raw_id)).one())


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person who has one of the keys."""

    person: PersonRow
    by_email: bool


_EMAIL, _PHONE = (SQLModel.metadata.tables[name].c for name in ("person_email", "person_phone"))
_KEY, _LIMIT = sa.bindparam("key", type_=sa.String), sa.bindparam("limit", type_=sa.Integer)
_OWNERS_OF_ADDRESS = (
    sa.select(_EMAIL.person_id)
    .where(_EMAIL.address == _KEY, _EMAIL.is_relay.is_(False))
    .distinct()
    .limit(_LIMIT)
)
_OWNERS_OF_NUMBER = (
    sa.select(_PHONE.person_id)
    .where(_PHONE.e164 == _KEY, _PHONE.is_shared.is_(False))
    .distinct()
    .limit(_LIMIT)
)
_SHARED = (
    sa.select(_PHONE.id)
    # What somebody else said of it does not take it from its owner.
    .where(_PHONE.e164 == _KEY, _PHONE.is_shared.is_(True), _PHONE.is_others.is_(False))
    .limit(1)
)
_PERSON = sa.bindparam("person", type_=sa.Integer)
_CONTACTS = sa.union_all(
    sa.select(_EMAIL.address, sa.null(), sa.null()).where(_EMAIL.person_id == _PERSON),
    sa.select(
        sa.null(), sa.func.coalesce(sa.func.nullif(_PHONE.e164, ""), _PHONE.raw), _PHONE.is_others
    ).where(_PHONE.person_id == _PERSON),
)


def persons_with(
    session: Session, emails: Collection[str], phones: Collection[str], limit: int
) -> Sequence[FoundPerson]:
    """Persons who own one of these addresses or numbers, e-mail matches first, then the longest known.

    Relay addresses and shared numbers identify nobody. A key that more than ``limit`` persons have is noise.
    """
    found: dict[int, bool] = {}
    if session.new:
        session.flush()
    connection = session.connection()
    for statement, keys in ((_OWNERS_OF_ADDRESS, emails), (_OWNERS_OF_NUMBER, phones)):
        for key in keys:
            ids = connection.execute(statement, {"key": key, "limit": limit + 1}).scalars().all()
            if len(ids) <= limit:
                for person_id in ids:
                    found.setdefault(person_id, statement is _OWNERS_OF_ADDRESS)
    if not found:
        return []
    people = session.exec(
        select(PersonRow).where(
            col(PersonRow.id).in_(found),
            col(PersonRow.erased_at).is_(None),
            col(PersonRow.merged_into_id).is_(None),
        )
    ).all()
    matches = [FoundPerson(person, found[person.id]) for person in people if person.id is not None]
    return sorted(matches, key=lambda match: (not match.by_email, match.person.id))


def owners_of_number(session: Session, e164: str, limit: int) -> Sequence[PersonRow]:
    """Persons who gave this number as theirs, the latest first."""
    return session.exec(
        select(PersonRow)
        .join(PersonPhoneRow, col(PersonPhoneRow.person_id) == PersonRow.id)
        .where(
            PersonPhoneRow.e164 == e164,
            col(PersonPhoneRow.is_others).is_(False),
            col(PersonRow.merged_into_id).is_(None),
        )
        .order_by(col(PersonRow.id).desc())
        .limit(limit)
    ).all()


def number_is_shared(session: Session, e164: str) -> bool:
    return session.connection().execute(_SHARED, {"key": e164}).first() is not None


def contacts_of(session: Session, person_id: int) -> tuple[set[str], dict[str, bool]]:
    """A person's addresses, relays among them, and their numbers, each with whether it is said to be somebody else's.

    Numbers are E.164, or as written where none was read.
    """
    if session.new:
        session.flush()
    addresses: set[str] = set()
    numbers: dict[str, bool] = {}
    for address, number, is_others in session.connection().execute(_CONTACTS, {"person": person_id}):
        if address is None:
            numbers[number] = is_others
        else:
            addresses.add(address)
    return addresses, numbers


def mark_number_shared(session: Session, e164: str) -> None:
    """From now on this number identifies nobody."""
    session.connection().execute(
        sa.update(PersonPhoneRow).where(col(PersonPhoneRow.e164) == e164).values(is_shared=True)
    )


def own_number(session: Session, person_id: int, e164: str) -> None:
    """It was said to be somebody else's, and is this person's own."""
    change = sa.update(PersonPhoneRow).where(
        col(PersonPhoneRow.person_id) == person_id, col(PersonPhoneRow.e164) == e164
    )
    session.connection().execute(change.values(is_others=False, is_shared=False))
    if number_is_shared(session, e164):
        session.connection().execute(change.values(is_shared=True))


def leads_of_person(session: Session, person_id: int, limit: int = 50) -> Sequence[LeadRow]:
    """A person's leads, the latest first."""
    return session.exec(
        select(LeadRow)
        .where(LeadRow.person_id == person_id)
        .order_by(col(LeadRow.received_at).desc(), col(LeadRow.id).desc())
        .limit(limit)
    ).all()


def lead_answered_by(session: Session, message_ids: Sequence[str]) -> int | None:
    """The lead one of our messages with these Message-IDs was about: the first id that is known wins."""
    for message_id in message_ids:
        lead_id = session.exec(
            select(MessageRow.lead_id)
            .where(MessageRow.message_id == message_id, MessageRow.direction == "out")
            .limit(1)
        ).first()
        if lead_id is not None:
            return lead_id
    return None


def lead_of_thread(session: Session, thread: str) -> int | None:
    """The lead last heard of under this relay address."""
    return session.exec(
        select(TouchRow.lead_id)
        .where(TouchRow.thread == thread)
        .order_by(col(TouchRow.at).desc(), col(TouchRow.id).desc())
        .limit(1)
    ).first()


def car_with(
    session: Session,
    *,
    source: str = "",
    references: Sequence[str] = (),
    plates: Sequence[str] = (),
    vins: Sequence[str] = (),
    stock_numbers: Sequence[str] = (),
) -> CarRow | None:
    """The car of our stock that a demand names: by advert, then plate, VIN and stock number.

    Of several, one still in stock, then the latest entry; an advert of the same portal comes before others.
    """
    if references:
        row = session.exec(
            select(CarRow)
            .join(CarListingRow, col(CarListingRow.car_id) == CarRow.id)
            .where(col(CarListingRow.reference).in_(references))
            .order_by(
                sa.case((col(CarListingRow.source) == source, 0), else_=1),
                _in_stock_first(),
                col(CarRow.id).desc(),
            )
            .limit(1)
        ).first()
        if row is not None:
            return row
    for column, values in (
        (CarRow.plate, plates),
        (CarRow.vin, vins),
        (CarRow.stock_number, stock_numbers),
    ):
        if values:
            row = session.exec(
                select(CarRow)
                .where(col(column).in_(values))
                .order_by(_in_stock_first(), col(CarRow.id).desc())
                .limit(1)
            ).first()
            if row is not None:
                return row
    return None


def _in_stock_first() -> sa.ColumnElement[int]:
    return sa.case((col(CarRow.status) == CarStatus.IN_STOCK.value, 0), else_=1)


def active_sites(session: Session) -> Sequence[SiteRow]:
    return session.exec(
        select(SiteRow).where(col(SiteRow.is_active).is_(True)).order_by(col(SiteRow.id))
    ).all()
