"""What a lead is worth, from everything the store knows of it: judged anew at each change."""

from collections.abc import Sequence

from data.queries.house import our_house
from data.queries.worth import worth_of
from data.tables import CarRow, PersonRow
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
    known = worth_of(session.connection(), case.id, lead.person_id)
    answers, touches = known.answers, known.touches
    car = session.get(CarRow, lead.car_id) if lead.car_id is not None else None
    counted = standing(case.events)
    ended = [event for event in counted if event.kind is EventKind.CALL_ENDED]
    return ScoreFacts(
        source=Source(lead.source),
        has_phone=known.has_phone,
        has_email=known.has_email or any("@" in address for _, address in touches),
        car_known=car is not None or bool(lead.car_text),
        car_in_stock=None if car is None else car.status == CarStatus.IN_STOCK,
        message_words=max((len(text.split()) for text, _ in touches), default=0),
        horizon=answers.get("horizon"),
        financing=answers.get("financing"),
        wants_trade_in=answers.get("trade_in", YES if known.has_trade_in else None) == YES,
        wants_test_drive=answers.get("test_drive") == YES,
        bought_before=known.has_bought,
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
    departments = {department_of(site.postcode) for site in our_house(case.session).sites} - {None}
    return bool(departments) and home not in departments


def _override(events: Sequence[LeadEvent]) -> Temperature | None:
    """What a person set by hand last, and that stands."""
    for event in reversed(events):
        if event.kind is EventKind.SCORED and event.data.get("by_hand"):
            return Temperature(event.data["temperature"])
    return None
