"""What waits to be sorted, what was filed, and what a reader made enquiries of."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from data.tables import RawInputRow
from rules.vocabulary import RawOutcome

HEAD = 40_000
"""Bytes of each document's beginning that lists are made from."""


def raw_to_sort(session: Session, limit: int = 500) -> Sequence[tuple[RawInputRow, bytes]]:
    """Waiting documents with the beginning of their content, the most urgent first."""
    return _listed(
        session, RawOutcome.TO_SORT, col(RawInputRow.deadline_at), col(RawInputRow.id), limit=limit
    )


def raw_filed(
    session: Session, reason_left_out: str, limit: int = 200
) -> Sequence[tuple[RawInputRow, bytes]]:
    """Filed documents, the latest first; those that only hold parts are left out."""
    return _listed(
        session,
        RawOutcome.FILED,
        col(RawInputRow.id).desc(),
        limit=limit,
        condition=col(RawInputRow.reason) != reason_left_out,
    )


def mails_read_by(
    session: Session, reader: str, limit: int = 300, among: int = 5_000
) -> Sequence[tuple[RawInputRow, bytes]]:
    """Whole documents that ``reader`` made enquiries of, ``among`` the latest ones, the latest first."""
    newest = session.exec(select(sa.func.max(col(RawInputRow.id)))).one() or 0
    statement = (
        _with_heads()
        .where(
            col(RawInputRow.id) > newest - among,
            col(RawInputRow.reader) == reader,
            col(RawInputRow.part) == 0,
            col(RawInputRow.outcome).in_((RawOutcome.LEAD.value, RawOutcome.TOUCH.value)),
        )
        .order_by(col(RawInputRow.id).desc())
        .limit(limit)
    )
    return _rows(session, statement)


def _listed(
    session: Session,
    outcome: RawOutcome,
    *order: Any,
    limit: int,
    condition: sa.ColumnElement[bool] | None = None,
) -> Sequence[tuple[RawInputRow, bytes]]:
    statement = _with_heads().where(col(RawInputRow.outcome) == outcome.value).order_by(*order).limit(limit)
    if outcome is RawOutcome.TO_SORT:
        statement = statement.where(
            sa.text("raw_input.outcome IN ('pending', 'to_sort')")
        )  # the partial index's words
    if condition is not None:
        statement = statement.where(condition)
    return _rows(session, statement)


def _with_heads() -> sa.Select[RawInputRow, bytes]:
    # The content may be megabytes: a list reads only its beginning.
    head = sa.func.substr(RawInputRow.content, 1, HEAD, type_=sa.LargeBinary).label("head")
    return sa.select(RawInputRow, head).options(
        defer(col(RawInputRow.content))  # type: ignore[arg-type] # SQLModel types columns as values
    )


def _rows(session: Session, statement: sa.Select[RawInputRow, bytes]) -> Sequence[tuple[RawInputRow, bytes]]:
    return [(row, bytes(start)) for row, start in session.execute(statement).all()]
