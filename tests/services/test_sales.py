from datetime import timedelta

from data.tables import CarRow, PolicyVersionRow
from rules.policy import complete, load, packaged
from rules.values.clock import ClockStatus
from rules.vocabulary import (
    AppointmentKind,
    AppointmentState,
    CallOutcome,
    Clock,
    CloseReason,
    SaleUndoReason,
    Stage,
)
from tests.services.center import ANSWERS, Center
from tests.services.refusals import refused
from vo_callcenter.services.people import PeopleService


def car_status(center: Center, number: int = 0) -> str:
    with center.store.reading() as session:
        return session.get_one(CarRow, center.group.cars[number]).status


def ready(center: Center, by: str = "louis", **what: object) -> int:
    """A lead accepted by a salesperson, with what an appointment asks for."""
    lead = center.accepted(by, **what)
    center.qualification.fill(center.who(by), lead, {"test_drive": "oui"})
    return lead


def test_an_operator_cannot_sell(center: Center) -> None:
    lead = center.qualified()
    before = center.everything()
    with refused("operator_cannot_sell"):
        center.sales.sell(center.who("camille"), lead, 12_000)
    with refused("operator_cannot_sell"):
        center.sales.appoint(
            center.who("camille"), lead, center.wall.at + timedelta(days=1), AppointmentKind.VISIT
        )
    assert center.everything() == before


def test_a_sale_ends_the_lead_and_takes_the_car_from_the_stock(center: Center) -> None:
    lead = ready(center)
    center.sales.appoint(center.who("louis"), lead, center.wall.at + timedelta(days=1), AppointmentKind.VISIT)
    assert center.field(lead, "stage") == Stage.APPOINTMENT
    center.sales.sell(center.who("louis"), lead, 12_000)
    assert (center.field(lead, "stage"), center.field(lead, "due_at")) == (Stage.SOLD, None)
    assert car_status(center) == "sold"
    desk = center.sales.desk(center.who("louis"))
    assert (desk.sold_this_month, desk.leads, desk.appointments) == (1, (), ())


def test_a_sale_is_undone_with_its_reason_and_the_car_comes_back(center: Center) -> None:
    lead = ready(center)
    louis = center.who("louis")
    center.sales.sell(louis, lead, None)
    center.sales.undo_sale(louis, lead, SaleUndoReason.FINANCE_REFUSED)
    assert (center.field(lead, "stage"), car_status(center)) == (Stage.ACCEPTED, "in_stock")
    assert center.sales.desk(louis).sold_this_month == 0
    with refused("not_sold"):
        center.sales.undo_sale(louis, lead, SaleUndoReason.MISTAKE)


def test_one_car_is_sold_once(center: Center) -> None:
    first, second = ready(center), ready(center, "ines")
    center.sales.sell(center.who("louis"), first, 12_000)
    before = center.everything()
    with refused("car_already_sold"):
        center.sales.sell(center.who("ines"), second, 11_000)
    assert center.everything() == before


def test_two_appointments_do_not_meet(center: Center) -> None:
    first, second = ready(center), ready(center)
    louis, at = center.who("louis"), center.wall.at + timedelta(days=1)
    center.sales.appoint(louis, first, at, AppointmentKind.VISIT)
    with refused("appointment_conflict"):
        center.sales.appoint(louis, second, at + timedelta(minutes=20), AppointmentKind.VISIT)
    center.sales.appoint(louis, second, at + timedelta(minutes=30), AppointmentKind.VISIT)


def test_a_new_appointment_replaces_the_one_before(center: Center) -> None:
    lead, louis = ready(center), center.who("louis")
    first = center.sales.appoint(louis, lead, center.wall.at + timedelta(days=1), AppointmentKind.VISIT)
    second = center.sales.appoint(louis, lead, center.wall.at + timedelta(days=2), AppointmentKind.TEST_DRIVE)
    states = {each.id: each.state for each in center.records.card(louis, lead).appointments}
    assert states == {first: AppointmentState.CANCELLED, second: AppointmentState.PLANNED}


def test_an_appointment_ends_once(center: Center) -> None:
    lead, louis = ready(center), center.who("louis")
    visit = center.sales.appoint(louis, lead, center.wall.at + timedelta(hours=1), AppointmentKind.VISIT)
    center.wall.go(hours=2)
    center.sales.end_appointment(louis, visit, AppointmentState.NO_SHOW)
    with refused("appointment_over"):
        center.sales.end_appointment(louis, visit, AppointmentState.HONOURED)


def test_a_contact_made_elsewhere_and_the_next_action_are_logged_at_once(center: Center) -> None:
    lead, louis = center.accepted("louis"), center.who("louis")
    at = center.wall.at + timedelta(days=1)
    center.sales.log_contact(louis, lead, CallOutcome.VOICEMAIL, at)
    assert center.field(lead, "next_action_at") == at
    (row,) = center.sales.desk(louis).leads
    assert (row.row.id, row.last_word, row.last_word_is_ours) == (
        lead,
        "Bonjour, la voiture est-elle encore disponible ?",
        False,
    )
    runs = [each for each in center.records.explain(louis, lead) if each.clock == "sales_first_contact"]
    assert [run.stopped_by_person for run in runs] == [louis.id]


