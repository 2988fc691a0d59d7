"""One lead's record: every row it is made of, in one statement whatever the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from data.queries import agenda, contact
from data.queries.cars import candidates_query, car_card, cars_query
from data.queries.contact import Consent
from data.queries.listed import car_words
from data.queries.presence import PRESENT
from data.queries.together import Together
from data.tables import (
    CallRow,
    LeadEventRow,
    LeadRow,
    MessageRow,
    NoteRow,
    PersonEmailRow,
    PersonPhoneRow,
    PersonRow,
    QuestionRow,
    TouchRow,
    TradeInRow,
)
from data.tables.columns import UtcMoment
from rules.values.identity import SuggestionCard
from rules.values.lead import AppointmentCard, CarCard, OtherLead, TaskCard
from rules.vocabulary import Stage

OTHERS = 20
"""Other leads of the person shown at most."""
_TABLES = SQLModel.metadata.tables
_LEAD, _PERSON, _SITE, _STAFF = _TABLES["lead"], _TABLES["person"], _TABLES["site"], _TABLES["staff"]
_CAR, _MESSAGE, _OUTBOX = _TABLES["car"], _TABLES["message"], _TABLES["outbox"]
_PRESENCE, _ANSWER = _TABLES["presence"], _TABLES["answer"]
_SUGGESTION = _TABLES["suggestion"]

_OF_LEAD: Mapping[str, type[SQLModel]] = {
    "events": LeadEventRow,
    "touches": TouchRow,
    "notes": NoteRow,
    "questions": QuestionRow,
    "trade_ins": TradeInRow,
}


@dataclass(frozen=True, slots=True)
class Record:
    """A lead with every row around it; rows of a kind in the order in which they came to be."""

    lead: LeadRow
    person: PersonRow
    site: str
    car: CarCard | None
    alternatives: Sequence[CarCard]
    """Cars in stock that come into question instead, in no order."""
    events: Sequence[LeadEventRow]
    touches: Sequence[TouchRow]
    messages: Sequence[tuple[MessageRow, str | None]]
    """Outgoing messages, each with the state of its outbox row (None while it is only prepared)."""
    notes: Sequence[NoteRow]
    questions: Sequence[QuestionRow]
    trade_ins: Sequence[TradeInRow]
    answers: dict[str, str]
    phones: Sequence[PersonPhoneRow]
    emails: Sequence[PersonEmailRow]
    consents: Sequence[Consent]
    sold_at: Sequence[datetime]
    """Standing sales to the person."""
    calls: Sequence[CallRow]
    """Outbound calls to the person, on whatever lead."""
    tasks: Sequence[TaskCard]
    appointments: Sequence[AppointmentCard]
    others: Sequence[OtherLead]
    """Other leads of the same person, the newest first."""
    suggestions: Sequence[SuggestionCard]
    """Persons who may be this one, the likeliest first."""
    viewers: Sequence[str]
    """Who else has the lead open now."""
    names: dict[int, str]
    """Everybody's name by id, those who left too."""
    pepper: str | None
    """What objections are hashed with (``data.queries.objections``)."""


def record_of(connection: Connection, lead_id: int, reader_id: int, now: datetime) -> Record | None:
    """The record as ``reader_id`` finds it; None when there is no such lead. One statement."""
    found = _together().ask(connection, lead=lead_id, reader=reader_id, seen_after=now - PRESENT)
    if not found["leads"]:
        return None
    (lead,), (person,) = found["leads"], found["persons"]
    for name in ("events", "notes", "questions", "trade_ins", "phones", "emails", "calls"):
        found[name].sort(key=lambda row: row.id)
    found["phones"].sort(key=lambda row: row.is_shared)  # one's own before another's, as in lists
    found["touches"].sort(key=lambda row: (row.at, row.id))
    states = {row.message_id: row.state for row in found["sent"]}
    return Record(
        lead=lead,
        person=person,
        site=next((row.name for row in found["sites"]), ""),
        car=next((car_card(row) for row in found["cars"]), None),
        alternatives=[car_card(row) for row in found["alternatives"]],
        messages=[(row, states.get(row.id)) for row in sorted(found["messages"], key=lambda row: row.id)],
        answers={row.field: row.value for row in found["answers"]},
        tasks=[agenda.task_card(row) for row in sorted(found["tasks"], key=lambda row: (row.due_at, row.id))],
        appointments=[
            agenda.appointment_card(row)
            for row in sorted(found["appointments"], key=lambda row: (row.starts_at, row.id))
        ],
        others=[
            _other_lead(row)
            for row in sorted(found["others"], key=lambda row: (row.received_at, row.id), reverse=True)
        ],
        suggestions=[
            _suggestion(row) for row in sorted(found["suggestions"], key=lambda row: (-row.percent, row.id))
        ],
        viewers=sorted(row.name for row in found["viewers"]),
        sold_at=contact.sold_at_in(found),
        names={row.id: row.name for row in found["names"]},
        pepper=contact.pepper_in(found),
        **{name: found[name] for name in (*_OF_LEAD, *contact.ROWS)},
    )


# ---- the questions


