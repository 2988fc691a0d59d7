"""Two leads made one, and taken apart again: the events told on the kept one, and the rows that move with them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from data.changes import note_change
from data.queries.likeness import standing_merges
from data.tables import AnswerRow, MergeRow
from rules import merging
from rules.action import Action
from rules.events import LeadEvent, parse_moment, standing
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import CloseReason, EventKind, Stage
from vo_callcenter.services.case import Case, open_case
from vo_callcenter.services.consequences import follow
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import permit, permit_merge_of
from vo_callcenter.services.score import rescore

_TABLES = SQLModel.metadata.tables
_ALWAYS = ("touch", "call", "message", "outbox", "note", "question", "task", "trade_in", "raw_input")
"""Tables whose rows move with the demand."""
_SALES = ("offer", "appointment")
_FILLED = ("car_id", "car_text", "listing_reference")
"""Columns that the other lead fills in where the kept one knows nothing."""


def order_of(office: Office, session: Session, one: int, other: int) -> tuple[Case, Case]:
    """The two leads locked, the one to keep first. Raises ``Refusal`` for one and the same lead."""
    if one == other:
        raise Refusal("merge_itself")
    # In the order of their ids, so that two merges wait for each other instead of dying of each other.
    cases = {number: open_case(office, session, number) for number in sorted((one, other))}
    first, second = cases[one], cases[other]
    is_first = merging.is_kept_first((first.lead.received_at, first.id), (second.lead.received_at, second.id))
    return (first, second) if is_first else (second, first)


def permit_merge(kept: Case, emptied: Case, actor: Actor) -> None:
    """Raises the ``Refusal`` of whatever forbids this person to make one of these two leads."""
    for case in (kept, emptied):
        permit(Action.MERGE, case, actor)
    merging.check_merge(kept.state, emptied.state)
    permit_merge_of(emptied, actor)


def merge_cases(kept: Case, emptied: Case, actor: Actor, person_merge: int | None = None) -> MergeRow:
    """Make one lead of two, inside open cases; saves both."""
    permit_merge(kept, emptied, actor)
    session = kept.session
    plan = merging.plan(kept.events, emptied.events)
    tables = (*_ALWAYS, *(_SALES if plan.moves_sales else ()))
    row = MergeRow(
        kind="lead",
        kept_id=kept.id,
        emptied_id=emptied.id,
        at=kept.now,
        staff_id=actor.id,
        person_merge_id=person_merge,
        before={"closed_at": kept.lead.closed_at.isoformat() if kept.lead.closed_at else None},
    )
    number = kept.add(row)
    refused = {"refused": list(plan.refused)} if plan.refused else {}
    merged = kept.record(EventKind.MERGED, actor, merge=number, lead=emptied.id, **refused)
    row.moved = {
        **{name: _move(session, name, emptied.id, kept.id) for name in tables},
        "answer": _move_answers(session, emptied.id, kept.id),
    }
    for told in plan.told:
        kept.tell(told, act=merged.id)
    if plan.closing_undone is not None:
        kept.record(EventKind.UNDONE, actor, event=plan.closing_undone, act=merged.id)
    if plan.owner is not None:
        owner, since = plan.owner
        kept.record(EventKind.CLAIMED, owner, since, act=merged.id)
    if plan.site is not None:
        kept.record(EventKind.MOVED_SITE, actor, site=plan.site, act=merged.id)
    row.before = {**row.before, "filled": _fill(kept, emptied)}
    session.add(row)
    emptied.record(
        EventKind.CLOSED,
        actor,
        reason=CloseReason.DUPLICATE.value,
        stage=Stage.DUPLICATE.value,
        of=kept.id,
        merge=number,
    )
    kept.lead.is_unread = kept.lead.is_unread or emptied.lead.is_unread
    _settle(kept, emptied)
    return row


def split_lead(office: Office, session: Session, row: MergeRow, actor: Actor) -> None:
    """Take a merge of leads apart inside an open transaction: everything returns to its place.

    What happened since to what had come along goes back with it; whatever else came since stays where it came.
    Raises ``Refusal``: the kept lead was itself merged into another one meanwhile.
    """
    further = standing_merges(session, "lead", emptied=[row.kept_id])
    if further:
        raise Refusal("split_other_first", lead=further[0].kept_id)
    cases = {number: open_case(office, session, number) for number in sorted((row.kept_id, row.emptied_id))}
    kept, emptied = cases[row.kept_id], cases[row.emptied_id]
    for case in (kept, emptied):
        permit(Action.MERGE, case, actor)
    merged = next(each for each in standing(kept.events) if _is_about(each, EventKind.MERGED, row))
    closed = next(each for each in standing(emptied.events) if _is_about(each, EventKind.CLOSED, row))
    since = merging.told_since(kept.events, merged, row.moved)
    for event in reversed([merged, *_came_with(kept.events, merged), *since]):
        kept.record(EventKind.UNDONE, actor, event=event.id, split=row.id)
    emptied.record(EventKind.UNDONE, actor, event=closed.id, split=row.id)
    for event in since:
        emptied.tell(merging.again(event))
    for name, ids in row.moved.items():
        _move_back(session, name, ids, row.kept_id, row.emptied_id)
    for column, value in row.before.get("filled", {}).items():
        if getattr(kept.lead, column) == value:
            setattr(kept.lead, column, None if column == "car_id" else "")
    _restore_closing(kept, row.before.get("closed_at"))
    row.undone_at, row.undone_by_id = kept.now, actor.id
    session.add(row)
    _settle(kept, emptied)


def _is_about(event: LeadEvent, kind: EventKind, row: MergeRow) -> bool:
    return event.kind is kind and event.data.get("merge") == row.id


def _came_with(events: Sequence[LeadEvent], merged: LeadEvent) -> list[LeadEvent]:
    """What the merge added, the closing it took back included."""
    taken_back = {event.data["event"] for event in events if event.kind is EventKind.UNDONE}
    return [event for event in events if event.data.get("act") == merged.id and event.id not in taken_back]


def _settle(kept: Case, emptied: Case) -> None:
    for case in (emptied, kept):
        case.session.flush()
        case.session.expire_all()
        follow(case)
        if case.state.duplicate_of is None:
            rescore(case)
        case.save()
    note_change(kept.session, "person", kept.lead.person_id, kept.now)


def _restore_closing(case: Case, closed_at: Any) -> None:
    case.lead.closed_at = parse_moment(closed_at) if closed_at and case.state.is_closed else None


def _move(session: Session, name: str, source: int, target: int) -> list[int]:
    """Give a lead's rows of one table to another lead; returns their ids."""
    table = _TABLES[name]
    session.flush()
    ids = [
        int(number)
        for number in session.connection()
        .execute(sa.select(table.c.id).where(table.c.lead_id == source).order_by(table.c.id))
        .scalars()
    ]
    if ids:
        session.connection().execute(sa.update(table).where(table.c.id.in_(ids)).values(lead_id=target))
    return ids


