"""One person or two, one demand or two: suggested, decided, merged, taken apart."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlmodel import col, select

from data.store import Store
from data.tables import LeadRow, PersonPhoneRow, PersonRow, SuggestionRow, TaskRow, TouchRow
from rules.policy import load, packaged
from rules.reading.demand import Demand, ReadVehicle
from rules.reading.phones import read_phones
from rules.refusal import Refusal
from rules.values.lead import LeadCard
from rules.vocabulary import CallOutcome, Channel, CloseReason, NumberOwner, Source, TaskKind
from tests.services.builders import write_again
from tests.services.center import ANSWERS, Center
from tests.services.whole_store import differing, everything
from vo_callcenter.services.arrival import arrive
from vo_callcenter.services.case import opened
from vo_callcenter.services.identity import IdentityService
from vo_callcenter.services.score import rescore
from vo_callcenter.services.store_check import check
from vo_callcenter.services.touch_told import Circumstances

SEEDS = range(6)


@pytest.fixture
def center(store: Store) -> Center:
    return Center(store)


@pytest.fixture
def identity(center: Center) -> IdentityService:
    return IdentityService(center.office)


def arrives(
    center: Center,
    name: str = "",
    phone: str = "",
    email: str = "",
    *,
    postcode: str = "",
    source: Source = Source.LEBONCOIN,
    channel: Channel = Channel.EMAIL,
    car: str = "",
    wording: str = "",
) -> int:
    first, _, last = name.partition(" ")
    demand = Demand(
        source,
        channel,
        first_name=first or None,
        last_name=last or None,
        full_name=name or None,
        emails=(email,) if email else (),
        phones=read_phones(phone) if phone else (),
        postcode=postcode or None,
        listing_ref=car or None,
        wanted=(ReadVehicle(text=wording),) if wording else (),
        message="Bonjour",
    )
    with center.store.writing() as session:
        return arrive(center.office, session, demand, Circumstances(center.wall.at)).lead_id


def refusal_of(action: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(Refusal) as refusal:
        action(*arguments)
    return refusal.value.code


def card(center: Center, lead: int, login: str = "camille") -> LeadCard:
    return center.records.card(center.who(login), lead)


def person_of(center: Center, lead: int) -> int:
    return int(center.field(lead, "person_id"))


# ---- suggestions


def test_a_likeness_is_suggested_on_both_leads_with_its_reasons(center: Center) -> None:
    first = arrives(center, "Jean Dupont", "06 39 98 12 34", postcode="69003")
    second = arrives(center, "Jean Dupond", email="jd1@example.org", postcode="69003")
    (suggested,) = card(center, second).suggestions
    assert (suggested.person_id, suggested.lead_id) == (person_of(center, first), first)
    assert {code for code, _ in suggested.reasons} == {"last_name_typo", "first_name_same", "postcode_same"}
    assert [each.person_id for each in card(center, first).suggestions] == [person_of(center, second)]


def test_whoever_was_said_to_be_another_is_never_asked_about_again(
    center: Center, identity: IdentityService
) -> None:
    arrives(center, "Jean Dupont", "06 39 98 12 34", postcode="69003")
    second = arrives(center, "Jean Dupond", email="jd1@example.org", postcode="69003")
    camille = center.who("camille")
    identity.decide_other(camille, second, card(center, second).suggestions[0].id)
    arrives(center, "Jean Dupond", "06 39 98 44 44", "jd1@example.org", postcode="69003", car="LBC000004")
    assert card(center, second).suggestions == ()
    with center.store.reading() as session:
        assert [row.decision for row in session.exec(select(SuggestionRow))] == ["other"]


def test_so_many_likely_persons_are_noise_and_none_is_suggested(center: Center) -> None:
    most = center.office.policy().identity.max_suggestions
    for number in range(most + 1):
        arrives(center, "Jean Martin", email=f"client{number}x@example.org", postcode="69003")
    last = arrives(center, "Jean Martin", email="encore.un@example.org", postcode="69003")
    assert card(center, last).suggestions == ()


def test_strangers_who_gave_one_address_are_asked_about_and_keep_their_numbers(center: Center) -> None:
    nobodys = "na@example.com"
    claire = arrives(center, "Claire Martin", "06 39 98 20 01", nobodys, car="1")
    center.wall.go(minutes=7)
    marc = arrives(center, "Marc Delmas", "06 39 98 20 02", nobodys, car="1")
    assert person_of(center, marc) != person_of(center, claire)
    (suggested,) = card(center, marc).suggestions
    assert "address_of_strangers" in [code for code, _ in suggested.reasons]
    for lead, number in ((claire, "+33639982001"), (marc, "+33639982002")):
        assert [phone.e164 for phone in card(center, lead).person.phones] == [number]
    center.wall.go(minutes=7)
    assert arrives(center, "Claire Martin", "06 39 98 20 09", nobodys, car="1") == claire
    wife = arrives(center, "Anne Delmas", "06 39 98 20 03", nobodys, car="1")
    assert wife == marc


def test_a_shared_number_identifies_nobody_and_the_groups_own_neither(center: Center) -> None:
    first = arrives(center, "Jean Dupont", "04 65 71 00 01")
    second = arrives(center, "Anne Lopez", "04 65 71 00 01")
    caller = arrives(center, phone="04 65 71 00 01", source=Source.PHONE, channel=Channel.PHONE)
    assert len({person_of(center, lead) for lead in (first, second, caller)}) == 3
    with center.store.reading() as session:
        assert set(session.exec(select(PersonPhoneRow.is_shared)).all()) == {True}


def test_an_operator_marks_a_number_as_shared_and_takes_it_back(
    center: Center, identity: IdentityService
) -> None:
    first = arrives(center, "Jean Dupont", "04 65 71 00 01")
    phone = card(center, first).person.phones[0].id
    identity.mark_number(center.who("camille"), first, phone, NumberOwner.SHARED)
    second = arrives(center, phone="04 65 71 00 01", source=Source.PHONE, channel=Channel.PHONE)
    assert person_of(center, second) != person_of(center, first)
    identity.mark_number(center.who("camille"), first, phone, NumberOwner.OWN)
    third = arrives(center, "Jean Dupont", "04 65 71 00 01", source=Source.PHONE, channel=Channel.PHONE)
    assert person_of(center, third) in (person_of(center, first), person_of(center, second))


def test_an_operator_says_a_number_is_somebody_elses_for_one_customer_only(
    center: Center, identity: IdentityService
) -> None:
    camille = center.who("camille")
    wife = arrives(center, "Anne Lopez", "06 39 98 12 34")
    phone = card(center, wife).person.phones[0].id
    identity.mark_number(camille, wife, phone, NumberOwner.OTHERS)
    husband = arrives(center, "Jean Lopez", "06 39 98 12 34")
    assert person_of(center, husband) != person_of(center, wife)
    shown = {lead: card(center, lead).person.phones[0] for lead in (wife, husband)}
    assert (shown[wife].is_others, shown[wife].is_shared) == (True, True)
    assert (shown[husband].is_others, shown[husband].is_shared) == (False, False)
    codes = {each.channel: each.code for each in card(center, wife).verdicts}
    assert (codes[Channel.PHONE], codes[Channel.SMS]) == ("request", "others_number")
    identity.mark_number(camille, wife, phone, NumberOwner.OWN)
    assert not card(center, wife).person.phones[0].is_others


def test_a_number_reused_years_later_is_asked_about_and_stays_its_new_owners(center: Center) -> None:
    first = arrives(center, "Jean Dupont", "06 39 98 12 34")
    center.wall.go(days=500)
    second = arrives(center, "Awa Traoré", "06 39 98 12 34")
    assert person_of(center, second) != person_of(center, first)
    (suggested,) = card(center, second).suggestions
    assert ("number_reused", {"years": 1}) in [(code, dict(params)) for code, params in suggested.reasons]
    center.wall.go(days=1)
    called = arrives(center, phone="06 39 98 12 34", source=Source.PHONE, channel=Channel.PHONE)
    assert person_of(center, called) == person_of(center, second)


def test_candidates_are_looked_up_in_a_bounded_number_of_statements(center: Center) -> None:
    counted: list[int] = []
    for crowd, name in ((0, "Paul Perrin"), (1, "Awa Moreau"), (60, "Luc Garcia")):
        for number in range(crowd):
            arrives(center, f"Jean Petit{number}", email=f"petit{number}@example.org", postcode="69003")
        seen: list[str] = []

        def note(_: Any, __: Any, statement: str, *rest: Any, into: list[str] = seen) -> None:
            into.append(statement)

        sa.event.listen(center.store.engine, "before_cursor_execute", note)
        arrives(center, name, f"06 39 98 00 {crowd:02d}", f"p{crowd}errin@example.org", postcode="69003")
        sa.event.remove(center.store.engine, "before_cursor_execute", note)
        counted.append(len(seen))
    # The first one read the policy and the hours too.
    assert counted[1] == counted[2]


# ---- one demand


def test_two_portals_and_a_call_are_one_lead_with_three_touches_from_the_first(center: Center) -> None:
    begun = center.wall.at
    first = arrives(center, "Jean Dupont", "06 39 98 12 34", "jean@example.org", car="LBC000001")
    center.wall.go(minutes=5)
    second = arrives(center, "DUPONT Jean", "+33 6 39 98 12 34", source=Source.LA_CENTRALE, car="LBC000001")
    center.wall.go(minutes=5)
    third = arrives(center, phone="0639981234", source=Source.PHONE, channel=Channel.PHONE)
    assert first == second == third
    assert center.kinds(first) == ["received", "touched", "touched"]
    (reading,) = center.records.explain(center.who("camille"), first)
    assert (reading.clock, reading.started_at) == ("first_response", begun)


def test_portals_that_number_their_listings_otherwise_mean_one_car_when_they_word_it_alike(
    center: Center,
) -> None:
    marks = (
        ("2604517", "Peugeot 208 2019", Source.LEBONCOIN),
        ("69-88", "208 PEUGEOT 2019", Source.LA_CENTRALE),
    )
    leads = {
        arrives(
            center, "Jean Dupont", email="jean@example.org", car=reference, wording=wording, source=source
        )
        for reference, wording, source in marks
    }
    assert len(leads) == 1
    assert center.kinds(leads.pop()) == ["received", "touched"]


def test_three_leads_of_one_demand_become_one_whose_clock_starts_at_the_first_touch(
    center: Center, identity: IdentityService
) -> None:
    begun, camille = center.wall.at, center.who("camille")
    first = arrives(center, "Jean Dupont", email="jean.dupont@example.org", car="LBC000001")
    center.wall.go(minutes=4)
    second = arrives(center, "J Dupont", "06 39 98 12 34", source=Source.LA_CENTRALE, car="LBC000001")
    center.wall.go(minutes=4)
    third = arrives(center, phone="04 65 71 00 07", source=Source.PHONE, channel=Channel.PHONE)
    assert len({first, second, third}) == 3
    center.desk.claim(camille, third)
    center.call(third)
    assert identity.merge_leads(camille, third, second) == second
    assert identity.merge_leads(camille, second, first) == first
    merged = card(center, first)
    assert sum(entry.code.startswith(("received_", "touched_")) for entry in merged.timeline) == 3
    assert {phone.e164 for phone in merged.person.phones} == {"+33639981234", "+33465710007"}
    response = next(each for each in center.records.explain(camille, first) if each.clock == "first_response")
    assert (response.started_at, response.stopped_at) == (begun, begun + timedelta(minutes=8))
    assert merged.owner_id == camille.id
    for emptied in (second, third):
        assert center.field(emptied, "stage") == "duplicate"
        assert center.records.explain(camille, emptied) == []
    assert check(center.office) == []


def test_deciding_that_two_are_one_person_joins_their_demands_and_undo_parts_them(
    center: Center, identity: IdentityService
) -> None:
    first = arrives(center, "Jean Dupont", "06 39 98 12 34", postcode="69003", car="LBC000001")
    second = arrives(
        center,
        "Jean Dupond",
        email="jd1@example.org",
        postcode="69003",
        source=Source.LA_CENTRALE,
        car="LBC000001",
    )
    other = arrives(center, "Jean Dupond", email="jd1@example.org", postcode="69003", car="LBC000004")
    before, camille = everything(center), center.who("camille")
    suggestion = card(center, second).suggestions[0].id
    preview = identity.preview(camille, second, suggestion)
    assert [(kept.id, emptied.id) for kept, emptied in preview.pairs] == [(first, second)]
    assert [side.id for side in preview.apart] == [other]
    assert identity.decide_same(camille, second, suggestion) == first
    assert {person_of(center, lead) for lead in (first, second, other)} == {person_of(center, first)}
    assert center.field(second, "duplicate_of_id") == first
    assert card(center, first).suggestions == ()
    assert check(center.office) == []
    assert center.desk.undo(camille, first) == "merged"
    assert differing(center, before) == []
    assert check(center.office) == []
    assert card(center, first).suggestions[0].id == suggestion


def test_a_message_to_a_merged_lead_reaches_the_one_that_is_kept(
    center: Center, identity: IdentityService
) -> None:
    first = arrives(center, "Jean Dupont", "06 39 98 12 34", car="LBC000001")
    second = arrives(center, "Zoé Martin", email="zoe@example.org", car="LBC000001")
    identity.merge_leads(center.who("camille"), first, second)
    again = arrives(center, "Zoé Martin", email="zoe@example.org", car="LBC000001")
    assert again == first


def test_what_happened_since_to_what_came_along_goes_back_with_it(
    center: Center, identity: IdentityService
) -> None:
    camille = center.who("camille")
    first, second = center.claimed(), center.claimed()
    due = center.wall.at + timedelta(hours=3)
    center.relaunch.plan(camille, second, due, TaskKind.RELAUNCH, Channel.PHONE, park=False)
    identity.merge_leads(camille, first, second)
    with center.store.reading() as session:
        task = session.exec(select(TaskRow.id).where(TaskRow.lead_id == first)).one()
    assert task is not None
    center.relaunch.done(camille, task)
    identity.split(camille, second)
    with center.store.reading() as session:
        row = session.get_one(TaskRow, task)
        assert (row.lead_id, row.state) == (second, "done")
    assert check(center.office) == []


def test_a_closed_lead_comes_back_when_the_demand_is_still_open_elsewhere(
    center: Center, identity: IdentityService
) -> None:
    camille = center.who("camille")
    first = center.claimed()
    center.desk.close(camille, first, CloseReason.PRICE)
    center.wall.go(hours=2)
    second = center.lead()
    identity.merge_leads(camille, first, second)
    assert center.field(first, "is_open")
    identity.split(camille, first)
    assert (center.field(first, "stage"), center.field(first, "close_reason")) == ("lost", "price")


def test_leads_that_cannot_be_one_are_refused(center: Center, identity: IdentityService) -> None:
    camille = center.who("camille")
    lead = center.lead()
    assert refusal_of(identity.merge_leads, camille, lead, lead) == "merge_itself"
    assert refusal_of(identity.split, camille, lead) == "not_merged"
    one, other = center.accepted("louis"), center.accepted("ines")
    assert refusal_of(identity.merge_leads, camille, one, other) == "merge_both_with_sales"
    assert refusal_of(identity.merge_leads, center.who("mona"), lead, one) == "not_allowed"
    duplicate = center.lead()
    identity.merge_leads(camille, lead, duplicate)
    assert refusal_of(identity.merge_leads, camille, one, duplicate) == "merge_duplicate"
    assert refusal_of(center.desk.reopen, camille, duplicate) == "split_instead"


def test_a_merged_lead_is_split_only_after_what_it_was_merged_into(
    center: Center, identity: IdentityService
) -> None:
    camille = center.who("camille")
    first, second, third = center.lead(), center.lead(), center.lead()
    before = everything(center)
    identity.merge_leads(camille, second, third)
    identity.merge_leads(camille, first, second)
    with pytest.raises(Refusal) as refusal:
        identity.split(camille, third)
    assert refusal.value.code in ("split_other_first", "split_other_first_person")
    identity.split(camille, second)
    identity.split(camille, third)
    assert differing(center, before) == []


def test_the_policy_may_keep_leads_that_colleagues_hold_from_being_merged(
    center: Center, identity: IdentityService
) -> None:
    first, second = center.lead(), center.claimed("samir")
    texts = {**packaged("b"), "own.toml": '[identity]\nmerge_of_others = "supervisors"\n'}
    strict = load(texts)
    center.office._policies = {0: strict}
    camille = center.who("camille")
    assert refusal_of(identity.merge_leads, camille, first, second) == "held_by_other"
    assert identity.merge_leads(center.who("samir"), first, second) == first


def test_a_merge_that_lost_a_row_is_named_by_the_check(center: Center, identity: IdentityService) -> None:
    first, second = center.lead(), center.lead()
    identity.merge_leads(center.who("camille"), first, second)
    with center.store.writing() as session:
        touches = select(TouchRow).where(TouchRow.lead_id == first).order_by(col(TouchRow.id))
        touch = session.exec(touches).all()[-1]
        touch.lead_id = second
    assert [problem.code for problem in check(center.office)] == ["merge_row_elsewhere"]


def test_a_client_who_was_merged_has_no_leads_and_is_found_no_more(
    center: Center, identity: IdentityService
) -> None:
    first = arrives(center, "Jean Dupont", "06 39 98 12 34", car="LBC000001")
    second = arrives(center, "Zoé Martin", "06 39 98 55 55", car="LBC000004")
    emptied = person_of(center, second)
    identity.merge_leads(center.who("camille"), first, second)
    with center.store.reading() as session:
        assert session.get_one(PersonRow, emptied).merged_into_id == person_of(center, first)
        assert not session.exec(select(LeadRow.id).where(LeadRow.person_id == emptied)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_had_happened_a_merge_and_a_split_leave_everything_as_before(
    center: Center, identity: IdentityService, seed: int
) -> None:
    random = Random(seed)
    leads = [center.lead(car=center.group.cars[number % 3]) for number in range(2)]
    for _ in range(25):
        try:
            _something(center, random, random.choice(leads))
        except (Refusal, NoResultFound):
            continue
        center.wall.go(minutes=random.choice((1, 9, 200)))
    for lead in leads:
        with opened(center.office, lead) as case:
            rescore(case)
    before = everything(center)
    identity.merge_leads(center.who("camille"), *leads)
    assert check(center.office) == []
    assert before != everything(center)
    identity.split(center.who("camille"), random.choice(leads))
    assert differing(center, before) == []
    assert check(center.office) == []


def _something(center: Center, random: Random, lead: int) -> None:
    camille, desk = center.who("camille"), center.desk
    match random.randrange(11):
        case 0:
            desk.claim(camille, lead)
        case 1:
            center.call(lead, outcome=random.choice((CallOutcome.REACHED, CallOutcome.NO_ANSWER)))
        case 2:
            center.qualification.fill(camille, lead, ANSWERS)
            center.qualification.qualify(camille, lead)
        case 3 if lead == 1:  # two leads that are both with a salesperson are refused
            center.handover.offer(camille, lead, center.group.people["louis"])
        case 4:
            center.handover.accept(center.who("louis"), center.open_offer(lead))
        case 5:
            write_again(center.office, lead)
        case 6:
            due = center.wall.at + timedelta(hours=random.randrange(1, 40))
            center.relaunch.plan(
                camille, lead, due, TaskKind.RELAUNCH, Channel.PHONE, park=random.random() < 0.3
            )
        case 7:
            center.conversation.open_question(camille, lead, "Carnet ?")
        case 8:
            center.conversation.note(camille, lead, "Vu.")
        case 9:
            desk.close(camille, lead, CloseReason.PRICE)
        case _:
            desk.reopen(camille, lead)