@cache
def _together() -> Together:
    lead = sa.bindparam("lead", type_=sa.Integer)
    person = sa.select(_LEAD.c.person_id).where(_LEAD.c.id == lead).scalar_subquery()
    message = (_MESSAGE.c.lead_id == lead, _MESSAGE.c.direction == "out")
    rows: dict[str, tuple[type[SQLModel], sa.ColumnElement[bool]]] = {
        "leads": (LeadRow, _LEAD.c.id == lead),
        "persons": (PersonRow, _PERSON.c.id == person),
        "messages": (MessageRow, sa.and_(*message)),
    }
    rows |= {name: (kind, _table(kind).c.lead_id == lead) for name, kind in _OF_LEAD.items()}
    questions = {name: sa.select(_table(kind)).where(whose) for name, (kind, whose) in rows.items()}
    questions |= {
        "sites": sa.select(_SITE.c.name).join(_LEAD, _LEAD.c.site_id == _SITE.c.id).where(_LEAD.c.id == lead),
        "cars": cars_query().join(_LEAD, _LEAD.c.car_id == _CAR.c.id).where(_LEAD.c.id == lead),
        "alternatives": candidates_query(lead),
        "sent": sa.select(_OUTBOX.c.message_id, _OUTBOX.c.state)
        .join(_MESSAGE, _MESSAGE.c.id == _OUTBOX.c.message_id)
        .where(*message),
        "answers": sa.select(_ANSWER.c.field, _ANSWER.c.value).where(_ANSWER.c.lead_id == lead),
        "tasks": agenda.tasks_query(agenda.of_lead(lead)),
        "appointments": agenda.appointments_query(agenda.appointments_of_lead(lead), planned_only=False),
        "others": _others(person, lead),
        "suggestions": _suggestions(person),
        "viewers": sa.select(_STAFF.c.name)
        .join(_PRESENCE, _PRESENCE.c.staff_id == _STAFF.c.id)
        .where(
            _PRESENCE.c.lead_id == lead,
            _PRESENCE.c.staff_id != sa.bindparam("reader", type_=sa.Integer),
            _PRESENCE.c.seen_at > sa.bindparam("seen_after", type_=UtcMoment),
        ),
        "names": sa.select(_STAFF.c.id, _STAFF.c.name),
    }
    made_into: dict[str, Any] = {name: kind for name, (kind, _) in rows.items()}
    return Together(questions | contact.questions_about(person), made_into | dict(contact.ROWS))


def _table(kind: type[SQLModel]) -> sa.Table:
    return _TABLES[str(kind.__tablename__)]


def _others(person: Any, lead: Any) -> sa.Select[Any]:
    return (
        sa.select(
            _LEAD.c.id,
            _LEAD.c.received_at,
            _CAR.c.make,
            _CAR.c.model,
            _LEAD.c.car_text,
            _LEAD.c.stage,
            _LEAD.c.close_reason,
            _LEAD.c.duplicate_of_id,
            _STAFF.c.name,
        )
        .outerjoin(_CAR, _CAR.c.id == _LEAD.c.car_id)
        .outerjoin(_STAFF, _STAFF.c.id == _LEAD.c.salesperson_id)
        .where(_LEAD.c.person_id == person, _LEAD.c.id != lead)
        .order_by(_LEAD.c.received_at.desc(), _LEAD.c.id.desc())
        .limit(OTHERS)
    )


def _other_lead(row: Any) -> OtherLead:
    return OtherLead(
        id=row.id,
        received_at=row.received_at,
        car=car_words(row.make, row.model, row.car_text),
        stage=Stage(row.stage),
        close_reason=row.close_reason,
        salesperson=row.name or "",
        duplicate_of=row.duplicate_of_id,
    )


def _suggestions(person: Any) -> sa.Select[Any]:
    """Who may be the person: pairs that nobody has decided on."""
    other = _PERSON.alias("other")
    latest = sa.select(sa.func.max(_LEAD.c.id)).where(_LEAD.c.person_id == other.c.id).scalar_subquery()
    pairs = sa.or_(_SUGGESTION.c.low_id == person, _SUGGESTION.c.high_id == person)
    return (
        sa.select(
            _SUGGESTION.c.id,
            _SUGGESTION.c.percent,
            _SUGGESTION.c.reasons,
            other.c.id.label("other_id"),
            other.c.display_name,
            other.c.postcode,
            other.c.city,
            other.c.last_contact_from_at,
            latest.label("latest"),
        )
        .join_from(
            _SUGGESTION,
            other,
            other.c.id
            == sa.case((_SUGGESTION.c.low_id == person, _SUGGESTION.c.high_id), else_=_SUGGESTION.c.low_id),
        )
        .where(pairs, _SUGGESTION.c.decision == "", other.c.merged_into_id.is_(None))
    )


def _suggestion(row: Any) -> SuggestionCard:
    return SuggestionCard(
        id=row.id,
        person_id=row.other_id,
        name=row.display_name,
        town=f"{row.postcode} {row.city}".strip(),
        percent=row.percent,
        reasons=tuple(
            (
                str(reason["code"]),
                {key: value for key, value in reason.items() if key not in ("code", "points")},
            )
            for reason in row.reasons
        ),
        heard_at=row.last_contact_from_at,
        lead_id=row.latest,
    )
