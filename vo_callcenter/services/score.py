"""What a lead is worth, from everything the store knows of it: judged anew at each change."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from data.tables import (
    AnswerRow,
    CarRow,
    LeadRow,
    PersonEmailRow,
    PersonPhoneRow,
    PersonRow,
    SaleRow,
    SiteRow,
    TouchRow,
    TradeInRow,
)
from rules.events import LeadEvent, standing
from rules.qualification import YES
from rules.scoring import ScoreFacts, score
from rules.territory import department_of
from rules.values.score import Score
from rules.values.staff import Actor
from rules.vocabulary import CarStatus, EventKind, Source, Temperature
from vo_callcenter.services.case import Case


def score_of(case: Case) -> Score:
    """The score of the lead as the case stands."""
    return score(score_facts(case), case.policy.scoring)


def rescore(case: Case, actor: Actor | int | None = None) -> Score:
    """Bring the lead's score in line; ``scored`` is recorded when it moved. The caller saves the case."""
    new = score_of(case)
    lead = case.lead
    said = (new.points, new.temperature.value, new.is_override)
    if said != (lead.score, lead.temperature, lead.score_is_override):
        case.record(
            EventKind.SCORED,
            actor,
            score=new.points,
            temperature=new.temperature.value,
            override=new.is_override,
            reasons=[[reason.value, points] for reason, points in new.reasons],
        )
        lead.score, lead.temperature, lead.score_is_override = said
    return new


def score_facts(case: Case) -> ScoreFacts:
    """What the rule of scoring asks, read from the lead, its person and its car in a constant number of statements."""
    session, lead = case.session, case.lead
    session.flush()
    answers = dict(
        session.exec(select(AnswerRow.field, AnswerRow.value).where(AnswerRow.lead_id == case.id)).all()
    )
    touches = session.exec(select(TouchRow.text, TouchRow.address).where(TouchRow.lead_id == case.id)).all()
    has_phone = session.exec(
        select(PersonPhoneRow.id)
        .where(
            PersonPhoneRow.person_id == lead.person_id,
            col(PersonPhoneRow.e164).is_not(None),
            col(PersonPhoneRow.is_wrong) == sa.false(),
        )
        .limit(1)
    ).first()
    has_email = session.exec(
        select(PersonEmailRow.id).where(PersonEmailRow.person_id == lead.person_id).limit(1)
    ).first()
    trade_in = session.exec(select(TradeInRow.id).where(TradeInRow.lead_id == case.id).limit(1)).first()
    car = session.get(CarRow, lead.car_id) if lead.car_id is not None else None
    bought = session.exec(
        select(SaleRow.id)
        .join(LeadRow, col(LeadRow.id) == SaleRow.lead_id)
        .where(
            LeadRow.person_id == lead.person_id, col(SaleRow.undone_at).is_(None), SaleRow.lead_id != case.id
        )
        .limit(1)
    ).first()
    counted = standing(case.events)
    ended = [event for event in counted if event.kind is EventKind.CALL_ENDED]
    return ScoreFacts(
        source=Source(lead.source),
        has_phone=has_phone is not None,
        has_email=has_email is not None or any("@" in address for _, address in touches),
        car_known=car is not None or bool(lead.car_text),
        car_in_stock=None if car is None else car.status == CarStatus.IN_STOCK,
        message_words=max((len(text.split()) for text, _ in touches), default=0),
        horizon=answers.get("horizon"),
        financing=answers.get("financing"),
        wants_trade_in=answers.get("trade_in", YES if trade_in is not None else None) == YES,
        wants_test_drive=answers.get("test_drive") == YES,
        bought_before=bought is not None,
        touches=sum(event.kind in (EventKind.RECEIVED, EventKind.TOUCHED) for event in counted),
        attempts_in_vain=0 if any(event.data.get("reached") for event in ended) else len(ended),
        is_far_away=_is_far_away(case),
        override=_override(counted),
    )


def _is_far_away(case: Case) -> bool:
    """Whether the customer lives in a département without a site of the group."""
    home = department_of(case.session.get_one(PersonRow, case.lead.person_id).postcode)
    if home is None:
        return False
    served = case.session.exec(select(SiteRow.postcode).where(col(SiteRow.is_active) == sa.true())).all()
    departments = {department_of(postcode) for postcode in served} - {None}
    return bool(departments) and home not in departments


def _override(events: Sequence[LeadEvent]) -> Temperature | None:
    """What a person set by hand last, and that stands."""
    for event in reversed(events):
        if event.kind is EventKind.SCORED and event.data.get("by_hand"):
            return Temperature(event.data["temperature"])
    return None
