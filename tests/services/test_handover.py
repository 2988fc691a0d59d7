from datetime import timedelta

from sqlmodel import select

from data.tables import AbsenceRow, ChangeRow, LeadRow, OfferRow
from rules.values.clock import ClockStatus
from rules.vocabulary import Channel, Clock, Lane, OfferState, RefuseReason, Stage, TaskKind
from tests.services.center import Center
from tests.services.refusals import refused
from vo_callcenter.services.store_check import check


def test_people_of_the_cars_site_come_first_and_a_manager_last(center: Center) -> None:
    lead = center.qualified()
    ranked = [each.name for each in center.handover.candidates(center.who("camille"), lead)]
    assert set(ranked[:2]) == {"Louis", "Ines"}
    assert set(ranked[-2:]) == {"Anne", "Paul"}


def test_an_accepted_lead_is_the_salespersons_and_leaves_the_operator(center: Center) -> None:
    lead = center.offered("louis")
    assert center.handover.accept(center.who("louis"), center.open_offer(lead)) == lead
    assert center.field(lead, "stage") == Stage.ACCEPTED
    assert center.field(lead, "salesperson_id") == center.group.people["louis"]
    assert center.field(lead, "owner_id") is None
    assert center.field(lead, "clock") == "sales_first_contact"


def test_only_who_was_offered_the_lead_accepts_it(center: Center) -> None:
    lead = center.offered("louis")
    offer, before = center.open_offer(lead), center.everything()
    with refused("not_your_lead"):
        center.handover.accept(center.who("ines"), offer)
    with refused("not_allowed"):
        center.handover.accept(center.who("camille"), offer)
    assert center.everything() == before


def test_an_offer_answered_on_another_console_is_gone(center: Center) -> None:
    lead = center.offered("louis")
    offer = center.open_offer(lead)
    center.handover.accept(center.who("louis"), offer)
    before = center.everything()
    with refused("offer_gone"):
        center.handover.refuse(center.who("louis"), offer, RefuseReason.OVERLOADED)
    assert center.everything() == before


def test_a_refused_lead_goes_to_the_next_and_never_twice_to_one_who_refused(center: Center) -> None:
    lead = center.offered("louis")
    asked = ["louis"]
    while (login := center.offered_to(lead)) is not None:
        if login != asked[-1]:
            asked.append(login)
        center.handover.refuse(center.who(login), center.open_offer(lead), RefuseReason.OVERLOADED)
    assert asked[:2] == ["louis", "ines"]
    assert asked[2] == "marc"
    assert set(asked[3:]) == {"anne", "paul"}
    assert center.field(lead, "stage") == Stage.QUALIFIED


def test_the_manager_is_asked_last_and_the_alarm_is_given(center: Center) -> None:
    lead = center.offered("louis")
    for _ in range(3):
        login = center.offered_to(lead)
        assert login is not None
        center.handover.refuse(center.who(login), center.open_offer(lead), RefuseReason.OVERLOADED)
    assert center.offered_to(lead) in ("anne", "paul")
    with center.store.reading() as session:
        alarms = session.exec(select(ChangeRow.subject_id).where(ChangeRow.subject == "alarm")).all()
    assert set(alarms) == {lead}


def test_silence_lets_the_offer_pass_to_the_next_once(center: Center) -> None:
    lead = center.offered("louis")
    center.wall.go(minutes=31)
    assert center.handover.expire_offers() == 1
    assert center.handover.expire_offers() == 0
    assert center.offered_to(lead) == "ines"
    with center.store.reading() as session:
        first = session.exec(select(OfferRow).where(OfferRow.lead_id == lead).order_by("id")).first()
        assert first is not None
        assert first.state == OfferState.EXPIRED


def test_an_offer_does_not_run_out_while_the_site_is_shut(center: Center) -> None:
    center.wall.go(hours=1, minutes=50)  # 11:50 in Paris; the site shuts from noon to two
    lead = center.offered("louis")
    center.wall.go(minutes=60)
    assert center.handover.expire_offers() == 0
    center.wall.go(minutes=100)
    assert center.handover.expire_offers() == 1
    assert center.offered_to(lead) == "ines"


def test_somebody_absent_is_not_offered_a_lead(center: Center) -> None:
    with center.store.writing() as session:
        session.add(
            AbsenceRow(
                staff_id=center.group.people["louis"],
                starts_at=center.wall.at - timedelta(hours=1),
                ends_at=center.wall.at + timedelta(days=2),
            )
        )
    lead = center.qualified()
    before = center.everything()
    with refused("candidate_absent"):
        center.handover.offer(center.who("camille"), lead, center.group.people["louis"])
    assert center.everything() == before


def test_a_lead_is_qualified_before_it_is_offered(center: Center) -> None:
    lead = center.claimed()
    with refused("qualify_first"):
        center.handover.offer(center.who("camille"), lead, center.group.people["louis"])


def test_a_withdrawn_offer_leaves_the_salespersons_desk(center: Center) -> None:
    lead = center.offered("louis")
    center.handover.withdraw(center.who("camille"), lead)
    assert center.sales.desk(center.who("louis")).offers == ()
    assert center.field(lead, "stage") == Stage.QUALIFIED


