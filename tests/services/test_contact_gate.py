"""The card and the gate say the same of every contact."""

from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data.tables import ConsentRow, LeadRow, SaleRow
from rules.contact import CONTACT_CHANNELS
from rules.vocabulary import AppointmentKind, CallOutcome, Channel, Purpose
from tests.services.builders import write_again
from tests.services.center import ANSWERS, Center
from vo_callcenter.services.contact_gate import judged

HISTORIES = st.lists(
    st.sampled_from(
        (
            "sold_before",
            "sold_and_undone",
            "consent",
            "withdrawn_consent",
            "call",
            "refused",
            "stop_sms",
            "stop_all",
            "writes",
            "appointment",
        )
    ),
    max_size=6,
)


def happen(center: Center, lead: int, what: str, number: int) -> None:
    """One more thing in the life of a customer of Louis's."""
    now = center.wall.at
    with center.store.reading() as session:
        person = session.get_one(LeadRow, lead).person_id
    match what:
        case "sold_before" | "sold_and_undone":
            undone = now if what == "sold_and_undone" else None
            earlier = center.lead(person=person)
            with center.store.writing() as session:
                at = now - timedelta(days=100 + number)
                session.add(
                    SaleRow(lead_id=earlier, staff_id=center.group.people["ines"], at=at, undone_at=undone)
                )
        case "consent" | "withdrawn_consent":
            with center.store.writing() as session:
                session.add(
                    ConsentRow(
                        person_id=person,
                        channel=("phone", "email", "sms")[number % 3],
                        starts_at=now - timedelta(days=3),
                        ends_at=now + timedelta(days=300),
                        proof="coupon",
                        withdrawn_at=now if what == "withdrawn_consent" else None,
                    )
                )
        case "call" | "refused":
            outcome = CallOutcome.REFUSED if what == "refused" else CallOutcome.NO_ANSWER
            center.sales.log_contact(center.who("louis"), lead, outcome, None)
        case "stop_sms" | "stop_all":
            channel = Channel.SMS if what == "stop_sms" else None
            center.conversation.object(center.who("louis"), lead, channel)
        case "writes":
            write_again(center.office, lead)
        case "appointment":
            center.qualification.fill(center.who("louis"), lead, {**ANSWERS, "test_drive": "oui"})
            center.sales.appoint(
                center.who("louis"), lead, now + timedelta(days=2, hours=lead), AppointmentKind.VISIT
            )


@settings(
    max_examples=4,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORIES, days=st.sampled_from((0, 1, 2, 8, 40, 400)), hours=st.integers(0, 23))
def test_a_card_says_of_every_channel_what_the_gate_says(
    center: Center, history: list[str], days: int, hours: int
) -> None:
    started = center.wall.at
    lead = center.accepted("louis")
    for number, what in enumerate(history):
        happen(center, lead, what, number)
        center.wall.go(minutes=5)
    center.wall.go(days=days, hours=hours)
    card = center.records.card(center.who("louis"), lead)
    policy = center.office.policy().contact
    with center.store.reading() as session:
        row = session.get_one(LeadRow, lead)
        gate = tuple(
            judged(session, row, channel, Purpose.ANSWER, policy, center.wall.at)
            for channel in CONTACT_CHANNELS
        )
    assert card.verdicts == gate
    center.wall.at = started


def test_a_former_customer_of_another_lead_is_written_to_long_after_and_the_card_says_so(
    center: Center,
) -> None:
    lead = center.accepted("louis")
    center.wall.go(days=40)
    email = {each.channel: each for each in center.records.card(center.who("louis"), lead).verdicts}[
        Channel.EMAIL
    ]
    assert not email.allowed
    happen(center, lead, "sold_before", 0)
    email = {each.channel: each for each in center.records.card(center.who("louis"), lead).verdicts}[
        Channel.EMAIL
    ]
    assert (email.allowed, email.code) == (True, "prospecting_customer")
