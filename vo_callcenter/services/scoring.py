"""The score follows the lead: judged anew at each change, an event whenever it moved."""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from data.queries.contact import emails_of, phones_of
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
)
from rules.events import LeadEvent, standing
from rules.scoring import ScoreFacts, score
from rules.territory import department_of
from rules.values.score import Score
from rules.values.staff import Actor
from rules.vocabulary import CarStatus, EventKind, Source, Temperature
from vo_callcenter.services.case import Case


def rescore(case: Case, actor: Actor | int | None = None) -> Score:
    """Judge the lead anew; ``scored`` is recorded when points or temperature moved."""
    new = score(load_score_facts(case.session, case.lead, case.events), case.policy.scoring)
    lead = case.lead
    moved = (lead.score, lead.temperature, lead.score_is_override) != (
        new.points,
        new.temperature.value,
        new.is_override,
    )
    if moved:
        case.record(
            EventKind.SCORED,
            actor,
            score=new.points,
            temperature=new.temperature.value,
            override=new.is_override,
        )
        keep_score(lead, new)
    return new


def keep_score(lead: LeadRow, new: Score) -> None:
    lead.score = new.points
    lead.temperature = new.temperature.value
    lead.score_is_override = new.is_override


def load_score_facts(session: Session, lead: LeadRow, events: Iterable[LeadEvent]) -> ScoreFacts:
    """What scoring asks about a lead, in a constant number of statements."""
    assert lead.id is not None
    touches = session.exec(select(TouchRow).where(TouchRow.lead_id == lead.id)).all()
    answers = session.exec(select(AnswerRow).where(AnswerRow.lead_id == lead.id)).all()
    site = session.get(SiteRow, lead.site_id) if lead.site_id else None
    bought = session.exec(
        select(SaleRow.id)
        .join(LeadRow, col(LeadRow.id) == SaleRow.lead_id)
        .where(
            LeadRow.person_id == lead.person_id,
            col(SaleRow.undone_at).is_(None),
            SaleRow.lead_id != lead.id,
        )
        .limit(1)
    ).first()
    return score_facts(
        lead,
        session.get_one(PersonRow, lead.person_id),
        phones_of(session, lead.person_id),
        emails_of(session, lead.person_id),
        session.get(CarRow, lead.car_id) if lead.car_id else None,
        site.postcode if site else "",
        touches,
        {answer.field: answer.value for answer in answers},
        bought is not None,
        events,
    )


def score_facts(
    lead: LeadRow,
    person: PersonRow,
    phones: Sequence[PersonPhoneRow],
    emails: Sequence[PersonEmailRow],
    car: CarRow | None,
    site_postcode: str,
    touches: Sequence[TouchRow],
    answers: Mapping[str, str],
    bought_before: bool,
    events: Iterable[LeadEvent],
) -> ScoreFacts:
    """The facts from rows that somebody has loaded."""
    counted = standing(events)
    ended = [event for event in counted if event.kind is EventKind.CALL_ENDED]
    was_reached = any(event.data.get("reached") for event in ended)
    home, shop = department_of(person.postcode), department_of(site_postcode)
    return ScoreFacts(
        source=Source(lead.source),
        has_phone=any(phone.e164 and not phone.is_wrong for phone in phones),
        has_email=bool(emails) or any("@" in touch.address for touch in touches),
        car_known=lead.car_id is not None or bool(lead.car_text),
        car_in_stock=car.status == CarStatus.IN_STOCK if car else None,
        message_words=max((len(touch.text.split()) for touch in touches), default=0),
        horizon=answers.get("horizon"),
        financing=answers.get("financing"),
        wants_trade_in=answers.get("trade_in") == "yes",
        wants_test_drive=answers.get("test_drive") == "yes",
        bought_before=bought_before,
        touches=sum(event.kind in (EventKind.RECEIVED, EventKind.TOUCHED) for event in counted),
        attempts_in_vain=0 if was_reached else len(ended),
        is_far_away=home is not None and shop is not None and home != shop,
        override=_override(counted),
    )


def _override(events: Sequence[LeadEvent]) -> Temperature | None:
    """What a person set by hand last, and that stands."""
    for event in reversed(events):
        if event.kind is EventKind.SCORED and event.data.get("by_hand"):
            return Temperature(event.data["temperature"])
    return None
