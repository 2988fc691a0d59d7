"""Who may be whom: candidates found through indexes, at a cost that does not grow with the history."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from data.tables import MergeRow, PersonRow, SuggestionRow
from rules.likeness import PersonCard, Traces
from rules.name_likeness import Name

_TABLES = SQLModel.metadata.tables
_PERSON, _EMAIL, _PHONE = (_TABLES[name].c for name in ("person", "person_email", "person_phone"))


def _some(query: sa.Select[Any]) -> sa.Select[Any]:
    return sa.select(query.limit(sa.bindparam("limit", type_=sa.Integer)).subquery())


def _latest(*conditions: Any) -> sa.Select[Any]:
    return _some(sa.select(_PERSON.id).where(*conditions).order_by(_PERSON.id.desc()))


def _trace_statement() -> sa.CompoundSelect[Any]:
    """One index lookup a trace. Composed once: at every arrival that took longer than the lookups."""
    one, other, place = (sa.bindparam(name, type_=sa.String) for name in ("one", "other", "place"))
    addresses, mailboxes = (
        sa.bindparam(name, type_=sa.String, expanding=True) for name in ("addresses", "mailboxes")
    )
    numbers = sa.bindparam("numbers", type_=sa.String, expanding=True)
    return sa.union_all(
        *(
            _latest(_PERSON.last_key == last, _PERSON.first_key == first)
            for last, first in ((one, other), (other, one))
        ),
        *(
            _latest(_PERSON.place == place, key == name)
            for name in (one, other)
            for key in (_PERSON.last_key, _PERSON.first_key)
        ),
        _some(sa.select(_EMAIL.person_id).where(_EMAIL.address.in_(addresses), _EMAIL.is_relay.is_(False))),
        _some(sa.select(_EMAIL.person_id).where(_EMAIL.mailbox.in_(mailboxes))),
        _some(sa.select(_PHONE.person_id).where(_PHONE.e164.in_(numbers))),
    )


_CANDIDATES = _trace_statement()
_IDS = sa.bindparam("ids", type_=sa.Integer, expanding=True)
_PERSONS_OF = sa.select(
    _PERSON.id,
    _PERSON.last_name,
    _PERSON.first_name,
    _PERSON.full_name,
    _PERSON.title,
    _PERSON.postcode,
    _PERSON.city,
    _PERSON.last_contact_from_at,
    _PERSON.created_at,
).where(_PERSON.id.in_(_IDS), _PERSON.erased_at.is_(None), _PERSON.merged_into_id.is_(None))
_KEYS_OF = sa.union_all(
    sa.select(_PHONE.person_id, _PHONE.e164, _PHONE.is_shared).where(
        _PHONE.person_id.in_(_IDS), _PHONE.e164.is_not(None)
    ),
    # An address is never shared: there a relay stands apart.
    sa.select(_EMAIL.person_id, _EMAIL.address, sa.null()).where(
        _EMAIL.person_id.in_(_IDS), _EMAIL.is_relay.is_(False)
    ),
)


def candidates(session: Session, traces: Traces, but: int, limit: int) -> frozenset[int]:
    """Persons who share a trace with somebody: at most the ``limit`` latest a trace, so that the cost is constant.

    Asks the database as it was last flushed.
    """
    names = [name for name in (traces.last, traces.first) if name]
    has_both = len(names) == 2
    rows = session.connection().execute(
        _CANDIDATES,
        {
            # What is not known is NULL, which nothing equals.
            "one": names[0] if names else None,
            "other": names[1] if has_both else None,
            "place": traces.place or None,
            "addresses": sorted(traces.emails),
            "mailboxes": sorted(traces.mailboxes),
            "numbers": sorted(traces.phones | traces.near if names else traces.phones),
            "limit": limit,
        },
    )
    return frozenset({row[0] for row in rows} - {but})


def cards_of(session: Session, ids: Collection[int]) -> dict[int, tuple[PersonCard, frozenset[str]]]:
    """What is known of these persons, each with those of their numbers that are shared; merged ones are left out.

    Asks the database as it was last flushed.
    """
    if not ids:
        return {}
    connection, wanted = session.connection(), {"ids": list(ids)}
    emails: dict[int, set[str]] = {}
    phones: dict[int, dict[str, bool]] = {}
    for person, key, is_shared in connection.execute(_KEYS_OF, wanted):
        if is_shared is None:
            emails.setdefault(person, set()).add(key)
        else:
            phones.setdefault(person, {})[key] = is_shared
    return {
        row.id: (
            PersonCard(
                name=Name(row.last_name, row.first_name, row.full_name, row.title),
                postcode=row.postcode,
                city=row.city,
                emails=frozenset(emails.get(row.id, ())),
                phones=frozenset(phones.get(row.id, ())),
                heard_at=row.last_contact_from_at or row.created_at,
            ),
            frozenset(number for number, is_shared in phones.get(row.id, {}).items() if is_shared),
        )
        for row in connection.execute(_PERSONS_OF, wanted)
    }


def name_of(person: PersonRow) -> Name:
    return Name(person.last_name, person.first_name, person.full_name, person.title)


def suggestion_between(session: Session, one: int, other: int) -> SuggestionRow | None:
    low, high = sorted((one, other))
    return session.exec(
        select(SuggestionRow).where(SuggestionRow.low_id == low, SuggestionRow.high_id == high)
    ).first()


def suggestions_of(session: Session, person_id: int, *, is_open: bool = False) -> Sequence[SuggestionRow]:
    """Every pair that somebody is in, the likeliest first; with ``is_open`` those nobody has decided."""
    mine = sa.or_(col(SuggestionRow.low_id) == person_id, col(SuggestionRow.high_id) == person_id)
    query = select(SuggestionRow).where(mine)
    if is_open:
        query = query.where(SuggestionRow.decision == "")
    return session.exec(query.order_by(col(SuggestionRow.percent).desc(), col(SuggestionRow.id))).all()


def standing_merges(
    session: Session, kind: str, *, kept: Iterable[int] = (), emptied: Iterable[int] = ()
) -> Sequence[MergeRow]:
    """Merges that were not taken apart, the latest first: into one of ``kept``, or of one of ``emptied``."""
    whose = sa.or_(col(MergeRow.kept_id).in_(list(kept)), col(MergeRow.emptied_id).in_(list(emptied)))
    return session.exec(
        select(MergeRow)
        .where(MergeRow.kind == kind, whose, col(MergeRow.undone_at).is_(None))
        .order_by(col(MergeRow.id).desc())
    ).all()


def keep_suggestion(
    session: Session, one: int, other: int, percent: int, reasons: list[dict[str, Any]], at: datetime
) -> bool:
    """Ask about two persons; False when somebody has decided on them already, or nothing is new."""
    row = suggestion_between(session, one, other)
    if row is None:
        low, high = sorted((one, other))
        row = SuggestionRow(low_id=low, high_id=high, percent=percent, reasons=reasons, at=at)
    elif row.decision or (row.percent, row.reasons) == (percent, reasons):
        return False
    else:
        row.percent, row.reasons, row.at = percent, reasons, at
    session.add(row)
    return True
