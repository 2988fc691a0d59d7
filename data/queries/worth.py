"""What the store knows of a lead's worth: its answers and touches, how its person is reached, whether they bought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

_TABLES = SQLModel.metadata.tables
_ANSWER, _TOUCH, _TRADE_IN, _SALE, _LEAD, _EMAIL, _PHONE = (
    _TABLES[name].c
    for name in ("answer", "touch", "trade_in", "sale", "lead", "person_email", "person_phone")
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one lead."""

    answers: Mapping[str, str]
    """By the code of the field."""
    touches: Sequence[tuple[str, str]]
    """(text, address) of each."""
    has_phone: bool
    """A number that can be read and is not wrong."""
    has_email: bool
    has_trade_in: bool
    has_bought: bool
    """A car, by another lead."""


def worth_of(connection: Connection, lead_id: int, person_id: int) -> Known:
    """One statement, whatever there is to know."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for what, *told in connection.execute(_STATEMENT, {"lead": lead_id, "person": person_id}):
        rows.setdefault(what, []).append((told[0], told[1]))
    return Known(
        answers=dict(rows.get("answer", ())),
        touches=rows.get("touch", ()),
        has_phone="phone" in rows,
        has_email="email" in rows,
        has_trade_in="trade_in" in rows,
        has_bought="sale" in rows,
    )


def _statement() -> sa.CompoundSelect[Any]:
    lead, person = sa.bindparam("lead", type_=sa.Integer), sa.bindparam("person", type_=sa.Integer)

    def whether(what: str, query: sa.Select[Any]) -> sa.Select[Any]:
        nothing: sa.ColumnElement[Any] = sa.literal_column("''")
        said: sa.ColumnElement[Any] = sa.literal_column(f"'{what}'")
        return sa.select(said, nothing, nothing).where(query.exists())

    return sa.union_all(
        sa.select(sa.literal_column("'answer'"), _ANSWER.field, _ANSWER.value).where(_ANSWER.lead_id == lead),
        sa.select(sa.literal_column("'touch'"), _TOUCH.text, _TOUCH.address).where(_TOUCH.lead_id == lead),
        whether(
            "phone",
            sa.select(_PHONE.id).where(
                _PHONE.person_id == person, _PHONE.e164.is_not(None), _PHONE.is_wrong.is_(False)
            ),
        ),
        whether("email", sa.select(_EMAIL.id).where(_EMAIL.person_id == person)),
        whether("trade_in", sa.select(_TRADE_IN.id).where(_TRADE_IN.lead_id == lead)),
        whether(
            "sale",
            sa.select(_SALE.id)
            .join(_TABLES["lead"], _LEAD.id == _SALE.lead_id)
            .where(_LEAD.person_id == person, _SALE.undone_at.is_(None), _SALE.lead_id != lead),
        ),
    )


_STATEMENT = _statement()
