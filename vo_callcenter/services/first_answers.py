"""Questions of the form that the demand answers already: nobody asks the customer twice."""

from data.changes import note_change
from data.tables import AnswerRow
from rules.qualification import YES
from rules.reading.demand import Demand
from rules.vocabulary import Channel, EventKind
from vo_callcenter.services.case import Case

_PREFERRED = {Channel.PHONE: "phone", Channel.EMAIL: "email", Channel.SMS: "sms"}


def answers_in(demand: Demand) -> dict[str, str]:
    """Answers by field code, in the normalised text the form keeps."""
    answers: dict[str, str] = {}
    if demand.preferred_channel in _PREFERRED:
        answers["preferred_channel"] = _PREFERRED[demand.preferred_channel]
    if any((vehicle.interest or "").lower() == "test-drive" for vehicle in demand.wanted):
        answers["test_drive"] = YES
    if not demand.trade_ins:
        return answers
    car = demand.trade_ins[0]
    answers["trade_in"] = YES
    if car.plate:
        answers["trade_in_plate"] = car.plate
    if car.make:
        answers["trade_in_make"] = car.make
    if car.model:
        answers["trade_in_model"] = car.model
    if car.year and car.year.isascii() and car.year.isdigit():
        answers["trade_in_year"] = car.year
    if car.mileage_km:
        answers["trade_in_mileage"] = str(car.mileage_km)
    return answers


def fill_from(case: Case, demand: Demand) -> None:
    """Keep those answers that the policy's form asks for and that fit its bounds."""
    fields = case.policy.qualification.fields
    filled = []
    for code, value in answers_in(demand).items():
        field = fields.get(code)
        if field is None or (field.choices and value not in field.choices):
            continue
        measure = int(value) if value.isdigit() and field.kind.value == "number" else len(value)
        if (field.maximum is not None and measure > field.maximum) or (
            field.minimum is not None and measure < field.minimum
        ):
            continue
        case.session.add(AnswerRow(lead_id=case.id, field=code, value=value, at=case.now))
        filled.append(code)
    if filled:
        case.record(EventKind.FORM_FILLED, fields=filled)
        note_change(case.session, "lead", case.id, case.now)
