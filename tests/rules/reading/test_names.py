"""Names are split only where the writing says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.names import display_name, name_from_parts, read_name


@pytest.mark.parametrize(
    ("raw", "first", "last", "shown"),
    [
        ("DUPONT Jean", "Jean", "DUPONT", "DUPONT Jean"),
        ("Jean Dupont", "Jean", "Dupont", "DUPONT Jean"),
        ("Jean DUPONT", "Jean", "DUPONT", "DUPONT Jean"),
        ("Dupont, Jean", "Jean", "Dupont", "DUPONT Jean"),
        ("Mme Claire Martin", "Claire", "Martin", "MARTIN Claire"),
        ("M. DUPONT", None, "DUPONT", "DUPONT"),
        ("M. et Mme Dupont", None, "Dupont", "DUPONT"),
        ("Marie de La Tour", "Marie", "de La Tour", "DE LA TOUR Marie"),
        ("de LA TOUR Marie", "Marie", "de LA TOUR", "DE LA TOUR Marie"),
        ("Jean-Pierre MARTIN", "Jean-Pierre", "MARTIN", "MARTIN Jean-Pierre"),
        ("Jean Pierre Martin", "Jean Pierre", "Martin", "MARTIN Jean Pierre"),
        ("JEAN DUPONT", "JEAN", "DUPONT", "DUPONT Jean"),
        ("DUPONT JEAN", "JEAN", "DUPONT", "DUPONT Jean"),
        ("HOARAU MARIE-ANGE", "MARIE-ANGE", "HOARAU", "HOARAU Marie-Ange"),
        ("MARTIN PAUL", None, None, "MARTIN PAUL"),
        ("KOWALSKI NGUYEN", None, None, "KOWALSKI NGUYEN"),
        ("Dupont Jean", "Jean", "Dupont", "DUPONT Jean"),
        ("Le Bihan Nolwenn", "Nolwenn", "Le Bihan", "LE BIHAN Nolwenn"),
        ("de La Tour Marie", "Marie", "de La Tour", "DE LA TOUR Marie"),
        ("Anne Sophie de La Fontaine", "Anne Sophie", "de La Fontaine", "DE LA FONTAINE Anne Sophie"),
        ("M. et Mme DURAND Paul", "Paul", "DURAND", "DURAND Paul"),
        ("M. et Mme DE LA TOUR", None, "DE LA TOUR", "DE LA TOUR"),
        ("Mme LE GALL Zoë", "Zoë", "LE GALL", "LE GALL Zoë"),
        ("Le Gall", None, "Le Gall", "LE GALL"),
        ("M. Da Silva", None, "Da Silva", "DA SILVA"),
        ("de La Tour", None, "de La Tour", "DE LA TOUR"),
        ("DE OLIVEIRA", None, "DE OLIVEIRA", "DE OLIVEIRA"),
        ("Maria Da Silva", "Maria", "Da Silva", "DA SILVA Maria"),
        ("Da Silva, Maria", "Maria", "Da Silva", "DA SILVA Maria"),
        ("SARL Transports du Val", None, None, "SARL Transports du Val"),
        ("Jordan", None, None, "Jordan"),
        ("AB & Co", None, None, "AB & Co"),
        ("Garage Martin", None, None, "Garage Martin"),
        ("null", None, None, ""),
    ],
)
def test_a_whole_name(raw: str, first: str | None, last: str | None, shown: str) -> None:
    name = read_name(raw)
    assert (name.first, name.last) == (first, last)
    assert display_name(name.first, name.last, name.full) == shown


def test_parts_that_came_apart_stay_as_they_are() -> None:
    name = name_from_parts("jean-pierre", "dupont")
    assert (name.first, name.last) == ("jean-pierre", "dupont")
    assert display_name(name.first, name.last) == "DUPONT Jean-Pierre"


def test_a_whole_name_in_the_last_name_field_is_split() -> None:
    name = name_from_parts(None, "Mme Claire Martin")
    assert (name.first, name.last, name.title) == ("Claire", "Martin", "Mme")


@pytest.mark.parametrize("last", ["Le Gall", "Da Silva", "De Oliveira", "Ben Ali", "El Amrani", "LE GALL"])
def test_a_family_name_with_its_particle_stays_whole(last: str) -> None:
    for written in (last, f"M. {last}"):
        name = name_from_parts(None, written)
        assert (name.first, name.last) == (None, last)


def test_machine_words_for_nothing_are_nothing() -> None:
    assert name_from_parts("N/A", "null", "-").full is None


_GIVEN = st.sampled_from(["Jean", "Marie-Ange", "Nolwenn", "Zoé", "Karim", "Anne-Sophie", "Hervé"])
_FAMILY = st.sampled_from(["DUPONT", "DE LA TOUR", "LE GALL", "KERMARREC", "D'ARC", "NGUYEN", "BEN FARAH"])
_TITLE = st.sampled_from(["", "M. ", "Mme ", "Monsieur ", "M. et Mme "])


@given(_GIVEN, _FAMILY, _TITLE, st.booleans(), st.booleans())
def test_a_name_in_every_order_and_case_is_one_person(
    first: str, last: str, title: str, is_turned: bool, is_loud: bool
) -> None:
    given_name = first.upper() if is_loud else first
    whole = f"{last} {given_name}" if is_turned else f"{given_name} {last}"
    name = read_name(title + whole)
    assert display_name(name.first, name.last) == f"{last} {first}"


@given(st.lists(st.sampled_from("Jean DUPONT de La Marie SARL M. Mme et , - Robin ben".split()), max_size=7))
def test_no_word_of_a_name_is_lost(words: list[str]) -> None:
    name = read_name(" ".join(words))
    kept = " ".join(filter(None, (name.title, name.first, name.last, name.full)))
    titles = {"M.", "Mme", "et", ",", "-"}
    assert {word for word in words if word not in titles} <= set(kept.replace(",", " ").split())


@given(st.text(max_size=80))
def test_any_text_is_a_name_of_some_kind(raw: str) -> None:
    name = read_name(raw)
    display_name(name.first, name.last, name.full)
    assert (name.first is None) or bool(name.last)
