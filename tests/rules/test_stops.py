"""A message is an objection when it says a word to stop and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.policy import load, packaged
from rules.stops import says_stop

STOPS = load(packaged("b")).contact.stop


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", " Stop. ", "« STOP »", "Stop !!", "DESABO", "désabo", "Désinscription", "DESINSCRIPTION.",
     "unsubscribe", "Opt-out", "arrêt", "STOP\nSMS", "ＳＴＯＰ"],
)  # fmt: skip
def test_a_word_to_stop_alone_is_an_objection(text: str) -> None:
    assert says_stop(text, STOPS)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "…", "STOP, je rappelle demain", "Le start and stop marche-t-il ?", "stopper", "non stop",
     "Est-ce que le désabonnement est possible ?", "STOP" + " " * 200],
)  # fmt: skip
def test_anything_more_is_a_message_like_any_other(text: str) -> None:
    assert not says_stop(text, STOPS)


@given(st.text(max_size=100))
def test_any_text_is_judged_without_harm(text: str) -> None:
    assert says_stop(text, STOPS) in (True, False)


@given(st.sampled_from(STOPS.words), st.sampled_from(("", " ", ".", " !", "\n")))
def test_case_and_punctuation_never_matter(word: str, after: str) -> None:
    assert says_stop(word.lower() + after, STOPS)
    assert says_stop(after + word.upper() + after, STOPS)
