"""Search: found by any of its words, by hostile text never harmed, and at once after a change."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.changes import note_change
from data.search import index_all, index_pending, search
from data.search_text import asked_words, folded_words, phone_candidates
from data.store import Store
from data.tables import CarRow, LeadRow, MessageRow, PersonRow, TouchRow
from tests.data.center import BREST, LYON, NOW, add_lead, open_center


@pytest.fixture(params=["indexed", "pending"])
def known(request: pytest.FixtureRequest, store: Store) -> Store:
    """Three leads, found alike whether the index has them already or not."""
    open_center(store)
    with store.writing() as session:
        session.add(
            CarRow(
                id=1, make="Renault", model="Mégane", plate="AB-123-CD", stock_number="VO4711", updated_at=NOW
            )
        )
    first = add_lead(
        store, person="LEFÈVRE Zoé", phone="+33639980012", email="zoe.lefevre@example.org", car_id=1,
        listing_reference="LBC-998877",
    )  # fmt: skip
    second = add_lead(
        store, person="O’NEIL Bob", phone="+33199005678", car_text="Clio V", site_id=BREST,
        received_at=NOW - timedelta(minutes=5),
    )  # fmt: skip
    third = add_lead(store, person="LEFEVRE Bob", received_at=NOW)
    with store.writing() as session:
        session.add(
            TouchRow(lead_id=second, at=NOW, channel="form", source="site", text="Bonjour, attelage ?")
        )
        session.add(
            MessageRow(
                lead_id=third,
                direction="in",
                channel="email",
                address="x@example.com",
                body="Le crédit",
                at=NOW,
            )
        )
        for lead in (first, second, third):
            note_change(session, "lead", lead, NOW)
    if request.param == "indexed":
        while index_pending(store, 2):
            pass
    return store


def found(store: Store, text: str, sites: set[int] | None = None) -> list[int]:
    with store.reading_core() as connection:
        return [hit.lead_id for hit in search(connection, text, 50, sites)]


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("lefevre", [3, 1]),
        ("Lefèvre", [3, 1]),
        ("zoe lefevre", [1]),
        ("lef bob", [3]),
        ("o'neil", [2]),
        ("0639980012", [1]),
        ("06 39 98 00 12", [1]),
        ("+33 6 39 98 00 12", [1]),
        ("0033639980012", [1]),
        ("0012", [1]),
        ("980012", [1]),
        ("0639", [1]),
        ("zoe.lefevre@example.org", [1]),
        ("ZOE.LEFEVRE@EXAMPLE.ORG", [1]),
        ("example.org", [1]),
        ("ab123cd", [1]),
        ("AB-123-CD", [1]),
        ("megane", [1]),
        ("clio", [2]),
        ("vo4711", [1]),
        ("LBC-998877", [1]),
        ("attelage", [2]),
        ("credit", [3]),
        ("#2", [2]),
        ("nobody", []),
        ("", []),
        ("\" ' * ( ) : ^ -", []),
    ],
)
def test_a_lead_is_found_by_what_one_knows_of_it(known: Store, text: str, leads: list[int]) -> None:
    assert found(known, text) == leads


def test_a_search_stays_inside_the_sites_one_may_see(known: Store) -> None:
    assert found(known, "bob", {LYON}) == [3]
    assert found(known, "0199005678", {LYON}) == []
    assert found(known, "0199005678", {BREST}) == [2]


def test_a_hit_says_what_a_line_shows(known: Store) -> None:
    with known.reading_core() as connection:
        (hit,) = search(connection, "zoé")
    assert (hit.person, hit.phone, hit.car, hit.site) == (
        "LEFÈVRE Zoé",
        "+33639980012",
        "Renault Mégane",
        "Lyon",
    )


def test_what_changed_since_it_was_indexed_is_found_as_it_is_now(known: Store) -> None:
    index_all(known)
    with known.writing() as session:
        lead = session.get_one(LeadRow, 1)
        person = session.get_one(PersonRow, lead.person_id)
        person.display_name = person.full_name = "MARTIN Zoé"
        note_change(session, "person", lead.person_id, NOW)
    assert found(known, "martin") == [1]
    assert found(known, "lefevre") == [3, 1]  # her address still says it
    assert index_pending(known) == 1
    assert found(known, "martin") == [1]
    assert index_pending(known) == 0


def test_a_store_filled_without_a_log_is_indexed_whole(store: Store) -> None:
    open_center(store)
    for number in range(7):
        add_lead(store, person=f"DURAND {number}", received_at=NOW + timedelta(minutes=number))
    assert found(store, "durand") == []
    assert index_all(store, batch=3) == 7
    assert found(store, "durand") == [7, 6, 5, 4, 3, 2, 1]


HOSTILE = [
    '"', "'", "*", "a*", "NEAR(a b)", "a AND", "OR", "NOT x", "body:x", "^a", "a\" OR \"b", "'; DROP TABLE lead; --",
    "a\x00b", "\u202egnp", "é" + "\u0301" * 300, "%", "_", "\\", "a & b | !c", "<->", "((((", "😀", "{x}", "$$",
    "٣٤٥", "²", "ß", "ı",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(store: Store, text: str) -> None:
    open_center(store)
    lead = add_lead(store, person=f"{text} DUPONT".replace("\x00", ""))
    index_all(store)
    found(store, text)
    assert found(store, "dupont") == [lead]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_no_text_is_a_syntax_error(sqlite_store: Store, text: str) -> None:
    found(sqlite_store, text)


@given(text=st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    words = folded_words(text)
    assert folded_words(" ".join(words)) == words


def test_a_typed_phone_number_is_one_word() -> None:
    assert asked_words("Dupont 06 39 98-00.12 clio") == ["dupont", "0639980012", "clio"]
    assert phone_candidates("06 39 98 00 12") == ["+33639980012"]
    assert phone_candidates("+33 (0)6 39 98 00 12") == ["+33639980012"]
    assert phone_candidates("clio 4") == []
