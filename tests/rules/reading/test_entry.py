"""What somebody types of a caller in a hurry: name, numbers, addresses, and what only fills a field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.emails import is_nobodys
from rules.reading.entry import entry_bytes, entry_reading, who_of
from rules.reading.phones import only_fills
from rules.values.entry import Entry
from rules.vocabulary import Source

FILLERS = (
    "06 00 00 00 00",
    "0600000000",
    "+33 6 00 00 00 00",
    "00 00 00 00 00",
    "9999999999",
    "01.00.00.00.00",
)
NOBODYS = ("aucun@orange.fr", "nomail@nomail.fr", "PasDeMail@gmail.com", "x@x.fr", "test@test.com")


@pytest.mark.parametrize("typed", FILLERS)
def test_a_number_that_only_fills_a_field_is_nobodys_and_stays_visible(typed: str) -> None:
    who = who_of(f"{typed} Zoé Martin")
    assert (who.name, who.phones) == ("Zoé Martin", ())
    assert [phone.e164 for phone in who.filler_phones] == [None]


@pytest.mark.parametrize("typed", NOBODYS)
def test_an_address_that_only_fills_a_field_is_nobodys_and_stays_visible(typed: str) -> None:
    who = who_of("Zoé Martin", typed)
    assert (who.name, who.emails, who.filler_emails) == ("Zoé Martin", (), (typed,))


@pytest.mark.parametrize(
    "typed", ["06 39 98 00 00", "06 00 00 00 01", "0639980000", "06 00 00", "contact@aucun.example"]
)
def test_what_looks_like_it_is_somebodys(typed: str) -> None:
    who = who_of(typed)
    assert len(who.phones + who.emails) == 1
    assert (who.filler_phones, who.filler_emails) == ((), ())


@given(
    st.sampled_from((*FILLERS, "")),
    st.sampled_from((*NOBODYS, "")),
    st.integers(0, 9999).map("06 39 98 {:04}".format),
    st.permutations(range(4)),
)
def test_fillers_change_nothing_of_what_else_was_typed(
    number: str, address: str, phone: str, order: list[int]
) -> None:
    parts = [number, address, phone, "zoe.martin@example.com"]
    who = who_of(" Zoé ".join(parts[place] for place in order))
    assert [each.raw for each in who.phones] == [phone]
    assert who.emails == ("zoe.martin@example.com",)
    assert not any(map(is_nobodys, who.emails))
    assert not any(only_fills(each.raw) for each in who.phones)


def test_the_demand_of_an_entry_keeps_fillers_where_whatever_arrives_does() -> None:
    typed = Entry("t1", Source.PHONE, "06 00 00 00 00 Zoé Martin aucun@orange.fr")
    demand = entry_reading(entry_bytes(typed, 1)).demand
    assert demand is not None
    assert (demand.emails, demand.invalid_emails) == ((), ("aucun@orange.fr",))
    assert [(phone.raw, phone.e164) for phone in demand.phones] == [("06 00 00 00 00", None)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("M. et Mme Dupont 0639984401 ou 0478000000", "M. et Mme Dupont"),
        ("Dupont, tél. : 06 39 98 44 01", "Dupont"),
        ("Dupont - portable 06 39 98 44 01, mail zoe@example.com", "Dupont"),
        ("06 39 98 44 01 Ou Sang", "Ou Sang"),
        ("Maxime Port", "Maxime Port"),
    ],
)
def test_words_that_lead_to_a_number_are_no_name(typed: str, name: str) -> None:
    assert who_of(typed).name == name


def test_words_added_to_somebody_known_stay_with_what_they_ask() -> None:
    known = Entry(
        "t", Source.PHONE, "dupont", more="Pierre, son fils 06 39 98 44 01", request="La 208 ?", person_id=7
    )
    demand = entry_reading(entry_bytes(known, 1)).demand
    assert demand is not None
    assert demand.message == "La 208 ?\nPierre, son fils"
    stranger = entry_reading(entry_bytes(Entry("t", Source.PHONE, "06 39 98 44 01", more="Pierre"), 1)).demand
    assert stranger is not None
    assert (stranger.message, stranger.full_name) == ("", "Pierre")
