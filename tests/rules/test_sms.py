"""SMS: alphabets, sizes, and the character that makes one dear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.sms import size


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "GSM-7", 0, 1),
        ("é" * 160, "GSM-7", 160, 1),
        ("é" * 161, "GSM-7", 161, 2),
        ("a" * 159 + "€", "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("ç", "UCS-2", 1, 1),
        ("ê" * 70, "UCS-2", 70, 1),
        ("ê" * 71, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
    ],
)
def test_a_text_has_its_alphabet_units_and_parts(text: str, encoding: str, units: int, parts: int) -> None:
    found = size(text)
    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


def test_an_extension_character_is_not_split_over_two_sms() -> None:
    assert size("a" * 152 + "€" + "a" * 151).parts == 2
    assert size("a" * 152 + "€" + "a" * 152).parts == 3


def test_a_surrogate_pair_is_not_split_over_two_sms() -> None:
    assert size("ê" * 66 + "😀" + "ê" * 65).parts == 2
    assert size("ê" * 66 + "😀" + "ê" * 66).parts == 3


def test_the_character_that_makes_it_dear_is_named() -> None:
    found = size("Bonjour, l’essai")
    assert (found.odd_character, found.odd_at) == ("’", 10)
    assert size("Bonjour").odd_character == ""


def slow_parts(costs: list[int], chained: int) -> int:
    """Fill one SMS after another by hand."""
    parts: list[int] = []
    for cost in costs:
        if not parts or parts[-1] + cost > chained:
            parts.append(0)
        parts[-1] += cost
    return len(parts)


@given(st.text(alphabet="abé€{}çê😀’ \n", max_size=400))
def test_every_character_fits_whole_into_the_parts_counted(text: str) -> None:
    found = size(text)
    plain = found.encoding == "GSM-7"
    dear = "€{}" if plain else "😀"
    costs = [2 if char in dear else 1 for char in text]
    assert found.units == sum(costs)
    alone, chained = (160, 153) if plain else (70, 67)
    assert found.parts == (1 if sum(costs) <= alone else slow_parts(costs, chained))
    assert found.units <= found.room


@given(st.text(max_size=200))
def test_ucs2_names_its_character(text: str) -> None:
    found = size(text)
    assert (found.encoding == "UCS-2") == (found.odd_character != "")
    if found.odd_character:
        assert text[found.odd_at] == found.odd_character
