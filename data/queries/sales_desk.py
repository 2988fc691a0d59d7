"""What stands on a salesperson's desk: offers, the last word of each conversation, sales of the month."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from data.queries.listed import car_words, first_phone
from rules.values.desk import OfferRow
from rules.vocabulary import OfferState

_TABLES = SQLModel.metadata.tables
_OFFER = _TABLES["offer"]
_LEAD = _TABLES["lead"]
_PERSON = _TABLES["person"]
_CAR = _TABLES["car"]
_SITE = _TABLES["site"]
_STAFF = _TABLES["staff"]
_TOUCH = _TABLES["touch"]
_MESSAGE = _TABLES["message"]
_SALE = _TABLES["sale"]


class LastWord(NamedTuple):
    """The last thing said in a conversation."""

    text: str
    at: datetime
    is_ours: bool


def open_offers(session: Session, staff_id: int) -> list[OfferRow]:
    """Offers that wait for somebody's answer, the first to expire on top. One statement."""
    last_message = (
        sa.select(_TOUCH.c.text)
        .where(_TOUCH.c.lead_id == _LEAD.c.id, _TOUCH.c.text != "")
        .order_by(_TOUCH.c.at.desc(), _TOUCH.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            _OFFER.c.id,
            _OFFER.c.lead_id,
            _PERSON.c.display_name,
            first_phone(),
            _CAR.c.make,
            _CAR.c.model,
            _LEAD.c.car_text,
            _SITE.c.name,
            _LEAD.c.score,
            _OFFER.c.offered_at,
            _OFFER.c.expires_at,
            _STAFF.c.name,
            _OFFER.c.reasons,
            last_message,
        )
        .join(_LEAD, _LEAD.c.id == _OFFER.c.lead_id)
        .join(_PERSON, _PERSON.c.id == _LEAD.c.person_id)
        .outerjoin(_CAR, _CAR.c.id == _LEAD.c.car_id)
        .outerjoin(_SITE, _SITE.c.id == _LEAD.c.site_id)
        .outerjoin(_STAFF, _STAFF.c.id == _OFFER.c.offered_by_id)
        .where(_OFFER.c.staff_id == staff_id, _OFFER.c.state == OfferState.OPEN.value)
        .order_by(_OFFER.c.expires_at.asc().nulls_last(), _OFFER.c.id)
    )
    return [
        OfferRow(
            id=row[0],
            lead_id=row[1],
            person=row[2],
            phone=row[3] or "",
            car=car_words(row[4], row[5], row[6]),
            site=row[7] or "",
            score=row[8],
            offered_at=row[9],
            expires_at=row[10],
            offered_by=row[11] or "",
            reasons=tuple((reason["code"], dict(reason.get("params", {}))) for reason in row[12]),
            last_message=row[13] or "",
        )
        for row in session.connection().execute(query)
    ]


def last_words(session: Session, lead_ids: Collection[int]) -> Mapping[int, LastWord]:
    """The last word of each conversation, theirs or ours. One statement."""
    if not lead_ids:
        return {}
    lead, touch, message = _LEAD.c, _TOUCH.c, _MESSAGE.c
    heard, said = _TOUCH.alias("heard"), _MESSAGE.alias("said")
    theirs, ours = _last(heard, heard.c.text != ""), _last(said, said.c.direction == "out")
    query = (
        sa.select(lead.id, touch.at, touch.text, message.at, message.body)
        .outerjoin_from(_LEAD, _TOUCH, touch.id == theirs)
        .outerjoin(_MESSAGE, message.id == ours)
        .where(lead.id.in_(lead_ids))
    )
    words = {}
    for lead_id, heard_at, text, said_at, body in session.connection().execute(query):
        if said_at is not None and (heard_at is None or said_at >= heard_at):
            words[lead_id] = LastWord(body, said_at, True)
        elif heard_at is not None:
            words[lead_id] = LastWord(text, heard_at, False)
    return words


def _last(rows: Any, *which: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    """The id of the last row of a conversation, by the index of its lead and time."""
    newest = sa.select(rows.c.id).where(rows.c.lead_id == _LEAD.c.id, *which)
    return newest.order_by(rows.c.at.desc(), rows.c.id.desc()).limit(1).correlate(_LEAD).scalar_subquery()


def sales_since(session: Session, staff_id: int, since: datetime) -> int:
    """Standing sales of somebody since a moment."""
    query = sa.select(sa.func.count()).where(
        _SALE.c.staff_id == staff_id, _SALE.c.at >= since, _SALE.c.undone_at.is_(None)
    )
    return int(session.connection().execute(query).scalar_one())
