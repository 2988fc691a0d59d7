"""One lead with everything on it, as the Lead screen shows it. Persons, numbers and addresses are fiction."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from rules.values.clock import ClockReading
from rules.values.contact import ChannelVerdict
from rules.values.form import FieldKind, FormField
from rules.values.lead import (
    AppointmentCard,
    EntryKind,
    LeadCard,
    PhoneValue,
    TimelineEntry,
    TradeInCard,
)
from rules.vocabulary import (
    AppointmentKind,
    AppointmentState,
    Channel,
    Clock,
    PhoneKind,
    Purpose,
    Stage,
)
from tests.screens.fakes import FakeServices
from tests.screens.showroom import CAR, HOSTILE_NAMES, NOW, OPERATOR, lead_card, queue_rows

LEAD = 1
YESTERDAY = NOW - timedelta(days=1)
REPLY = """Oui, samedi matin m'irait très bien.

Le lun. 23 nov. 2026 à 09:12, Groupe Mercier a écrit :
> Bonjour Jean,
> quand souhaitez-vous essayer la 208 ?"""


def full_card(**changes: Any) -> LeadCard:
    """DUPONT Jean, held by the operator, called yesterday, with a question open and half the form filled."""
    first = lead_card(queue_rows()[0])
    card = replace(
        first,
        stage=Stage.CONTACTED,
        owner_id=OPERATOR.id,
        owner=OPERATOR.name,
        attempts=1,
        person=replace(
            first.person,
            phones=(
                PhoneValue(11, "06 39 98 12 34", "+33639981234", PhoneKind.MOBILE),
                PhoneValue(12, "03 53 01 56 78", "+33353015678", PhoneKind.FIXED),
            ),
        ),
        clocks=(
            first.clocks[0],
            _clock(first.clocks[0], Clock.OPEN_QUESTION, NOW + timedelta(minutes=42)),
            _clock(first.clocks[0], Clock.QUALIFICATION, NOW + timedelta(hours=7), rests=True),
        ),
        form=form(),
        trade_ins=(TradeInCard("Renault Clio IV", "2014", 118_000, "", "petit choc à l’arrière"),),
        alternatives=tuple(
            replace(CAR, id=20 + number, price=12_990 + 500 * number, mileage=38_000 + 4_000 * number)
            for number in range(3)
        ),
        timeline=timeline(),
        verdicts=(
            ChannelVerdict(Channel.PHONE, Purpose.ANSWER, True, "request"),
            ChannelVerdict(Channel.EMAIL, Purpose.ANSWER, True, "request"),
            ChannelVerdict(Channel.SMS, Purpose.ANSWER, False, "objection"),
        ),
        viewers=("Inès Perrin",),
        refusals={
            "sms": ("contact_objection", {}),
            "sell": ("operator_cannot_sell", {}),
            "appointment": ("operator_cannot_sell", {}),
            "undo_sale": ("not_sold", {}),
            "claim": ("already_yours", {}),
            "qualify": ("fields_missing", {"fields": "horizon, trade_in", "count": 2}),
        },
    )
    return replace(card, **changes)


def form() -> tuple[FormField, ...]:
    return (
        FormField("car_still_wanted", FieldKind.YES_NO, (), "yes", True, False),
        FormField("horizon", FieldKind.CHOICE, ("within_15_days", "within_month", "later"), None, True, True),
        FormField("budget", FieldKind.NUMBER, (), "13000", True, False),
        FormField("trade_in", FieldKind.YES_NO, (), None, True, True),
        FormField("trade_in_model", FieldKind.TEXT, (), None, False, False, only_if="trade_in"),
        FormField("delivery", FieldKind.CHOICE, ("on_site", "delivery", "remote"), None, False, False),
    )


def timeline() -> tuple[TimelineEntry, ...]:
    return (
        TimelineEntry(
            YESTERDAY,
            EntryKind.INCOMING,
            "received_email",
            {},
            "leboncoin",
            subject="Nouveau message pour « Peugeot 208 »",
            text="Bonjour, la 208 est-elle encore disponible ? Je reprends ma Clio. Après 18 h svp.",
            event_id=1,
        ),
        TimelineEntry(YESTERDAY + timedelta(minutes=3), EntryKind.SYSTEM, "claimed", {}, OPERATOR.name),
        TimelineEntry(
            YESTERDAY + timedelta(minutes=4), EntryKind.CALL, "call_reached", {"minutes": 6}, OPERATOR.name
        ),
        TimelineEntry(
            YESTERDAY + timedelta(minutes=11),
            EntryKind.NOTE,
            "noted",
            {},
            OPERATOR.name,
            text="Papa de deux enfants, veut un coffre correct.",
        ),
        TimelineEntry(
            YESTERDAY + timedelta(minutes=12),
            EntryKind.TASK,
            "task_planned_callback",
            {"due": NOW + timedelta(hours=9)},
            OPERATOR.name,
        ),
        TimelineEntry(
            YESTERDAY + timedelta(minutes=14),
            EntryKind.OUTGOING,
            "message_email_delivered",
            {"address": "jean.dupont@example.com"},
            OPERATOR.name,
            subject="Votre demande : Peugeot 208",
            text="Bonjour Jean,\n\nquand souhaitez-vous essayer la 208 ?",
        ),
        TimelineEntry(NOW - timedelta(minutes=9), EntryKind.INCOMING, "touched_email", {}, "", text=REPLY),
        TimelineEntry(
            NOW - timedelta(minutes=1),
            EntryKind.NOTE,
            "question_opened",
            {},
            OPERATOR.name,
            text="Reste-t-il la garantie constructeur ?",
            event_id=9,
            can_undo=True,
        ),
    )


def appointed_card() -> LeadCard:
    """The same lead at a salesperson, with an appointment planned."""
    return full_card(
        stage=Stage.APPOINTMENT,
        owner_id=None,
        owner="",
        salesperson_id=2,
        salesperson="Karim Haddad",
        appointments=(
            AppointmentCard(
                31,
                LEAD,
                AppointmentKind.TEST_DRIVE,
                AppointmentState.PLANNED,
                NOW + timedelta(hours=5),
                "Karim Haddad",
                "Lyon",
                created_at=NOW,
            ),
        ),
        refusals={"undo_sale": ("not_sold", {})},
    )


def hostile_card() -> LeadCard:
    """A lead whose every text tries to act on the terminal."""
    nasty = "\n".join(name[:200] for name in HOSTILE_NAMES)
    card = full_card()
    return replace(
        card,
        person=replace(card.person, name=HOSTILE_NAMES[1], city=nasty, postcode=HOSTILE_NAMES[0]),
        owner=nasty,
        portal=nasty,
        reference=nasty,
        site=nasty,
        last_message=nasty,
        car_text=nasty,
        car=replace(CAR, title=nasty, fuel=nasty, plate=nasty, label=nasty, site=nasty),
        viewers=HOSTILE_NAMES,
        trade_ins=(TradeInCard(nasty, nasty, 1, nasty, nasty),),
        timeline=tuple(
            replace(entry, who=nasty, subject=nasty, text=nasty, code=entry.code) for entry in card.timeline
        ),
        questions=tuple(replace(question, text=nasty) for question in card.questions),
        tasks=tuple(replace(task, note=nasty) for task in card.tasks),
        other_leads=tuple(replace(other, car=nasty, salesperson=nasty) for other in card.other_leads),
    )


def with_card(card: LeadCard) -> FakeServices:
    """The fakes, whose lead 1 is this record."""
    services = FakeServices()
    services.floor.cards[LEAD] = card
    return services


def _clock(reading: ClockReading, clock: Clock, due_at: datetime, *, rests: bool = False) -> ClockReading:
    return replace(
        reading,
        clock=clock,
        started_at=NOW - timedelta(minutes=1),
        due_at=due_at,
        rests_until=NOW + timedelta(hours=5) if rests else None,
    )
