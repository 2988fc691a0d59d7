"""The salesperson's desk: contacts, appointments, sales, and sales undone."""

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from data.changes import note_change
from data.queries import agenda
from data.queries.contact import phones_of
from data.queries.queue import open_leads_by_urgency
from data.queries.sales_desk import last_words, open_offers, sales_since
from data.tables import AppointmentRow, CallRow, CarRow, SaleRow, StaffRow
from rules.action import Action
from rules.refusal import Refusal
from rules.values.desk import Desk, DeskRow
from rules.values.staff import Actor
from rules.vocabulary import (
    AppointmentKind,
    AppointmentState,
    CallOutcome,
    Capability,
    CarStatus,
    Channel,
    EventKind,
    Lane,
    PhoneKind,
    Purpose,
    SaleUndoReason,
    TaskKind,
)
from vo_callcenter.services.case import open_case, opened
from vo_callcenter.services.consequences import follow, follow_appointments
from vo_callcenter.services.conversation import end_call, start_call
from vo_callcenter.services.days import day_end, day_start, month_start
from vo_callcenter.services.handover import take_for_oneself
from vo_callcenter.services.leaving import part_from_the_gone
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import permit, require
from vo_callcenter.services.score import rescore
from vo_callcenter.services.tasks import plan_task

_LAST = datetime.max.replace(tzinfo=UTC)


