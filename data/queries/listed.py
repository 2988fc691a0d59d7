"""How lists name a lead: the number to call first, and the words of its car."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

_TABLES = SQLModel.metadata.tables
_LEAD, _PHONE = _TABLES["lead"], _TABLES["person_phone"]


def first_phone() -> Any:
    """The number to call first as E.164, or as it was written where it could not be read.

    A number found to be wrong comes last, before it one that several people answer.
    """
    return (
        sa.select(sa.func.coalesce(_PHONE.c.e164, _PHONE.c.raw))
        .where(_PHONE.c.person_id == _LEAD.c.person_id)
        .order_by(_PHONE.c.is_wrong, _PHONE.c.e164.is_(None), _PHONE.c.is_shared, _PHONE.c.id)
        .limit(1)
        .scalar_subquery()
    )


def car_words(make: str | None, model: str | None, text: str) -> str:
    """Make and model of the car in stock, else the customer's own words."""
    return " ".join(part for part in (make, model) if part) or text
