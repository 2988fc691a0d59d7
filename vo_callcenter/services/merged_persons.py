"""Two persons made one, and taken apart again: addresses, objections and leads move, nothing is lost."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from data.changes import note_change
from data.queries.likeness import standing_merges, suggestion_between, suggestions_of
from data.tables import LeadRow, MergeRow, PersonEmailRow, PersonPhoneRow, PersonRow, SuggestionRow
from rules.events import parse_moment, standing
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import EventKind
from vo_callcenter.services.caller import rename
from vo_callcenter.services.case import Case, open_case
from vo_callcenter.services.merged_leads import split_lead
from vo_callcenter.services.office import Office
from vo_callcenter.services.score import rescore

_TABLES = SQLModel.metadata.tables
_FILLED = ("title", "city", "postcode", "full_name")
_NAMES = ("first_name", "last_name")


def merge_persons(office: Office, session: Session, kept_id: int, emptied_id: int, actor: Actor) -> MergeRow:
    """Make one person of two inside an open transaction; their leads stay apart.

    Raises ``Refusal`` for one and the same, and for somebody who was merged already.
    """
    if kept_id == emptied_id:
        raise Refusal("merge_itself")
    leads = lock_leads(session, (kept_id, emptied_id))
    kept, emptied = (session.get_one(PersonRow, each, with_for_update=True) for each in (kept_id, emptied_id))
    if kept.merged_into_id is not None or emptied.merged_into_id is not None:
        raise Refusal("merge_duplicate_person")
    now = office.now()
    row = MergeRow(kind="person", kept_id=kept_id, emptied_id=emptied_id, at=now, staff_id=actor.id)
    row.moved = {
        "lead": [lead for lead, person in leads if person == emptied_id],
        "person_email": _move_new(session, PersonEmailRow, ("address",), emptied_id, kept_id),
        "person_phone": _move_new(session, PersonPhoneRow, ("e164", "raw"), emptied_id, kept_id),
        "consent": _move(session, "consent", emptied_id, kept_id),
        "objection": _move(session, "objection", emptied_id, kept_id),
        "suggestion": _ask_of(session, emptied_id, kept_id),
    }
    heard = kept.last_contact_from_at
    row.before = {
        "filled": _fill(kept, emptied),
        "heard_at": heard.isoformat() if heard else None,
    }
    emptied.merged_into_id = kept_id
    session.add_all((row, kept, emptied))
    session.flush()
    for lead_id, _ in leads:
        case = open_case(office, session, lead_id)
        case.lead.person_id = kept_id
        case.record(EventKind.PERSONS_MERGED, actor, merge=row.id, kept=kept_id, emptied=emptied_id)
        _saved(case)
    _say(session, row, office)
    return row


def split_persons(office: Office, session: Session, row: MergeRow, actor: Actor) -> None:
    """Take a merge of persons apart inside an open transaction; leads of both that were merged are split first.

    What came since stays with the person it came to. Raises ``Refusal``: the kept person was merged meanwhile.
    """
    if standing_merges(session, "person", emptied=[row.kept_id]):
        raise Refusal("split_other_first_person")
    leads = lock_leads(session, (row.kept_id, row.emptied_id))
    moved = set(row.moved["lead"])
    numbers = [lead for lead, _ in leads]
    for each in standing_merges(session, "lead", kept=numbers, emptied=numbers):
        if (each.kept_id in moved) != (each.emptied_id in moved):
            split_lead(office, session, each, actor)
    kept, emptied = (
        session.get_one(PersonRow, each, with_for_update=True) for each in (row.kept_id, row.emptied_id)
    )
    for name in ("person_email", "person_phone", "consent", "objection"):
        _move_back(session, name, row.moved[name], row.kept_id, row.emptied_id)
    for number in row.moved["suggestion"]:
        _point(session.get_one(SuggestionRow, number), row.kept_id, row.emptied_id)
    _unfill(kept, emptied, row.before)
    emptied.merged_into_id = None
    between = suggestion_between(session, row.kept_id, row.emptied_id)
    if between is not None:
        between.decision, between.decided_at, between.decided_by_id = "", None, None
        session.add(between)
    row.undone_at, row.undone_by_id = office.now(), actor.id
    session.add_all((row, kept, emptied))
    session.flush()
    for lead_id, _ in leads:
        case = open_case(office, session, lead_id)
        if lead_id in moved:
            case.lead.person_id = row.emptied_id
        for event in standing(case.events):
            if event.kind is EventKind.PERSONS_MERGED and event.data["merge"] == row.id:
                case.record(EventKind.UNDONE, actor, event=event.id, split=row.id)
        _saved(case)
    _say(session, row, office)


def lock_leads(session: Session, persons: Sequence[int]) -> list[tuple[int, int]]:
    """Lock every lead of these persons, in one order; (lead, person) of each."""
    rows = session.exec(
        select(LeadRow).where(col(LeadRow.person_id).in_(persons)).order_by(col(LeadRow.id)).with_for_update()
    ).all()
    return [(row.id, row.person_id) for row in rows if row.id is not None]


def _saved(case: Case) -> None:
    case.session.flush()
    if not case.state.is_closed:
        rescore(case)
    case.save()


def _say(session: Session, row: MergeRow, office: Office) -> None:
    for person in (row.kept_id, row.emptied_id):
        note_change(session, "person", person, office.now())


def _move_new(
    session: Session,
    table: type[PersonEmailRow] | type[PersonPhoneRow],
    keys: tuple[str, ...],
    source: int,
    target: int,
) -> list[int]:
    """Move addresses that the kept person does not have; the rest stay where they are."""

    def key_of(row: Any) -> str:
        return next((getattr(row, key) for key in keys if getattr(row, key)), "")

    rows: Sequence[Any] = session.exec(select(table).where(col(table.person_id).in_((source, target)))).all()
    known = {key_of(row) for row in rows if row.person_id == target}
    moving = [row for row in rows if row.person_id == source and key_of(row) not in known]
    for row in moving:
        row.person_id = target
        session.add(row)
    session.flush()
    return sorted(row.id for row in moving if row.id is not None)


def _move(session: Session, name: str, source: int, target: int) -> list[int]:
    table = _TABLES[name]
    found = session.connection().execute(sa.select(table.c.id).where(table.c.person_id == source))
    ids = sorted(int(number) for number in found.scalars())
    if ids:
        session.connection().execute(sa.update(table).where(table.c.id.in_(ids)).values(person_id=target))
    return ids


def _move_back(session: Session, name: str, ids: Sequence[int], source: int, target: int) -> None:
    table = _TABLES[name]
    if ids:
        session.flush()
        session.connection().execute(
            sa.update(table).where(table.c.id.in_(ids), table.c.person_id == source).values(person_id=target)
        )
        session.expire_all()


def _ask_of(session: Session, source: int, target: int) -> list[int]:
    """What was asked or decided about the emptied person holds for the kept one, where nothing does yet."""
    moved = []
    for row in suggestions_of(session, source):
        other = row.high_id if row.low_id == source else row.low_id
        if other != target and suggestion_between(session, target, other) is None:
            _point(row, source, target)
            session.add(row)
            session.flush()
            moved.append(row.id or 0)
    return sorted(moved)


def _point(row: SuggestionRow, source: int, target: int) -> None:
    other = row.high_id if row.low_id == source else row.low_id
    row.low_id, row.high_id = sorted((target, other))


def _fill(kept: PersonRow, emptied: PersonRow) -> list[str]:
    """Complete the kept person; returns the columns that were empty."""
    has_name = bool(kept.first_name or kept.last_name)
    names = () if has_name else _NAMES
    filled = [name for name in (*_FILLED, *names) if getattr(emptied, name) and not getattr(kept, name)]
    for name in filled:
        setattr(kept, name, getattr(emptied, name))
    if emptied.last_contact_from_at is not None and (
        kept.last_contact_from_at is None or kept.last_contact_from_at < emptied.last_contact_from_at
    ):
        kept.last_contact_from_at = emptied.last_contact_from_at
    rename(kept)
    return filled


def _unfill(kept: PersonRow, emptied: PersonRow, before: dict[str, Any]) -> None:
    """Take back what the merge filled in, unless it says something else by now."""
    for name in before["filled"]:
        if getattr(kept, name) == getattr(emptied, name):
            setattr(kept, name, "")
    if kept.last_contact_from_at == emptied.last_contact_from_at:
        kept.last_contact_from_at = parse_moment(before["heard_at"]) if before["heard_at"] else None
    rename(kept)
