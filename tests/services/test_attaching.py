"""A document attached to the wrong lead is taken back: whatever it added there is gone, and it waits to be sorted again."""

import pytest
from sqlmodel import select

from data.store import Store
from data.tables import PersonPhoneRow, RawInputRow, SuggestionRow, TouchRow
from rules.refusal import Refusal
from rules.vocabulary import Channel, CloseReason, RawOutcome, Source
from tests.services.center import Center
from tests.services.mails import mail
from tests.services.test_identity import arrives
from tests.services.whole_store import differing, everything
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.sorting import SortingService
from vo_callcenter.services.store_check import check

DOUBTFUL = "Bonjour, est-elle disponible ? Mon numéro : 06 39 98 45 45.\n\nPaul Roy\n"


@pytest.fixture
def center(store: Store) -> Center:
    return Center(store)


def to_sort(center: Center, text: str = DOUBTFUL) -> int:
    """A mail that may be no demand: a person says what it is."""
    letter = mail(text, sender="Paul Roy <paul@example.com>", subject="Votre Clio", message_id="<doubt@x>")
    [result] = IntakeService(center.office).take_bytes(letter, "doubt.eml")
    assert (result.outcome, result.raw_id is not None) == (RawOutcome.TO_SORT, True)
    assert result.raw_id is not None
    return result.raw_id


def test_what_it_added_is_gone_and_it_waits_again(center: Center) -> None:
    camille = center.who("camille")
    caller = arrives(center, phone="04 65 71 00 01", source=Source.PHONE, channel=Channel.PHONE)
    raw_id, sorting = to_sort(center), SortingService(center.office)
    before = everything(center)
    assert sorting.attach(camille, raw_id, caller).lead_id == caller
    with center.store.reading() as session:
        assert len(session.exec(select(TouchRow).where(TouchRow.lead_id == caller)).all()) == 2
        assert "+33639984545" in session.exec(select(PersonPhoneRow.e164)).all()
    assert center.desk.undo(camille, caller) == "attached"
    assert differing(center, before) == [f"raw_input {raw_id} sorted_by_id: None → {camille.id}"]
    assert check(center.office) == []
    told = [entry.code for entry in center.records.card(camille, caller).timeline]
    assert told.count("undone") == 1
    assert not {"attached", "touched_email"} & set(told)


def test_a_lead_it_reopened_is_closed_again(center: Center) -> None:
    camille = center.who("camille")
    lead = arrives(center, "Anne Lopez", "06 39 98 12 34")
    center.desk.claim(camille, lead)
    center.desk.close(camille, lead, CloseReason.PRICE)
    raw_id = to_sort(center)
    before = everything(center)
    SortingService(center.office).attach(camille, raw_id, lead)
    assert center.field(lead, "is_open")
    center.desk.undo(camille, lead)
    assert not center.field(lead, "is_open")
    assert differing(center, before) == [f"raw_input {raw_id} sorted_by_id: None → {camille.id}"]
    assert check(center.office) == []


def test_attached_to_the_right_one_afterwards_it_is_there_once(center: Center) -> None:
    camille, sorting = center.who("camille"), SortingService(center.office)
    wrong, right = (
        arrives(center, "Anne Lopez", "06 39 98 12 34"),
        arrives(center, "Paul Roy", "06 39 98 45 44"),
    )
    raw_id = to_sort(center)
    sorting.attach(camille, raw_id, wrong)
    with center.store.reading() as session:
        suggested = session.exec(select(SuggestionRow)).all()
    center.desk.undo(camille, wrong)
    with center.store.reading() as session:
        assert len(session.exec(select(SuggestionRow)).all()) < max(len(suggested), 1)
    assert sorting.attach(camille, raw_id, right).lead_id == right
    with center.store.reading() as session:
        touches = session.exec(select(TouchRow.lead_id).where(TouchRow.raw_id == raw_id)).all()
        assert session.get_one(RawInputRow, raw_id).lead_id == right
    assert touches == [right]
    assert check(center.office) == []


def test_what_somebody_built_on_it_keeps_it(center: Center) -> None:
    camille = center.who("camille")
    lead = arrives(center, "Anne Lopez", "06 39 98 12 34")
    SortingService(center.office).attach(camille, to_sort(center), lead)
    center.desk.claim(center.who("samir"), lead)
    with pytest.raises(Refusal, match="undo_overtaken"):
        center.desk.undo(camille, lead)
