"""Who may be whom: candidates found through indexes, at a cost that does not grow with the history."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.tables import MergeRow, PersonEmailRow, PersonPhoneRow, PersonRow, SuggestionRow
from rules.likeness import PersonCard, Traces
from rules.name_likeness import Name


def candidates(session: Session, traces: Traces, but: int, limit: int) -> frozenset[int]:
    """Persons who share a trace with somebody: at most the ``limit`` latest a trace, so that the cost is constant."""
    found: set[int] = set()
    names = [name for name in (traces.last, traces.first) if name]
    if len(names) == 2:
        last, first = names
        for one, other in dict.fromkeys(((last, first), (first, last))):
            found |= _latest(session, limit, PersonRow.last_key == one, PersonRow.first_key == other)
    if traces.place:
        for name in dict.fromkeys(names):
            for key in (PersonRow.last_key, PersonRow.first_key):
                found |= _latest(session, limit, PersonRow.place == traces.place, key == name)
    if traces.mailboxes:
        found |= _owners(session, PersonEmailRow, PersonEmailRow.mailbox, traces.mailboxes, limit)
    if traces.phones:
        numbers = traces.phones | traces.near if names else traces.phones
        found |= _owners(session, PersonPhoneRow, PersonPhoneRow.e164, numbers, limit)
    return frozenset(found - {but})


def cards_of(session: Session, ids: Collection[int]) -> dict[int, tuple[PersonCard, frozenset[str]]]:
    """What is known of these persons, each with those of their numbers that are shared; merged ones are left out."""
    if not ids:
        return {}
    persons = session.exec(
        select(PersonRow).where(
            col(PersonRow.id).in_(ids),
            col(PersonRow.erased_at).is_(None),
            col(PersonRow.merged_into_id).is_(None),
        )
    ).all()
    emails: dict[int, set[str]] = {}
    for person, address in session.exec(
        select(PersonEmailRow.person_id, PersonEmailRow.address).where(
            col(PersonEmailRow.person_id).in_(ids), col(PersonEmailRow.is_relay).is_(False)
        )
    ):
        emails.setdefault(person, set()).add(address)
    phones: dict[int, dict[str, bool]] = {}
    for person, number, is_shared in session.exec(
        select(PersonPhoneRow.person_id, PersonPhoneRow.e164, PersonPhoneRow.is_shared).where(
            col(PersonPhoneRow.person_id).in_(ids), col(PersonPhoneRow.e164).is_not(None)
        )
    ):
        phones.setdefault(person, {})[str(number)] = is_shared
    return {
        row.id: (
            PersonCard(
                name=name_of(row),
                postcode=row.postcode,
                city=row.city,
                emails=frozenset(emails.get(row.id, ())),
                phones=frozenset(phones.get(row.id, ())),
                heard_at=row.last_contact_from_at or row.created_at,
            ),
            frozenset(number for number, is_shared in phones.get(row.id, {}).items() if is_shared),
        )
        for row in persons
        if row.id is not None
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


def _latest(session: Session, limit: int, *conditions: Any) -> set[int]:
    rows = session.exec(
        select(PersonRow.id).where(*conditions).order_by(col(PersonRow.id).desc()).limit(limit)
    )
    return {number for number in rows if number is not None}


def _owners(
    session: Session,
    table: type[PersonEmailRow] | type[PersonPhoneRow],
    key: Any,
    values: Collection[str],
    limit: int,
) -> set[int]:
    rows = session.exec(select(table.person_id).where(col(key).in_(sorted(values))).limit(limit))
    return set(rows)
