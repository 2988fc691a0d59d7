from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from data.store import Store
from data.tables import LeadRow
from rules.values.lead import EntryKind
from rules.vocabulary import Channel, CloseReason, Stage
from rules.words import LANGUAGES, Words
from tests.services.center import Center
from tests.services.refusals import refused


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The SQL statements executed meanwhile."""
    seen: list[str] = []

    def note(*execution: object) -> None:
        seen.append(str(execution[2]))

    sa.event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", note)


def test_a_card_takes_at_most_twenty_statements_whatever_the_history(center: Center) -> None:
    lead, camille = center.qualified(), center.who("camille")
    center.conversation.object(camille, lead, Channel.SMS)
    with statements(center.store) as few:
        center.records.card(camille, lead)
    for number in range(15):
        center.conversation.note(camille, lead, f"Note {number}")
        center.call(lead)
        center.conversation.open_question(camille, lead, "Et le CT ?")
    with statements(center.store) as many:
        center.records.card(camille, lead)
    assert len(few) == len(many) <= 20


def test_the_timeline_tells_who_did_what_and_every_line_has_words(center: Center) -> None:
    lead = center.accepted("louis")
    card = center.records.card(center.who("louis"), lead)
    told = [(entry.kind, entry.code, entry.who) for entry in card.timeline]
    assert told[0] == (EntryKind.INCOMING, "received_email", "")
    assert (EntryKind.CALL, "call_reached", "Camille") in told
    assert (EntryKind.SYSTEM, "offer_accepted", "Louis") in told
    for lang in LANGUAGES:
        words = Words(lang)
        for entry in card.timeline:
            assert words.has(f"timeline.{entry.code}")
            assert words(f"timeline.{entry.code}", **entry.params)


def test_every_refusal_on_a_card_has_words(center: Center) -> None:
    lead = center.claimed()
    for login in ("camille", "anne", "ada"):
        refusals = center.records.card(center.who(login), lead).refusals
        for lang in LANGUAGES:
            words = Words(lang)
            for code, params in refusals.values():
                assert words.has(f"refusal.{code}"), code
                assert words(f"refusal.{code}", **params)


def test_a_card_shows_the_nearest_cars_in_stock_but_not_the_wanted_one(center: Center) -> None:
    lead = center.lead()
    card = center.records.card(center.who("camille"), lead)
    assert card.car is not None
    assert card.car.id == center.group.cars[0]
    assert [each.id for each in card.alternatives][:2] == [center.group.cars[1], center.group.cars[2]]
    assert len(card.alternatives) <= 5


def test_a_card_names_the_other_leads_of_the_person(center: Center) -> None:
    first = center.claimed()
    center.desk.close(center.who("camille"), first, CloseReason.PRICE)
    with center.store.reading() as session:
        person = session.get_one(LeadRow, first).person_id
    second = center.lead(person=person)
    (other,) = center.records.card(center.who("camille"), second).other_leads
    assert (other.id, other.stage, other.close_reason) == (first, Stage.LOST, "price")


def test_a_salesperson_sees_their_own_and_what_is_offered_to_them(center: Center) -> None:
    lead = center.offered("louis")
    assert center.records.card(center.who("louis"), lead).id == lead
    with refused("not_your_lead"):
        center.records.card(center.who("ines"), lead)


def test_managers_and_administrators_do_not_read_outside_their_sites(center: Center) -> None:
    lead = center.lead()
    assert center.records.card(center.who("anne"), lead).id == lead
    for read in (center.records.card, center.records.explain, center.records.opened):
        with refused("other_site"):
            read(center.who("paul"), lead)
    with refused("no_personal_data"):
        center.records.card(center.who("mona"), lead)


def test_others_see_who_has_the_lead_open_for_a_minute(center: Center) -> None:
    lead = center.lead()
    center.records.opened(center.who("samir"), lead)
    assert center.records.card(center.who("camille"), lead).viewers == ("Samir",)
    assert center.records.card(center.who("samir"), lead).viewers == ()
    center.wall.go(seconds=61)
    assert center.records.card(center.who("camille"), lead).viewers == ()
    center.records.opened(center.who("samir"), lead)
    center.records.left(center.who("samir"), lead)
    assert center.records.card(center.who("camille"), lead).viewers == ()


def test_opening_marks_what_the_customer_wrote_as_read(center: Center) -> None:
    lead = center.lead()
    assert center.field(lead, "is_unread")
    center.records.opened(center.who("camille"), lead)
    assert not center.field(lead, "is_unread")


def test_a_long_story_is_cut_to_its_last_two_hundred_lines(center: Center) -> None:
    lead, camille = center.claimed(), center.who("camille")
    from vo_callcenter.services.case import opened
    from vo_callcenter.services.conversation import keep_note

    with opened(center.office, lead) as case:
        for number in range(205):
            keep_note(case, camille, f"Note {number}")
    card = center.records.card(camille, lead)
    assert (len(card.timeline), card.older) == (200, 7)
    assert card.timeline[-1].text == "Note 204"