def test_only_who_made_an_offer_or_a_manager_of_the_site_withdraws_it(center: Center) -> None:
    lead = center.offered("louis")
    before = center.everything()
    with refused("offered_by_other"):
        center.handover.withdraw(center.who("samir"), lead)
    with refused("other_site"):
        center.handover.withdraw(center.who("paul"), lead)
    assert center.everything() == before
    assert "withdraw" in center.records.card(center.who("samir"), lead).refusals
    center.handover.withdraw(center.who("anne"), lead)
    assert center.offered_to(lead) is None


def test_an_offer_that_went_on_by_itself_is_still_withdrawn_by_who_began_it(center: Center) -> None:
    lead = center.offered("louis")
    center.handover.refuse(center.who("louis"), center.open_offer(lead), RefuseReason.OVERLOADED)
    assert center.offered_to(lead) == "ines"
    with refused("offered_by_other"):
        center.handover.withdraw(center.who("samir"), lead)
    center.desk.release(center.who("camille"), lead)
    center.handover.withdraw(center.who("camille"), lead)
    assert center.offered_to(lead) is None


def test_a_lead_follows_its_salesperson_to_another_site(center: Center) -> None:
    lead = center.accepted("marc")
    assert center.field(lead, "site_id") == center.group.vienne
    assert [row.id for row in center.queue.rows(center.who("paul"), Lane.WITH_SALES)] == [lead]
    assert center.queue.rows(center.who("anne"), Lane.WITH_SALES) == []


def test_who_knows_the_customer_stands_before_their_colleagues(center: Center) -> None:
    first = center.accepted("ines")
    with center.store.reading() as session:
        person = session.get_one(LeadRow, first).person_id
    again = center.qualified(person=person)
    assert center.handover.candidates(center.who("camille"), again)[0].name == "Ines"


def test_a_lead_offered_on_stays_with_its_salesperson_while_nobody_takes_it(center: Center) -> None:
    lead = center.accepted("louis")
    center.handover.offer(center.who("anne"), lead, center.group.people["ines"])
    center.handover.withdraw(center.who("anne"), lead)
    assert (center.field(lead, "stage"), center.field(lead, "salesperson_id")) == (
        "accepted",
        center.group.people["louis"],
    )


def test_a_lead_taken_back_from_sales_is_no_longer_its_salespersons(center: Center) -> None:
    lead = center.accepted("louis")
    center.supervision.reassign(center.who("anne"), lead, center.group.people["samir"])
    assert (center.field(lead, "holder"), center.field(lead, "salesperson_id")) == ("center", None)
    with refused("not_your_lead"):
        center.conversation.note(center.who("louis"), lead, "Je m’en occupe.")


def test_a_relaunch_that_came_due_before_the_hand_over_is_settled_by_it(center: Center) -> None:
    lead = center.qualified()
    center.relaunch.plan(
        center.who("camille"),
        lead,
        center.wall.at + timedelta(minutes=5),
        TaskKind.RELAUNCH,
        Channel.PHONE,
        park=False,
    )
    later = center.relaunch.plan(
        center.who("camille"),
        lead,
        center.wall.go(minutes=5) + timedelta(days=2),
        TaskKind.RELAUNCH,
        Channel.EMAIL,
    )
    center.relaunch.fire_due()
    handed_at = center.wall.go(minutes=1)
    center.handover.offer(center.who("camille"), lead, center.group.people["louis"])
    center.wall.go(minutes=20)
    center.handover.accept(center.who("louis"), center.open_offer(lead))
    card = center.records.card(center.who("louis"), lead)
    assert [task.id for task in card.tasks] == [later]
    (told,) = [entry for entry in card.timeline if entry.code == "task_handed_over"]
    assert (told.who, told.at) == ("Camille", handed_at)
    (followed,) = [
        reading
        for reading in center.records.explain(center.who("louis"), lead)
        if reading.clock is Clock.FOLLOW_UP and not reading.is_open
    ]
    assert (followed.status, followed.stopped_by_person) == (ClockStatus.MET, center.group.people["camille"])
    assert list(check(center.office)) == []


def test_a_relaunch_that_came_due_for_one_salesperson_is_settled_by_giving_the_lead_to_another(
    center: Center,
) -> None:
    lead = center.accepted("louis")
    center.call(lead, "louis")
    due = center.wall.at + timedelta(hours=1)
    center.relaunch.plan(center.who("louis"), lead, due, TaskKind.RELAUNCH, Channel.PHONE)
    center.wall.go(hours=2)
    center.relaunch.fire_due()
    center.supervision.reassign(center.who("anne"), lead, center.group.people["ines"])
    assert center.records.card(center.who("ines"), lead).tasks == ()
    assert center.sales.desk(center.who("ines")).tasks == ()
    assert list(check(center.office)) == []


def test_a_relaunch_that_came_due_waits_on_while_nobody_accepted(center: Center) -> None:
    lead = center.qualified()
    task = center.relaunch.plan(
        center.who("camille"), lead, center.wall.at + timedelta(minutes=5), TaskKind.RELAUNCH, Channel.PHONE
    )
    center.wall.go(minutes=6)
    center.relaunch.fire_due()
    center.handover.offer(center.who("camille"), lead, center.group.people["louis"])
    center.handover.withdraw(center.who("camille"), lead)
    assert [each.id for each in center.records.card(center.who("camille"), lead).tasks] == [task]