def test_the_desk_is_read_in_a_constant_number_of_statements(center: Center) -> None:
    import sqlalchemy as sa

    louis = center.who("louis")
    counts = []
    for _ in range(2):
        center.accepted("louis")
        center.offered("louis")
        statements: list[str] = []

        def note(*execution: object, into: list[str] = statements) -> None:
            into.append(str(execution[2]))

        sa.event.listen(center.store.engine, "before_cursor_execute", note)
        center.sales.desk(louis)
        sa.event.remove(center.store.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_a_sale_undone_never_puts_back_a_car_that_was_sold_again_since(center: Center) -> None:
    first, second = ready(center), ready(center, "ines")
    louis, ines = center.who("louis"), center.who("ines")
    center.sales.sell(louis, first, 12_000)
    center.sales.undo_sale(louis, first, SaleUndoReason.WITHDRAWAL)
    center.sales.sell(ines, second, 11_500)
    center.desk.close(louis, first, CloseReason.CAR_SOLD)
    assert car_status(center) == "sold"


def test_a_sale_undone_after_its_salesperson_left_goes_to_the_next(center: Center) -> None:
    lead = ready(center)
    center.sales.sell(center.who("louis"), lead, 12_000)
    PeopleService(center.office).deactivate(center.who("ada"), center.group.people["louis"])
    center.sales.undo_sale(center.who("anne"), lead, SaleUndoReason.WITHDRAWAL)
    assert center.field(lead, "salesperson_id") is None
    assert center.offered_to(lead) == "ines"


def as_before(center: Center) -> None:
    """Scenario A: salespeople take from the queue and do everything."""
    with center.store.writing() as session:
        layers = packaged("a")
        policy = load(layers)
        session.add(
            PolicyVersionRow(
                effective_from=policy.effective_from,
                preset="a",
                reference=policy.reference,
                text=complete(layers),
                created_at=center.wall.at,
                created_by_id=center.group.people["ada"],
            )
        )
    center.office.forget()


def test_a_salesperson_who_took_a_lead_from_the_queue_answers_for_it_once_they_appoint(
    center: Center,
) -> None:
    as_before(center)
    louis = center.who("louis")
    lead = center.claimed("louis")
    center.call(lead, "louis")
    center.qualification.fill(louis, lead, ANSWERS)
    center.sales.appoint(louis, lead, center.wall.at + timedelta(days=1), AppointmentKind.VISIT)
    assert [center.field(lead, name) for name in ("stage", "holder", "salesperson_id")] == [
        "appointment",
        "sales",
        louis.id,
    ]
    readings = center.records.explain(louis, lead)
    assert {each.clock: each.status for each in readings if not each.is_open} == {
        Clock.FIRST_RESPONSE: ClockStatus.MET,
        Clock.QUALIFICATION: ClockStatus.MET,
    }
    assert [each.clock for each in readings if each.is_open] == [Clock.FOLLOW_UP]
    assert center.desk.undo(louis, lead) == "appointment_made"
    assert (center.field(lead, "stage"), center.field(lead, "salesperson_id")) == ("accepted", louis.id)


def test_a_sale_of_a_lead_taken_from_the_queue_is_undone_into_its_salespersons_hands(center: Center) -> None:
    as_before(center)
    louis = center.who("louis")
    lead = center.claimed("louis")
    center.call(lead, "louis")
    center.qualification.fill(louis, lead, ANSWERS)
    center.sales.sell(louis, lead, 9_000)
    assert (center.field(lead, "stage"), center.field(lead, "salesperson_id")) == ("sold", louis.id)
    center.sales.undo_sale(louis, lead, SaleUndoReason.WITHDRAWAL)
    assert (center.field(lead, "stage"), center.field(lead, "holder")) == ("accepted", "sales")
    assert [each.row.id for each in center.sales.desk(louis).leads] == [lead]


def test_an_appointment_wakes_a_lead_that_rested_after_a_logged_contact(center: Center) -> None:
    lead = center.accepted("louis")
    louis = center.who("louis")
    center.sales.log_contact(louis, lead, CallOutcome.REACHED, center.wall.at + timedelta(days=2))
    assert center.field(lead, "stage") == Stage.PARKED
    center.qualification.fill(louis, lead, {"test_drive": "oui"})
    at = center.wall.at + timedelta(days=1)
    center.sales.appoint(louis, lead, at, AppointmentKind.VISIT)
    assert center.field(lead, "stage") == Stage.APPOINTMENT
    assert (center.field(lead, "parked_until"), center.field(lead, "next_action_at")) == (None, at)
    assert center.desk.undo(louis, lead) == "appointment_made"
    assert center.field(lead, "stage") == Stage.PARKED