class SalesService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def desk(self, actor: Actor) -> Desk:
        """Everything on one's desk now, in a constant number of statements."""
        office, now = self._office, self._office.now()
        starts, ends = day_start(office, now), day_end(office, now)
        with office.store.reading() as session:
            rows = open_leads_by_urgency(session.connection(), Lane.MINE, actor.id, now=now, day_ends_at=ends)
            words = last_words(session, [row.id for row in rows])
            rows.sort(key=lambda row: row.next_action_at or _LAST)
            leads = []
            for row in rows:
                word = words.get(row.id)
                leads.append(
                    DeskRow(
                        row,
                        word.text if word else "",
                        word.at if word else None,
                        word.is_ours if word else False,
                    )
                )
            return Desk(
                offers=tuple(open_offers(session, actor.id)),
                appointments=tuple(
                    agenda.appointments(session, agenda.my_appointments(actor.id), starts, ends)
                ),
                tasks=tuple(agenda.tasks(session, agenda.mine(actor.id), None, ends)),
                leads=tuple(leads),
                sold_this_month=sales_since(session, actor.id, month_start(office, now)),
            )

    def log_contact(self, actor: Actor, lead_id: int, outcome: CallOutcome, next_at: datetime | None) -> None:
        """A call made outside the console, and the next action: two keys."""
        with opened(self._office, lead_id) as case:
            permit(Action.CALL, case, actor)
            if outcome is CallOutcome.NOT_DIALLED:
                raise Refusal("no_contact_to_log")
            phones = phones_of(case.session, case.lead.person_id)
            phone = next((each for each in phones if not each.is_wrong), None)
            number = (phone.e164 or phone.raw) if phone else ""
            kind = phone.kind if phone else PhoneKind.OTHER.value
            call = case.session.get_one(CallRow, start_call(case, actor, number, kind, Purpose.ANSWER))
            is_callback = outcome is CallOutcome.CALL_BACK
            ended = end_call(case, actor, call, outcome, call_back_at=next_at if is_callback else None)
            if next_at is not None and not is_callback:
                parks = case.policy.desk.relaunches.parks
                plan_task(case, actor, next_at, TaskKind.RELAUNCH, Channel.PHONE, park=parks, act=ended)

    def appoint(self, actor: Actor, lead_id: int, starts_at: datetime, kind: AppointmentKind) -> int:
        """One appointment at a time: a new one replaces the one before. Raises ``appointment_conflict``."""
        with opened(self._office, lead_id) as case:
            permit(Action.APPOINTMENT, case, actor)
            if starts_at <= case.now:
                raise Refusal("appointment_in_the_past")
            take_for_oneself(case, actor)
            staff_id = case.state.salesperson or actor.id
            # Locked, so that two appointments made at once see each other.
            case.session.get(StaffRow, staff_id, with_for_update={"key_share": True})
            apart = timedelta(minutes=case.policy.desk.appointments.apart_minutes)
            near = case.session.exec(
                select(AppointmentRow.starts_at).where(
                    AppointmentRow.staff_id == staff_id,
                    AppointmentRow.state == AppointmentState.PLANNED.value,
                    AppointmentRow.lead_id != case.id,
                    col(AppointmentRow.starts_at) > starts_at - apart,
                    col(AppointmentRow.starts_at) < starts_at + apart,
                )
            ).first()
            if near is not None:
                raise Refusal("appointment_conflict", at=near)
            appointment = case.add(
                AppointmentRow(
                    lead_id=case.id,
                    staff_id=staff_id,
                    site_id=case.state.site,
                    kind=kind.value,
                    starts_at=starts_at,
                    created_at=case.now,
                )
            )
            made = case.record(
                EventKind.APPOINTMENT_MADE,
                actor,
                appointment=appointment,
                at=starts_at.isoformat(),
                kind=kind.value,
            )
            if case.state.parked_until is not None:
                # The lead rests no more: its appointment is what comes next.
                case.record(EventKind.UNPARKED, actor, act=made.id)
            follow_appointments(case)
            return appointment

    def end_appointment(self, actor: Actor, appointment_id: int, state: AppointmentState) -> None:
        """Honoured, no-show or cancelled."""
        require(actor, Capability.SELL)
        if state is AppointmentState.PLANNED:
            raise Refusal("appointment_state")
        with self._office.store.writing() as session:
            appointment = session.get(AppointmentRow, appointment_id)
            if appointment is None:
                raise Refusal("no_such_appointment", appointment=appointment_id)
            case = open_case(self._office, session, appointment.lead_id)
            permit(Action.PLAN, case, actor)
            session.refresh(appointment)
            if appointment.state != AppointmentState.PLANNED:
                raise Refusal("appointment_over", state=appointment.state)
            case.record(EventKind.APPOINTMENT_ENDED, actor, appointment=appointment_id, state=state.value)
            follow_appointments(case)
            case.save()

    def sell(self, actor: Actor, lead_id: int, price: int | None, car_id: int | None = None) -> int:
        """The lead ends sold, its car leaves the stock, what was planned is cancelled. Returns the sale's id."""
        with opened(self._office, lead_id) as case:
            permit(Action.SELL, case, actor)
            if price is not None and price < 0:
                raise Refusal("price_negative")
            take_for_oneself(case, actor)
            sold_car = car_id if car_id is not None else case.lead.car_id
            if sold_car is not None:
                # Locked, so that two salespeople never sell one car.
                car = case.session.get(CarRow, sold_car, with_for_update=True, populate_existing=True)
                if car is None:
                    raise Refusal("no_such_car", car=sold_car)
                if car.status == CarStatus.SOLD:
                    raise Refusal("car_already_sold", stock_number=car.stock_number)
            sale = case.add(
                SaleRow(
                    lead_id=case.id,
                    car_id=sold_car,
                    staff_id=case.state.salesperson or actor.id,
                    price=price,
                    at=case.now,
                )
            )
            case.record(EventKind.SOLD, actor, sale=sale)
            follow(case)
            note_change(case.session, "sale", sale, case.now)
            return sale

    def undo_sale(self, actor: Actor, lead_id: int, reason: SaleUndoReason) -> None:
        """The lead goes on, the car is back in stock."""
        with opened(self._office, lead_id) as case:
            permit(Action.UNDO_SALE, case, actor)
            sale = case.session.exec(
                select(SaleRow).where(SaleRow.lead_id == case.id, col(SaleRow.undone_at).is_(None))
            ).one()
            case.record(EventKind.SALE_UNDONE, actor, sale=sale.id, reason=reason.value)
            follow(case)
            part_from_the_gone(case, actor)
            rescore(case)