def _move_answers(session: Session, source: int, target: int) -> list[str]:
    """Answers move where the kept form has none; the others stay with the lead they were given on."""
    known = set(session.exec(select(AnswerRow.field).where(AnswerRow.lead_id == target)).all())
    fields = session.exec(select(AnswerRow.field).where(AnswerRow.lead_id == source)).all()
    moving = sorted(set(fields) - known)
    _move_fields(session, moving, source, target)
    return moving


def _move_back(session: Session, name: str, keys: Sequence[Any], source: int, target: int) -> None:
    if not keys:
        return
    if name == "answer":
        _move_fields(session, keys, source, target)
        return
    table = _TABLES[name]
    session.connection().execute(
        sa.update(table).where(table.c.id.in_(keys), table.c.lead_id == source).values(lead_id=target)
    )


def _move_fields(session: Session, fields: Sequence[str], source: int, target: int) -> None:
    if fields:
        session.flush()
        session.connection().execute(
            sa.update(_TABLES["answer"])
            .where(col(AnswerRow.lead_id) == source, col(AnswerRow.field).in_(fields))
            .values(lead_id=target)
        )


def _fill(kept: Case, emptied: Case) -> Mapping[str, Any]:
    """Name on the kept lead what only the other knew; returns what was filled in."""
    filled = {}
    for column in _FILLED:
        value = getattr(emptied.lead, column)
        if value and not getattr(kept.lead, column):
            setattr(kept.lead, column, value)
            filled[column] = value
    return filled
