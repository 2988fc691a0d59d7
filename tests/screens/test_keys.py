"""The table of keys."""

from pathlib import Path

import pytest

from rules.words import LANGUAGES, Words
from screens.destinations import DESTINATIONS
from screens.keys import AZERTY_DIGITS, CONTEXTS, FIELD_CONTEXTS, GROUPS, bindings, footer_of, keys_of


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_key_means_one_thing_in_a_context(context: str) -> None:
    names = [name for key in keys_of(context) for name in key.keys]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_code_stands_once_in_a_context(context: str) -> None:
    codes = [key.code for key in keys_of(context)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_has_its_words(lang: str) -> None:
    words = Words(lang)
    for group, keys in GROUPS.items():
        assert words.has(f"keys.group_{group}"), group
        for key in keys:
            assert words.has(f"keys.{key.word}"), key.code
            assert words.has(f"keys.{key.word}_help"), key.code


def test_the_same_code_is_the_same_key_everywhere() -> None:
    different = {"leave", "back"}  # leaving what one types in, leaving a screen
    keys: dict[str, set[tuple[str, ...]]] = {}
    for group in GROUPS.values():
        for key in group:
            keys.setdefault(key.code, set()).add(key.keys)
    assert {code for code, found in keys.items() if len(found) > 1} <= different


@pytest.mark.parametrize("context", sorted(FIELD_CONTEXTS))
def test_no_letter_is_a_key_where_one_types(context: str) -> None:
    assert not [name for key in keys_of(context) for name in key.keys if len(name) == 1]


def test_the_lanes_work_without_shift_on_a_french_keyboard() -> None:
    assert [key.keys[1] for key in GROUPS["lanes"]] == list(AZERTY_DIGITS[:7])


def test_every_group_is_used_and_every_place_has_its_own_letter() -> None:
    assert {group for groups in CONTEXTS.values() for group in groups} == set(GROUPS)
    letters = [place.letter for place in DESTINATIONS]
    assert len(letters) == len(set(letters))
    assert {place.code for place in DESTINATIONS} <= set(CONTEXTS)


def test_every_key_of_a_screen_is_bound_or_bound_by_its_list() -> None:
    bound = {binding.action for binding in bindings("queue") if not isinstance(binding, tuple)}
    for key in keys_of("queue"):
        if key not in GROUPS["list"] and key.code != "fields":
            assert f"press('{key.code}')" in bound


def test_the_footer_is_in_order() -> None:
    ranks = [key.rank for key in footer_of("queue")]
    assert ranks == sorted(ranks)
    assert ranks[0] == 10


def test_the_page_of_keys_is_the_table() -> None:
    from screens.keys_page import keys_page

    assert Path("docs/keys.md").read_text(encoding="utf-8") == keys_page()
